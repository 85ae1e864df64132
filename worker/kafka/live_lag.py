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

_LOOK_S = 1.0  # for which the ways to the partitions' first waiting records are followed at once
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
            if not waiting:
                return [False for _ in limits_s]
            younger = [self._younger(waiting, round(now_ms - 1000 * limit)) for limit in limits_s]
            # The offset alone is looked at first: a live group that keeps up is not read after.
            perhaps = {
                tp: offsets
                for tp, offsets in waiting.items()
                if any(offsets.start < each[tp] for each in younger)
            }
            firsts = self._first_records(perhaps)
            return [any(first < each[tp] for tp, first in firsts.items()) for each in younger]
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

    def _younger(
        self, waiting: Mapping[TopicPartition, range], time_ms: int
    ) -> Mapping[TopicPartition, int]:
        """Of each partition where the offsets begin that are not older than the time."""
        found = self._consumer.offsets_for_times(dict.fromkeys(waiting, time_ms))
        return {
            tp: offsets.stop if (at := found.get(tp)) is None else at.offset
            for tp, offsets in waiting.items()
        }

    def _first_records(
        self, waiting: Mapping[TopicPartition, range]
    ) -> Mapping[TopicPartition, int]:
        """Of each partition the offset of the first record; the end of its offsets where is none.

        A group that has done all there is still has a transaction's marker behind what it has
        committed, for as long as nothing else comes. The way may be long and many partitions may
        have one: the look is one for all, and takes `_LOOK_S`. Where it was too short, how far it
        is by now: the next look goes on from there. What was found to be without records is not
        read again while the group stands there.
        """
        at: dict[TopicPartition, int] = {}
        for tp, offsets in waiting.items():
            known = self._without_records.get(tp, range(0))
            goes_on = known.start <= offsets.start <= known.stop
            at[tp] = known.stop if goes_on else offsets.start
            self._without_records[tp] = range(known.start if goes_on else offsets.start, at[tp])
        on_the_way = {tp for tp, offsets in waiting.items() if at[tp] < offsets.stop}
        if on_the_way:
            self._consumer.assign(on_the_way)
        for tp in on_the_way:
            self._consumer.seek(tp, at[tp])
        until = time.monotonic() + _LOOK_S
        while on_the_way and time.monotonic() < until:
            self._consumer.assign(on_the_way)  # the others have their answer
            found = self._consumer.poll(timeout_ms=1000 * _POLL_S, max_records=1)
            for tp in tuple(on_the_way):
                if records := found.get(tp):
                    at[tp] = records[0].offset
                else:
                    at[tp] = self._consumer.position(tp, timeout_ms=0) or at[tp]
                if records or at[tp] >= waiting[tp].stop:
                    on_the_way.remove(tp)
        for tp, reached in at.items():
            self._without_records[tp] = range(self._without_records[tp].start, reached)
        return at
