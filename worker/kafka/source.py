"""Read: poll, pause, who owns what. One consumer, in a group, with everything set explicitly.

Decides when a partition counts as assigned or lost. The client's rebalance callbacks run on its
own thread, so they only record; `changes` hands the records over in the loop's own time. Must
not know spaCy, processes, or what becomes of a page.
"""

import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.structs import ConsumerGroupMetadata, MemberState, OffsetAndMetadata

from worker.kafka.client import connection, unavailable
from worker.kafka.ends import first_offsets, last_offsets, last_offsets_known
from worker.kafka.workarounds import finish_joining, unpark, without_leader
from worker.ledger import Partition
from worker.records import Origin, RawRecord
from worker.settings import KafkaSettings

_POLL_RECORDS = 64
_HEARTBEATS_PER_SESSION = 5
_JOINING_POLL_S = 0.5
_COMMITTED_WAIT_S = 1.0
_ENDS_EVERY_S = 5.0
# The client gives out all that it fetched of one partition first: minutes of work, for small pages.
_TURN_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class Assigned:
    """Partitions that are ours from now on."""

    partitions: frozenset[Partition]


@dataclass(frozen=True, slots=True)
class Revoked:
    """Partitions that are not ours any more; `lost` when somebody else may have them already."""

    partitions: frozenset[Partition]
    lost: bool


Change = Assigned | Revoked


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self) -> None:
        self.changes: deque[Change] = deque()

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self.changes.append(Assigned(_partitions(assigned)))

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self.changes.append(Revoked(_partitions(revoked), lost=False))

    def on_partitions_lost(self, lost: Iterable[TopicPartition]) -> None:
        self.changes.append(Revoked(_partitions(lost), lost=True))


