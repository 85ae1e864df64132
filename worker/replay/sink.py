"""The loop's sink for a replay: the live worker's, with the count beside the offsets.

Decides that outcomes, offsets and the count of both go into one transaction. Must not know how.
"""

import time
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from worker import ports
from worker.failures import TransactionAborted
from worker.kafka.sink import Positions
from worker.ledger import Partition
from worker.records import Outcome, Settled
from worker.replay.source import RangeSource
from worker.replay.tally import Tally

_FINISH_TRIES, _BETWEEN_TRIES_S = 10, 0.5


class TallyingSink:
    """`ports.Sink`."""

    def __init__(self, sink: ports.Sink, source: RangeSource) -> None:
        self._sink = sink
        self._source = source

    def commit(
        self, settled: tuple[Settled, ...], positions: Positions, membership: Any, now: datetime
    ) -> None:
        """One transaction. Raises TransactionAborted, KafkaUnavailable."""
        outcomes: dict[Partition, list[Outcome]] = defaultdict(list)
        for item in settled:
            origin = item.record.origin
            outcomes[origin.topic, origin.partition].append(item.processed.outcome)
        tallies: dict[Partition, Tally] = {}
        for partition, (position, _) in positions.items():
            read = self._source.read_before(partition, position) if outcomes[partition] else 0
            gone = self._source.gone_before(partition, position)
            tally = self._source.tally(partition)
            tallies[partition] = tally.after(outcomes[partition], read, gone)
        self._commit(settled, positions, tallies, membership, now)

    def fix(self) -> None:
        """Commit the ranges of partitions that begin, so that a later start finds the same ones.

        An abort is no harm: it is asked for again.
        """
        # Before the look at what is ours, as in the loop: a later membership would fence nothing.
        membership = self._source.membership()
        tallies = {partition: self._source.tally(partition) for partition in self._source.unfixed()}
        if tallies:
            positions = {partition: (tally.start, "") for partition, tally in tallies.items()}
            with suppress(TransactionAborted):
                self._commit((), positions, tallies, membership, datetime.now(UTC))

    def finish(self) -> None:
        """Mark as done the partitions of which all is committed. Raises TransactionAborted.

        The group may be rebalancing just now: it is tried again.
        """
        for left in reversed(range(_FINISH_TRIES)):
            through = self._source.through()
            if not through:
                return
            tallies = {partition: self._finished(partition) for partition in through}
            positions = {partition: (tally.end, "") for partition, tally in tallies.items()}
            try:
                self._commit((), positions, tallies, self._source.membership(), datetime.now(UTC))
            except TransactionAborted:
                if not left:
                    raise
                time.sleep(_BETWEEN_TRIES_S)
                self._source.poll(_BETWEEN_TRIES_S, 1)
                self._source.changes()

    def _finished(self, partition: Partition) -> Tally:
        tally = self._source.tally(partition)
        return tally.after([], 0, self._source.gone_before(partition, tally.end)).finished()

    def _commit(
        self,
        settled: tuple[Settled, ...],
        positions: Positions,
        tallies: dict[Partition, Tally],
        membership: Any,
        now: datetime,
    ) -> None:
        counted = {
            partition: (position, tallies[partition].beside(metadata))
            for partition, (position, metadata) in positions.items()
        }
        self._sink.commit(settled, counted, membership, now)
        for partition, (position, _) in positions.items():
            self._source.committed(partition, position, tallies[partition])
