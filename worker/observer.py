"""A look at the whole worker once a second, for the gauges and for health.

Decides what lag means: how many records, and how long the next one has been waiting. Must not
change anything.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from worker.health import Health
from worker.ledger import Ledger, Partition
from worker.ports import Pool, Source
from worker.telemetry import events

_LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class _Place:
    position: int
    since: float  # monotonic


class Observer:
    """Belongs to the loop; not thread-safe."""

    def __init__(
        self,
        source: Source,
        pool: Pool,
        ledger: Ledger,
        health: Health,
        emit: Callable[[events.Event], None],
    ) -> None:
        self._source = source
        self._pool = pool
        self._ledger = ledger
        self._health = health
        self._emit = emit
        self._looked = 0.0
        self._places: dict[Partition, _Place] = {}
        self._leaderless: frozenset[Partition] = frozenset()  # at the last look
        self._told: frozenset[Partition] = frozenset()

    def look(self, dead_letter_share: float, *, crowded: bool) -> None:
        """Look around, at most once a second. Raises KafkaUnavailable.

        `crowded`: nothing is taken in at the moment, because so much is in flight.
        """
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY_S:
            return
        self._looked = now
        self._health.pool_ready(self._pool.ready)
        self._emit(events.InFlight(self._ledger.pages, self._ledger.size_bytes))
        self._emit(events.DeadLetterShare(dead_letter_share))
        self._look_for_leaders()
        for partition in self._ledger.partitions:
            self._look_at(partition, now, crowded)

    def _look_for_leaders(self) -> None:
        """Tell of partitions without a leader, not of one that is being elected right now."""
        before, self._leaderless = self._leaderless, frozenset(self._source.leaderless())
        if (lasting := self._leaderless & before) != self._told:
            self._told = lasting
            self._emit(events.Leaderless(sorted(lasting)))

    def _look_at(self, partition: Partition, now: float, crowded: bool) -> None:
        oldest = self._ledger.oldest(partition)
        uncommitted = oldest.origin.offset if oldest else None
        lag = self._source.lag(partition, uncommitted)
        here = uncommitted if uncommitted is not None else self._ledger.next_offset(partition)
        if partition in self._leaderless:
            self._health.progress(partition, here, 0)  # a restart would not bring a leader back
            return
        if lag is None:
            return
        before = self._places.get(partition)
        if before is None or before.position != here or lag == 0:
            self._places[partition] = before = _Place(here, now)
        # The age of the next record where we have it; else how long there has been no progress.
        waited_s = time.time() - oldest.timestamp_ms / 1000 if oldest else now - before.since
        # A replay that stands back for the live group is healthy, however long that takes, and so
        # is a partition that nothing was read of while others fill the room: it has its turn yet.
        waits = self._source.waits() or (crowded and oldest is None)
        self._health.progress(partition, here, 0 if waits else lag)
        waited_s = max(0.0, waited_s)
        self._emit(events.LagObserved(*partition, records=lag, seconds=waited_s, offset=here))
