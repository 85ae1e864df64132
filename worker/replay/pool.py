"""The loop's pool for a replay: the live worker's, which some records pass by.

Decides nothing itself: `selection` does. Must not know Kafka or how pages become outcomes.
"""

from worker.ledger import Partition
from worker.pool import Pool
from worker.records import Origin, Processed, RawRecord
from worker.replay.selection import FILTERED, Selection


class SelectingPool:
    """`ports.Pool`."""

    def __init__(self, pool: Pool, selection: Selection) -> None:
        self._pool = pool
        self._selection = selection
        self._passed_by: list[Origin] = []

    @property
    def ready(self) -> bool:
        """Whether every process is warm."""
        return self._pool.ready

    def submit(self, record: RawRecord) -> None:
        """Queue a page, or pass it by."""
        if self._selection.passes_by(record):
            self._passed_by.append(record.origin)
        else:
            self._pool.submit(record)

    def withdraw(self, partition: Partition) -> None:
        """Drop what is queued of a partition that is lost; the ledger fences what was passed by."""
        self._pool.withdraw(partition)

    def wait(self, timeout_s: float) -> list[tuple[Origin, Processed]]:
        """The outcomes that there are, or that arrive."""
        passed_by, self._passed_by = self._passed_by, []
        arrived = self._pool.wait(0.0 if passed_by else timeout_s)
        return [
            *((origin, FILTERED) for origin in passed_by),
            *((origin, self._selection.of(processed)) for origin, processed in arrived),
        ]
