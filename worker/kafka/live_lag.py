"""How far another group is behind, in time, without touching it.

Decides by three questions to the broker: what the group has committed, where the topic ends, and
which offset the limit's age stands at. A record that is older than the limit and lies behind the
committed offset is a lag beyond the limit. Must not know what is done about it.
"""

import time
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from worker.failures import KafkaUnavailable
from worker.kafka.client import connection, unavailable
from worker.kafka.ends import last_offsets
from worker.settings import KafkaSettings


class LiveLag:
    """The lag of one group on one topic. Not thread-safe."""

    def __init__(self, settings: KafkaSettings, group: str, topic: str) -> None:
        """Connect. Raises KafkaUnavailable, also when the group has committed nothing."""
        self._settings = settings
        self._group = group
        self._topic = topic
        self._timeout_ms = round(settings.request_timeout_s * 1000)
        try:
            self._consumer: Any = KafkaConsumer(
                **connection(settings, "live-lag"),
                group_id=group,  # only asked about: it is never joined
                enable_auto_commit=False,
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
            numbers = self._consumer.partitions_for_topic(topic) or ()
            self._partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
            committed = self._committed()
        except KafkaError as error:
            raise unavailable(settings, f"asking for group {group}", error) from error
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
            committed = self._committed()
            ends = last_offsets(self._consumer, self._partitions, self._settings)
            waiting = {tp: at for tp, at in committed.items() if at < ends[tp]}
            if not waiting:
                return [False] * len(limits_s)
            return [self._has_older(waiting, round(now_ms - 1000 * limit)) for limit in limits_s]
        except KafkaError as error:
            raise unavailable(self._settings, f"asking for group {self._group}", error) from error

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close(autocommit=False)

    def _committed(self) -> dict[TopicPartition, int]:
        found = {
            tp: self._consumer.committed(tp, timeout_ms=self._timeout_ms) for tp in self._partitions
        }
        return {tp: offset for tp, offset in found.items() if offset is not None}

    def _has_older(self, waiting: dict[TopicPartition, int], time_ms: int) -> bool:
        """Whether any partition's first waiting record has a timestamp before the time."""
        younger = self._consumer.offsets_for_times(dict.fromkeys(waiting, time_ms))
        return any(
            (at := younger.get(tp)) is None or committed < at.offset
            for tp, committed in waiting.items()
        )
