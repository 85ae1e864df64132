"""Which received pages may go to the CPU processes now, and which have to wait or go alone.

Decides by `attempts`: at the start of a partition a start is counted in the commit metadata
before its first page is dispatched, and where workers have died before, pages go one at a time.
Must not know Kafka, processes or time; it is told what was committed.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping

from worker.attempts import Attempts, Company
from worker.failures import Reason, Stage
from worker.ledger import Due, Ledger, Partition
from worker.records import DeadLetter, RawRecord

# Commits these positions with their metadata and nothing else; False when it was not possible now.
Count = Callable[[Mapping[Partition, tuple[int, str]]], bool]


class Dispatch:
    """Pages between the ledger and the pool. Not thread-safe: it belongs to the loop."""

    def __init__(self, ledger: Ledger, attempts: Attempts) -> None:
        self._ledger = ledger
        self._attempts = attempts
        self._waiting: dict[Partition, deque[RawRecord]] = {}

    def assign(self, partition: Partition) -> None:
        """Start an assignment."""
        self._attempts.assign(partition)
        self._waiting[partition] = deque()

    def revoke(self, partition: Partition) -> None:
        """End an assignment; what waited is for the next owner."""
        self._attempts.revoke(partition)
        self._waiting.pop(partition, None)

    def add(self, record: RawRecord) -> None:
        """Take an admitted record."""
        self._waiting[(record.origin.topic, record.origin.partition)].append(record)

    @property
    def in_work(self) -> int:
        """Pages that were let go and are not committed yet."""
        return self._ledger.pages - sum(len(records) for records in self._waiting.values())

    @property
    def isolating(self) -> bool:
        """Whether pages go one at a time at the moment."""
        return self._attempts.isolating()

    def unjudged(self) -> list[Partition]:
        """Partitions with a first page whose commit metadata was not looked at yet."""
        return [p for p in self._with_pages() if self._attempts.company(p) is Company.UNKNOWN]

    def judge(self, partition: Partition, metadata: str) -> None:
        """Decide by what the partition's last owner left."""
        self._attempts.begin(partition, metadata)

    def release(self, count: Count) -> Iterator[RawRecord]:
        """Pages that may go to the processes now; each start is counted before it."""
        if self._attempts.isolating():
            yield from self._release_alone(count)
            return
        if self._count_starts(
            [p for p in self._with_pages() if self._attempts.must_count(p)], count
        ):
            for partition, records in self._waiting.items():
                while records and self._attempts.company(partition) is Company.FREE:
                    yield records.popleft()

    def given_up(self) -> RawRecord | None:
        """A page that took the worker down once too often, when it is its turn."""
        if self.in_work:
            return None
        for partition in self._with_pages():
            if self._attempts.company(partition) is Company.GIVEN_UP:
                return self._waiting[partition].popleft()
        return None

    def starts_at(self, partition: Partition) -> int:
        """How often, this time included, a worker has started at the partition's next page."""
        return self._attempts.next_mark(partition).starts

    def metadata_after(self, partition: Partition) -> str:
        """What to commit behind settled pages of the partition."""
        return self._attempts.mark_after(partition).encode()

    def committed(self, due: Due) -> None:
        """Progress: counted starts are not held against the pages that come."""
        for partition in due.offsets:
            pages = sum(
                (item.record.origin.topic, item.record.origin.partition) == partition
                for item in due.settled
            )
            empty = self._ledger.oldest(partition) is None
            self._attempts.progressed(partition, pages, empty=empty)

    def taken_back(self) -> dict[Partition, tuple[int, str]]:
        """Positions and metadata with which a clean stop takes its counted starts back."""
        return {
            p: (offset, mark.encode()) for p, (offset, mark) in self._attempts.unproven().items()
        }

    def _release_alone(self, count: Count) -> Iterator[RawRecord]:
        """One page, and nothing beside it in this worker: if it dies again, this page did it."""
        if self.in_work:
            return
        for partition in self._with_pages():
            if self._attempts.company(partition) is Company.ALONE:
                if self._count_starts([partition], count):
                    yield self._waiting[partition].popleft()
                return

    def _count_starts(self, partitions: list[Partition], count: Count) -> bool:
        if not partitions:
            return True
        offsets = {p: self._waiting[p][0].origin.offset for p in partitions}
        marks = {p: (offsets[p], self._attempts.next_mark(p).encode()) for p in partitions}
        if not count(marks):
            return False
        for partition, offset in offsets.items():
            self._attempts.counted(partition, offset)
        return True

    def _with_pages(self) -> list[Partition]:
        return [partition for partition, records in self._waiting.items() if records]


def killed_the_worker(attempts: int) -> DeadLetter:
    """What becomes of a page that is given up."""
    return DeadLetter(
        Reason.WORKER_KILLED,
        Stage.WORKER,
        f"a worker died {attempts} times at this page, the last time with nothing else in flight",
        attempts=attempts,
    )
