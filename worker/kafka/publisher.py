"""Put raw pages on a topic: for `pagewire publish` and the demo.

Decides how much is on its way at once and how a refusal is worded. Must not know what a page is.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from worker.failures import KafkaUnavailable
from worker.kafka.client import connection, unavailable
from worker.kafka.ends import no_leader
from worker.kafka.topics import describe
from worker.records import Headers
from worker.settings import KafkaSettings

_BATCH_BYTES = 256 * 1024
_ON_ITS_WAY_BYTES = 16 * 1024 * 1024
# What a batch of one record takes besides key, value and headers.
_FRAMING_BYTES = 128


Made = TypeVar("Made", bound="Publisher")


class RecordRefused(Exception):
    """The topic does not take a record of this size; nothing was sent."""


class Publisher:
    """Sends records in order. Use `publishing`, which sends the last of them as well."""

    def __init__(self, settings: KafkaSettings, topic: str) -> None:
        """Connect. Raises KafkaUnavailable, also for no such topic or a partition without a leader.

        Whatever has a key of such a partition would only be given up after the delivery time, when
        all others are there already.
        """
        self._settings = settings
        self._topic = topic
        facts = describe(settings, [topic])[topic]
        if facts is None:
            raise KafkaUnavailable(
                f"topic {topic} does not exist at {settings.bootstrap_servers}; "
                "'pagewire topics create' makes it"
            )
        if facts.leaderless:
            raise no_leader([TopicPartition(topic, n) for n in facts.leaderless], settings)
        self._max_bytes = facts.max_message_bytes
        try:
            self._producer = self._make_producer(settings)
        except KafkaError as error:
            raise unavailable(settings, "connecting the producer", error) from error
        self._waiting: list[Any] = []
        self._waiting_bytes = 0

    def send(self, key: bytes | None, value: bytes | None, headers: Headers = ()) -> None:
        """Send one record; it has arrived when `flush` returns.

        Raises RecordRefused for one that the topic would refuse, KafkaUnavailable otherwise.
        """
        size_bytes = self._size(key, value, headers)
        try:
            self._waiting.append(
                self._producer.send(self._topic, key=key, value=value, headers=list(headers))
            )
        except KafkaError as error:
            raise unavailable(self._settings, f"publishing to {self._topic}", error) from error
        self._waiting_bytes += size_bytes
        if self._waiting_bytes > _ON_ITS_WAY_BYTES:
            self.flush()

    def reached(self, done: int, place: str) -> None:
        """Take note of how far a run has come: nothing to do without a name to find it by."""

    def flush(self) -> None:
        """Wait until everything has arrived. Raises KafkaUnavailable when something has not."""
        try:
            self._producer.flush(timeout=self._settings.delivery_timeout_s)
            for sent in self._waiting:
                sent.get(timeout=0)
        except KafkaError as error:
            raise unavailable(self._settings, f"publishing to {self._topic}", error) from error
        self._waiting.clear()
        self._waiting_bytes = 0

    def close(self) -> None:
        """Disconnect; what was not flushed is given up."""
        with suppress(KafkaError):  # it complains about what is given up
            self._producer.close(timeout=0)

    def _make_producer(self, settings: KafkaSettings) -> Any:
        return KafkaProducer(**producer_arguments(settings, self._max_bytes))

    def _size(self, key: bytes | None, value: bytes | None, headers: Headers) -> int:
        """What the record takes in a batch of its own. Raises RecordRefused."""
        size_bytes = len(key or b"") + len(value or b"") + _FRAMING_BYTES
        size_bytes += sum(len(name) + len(content or b"") for name, content in headers)
        if size_bytes > self._max_bytes:
            raise RecordRefused(
                f"{size_bytes} bytes, but topic {self._topic} takes {self._max_bytes}"
                " (max.message.bytes)"
            )
        return size_bytes


def producer_arguments(settings: KafkaSettings, max_bytes: int) -> dict[str, Any]:
    """The keyword arguments of a producer for records up to the topic's limit."""
    return {
        **connection(settings, "publisher"),
        "enable_idempotence": True,
        "acks": "all",
        "linger_ms": 20,
        # The topic's limit is on batches: one that is larger would be refused whole.
        "batch_size": min(_BATCH_BYTES, max_bytes),
        "max_request_size": 2 * max_bytes + _FRAMING_BYTES,
        "compression_type": None if settings.compression == "none" else settings.compression,
        "delivery_timeout_ms": round(settings.delivery_timeout_s * 1000),
        "max_block_ms": round(settings.delivery_timeout_s * 1000),
        "allow_auto_create_topics": False,
        "metrics_enabled": False,
    }


@contextmanager
def publishing(publisher: Made) -> Iterator[Made]:
    """A Publisher whose records have all arrived when the block ends without an exception."""
    try:
        yield publisher
        publisher.flush()
    finally:
        publisher.close()
