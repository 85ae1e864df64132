"""The loop's pool and sink for pages outside Kafka, around those that do the work.

Decides that what a reader has judged passes the CPU processes by, and that the count of outcomes
and the place in the files are committed with them. Must not know how.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from worker import ports
from worker.kafka.sink import Positions
from worker.ledger import Partition
from worker.records import Origin, Processed, RawRecord, Settled
from worker.replay.file_source import FILES, FileSource


class FilePool:
    """`ports.Pool`."""

    def __init__(self, pool: ports.Pool, source: FileSource) -> None:
        self._pool = pool
        self._source = source
        self._passed_by: list[tuple[Origin, Processed]] = []

    @property
    def ready(self) -> bool:
        """Whether every process is warm."""
        return self._pool.ready

    def submit(self, record: RawRecord) -> None:
        """Queue a page, or settle what is none."""
        judged = self._source.judged(record.origin.offset)
        if judged is None:
            self._pool.submit(record)
        else:
            self._passed_by.append((record.origin, judged))

    def withdraw(self, partition: Partition) -> None:
        """Never asked for: nobody takes the files away."""

    def wait(self, timeout_s: float) -> list[tuple[Origin, Processed]]:
        """The outcomes that there are, or that arrive."""
        passed_by, self._passed_by = self._passed_by, []
        return [*passed_by, *self._pool.wait(0.0 if passed_by else timeout_s)]


class FileTallySink:
    """`ports.Sink`."""

    def __init__(self, sink: ports.Sink, source: FileSource, finished: Callable[[], None]) -> None:
        """`finished` is called when all is committed."""
        self._sink = sink
        self._source = source
        self._finished = finished

    def commit(
        self, settled: tuple[Settled, ...], positions: Positions, membership: Any, now: datetime
    ) -> None:
        """One transaction. Raises TransactionAborted, KafkaUnavailable."""
        position, metadata = positions[FILES]
        outcomes = [item.processed.outcome for item in settled]
        tally = self._source.tally
        if outcomes:
            read = self._source.read_before(position)
            tally = replace(tally.after(outcomes, read), end=position)
        told = self._source.beside(position, tally, metadata)
        self._sink.commit(settled, {FILES: (position, told)}, membership, now)
        self._source.committed(position, tally)

    def finish(self) -> None:
        """Mark it as done, if it is. Raises TransactionAborted, KafkaUnavailable, WrongSource."""
        if self._source.failed:
            raise self._source.failed
        tally = self._source.tally
        if not self._source.is_complete() or tally.done:
            return
        tally = tally.finished()
        told = self._source.beside(tally.end, tally, "")
        self._sink.commit((), {FILES: (tally.end, told)}, None, datetime.now(UTC))
        self._source.committed(tally.end, tally)
        self._finished()


class OnTopic:
    """`ports.Sink`: the live worker's, the place in the files as an offset of the output topic.

    Offsets are of topics, and files are none: the output topic's first partition stands for them,
    in the group of the run's own.
    """

    def __init__(self, sink: ports.Sink, topic: str) -> None:
        self._sink = sink
        self._partition: Partition = (topic, 0)

    def commit(
        self, settled: tuple[Settled, ...], positions: Positions, membership: Any, now: datetime
    ) -> None:
        """One transaction. Raises TransactionAborted, KafkaUnavailable."""
        self._sink.commit(settled, {self._partition: positions[FILES]}, membership, now)
