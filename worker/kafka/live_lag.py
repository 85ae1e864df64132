"""How far another group is behind, in time, without touching it.

Decides by questions to the broker: what the group has committed, where the topic ends, and which
offset the limit's age stands at. A record that is older than the limit and lies behind the
committed offset is a lag beyond the limit; what is no record, such as a transaction's marker, is
none, and that is seen by reading on from the committed offset. Must not know what is done about it.
"""

import time
from collections.abc import Mapping
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from worker.failures import KafkaUnavailable
from worker.kafka.client import connection, unavailable
from worker.kafka.ends import last_offsets
from worker.settings import KafkaSettings

_LOOK_S = 1.0  # for which the way to a partition's first waiting record is followed at once
_POLL_S = 0.1


class LiveLag:
    """The lag of one group on one topic. Not thread-safe."""

    def __init__(self, settings: KafkaSettings, group: str, topic: str) -> None:
        """Connect. Raises KafkaUnavailable, also when the group has committed nothing."""
        self._settings = settings
        self._doing = f"asking for group {group}"
        self._timeout_ms = round(settings.request_timeout_s * 1000)
        self._without_records: dict[TopicPartition, range] = {}
        try:
            self._consumer: Any = KafkaConsumer(
                **connection(settings, "live-lag"),
                group_id=group,  # only asked about: it is never joined
                isolation_level="read_committed",  # as the live worker reads
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                allow_auto_create_topics=False,
                max_partition_fetch_bytes=1,  # one batch of records at a time
                metrics_enabled=False,
            )
            numbers = self._consumer.partitions_for_topic(topic) or ()
            self._partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
            committed = self._committed()
        except KafkaError as error:
            raise unavailable(settings, self._doing, error) from error
        if not committed:
            raise KafkaUnavailable(
                f"group {group} has committed nothing on {topic} at {settings.bootstrap_servers}:"
                " there is no live worker of that name to yield to"
            )

    def is_over(self, *limits_s: float) -> list[bool]:
        """For each limit, whether the group has a record waiting that is older.

        Raises KafkaUnavailable.
        """
        now_ms = time.time() * 1000
        try:
            ends = last_offsets(self._consumer, self._partitions, self._settings)
            committed = self._committed()
            waiting = {tp: range(at, ends[tp]) for tp, at in committed.items() if at < ends[tp]}
            return [self._has_older(waiting, round(now_ms - 1000 * limit)) for limit in limits_s]
        except KafkaError as error:
            raise unavailable(self._settings, self._doing, error) from error

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close(autocommit=False)

    def _committed(self) -> dict[TopicPartition, int]:
        found = {
            tp: self._consumer.committed(tp, timeout_ms=self._timeout_ms) for tp in self._partitions
        }
        return {tp: offset for tp, offset in found.items() if offset is not None}

    def _has_older(self, waiting: Mapping[TopicPartition, range], time_ms: int) -> bool:
        """Whether any partition's first waiting record has a timestamp before the time."""
        if not waiting:
            return False
        found = self._consumer.offsets_for_times(dict.fromkeys(waiting, time_ms))
        for tp, offsets in waiting.items():
            younger = offsets.stop if (at := found.get(tp)) is None else at.offset
            # The offset alone is looked at first: a live group that keeps up is not read after.
            if offsets.start < younger and self._first_record(tp, offsets) < younger:
                return True
        return False

    def _first_record(self, tp: TopicPartition, offsets: range) -> int:
        """The offset of the first record in the offsets; their end, where there is none.

        A group that has done all there is still has a transaction's marker behind what it has
        committed, for as long as nothing else comes. Where the way is long, how far it is by now:
        the next look goes on from there.
        """
        known = self._without_records.get(tp, range(0))
        if not known.start <= offsets.start <= known.stop:
            known = range(offsets.start, offsets.start)
        at = known.stop
        if at < offsets.stop:
            self._consumer.assign([tp])
            self._consumer.seek(tp, at)
        until = time.monotonic() + _LOOK_S
        while at < offsets.stop and time.monotonic() < until:
            if records := self._consumer.poll(timeout_ms=1000 * _POLL_S, max_records=1).get(tp):
                at = records[0].offset
                break
            at = self._consumer.position(tp, timeout_ms=0) or at
        self._without_records[tp] = range(known.start, at)
        return at