class KafkaSource:
    """The input topic as one member of the group sees it."""

    def __init__(self, settings: KafkaSettings, topic: str | None = None) -> None:
        """Connect. `topic`: None for the input topic. Raises KafkaUnavailable."""
        self._settings = settings
        self._listener = _Listener()
        self._held: set[Partition] = set()
        self._finished: set[TopicPartition] = set()
        self._member_id = ""
        self._has_joined = False
        self._ends: Mapping[TopicPartition, int] = {}
        self._ends_at = 0.0
        session_ms = round(settings.session_timeout_s * 1000)
        try:
            self._consumer = KafkaConsumer(
                **connection(settings, "consumer"),
                group_id=settings.group_id,
                group_instance_id=settings.instance_id,
                partition_assignment_strategy=(CooperativeStickyAssignor,),
                isolation_level="read_committed",
                enable_auto_commit=False,
                auto_offset_reset=settings.auto_offset_reset,
                allow_auto_create_topics=False,
                session_timeout_ms=session_ms,
                heartbeat_interval_ms=session_ms // _HEARTBEATS_PER_SESSION,
                max_poll_interval_ms=round(settings.max_poll_interval_s * 1000),
                max_poll_records=_POLL_RECORDS,
                fetch_max_bytes=settings.fetch_max_bytes,
                max_partition_fetch_bytes=min(settings.fetch_max_bytes, _TURN_BYTES),
                fetch_max_wait_ms=100,
                check_crcs=True,
                metrics_enabled=False,
            )
            self._consumer.subscribe([topic or settings.input_topic], listener=self._listener)
        except KafkaError as error:
            raise unavailable(settings, "connecting the consumer", error) from error

    def poll(self, timeout_s: float, max_records: int) -> list[RawRecord]:
        """Records that have arrived, in offset order within each partition.

        Call `changes` after every poll and before admitting what it returned: rebalances
        complete inside polls. Raises KafkaUnavailable.
        """
        unpark(self._consumer)
        if finish_joining(self._consumer):
            timeout_s = max(timeout_s, _JOINING_POLL_S)
        try:
            found = self._consumer.poll(
                timeout_ms=timeout_s * 1000, max_records=max(1, min(max_records, _POLL_RECORDS))
            )
        except KafkaError as error:
            raise unavailable(self._settings, "reading", error) from error
        from_another_life = self._carried_into_another_life()
        self._tell_of_joining()
        return [
            RawRecord(
                Origin(record.topic, record.partition, record.offset),
                key=record.key,
                value=record.value,
                headers=tuple((name, value) for name, value in record.headers),
                timestamp_ms=record.timestamp,
            )
            for (topic, partition), records in found.items()
            if (topic, partition) not in from_another_life
            for record in records
        ]

    def changes(self) -> list[Change]:
        """Assignments and revocations since the last call, in order."""
        seen: list[Change] = []
        while self._listener.changes:
            change = self._listener.changes.popleft()
            seen.append(change)
            if isinstance(change, Assigned):
                self._held |= change.partitions
            else:
                self._held -= change.partitions
                self._finished -= {TopicPartition(*partition) for partition in change.partitions}
        return seen

    def _tell_of_joining(self) -> None:
        """Once: the client calls no listener for a member that is given nothing.

        Without this a spare replica would wait for an assignment for ever, and never be ready.
        """
        if self._has_joined or self._consumer.group_metadata().state != MemberState.STABLE:
            return
        self._has_joined = True
        if not self._listener.changes:
            self._listener.changes.append(Assigned(frozenset()))

    def _carried_into_another_life(self) -> frozenset[Partition]:
        """Partitions that a new membership still has from the last one, now lost and read anew.

        A member that is thrown out while it rejoins comes back under a new id, and the client
        reports no loss for what it then gets again, though somebody else may have had it in
        between. What was in flight would be committed a second time. So those partitions count
        as lost, reading starts at the committed offset, and what the poll brought is dropped.
        """
        member_id = self._consumer.group_metadata().member_id
        if not member_id or member_id == self._member_id:
            return frozenset()
        is_first_life = not self._member_id
        self._member_id = member_id
        told = {p for change in self._listener.changes for p in change.partitions}
        carried = frozenset(self._held - told)
        if is_first_life or not carried:
            return frozenset()
        for partition in carried:
            committed = self._committed(partition, self._settings.request_timeout_s)
            tp = TopicPartition(*partition)
            if committed is not None:
                self._consumer.seek(tp, committed.offset)
            elif self._settings.auto_offset_reset == "earliest":
                self._consumer.seek_to_beginning(tp)
            else:
                self._consumer.seek_to_end(tp)
        self._listener.changes.append(Revoked(carried, lost=True))
        self._listener.changes.append(Assigned(carried))
        return carried

    def membership(self) -> ConsumerGroupMetadata:
        """Member and generation, by which the broker fences commits of a member that was.

        Without a generation while the client has become another member since the last poll: what
        is in flight was read by the one before, and must not be committed in the new one's name.
        """
        found = self._consumer.group_metadata()
        if found.member_id != self._member_id:
            return ConsumerGroupMetadata(group_id=self._settings.group_id)
        return found

    def commit_metadata(self, partition: Partition) -> str | None:
        """What the partition's last owner left beside the committed offset.

        None when it cannot be known yet, because a transaction of that owner is still open.
        """
        left = self.left(partition)
        return None if left is None else left[1]

    def _committed(self, partition: Partition, timeout_s: float) -> OffsetAndMetadata | None:
        return self._consumer.committed(
            TopicPartition(*partition), metadata=True, timeout_ms=round(timeout_s * 1000)
        )

    def left(self, partition: Partition) -> tuple[int | None, str] | None:
        """The committed offset (None: there is none) and what the last owner left beside it.

        None when it cannot be known yet, because a transaction of that owner is still open.
        """
        try:
            committed = self._committed(partition, _COMMITTED_WAIT_S)
        except KafkaTimeoutError:
            return None
        except KafkaError as error:
            raise unavailable(self._settings, "reading committed offsets", error) from error
        return (committed.offset, committed.metadata) if committed else (None, "")

    def seek(self, partition: Partition, offset: int) -> None:
        """Read an assigned partition from this offset on."""
        self._consumer.seek(TopicPartition(*partition), offset)

    def position(self, partition: Partition) -> int | None:
        """The offset that is read next; None for a moment after a seek."""
        found: int | None = self._consumer.position(TopicPartition(*partition), timeout_ms=0)
        return found

    def begins(self, partition: Partition) -> int:
        """The oldest offset that the partition has now. Raises KafkaUnavailable."""
        tp = TopicPartition(*partition)
        return first_offsets(self._consumer, {tp}, self._settings)[tp]

    def finish(self, partition: Partition) -> None:
        """Fetch nothing more from a partition as long as it is ours, whatever `resume` says."""
        self._finished.add(TopicPartition(*partition))
        self._consumer.pause(TopicPartition(*partition))

    def pause(self) -> None:
        """Fetch nothing more from any assigned partition; polling goes on."""
        self._consumer.pause(*self._consumer.assignment())

    def resume(self) -> None:
        """Undo `pause`."""
        self._consumer.resume(*(set(self._consumer.paused()) - self._finished))

    def lag(self, partition: Partition, uncommitted: int | None) -> int | None:
        """Readable records behind the end of the partition; None while the end is not known.

        Counted from the first uncommitted offset, or from where reading stands without one. The
        broker is asked for the ends every few seconds: what the last fetch said of them would
        stay as it is for a partition that is not fetched any more.
        """
        now = time.monotonic()
        if now - self._ends_at >= _ENDS_EVERY_S:
            self._ends_at = now
            there = self._consumer.assignment()
            self._ends = last_offsets_known(self._consumer, there, self._settings)
        tp = TopicPartition(*partition)
        end = self._ends.get(tp)
        here = uncommitted if uncommitted is not None else self._consumer.position(tp, timeout_ms=0)
        return None if end is None or here is None else max(0, end - here)

    def leaderless(self) -> frozenset[Partition]:
        """Partitions of ours that no broker answers for now; they are read again when one does."""
        return _partitions(without_leader(self._consumer, self._consumer.assignment()))

    def waits(self) -> bool:
        """Whether it gives nothing out on purpose; never."""
        return False

    def at_end(self) -> bool:
        """Whether everything that is readable now was received. Asks the broker.

        Raises KafkaUnavailable, also when a partition has no leader: nobody knows what is there.
        """
        ends = last_offsets(self._consumer, self._consumer.assignment(), self._settings)
        return bool(ends) and all(
            (self._consumer.position(tp, timeout_ms=1000) or 0) >= end for tp, end in ends.items()
        )

    def close(self, timeout_s: float) -> None:
        """Leave the group (a static member stays, for its next life) and disconnect."""
        self._consumer.close(autocommit=False, timeout_ms=round(timeout_s * 1000))


def _partitions(found: Iterable[TopicPartition]) -> frozenset[Partition]:
    return frozenset((tp.topic, tp.partition) for tp in found)
