"""How a page that takes the whole worker down is found, across restarts.

Decides, from what the last owner of a partition left in the commit metadata, whether to go on
in company, to go on with one page at a time, or to give a page up. Kafka keeps up to 4 KB of
metadata beside each committed offset; ours says how often a worker started at exactly this
offset without getting past it, and whether the page there was then alone in flight.

    start 1:    in company, counted   (with max_page_attempts = 3)
    start 2, 3: alone, counted        one page at a time through all that can be suspected
    start 4:    WORKER_KILLED         the page that was alone both times when the worker died

Any committed progress forgets the count, and a worker that stops in good order takes its own
start back. Must not know Kafka or time.
"""

import json
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from worker.ledger import Partition


@dataclass(frozen=True, slots=True)
class Mark:
    """Commit metadata: `starts` at this offset so far, and in how many its page was `alone`."""

    starts: int = 0
    alone: int = 0

    def encode(self) -> str:
        """As commit metadata; empty when there is nothing to remember."""
        if self == Mark():
            return ""
        return json.dumps({"pagewire": 1, "starts": self.starts, "alone": self.alone})

    @classmethod
    def decode(cls, metadata: str | None) -> "Mark":
        """The mark in commit metadata; a fresh one where somebody else wrote it."""
        try:
            found = json.loads(metadata or "{}")
        except json.JSONDecodeError:
            return cls()
        if not isinstance(found, dict) or found.get("pagewire") != 1:
            return cls()
        starts, alone = found.get("starts"), found.get("alone")
        if not isinstance(starts, int) or not isinstance(alone, int) or min(starts, alone) < 0:
            return cls()
        return cls(starts, alone)


class Company(Enum):
    """How the next page of a partition may be processed."""

    UNKNOWN = auto()  # assigned; what its last owner left is not read yet
    FREE = auto()  # with any others
    ALONE = auto()  # with nothing else in flight in this worker
    GIVEN_UP = auto()  # not at all: it becomes a dead letter


@dataclass(slots=True)
class _Lane:
    left: Mark = field(default_factory=Mark)  # what the last owner left
    company: Company = Company.UNKNOWN
    suspects: int = 0  # pages still to be taken alone
    counted_at: int | None = None  # the offset of a counted start, until progress is committed
    counted: bool = False


class Attempts:
    """The state of every assigned partition. Not thread-safe: it belongs to the loop."""

    def __init__(self, *, max_attempts: int, suspects: int) -> None:
        """`suspects`: how many pages can have been in flight when a worker died."""
        self._max_attempts = max_attempts
        self._suspects = suspects
        self._lanes: dict[Partition, _Lane] = {}

    def assign(self, partition: Partition) -> None:
        """Take over a partition; what its last owner left is read with its first record."""
        self._lanes[partition] = _Lane()

    def revoke(self, partition: Partition) -> None:
        """Give a partition up."""
        self._lanes.pop(partition, None)

    def company(self, partition: Partition) -> Company:
        """How the next page of the partition is to be processed."""
        return self._lanes[partition].company

    def isolating(self) -> bool:
        """Whether any partition must go one page at a time: then nothing else may be in flight."""
        apart = (Company.ALONE, Company.GIVEN_UP)
        return any(lane.company in apart for lane in self._lanes.values())

    def begin(self, partition: Partition, metadata: str | None) -> None:
        """Judge a partition by the commit metadata that its last owner left."""
        lane = self._lanes[partition]
        lane.left = Mark.decode(metadata)
        left = lane.left
        if left.starts >= self._max_attempts and left.alone >= max(1, self._max_attempts - 1):
            lane.company = Company.GIVEN_UP
        elif left.starts:
            lane.company = Company.ALONE
            lane.suspects = self._suspects
        else:
            lane.company = Company.FREE

    def must_count(self, partition: Partition) -> bool:
        """Whether a start is to be committed before the next page is dispatched."""
        lane = self._lanes[partition]
        if lane.company is Company.ALONE:
            return True
        return lane.company is Company.FREE and not lane.counted

    def next_mark(self, partition: Partition) -> Mark:
        """What to commit at the offset of the next page, before that page is dispatched."""
        lane = self._lanes[partition]
        return Mark(lane.left.starts + 1, lane.left.alone + (lane.company is Company.ALONE))

    def counted(self, partition: Partition, offset: int) -> None:
        """The mark was committed at this offset."""
        if lane := self._lanes.get(partition):
            lane.counted, lane.counted_at = True, offset

    def mark_after(self, partition: Partition) -> Mark:
        """What to commit behind settled pages: nothing, unless suspects are still to come."""
        lane = self._lanes[partition]
        return replace(lane.left, alone=0) if lane.company is Company.ALONE else Mark()

    def progressed(self, partition: Partition, pages: int, *, empty: bool) -> None:
        """Pages were committed: the counted start is not held against the next one.

        `empty`: nothing more of the partition is here. Then nobody has to wait for its suspects;
        should one of them come later and kill, its offset still carries the earlier start.
        """
        lane = self._lanes.get(partition)
        if lane is None:
            return
        lane.counted_at = None
        if lane.company is Company.FREE:
            return
        lane.suspects -= pages
        lane.left = replace(lane.left, alone=0)
        if lane.company is Company.GIVEN_UP or lane.suspects <= 0 or empty:
            lane.company, lane.counted = Company.FREE, True

    def unproven(self) -> dict[Partition, tuple[int, Mark]]:
        """Counted starts that a clean stop takes back: the offset, and the mark as it was."""
        return {
            partition: (lane.counted_at, lane.left)
            for partition, lane in self._lanes.items()
            if lane.counted_at is not None
        }
