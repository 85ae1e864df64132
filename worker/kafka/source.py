"""Read: poll, pause, who owns what. One consumer, in a group, with everything set explicitly.

Decides when a partition counts as assigned or lost. The client's rebalance callbacks run on its
own thread, so they only record; `changes` hands the records over in the loop's own time. Must
not know spaCy, processes, or what becomes of a page.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from worker.kafka.client import connection, unavailable
from worker.kafka.workarounds import finish_joining, unpark
from worker.ledger import Partition
from worker.records import Origin, RawRecord
from worker.settings import KafkaSettings

_POLL_RECORDS = 64
_HEARTBEATS_PER_SESSION = 5
_JOINING_POLL_S = 0.5


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

    def __init__(self, settings: KafkaSettings) -> None:
        """Connect. Raises KafkaUnavailable."""
        self._settings = settings
        self._listener = _Listener()
        self._held: set[Partition] = set()
        self._member_id = ""
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
                max_partition_fetch_bytes=min(settings.fetch_max_bytes, 1 << 20),
                fetch_max_wait_ms=100,
                check_crcs=True,
                metrics_enabled=False,
            )
            self._consumer.subscribe([settings.input_topic], listener=self._listener)
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
        return [
            RawRecord(
                Origin(record.topic, record.partition, record.offset),
                key=record.key,
                value=record.value,
                headers=tuple((name, value) for name, value in record.headers),
                timestamp_ms=record.timestamp,
            )
            for records in found.values()
            for record in records
        ]

    def changes(self) -> list[Change]:
        """Assignments and revocations since the last call, in order."""
        seen: list[Change] = []
        while self._listener.changes:
            change = self._listener.changes.popleft()
            seen.append(change)
            match change:
                case Assigned(partitions):
                    self._held |= partitions
                case Revoked(partitions):
                    self._held -= partitions
        member_id = self.membership().member_id
        if member_id and member_id != self._member_id:
            if self._member_id:
                seen.extend(self._forget_another_life(seen))
            self._member_id = member_id
        return seen

    def _forget_another_life(self, seen: list[Change]) -> list[Change]:
        """Partitions carried over into a new membership were perhaps somebody else's in between.

        A member that is thrown out while it rejoins comes back under a new id, and the client
        reports no loss for what it then gets again. What was in flight would be committed a
        second time. So they count as lost, and reading starts at the committed offset.
        """
        fresh = {p for change in seen if isinstance(change, Assigned) for p in change.partitions}
        carried = frozenset(self._held - fresh)
        if not carried:
            return []
        for partition in carried:
            committed = self.committed(partition)
            if committed is None:
                self._consumer.seek_to_beginning(TopicPartition(*partition))
            else:
                self._consumer.seek(TopicPartition(*partition), committed.offset)
        return [Revoked(carried, lost=True), Assigned(carried)]

    def membership(self) -> ConsumerGroupMetadata:
        """Member and generation, by which the broker fences commits of a member that was."""
        return self._consumer.group_metadata()

    def committed(self, partition: Partition) -> OffsetAndMetadata | None:
        """The group's committed offset with its metadata. Raises KafkaUnavailable.

        Waits while a transaction of the partition's last owner is still open.
        """
        timeout_ms = round(
            1000 * (self._settings.transaction_timeout_s + self._settings.request_timeout_s)
        )
        try:
            return self._consumer.committed(
                TopicPartition(*partition), metadata=True, timeout_ms=timeout_ms
            )
        except KafkaError as error:
            raise unavailable(self._settings, "reading committed offsets", error) from error

    def pause(self) -> None:
        """Fetch nothing more from any assigned partition; polling goes on."""
        self._consumer.pause(*self._consumer.assignment())

    def resume(self) -> None:
        """Undo `pause`."""
        self._consumer.resume(*self._consumer.paused())

    def lag(self, partition: Partition, uncommitted: int | None) -> int | None:
        """Records behind the high watermark of the last fetch; None before there was one.

        Counted from the first uncommitted offset, or from where reading stands without one.
        """
        tp = TopicPartition(*partition)
        end = self._consumer.highwater(tp)
        here = uncommitted if uncommitted is not None else self._consumer.position(tp, timeout_ms=0)
        return None if end is None or here is None else max(0, end - here)

    def commit_metadata(self, partition: Partition) -> str:
        """What the partition's last owner left beside the committed offset."""
        committed = self.committed(partition)
        return committed.metadata if committed else ""

    def at_end(self) -> bool:
        """Whether everything that is readable now was received. Asks the broker.

        Raises KafkaUnavailable.
        """
        assignment = self._consumer.assignment()
        if not assignment:
            return False
        try:
            ends: Mapping[TopicPartition, int] = self._consumer.end_offsets(
                assignment, timeout_ms=round(self._settings.request_timeout_s * 1000)
            )
            return all(
                (self._consumer.position(tp, timeout_ms=1000) or 0) >= end
                for tp, end in ends.items()
            )
        except KafkaError as error:
            raise unavailable(self._settings, "reading end offsets", error) from error

    def close(self, timeout_s: float) -> None:
        """Leave the group (a static member stays, for its next life) and disconnect."""
        self._consumer.close(autocommit=False, timeout_ms=round(timeout_s * 1000))


def _partitions(found: Iterable[TopicPartition]) -> frozenset[Partition]:
    return frozenset((tp.topic, tp.partition) for tp in found)
