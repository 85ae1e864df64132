"""Put records on a topic so that each arrives once, however often the publisher is killed.

Decides that records and how far the publisher has come go into one transaction. The place is a
committed offset like any other: of partition 0 of the topic, in a group of the publisher's own.
Must not know what a page is.
"""

import time
from typing import Any

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from worker.kafka.client import unavailable
from worker.kafka.publisher import Publisher, producer_arguments
from worker.kafka.reader import Committed, committed_offsets
from worker.kafka.workarounds import await_delivery
from worker.records import Headers
from worker.settings import KafkaSettings

_TRANSACTION_BYTES = 8 * 1024 * 1024
_TRANSACTION_RECORDS = 2_000
_TRANSACTION_S = 1.0
_PLACE = 0  # the partition whose committed offset stands for the whole run


class NamedPublisher(Publisher):
    """A Publisher that goes on where one of its group was killed.

    Records wait here until a transaction's worth has come, so that a transaction is open for
    moments only, however slowly they come.
    """

    def __init__(self, settings: KafkaSettings, topic: str) -> None:
        """Fence an earlier life, and see how far it came. The group's name is the publisher's.

        Raises KafkaUnavailable.
        """
        super().__init__(settings, topic)
        try:
            self._producer.init_transactions()
        except KafkaError as error:
            raise unavailable(settings, "starting transactions", error) from error
        # Only now: before the fencing the earlier life could still have gone on.
        self.left: Committed | None = committed_offsets(settings, settings.group_id, topic).get(
            _PLACE
        )
        self._batch: list[tuple[bytes | None, bytes | None, Headers]] = []
        self._batch_since = 0.0
        self._reached: tuple[int, str] | None = None
        self._began: float | None = None

    def send(self, key: bytes | None, value: bytes | None, headers: Headers = ()) -> None:
        """As a Publisher does; it is sent when `reached` or `flush` finds that it is due."""
        self._waiting_bytes += self._size(key, value, headers)
        if not self._batch:
            self._batch_since = time.monotonic()
        self._batch.append((key, value, headers))

    def reached(self, done: int, place: str) -> None:
        """All that was sent so far takes the run to this place: a number that grows, and words.

        Raises KafkaUnavailable.
        """
        self._reached = done, place
        if self._batch and (
            self._waiting_bytes > _TRANSACTION_BYTES
            or len(self._batch) >= _TRANSACTION_RECORDS
            or time.monotonic() - self._batch_since > _TRANSACTION_S
        ):
            self.flush()

    def flush(self) -> None:
        """One transaction with all that waits. Raises KafkaUnavailable; starting again goes on.

        The client's calls may wait for ever on a broker that hangs: a watchdog has to end that.
        """
        if self._reached is None:
            return
        done, place = self._reached
        offsets = {TopicPartition(self._topic, _PLACE): OffsetAndMetadata(done, place, -1)}
        self._began = time.monotonic()
        try:
            self._producer.begin_transaction()
            sent = [
                self._producer.send(self._topic, key=key, value=value, headers=list(headers))
                for key, value, headers in self._batch
            ]
            # No member of any group: what fences a second publisher of this name is the
            # transactional id, which both have.
            group = ConsumerGroupMetadata(group_id=self._settings.group_id)
            self._producer.send_offsets_to_transaction(offsets, group)
            await_delivery(sent, self._settings)
            self._producer.commit_transaction()
        except KafkaError as error:
            # What is open ends when the next life fences this one.
            raise unavailable(self._settings, f"publishing to {self._topic}", error) from error
        self._began = None
        self._batch.clear()
        self._waiting_bytes = 0
        self._reached = None

    def in_transaction_s(self) -> float:
        """For how long the transaction that is open now has been; 0 when there is none."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def _make_producer(self, settings: KafkaSettings) -> Any:
        return KafkaProducer(
            **producer_arguments(settings, self._max_bytes),
            transactional_id=f"pagewire-{settings.group_id}",
            transaction_timeout_ms=round(settings.transaction_timeout_s * 1000),
        )
