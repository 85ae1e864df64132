"""The loop's source for a replay: the group's partitions, each from one offset to another.

Decides when a partition of the range is at its end, where a replay that was killed goes on, and how
much may be taken in now. Must not know spaCy, processes, or what becomes of a page.
"""

import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from worker.kafka.source import Assigned, Change, KafkaSource
from worker.ledger import Partition
from worker.records import RawRecord
from worker.replay.pace import Pace, Yielding
from worker.replay.tally import Identity, Tally
from worker.telemetry import events

_LOOK_EVERY_S = 1.0


@dataclass(slots=True)
class _Lane:
    """One partition that is ours. `tally` is None until what its last owner left is known."""

    tally: Tally | None = None
    at: int = 0  # the next offset of the range that may come
    ended: bool = False
    is_fixed: bool = False  # its range is committed: another start finds it, whatever is asked then
    received: deque[int] = field(default_factory=deque)  # offsets given to the loop, not committed
    gone: list[tuple[int, int]] = field(default_factory=list)  # up to which offset, how many

    @property
    def is_through(self) -> bool:
        """Whether all of it is committed; a loop that is told to stop leaves what waits undone."""
        return self.ended and not self.received


class RangeSource:
    """`ports.Source`, with an end that does not move."""

    def __init__(
        self,
        source: KafkaSource,
        ranges: Mapping[int, range],
        *,
        identity: Identity,
        pace: Pace,
        all_done: Callable[[], bool],
        fix: Callable[[], None],
        emit: Callable[[events.Event], None],
    ) -> None:
        """`all_done` asks whether every partition is done.

        `fix` commits the ranges of `unfixed`, or fails to and is asked again.
        """
        self._source = source
        self._ranges = ranges
        self._identity = identity
        self._pace = pace
        self._all_done = all_done
        self._fix = fix
        self._emit = emit
        self._lanes: dict[Partition, _Lane] = {}
        self._changes: list[Change] = []
        self._begins: dict[Partition, int] = {}  # the oldest offset there is, asked once a poll
        self._paused = {"loop": False, "pace": False}
        self._asked = self._fixed = 0.0

    def poll(self, timeout_s: float, max_records: int) -> list[RawRecord]:
        """Records of the range, as many as may come now. Raises KafkaUnavailable, BadSettings."""
        now = time.monotonic()
        self._look(now)
        if now - self._fixed >= _LOOK_EVERY_S and self.unfixed():
            self._fixed = now
            self._fix()
        allowance = self._pace.allowance(now)
        self._pause("pace", allowance < 1)
        found = self._source.poll(timeout_s, max(1, min(max_records, allowance)))
        self._begins.clear()
        self._take_changes()
        records = [record for record in found if self._takes(record)]
        self._pace.took(len(records), time.monotonic())
        for partition, lane in self._lanes.items():
            self._place(partition, lane)
        return records

    def changes(self) -> list[Change]:
        """Assignments and revocations since the last call, in order."""
        self._take_changes()
        seen, self._changes = self._changes, []
        return seen

    def membership(self) -> object:
        """As of the group's member."""
        return self._source.membership()

    def commit_metadata(self, partition: Partition) -> str | None:
        """As the partition's last owner left it."""
        return self._source.commit_metadata(partition)

    def pause(self) -> None:
        """Fetch nothing more; polling goes on."""
        self._pause("loop", True)

    def resume(self) -> None:
        """Undo `pause`, as far as the pace allows it."""
        self._pause("loop", False)

    def lag(self, partition: Partition, uncommitted: int | None) -> int | None:
        """Offsets of the range that are not committed yet; None while the range is not known."""
        lane = self._lanes.get(partition)
        if lane is None or lane.tally is None:
            return None
        return max(0, lane.tally.end - (lane.at if uncommitted is None else uncommitted))

    def waits(self) -> bool:
        """Whether it stands still for the live group, so that no progress is no fault."""
        return self._pace.yielding is Yielding.PAUSED

    def leaderless(self) -> Collection[Partition]:
        """Partitions of ours that have more to read, and that no broker answers for now."""
        found = self._source.leaderless()
        return [p for p in found if (lane := self._lanes.get(p)) and not lane.ended]

    def at_end(self) -> bool:
        """Whether all that is ours was received; without anything of ours, whether all is done."""
        if not self._lanes:
            now = time.monotonic()
            if now - self._asked < _LOOK_EVERY_S:
                return False
            self._asked = now
            return self._all_done()
        return all(lane.ended for lane in self._lanes.values())

    # -- the tallies, for the sink

    def tally(self, partition: Partition) -> Tally:
        """What is committed of a partition that is ours."""
        tally = self._lanes[partition].tally
        assert tally is not None  # no record of it was given out before
        return tally

    def unfixed(self) -> list[Partition]:
        """Partitions that are ours by now, and whose range is not committed yet."""
        self._take_changes()
        return [p for p, lane in self._lanes.items() if lane.tally and not lane.is_fixed]

    def read_before(self, partition: Partition, position: int) -> int:
        """How many records below the position were given out and are not in the tally yet."""
        return sum(offset < position for offset in self._lanes[partition].received)

    def gone_before(self, partition: Partition, position: int) -> int:
        """How many offsets below the position retention took, that are not in the tally yet."""
        return sum(gone for offset, gone in self._lanes[partition].gone if offset <= position)

    def committed(self, partition: Partition, position: int, tally: Tally) -> None:
        """The tally was committed together with the position."""
        lane = self._lanes.get(partition)
        if lane is None:
            return
        lane.tally, lane.is_fixed = tally, True
        while lane.received and lane.received[0] < position:
            lane.received.popleft()
        lane.gone = [gap for gap in lane.gone if gap[0] > position]

    def through(self) -> list[Partition]:
        """Partitions of ours of which all is committed and that are not marked as done."""
        return [
            partition
            for partition, lane in self._lanes.items()
            if lane.is_through and lane.tally and not lane.tally.done
        ]

    def is_complete(self) -> bool:
        """Whether all that is ours is committed; without anything of ours, whether all is done."""
        if not self._lanes:
            return self._all_done()  # it may have been stopped before it was given its share
        return all(lane.is_through for lane in self._lanes.values())

    # -- within

    def _takes(self, record: RawRecord) -> bool:
        lane = self._lanes.get((record.origin.topic, record.origin.partition))
        if lane is None or lane.tally is None or lane.ended:
            return False  # it is read again from where the range goes on
        if record.origin.offset >= lane.tally.end or record.origin.offset < lane.at:
            return False
        self._skip((record.origin.topic, record.origin.partition), lane, record.origin.offset)
        lane.at = record.origin.offset + 1
        lane.received.append(record.origin.offset)
        return True

    def _place(self, partition: Partition, lane: _Lane) -> None:
        """Begin where the range goes on; see whether it is at its end."""
        if lane.tally is None:
            self._begin(partition, lane)
        elif not lane.ended:
            # Compaction and transaction markers leave offsets without records, also the last ones.
            position = self._source.position(partition)
            lane.ended = position is not None and position >= lane.tally.end
            if lane.ended:
                self._skip(partition, lane, lane.tally.end)
                self._source.finish(partition)

    def _skip(self, partition: Partition, lane: _Lane, to: int) -> None:
        """Go on at an offset. What lies between is no record, or one that retention has taken."""
        if lane.at < to:
            if partition not in self._begins:
                self._begins[partition] = self._source.begins(partition)
            if (gone := min(to, self._begins[partition]) - lane.at) > 0:
                lane.gone.append((to, gone))
        lane.at = to

    def _begin(self, partition: Partition, lane: _Lane) -> None:
        left = self._source.left(partition)
        if left is None:
            return  # a transaction of the last owner is still open
        offset, metadata = left
        wanted = self._ranges.get(partition[1], range(0))
        if offset is None:
            tally = self._identity.begun(wanted.start, wanted.stop)
            lane.at = tally.start
        else:
            tally, lane.at, lane.is_fixed = self._identity.left(metadata), offset, True
            self._identity.require_pipeline(tally)  # another replica may have begun it meanwhile
        lane.tally = tally
        if tally.done or tally.start >= tally.end:
            lane.ended = True
            lane.at = tally.end
            self._source.finish(partition)
        else:
            self._source.seek(partition, lane.at)
            if not any(self._paused.values()):
                # A partition that came back to us may still stand still from its end.
                self._source.resume()

    def _take_changes(self) -> None:
        for change in self._source.changes():
            for partition in change.partitions:
                if isinstance(change, Assigned):
                    self._lanes[partition] = _Lane()
                else:
                    self._lanes.pop(partition, None)
            self._changes.append(change)
            if isinstance(change, Assigned) and any(self._paused.values()):
                self._source.pause()

    def _pause(self, who: str, wanted: bool) -> None:
        before = any(self._paused.values())
        self._paused[who] = wanted
        after = any(self._paused.values())
        if after and not before:
            self._source.pause()
        elif before and not after:
            self._source.resume()

    def _look(self, now: float) -> None:
        """Once a second: the live group's lag, and a word on how far it is."""
        if not self._pace.look(now):
            return
        tallies = [lane.tally for lane in self._lanes.values() if lane.tally]
        self._emit(
            events.ReplayProgress(
                records=sum(tally.end - tally.start for tally in tallies),
                left=sum(
                    lane.tally.end - (lane.received[0] if lane.received else lane.at)
                    for lane in self._lanes.values()
                    if lane.tally
                ),
                filtered=sum(tally.filtered for tally in tallies),
                dead_letters=sum(tally.dead_letters for tally in tallies),
                speed_per_s=self._pace.speed_per_s(now),
                yielding=int(self._pace.yielding),
            )
        )
