"""Which input offsets may be committed: pure offset arithmetic.

Decides what is due for the next transaction: of each partition only the contiguous prefix of
received records that have an outcome. Only *received* offsets are tracked, so the gaps that
compaction and transaction markers leave are harmless. An outcome stays here until its
transaction is confirmed, so an aborted transaction is sent again without doing the work again.
An epoch, counted up at each assignment, fences results that arrive for a lost partition.

Must not know Kafka, processes or time.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from worker.records import DeadLetter, Enriched, Origin, Processed, RawRecord, Settled

Partition = tuple[str, int]


class OffsetWentBack(Exception):
    """A partition delivered an offset at or below one already received in the same epoch."""


@dataclass(slots=True)
class _Entry:
    record: RawRecord
    processed: Processed | None = None


@dataclass(slots=True)
class _Lane:
    """One assigned partition: its entries in offset order, and an index into them."""

    epoch: int
    entries: deque[_Entry] = field(default_factory=deque)
    by_offset: dict[int, _Entry] = field(default_factory=dict)
    last_received: int = -1


@dataclass(frozen=True, slots=True)
class Due:
    """What one transaction commits: `offsets` are positions, one past the last settled record."""

    settled: tuple[Settled, ...] = ()
    offsets: Mapping[Partition, int] = field(default_factory=dict)
    epochs: Mapping[Partition, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.settled)


class Ledger:
    """Admit, settle, due, confirm, revoke. Not thread-safe: it belongs to the loop."""

    def __init__(self) -> None:
        self._lanes: dict[Partition, _Lane] = {}
        self._last_epoch: dict[Partition, int] = {}
        self.pages = 0
        self.size_bytes = 0
        self.unsettled = 0

    def assign(self, partition: Partition) -> int:
        """Start an assignment of the partition; returns its epoch. What was left is forgotten."""
        self.revoke(partition)
        epoch = self._last_epoch.get(partition, 0) + 1
        self._last_epoch[partition] = epoch
        self._lanes[partition] = _Lane(epoch)
        return epoch

    def revoke(self, partition: Partition) -> int:
        """End the assignment; returns how many received pages now belong to somebody else."""
        lane = self._lanes.pop(partition, None)
        if lane is None:
            return 0
        for entry in lane.entries:
            self._forget(entry)
        return len(lane.entries)

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """The assigned partitions."""
        return tuple(self._lanes)

    def admit(self, record: RawRecord) -> RawRecord | None:
        """Take in a received record; returns it stamped with the epoch of the assignment.

        None when the partition is not assigned any more. Raises OffsetWentBack when the log was
        truncated under us: only a restart from the committed offset is safe then.
        """
        origin = record.origin
        lane = self._lanes.get((origin.topic, origin.partition))
        if lane is None:
            return None
        if origin.offset <= lane.last_received:
            raise OffsetWentBack(f"{origin} came after offset {lane.last_received}")
        lane.last_received = origin.offset
        stamped = replace(record, origin=replace(origin, epoch=lane.epoch))
        entry = _Entry(stamped)
        lane.entries.append(entry)
        lane.by_offset[origin.offset] = entry
        self.pages += 1
        self.unsettled += 1
        self.size_bytes += stamped.size_bytes
        return stamped

    def settle(self, origin: Origin, processed: Processed) -> bool:
        """Record an outcome. False when it is fenced: the partition was lost in between."""
        lane = self._lanes.get((origin.topic, origin.partition))
        if lane is None or lane.epoch != origin.epoch:
            return False
        entry = lane.by_offset.get(origin.offset)
        if entry is None or entry.processed is not None:
            return False
        entry.processed = processed
        self.unsettled -= 1
        self.size_bytes += _outcome_bytes(processed)
        return True

    def due(self, max_pages: int) -> Due:
        """The settled prefixes of all partitions, at most `max_pages` records in all."""
        settled: list[Settled] = []
        offsets: dict[Partition, int] = {}
        for partition, lane in self._lanes.items():
            for item in _settled_prefix(lane, max_pages - len(settled)):
                settled.append(item)
                offsets[partition] = item.record.origin.offset + 1
        epochs = {partition: self._lanes[partition].epoch for partition in offsets}
        return Due(tuple(settled), offsets, epochs)

    def has_due(self) -> bool:
        """Whether any partition has a settled prefix."""
        return any(
            lane.entries and lane.entries[0].processed is not None for lane in self._lanes.values()
        )

    def confirm(self, due: Due) -> None:
        """Forget what a confirmed transaction covered, unless its partition was lost meanwhile."""
        for partition, position in due.offsets.items():
            lane = self._lanes.get(partition)
            if lane is None or lane.epoch != due.epochs[partition]:
                continue
            while lane.entries and lane.entries[0].record.origin.offset < position:
                entry = lane.entries.popleft()
                del lane.by_offset[entry.record.origin.offset]
                self._forget(entry)

    def oldest(self, partition: Partition) -> RawRecord | None:
        """The oldest record that is received and not committed yet; None when there is none."""
        lane = self._lanes.get(partition)
        return lane.entries[0].record if lane and lane.entries else None

    def next_offset(self, partition: Partition) -> int:
        """One past the last received offset of this assignment; 0 before there was one."""
        lane = self._lanes.get(partition)
        return lane.last_received + 1 if lane else 0

    def _forget(self, entry: _Entry) -> None:
        self.pages -= 1
        self.size_bytes -= entry.record.size_bytes
        if entry.processed is None:
            self.unsettled -= 1
        else:
            self.size_bytes -= _outcome_bytes(entry.processed)


def _settled_prefix(lane: _Lane, limit: int) -> Iterator[Settled]:
    for entry, _ in zip(lane.entries, range(limit), strict=False):
        if entry.processed is None:
            return
        yield Settled(entry.record, entry.processed)


def _outcome_bytes(processed: Processed) -> int:
    match processed.outcome:
        case Enriched(value=value):
            return len(value)
        case DeadLetter(detail=detail):
            return len(detail)
        case _:
            return 0
