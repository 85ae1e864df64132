"""Read topics from one offset to another, outside any group; see what a group has committed.

Decides when a range has been read to its end. Reads committed records only, and changes nothing:
no group is joined, no offset is committed. Must not know spaCy, or what a record means.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from worker.failures import KafkaUnavailable
from worker.kafka.client import connection, unavailable
from worker.kafka.ends import first_offsets, last_offsets, require_leaders
from worker.records import Origin, RawRecord
from worker.settings import KafkaSettings

_POLL_S = 0.5
_POLL_RECORDS = 1000


@dataclass(frozen=True, slots=True)
class Committed:
    """A committed offset with its metadata."""

    offset: int
    metadata: str


def extents(
    settings: KafkaSettings, topic: str, *, readable_only: bool = False
) -> dict[int, range]:
    """Every partition's offsets from the oldest there is to the high watermark.

    The high watermark, and not the last stable offset: what a transaction has already decided
    may still wait for its marker. `readable_only`: to the last stable offset nevertheless, which is
    where reading ends now. Raises KafkaUnavailable, also when there is no such topic.
    """
    isolation = "read_committed" if readable_only else "read_uncommitted"
    with _consumer(settings, isolation_level=isolation) as consumer:
        partitions = [TopicPartition(topic, n) for n in _partitions(consumer, settings, topic)]
        first = first_offsets(consumer, partitions, settings)
        end = last_offsets(consumer, partitions, settings)
    return {tp.partition: range(first[tp], max(first[tp], end[tp])) for tp in partitions}


def committed_offsets(settings: KafkaSettings, group: str, topic: str) -> dict[int, Committed]:
    """What the group has committed, of every partition of the topic that has something.

    Waits for a transaction in which offsets are just being committed. Raises KafkaUnavailable.
    """
    timeout_ms = round(1000 * (settings.transaction_timeout_s + settings.request_timeout_s))
    with _consumer(settings, group_id=group) as consumer:
        found = {
            number: consumer.committed(
                TopicPartition(topic, number), metadata=True, timeout_ms=timeout_ms
            )
            for number in _partitions(consumer, settings, topic)
        }
    return {n: Committed(at.offset, at.metadata) for n, at in found.items() if at is not None}


def offsets_at(settings: KafkaSettings, topic: str, time_ms: int) -> dict[int, int | None]:
    """Of each partition the first offset whose timestamp is not before the time (Unix, ms).

    None where everything is older. Raises KafkaUnavailable.
    """
    with _consumer(settings) as consumer:
        partitions = [TopicPartition(topic, n) for n in _partitions(consumer, settings, topic)]
        found = consumer.offsets_for_times(dict.fromkeys(partitions, time_ms))
        require_leaders(consumer, partitions, settings)  # the client says None of them too
    return {tp.partition: None if at is None else at.offset for tp, at in found.items()}


def read(settings: KafkaSettings, topic: str, ranges: Mapping[int, range]) -> Iterator[RawRecord]:
    """The committed records in these offsets, in order within each partition.

    Waits for transactions that are still open there, as long as the broker lets them be. Raises
    KafkaUnavailable.
    """
    left = {TopicPartition(topic, n): offsets for n, offsets in ranges.items() if offsets}
    patience_s = settings.transaction_timeout_s + settings.request_timeout_s
    if not left:
        return
    with _consumer(settings) as consumer:
        consumer.assign(list(left))
        for tp, offsets in left.items():
            consumer.seek(tp, offsets.start)
        moved_at, before = time.monotonic(), _positions(consumer, left)
        while left:
            found = consumer.poll(timeout_ms=1000 * _POLL_S, max_records=_POLL_RECORDS)
            for tp, records in found.items():
                yield from (
                    _raw(record) for record in records if record.offset in ranges[tp.partition]
                )
            now = _positions(consumer, left)
            if now != before:
                moved_at, before = time.monotonic(), now
            elif time.monotonic() - moved_at > patience_s:
                where = ", ".join(f"{tp.topic}-{tp.partition} at {at}" for tp, at in now.items())
                raise KafkaUnavailable(
                    f"nothing more can be read for {patience_s:.0f} s: {where}; "
                    "the broker hangs, or a transaction there never ends"
                )
            # Markers of transactions take offsets too, so the position tells, not the records.
            for tp in [tp for tp in left if now[tp] >= left[tp].stop]:
                consumer.pause(tp)
                del left[tp], before[tp]


def _partitions(consumer: Any, settings: KafkaSettings, topic: str) -> list[int]:
    numbers = consumer.partitions_for_topic(topic)
    if not numbers:
        raise KafkaUnavailable(f"topic {topic} does not exist at {settings.bootstrap_servers}")
    return sorted(numbers)


def _positions(
    consumer: Any, partitions: Mapping[TopicPartition, range]
) -> dict[TopicPartition, int]:
    # A position is unknown for a moment after a seek that the broker has not confirmed.
    return {
        tp: offsets.start if (at := consumer.position(tp, timeout_ms=0)) is None else at
        for tp, offsets in partitions.items()
    }


def _raw(record: Any) -> RawRecord:
    return RawRecord(
        Origin(record.topic, record.partition, record.offset),
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
        timestamp_ms=record.timestamp,
    )


@contextmanager
def _consumer(settings: KafkaSettings, **more: Any) -> Iterator[Any]:
    arguments: dict[str, Any] = {
        **connection(settings, "reader"),
        "group_id": None,
        "isolation_level": "read_committed",
        "enable_auto_commit": False,
        # An offset that retention took away while we read: go on where there is something.
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
        "fetch_max_bytes": settings.fetch_max_bytes,
        "metrics_enabled": False,
        **more,
    }
    try:
        consumer = KafkaConsumer(**arguments)
        try:
            yield consumer
        finally:
            consumer.close(autocommit=False)
    except KafkaError as error:
        raise unavailable(settings, "reading", error) from error
