"""Where partitions begin and end, and which of them have nobody to ask.

Decides what a partition without a leader means: nothing can be read or written there until a broker
that has it is back. It is never left out without a word. Must not know groups or records.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from worker.failures import KafkaUnavailable
from worker.kafka.client import unavailable
from worker.kafka.workarounds import without_leader
from worker.settings import KafkaSettings

Offsets = Mapping[TopicPartition, int]


def first_offsets(
    consumer: Any, partitions: Collection[TopicPartition], settings: KafkaSettings
) -> Offsets:
    """The oldest offset of each. Raises KafkaUnavailable, also when one has no leader."""
    return _asked(consumer, consumer.beginning_offsets, partitions, settings)


def last_offsets(
    consumer: Any, partitions: Collection[TopicPartition], settings: KafkaSettings
) -> Offsets:
    """Behind the last offset that the consumer may read, of each. Raises as `first_offsets`."""
    return _asked(consumer, consumer.end_offsets, partitions, settings)


def last_offsets_known(
    consumer: Any, partitions: Collection[TopicPartition], settings: KafkaSettings
) -> Offsets:
    """The same of those that have a leader. Raises KafkaUnavailable for any other reason."""
    there = set(partitions) - without_leader(consumer, partitions)
    try:
        return last_offsets(consumer, there, settings)
    except KafkaUnavailable:
        if without_leader(consumer, there):
            return {}  # one of them has lost its leader meanwhile: the next time it is left out
        raise


def require_leaders(
    consumer: Any, partitions: Collection[TopicPartition], settings: KafkaSettings
) -> None:
    """Raise KafkaUnavailable where one has no leader: an answer would leave it out."""
    if silent := without_leader(consumer, partitions):
        raise no_leader(silent, settings)


def no_leader(silent: Collection[TopicPartition], settings: KafkaSettings) -> KafkaUnavailable:
    """What to raise about these partitions."""
    names = ", ".join(f"{tp.topic}-{tp.partition}" for tp in sorted(silent))
    return KafkaUnavailable(
        f"no leader for {names} at {settings.bootstrap_servers}: no broker that has"
        f" {'it' if len(silent) == 1 else 'them'} is there; nothing can be read or written"
        " there until one is back"
    )


def _asked(
    consumer: Any,
    ask: Callable[..., Offsets],
    partitions: Collection[TopicPartition],
    settings: KafkaSettings,
) -> Offsets:
    if not partitions:
        return {}
    timeout_ms = round(settings.request_timeout_s * 1000)
    try:
        return ask(partitions, timeout_ms=timeout_ms)
    except (KafkaError, KeyError) as error:
        # This client has a KeyError for a partition that it could not ask about beside others, and
        # waits until time is up where none of them has a leader.
        require_leaders(consumer, partitions, settings)
        raise unavailable(settings, "reading first or last offsets", error) from error
