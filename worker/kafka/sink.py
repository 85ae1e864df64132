"""Write: outcomes and input offsets in one transaction, all or nothing.

Decides topics, partitions and headers of what is written. A `read_committed` consumer sees each
input record's outcome exactly once. Must not know spaCy, processes, or why a page failed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from worker.codec import (
    BODY_OMITTED_HEADER,
    NULL_VALUE_HEADER,
    dead_letter_headers,
    enriched_headers,
    tombstone_headers,
)
from worker.failures import TransactionAborted
from worker.kafka.client import connection, unavailable
from worker.kafka.topics import TopicFacts
from worker.kafka.workarounds import await_delivery
from worker.ledger import Partition
from worker.records import (
    DeadLetter,
    Enriched,
    Filtered,
    Headers,
    RawRecord,
    Settled,
    Tombstone,
)
from worker.settings import KafkaSettings

_FRAMING_BYTES = 100  # more than a record's or a header's own lengths and sums take
_BATCH_BYTES = 1 << 20
_REQUEST_MAX_BYTES = 512 << 20  # the topics' own limits are the ones that count; see `topics`


# What to commit for a partition: the offset of the next record, and metadata beside it.
Positions = Mapping[Partition, tuple[int, str]]


class KafkaSink:
    """The output and dead-letter topics, and the group's offsets."""

    def __init__(
        self,
        settings: KafkaSettings,
        pipeline_version: str,
        dead_letter_topic: TopicFacts,
        more_headers: Headers = (),
        *,
        in_group: bool = True,
    ) -> None:
        """Connect and fence an earlier life of this instance. Raises KafkaUnavailable.

        `more_headers` go onto all that is written. `in_group`: whether what is read is shared out
        in a group, so that a commit of somebody who is no member must not happen. Else the
        transactional id is what keeps two of one name apart.
        """
        self._in_group = in_group
        self._settings = settings
        self.pipeline_version = pipeline_version
        self._more_headers = more_headers
        self._dead_letter_topic = dead_letter_topic
        # Stable where the instance is: a restart ends the open transaction of its last life at
        # once, instead of letting readers wait for it to time out.
        name = f"pagewire-{settings.group_id}-{settings.instance_id or uuid4().hex}"
        try:
            self._producer = KafkaProducer(
                **connection(settings, "producer"),
                transactional_id=name,
                transaction_timeout_ms=round(settings.transaction_timeout_s * 1000),
                delivery_timeout_ms=round(settings.delivery_timeout_s * 1000),
                max_block_ms=round(settings.delivery_timeout_s * 1000),
                enable_idempotence=True,
                acks="all",
                linger_ms=0,
                batch_size=_BATCH_BYTES,
                max_request_size=_REQUEST_MAX_BYTES,
                compression_type=None if settings.compression == "none" else settings.compression,
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
            self._producer.init_transactions()
        except KafkaError as error:
            raise unavailable(settings, f"starting transactions as {name}", error) from error

    def commit(
        self,
        settled: tuple[Settled, ...],
        positions: Positions,
        membership: ConsumerGroupMetadata | None,
        now: datetime,
    ) -> None:
        """One transaction. Raises TransactionAborted (send it again), KafkaUnavailable (exit).

        The client's calls may wait for ever on a broker that hangs: the watchdog ends that.
        """
        if not self._in_group:
            membership = ConsumerGroupMetadata(group_id=self._settings.group_id)
        elif membership is None or membership.generation_id < 0 or not membership.member_id:
            # The broker checks no ownership for a member that names no generation: never commit so.
            raise TransactionAborted("not a member of the group at the moment")
        offsets = {
            TopicPartition(*partition): OffsetAndMetadata(offset, metadata, -1)
            for partition, (offset, metadata) in positions.items()
        }
        try:
            self._producer.begin_transaction()
            sent = [future for item in settled if (future := self._send(item, now))]
            self._producer.send_offsets_to_transaction(offsets, membership)
            await_delivery(sent, self._settings)
            self._producer.commit_transaction()
        except KafkaError as error:
            self._abort(error)
            raise TransactionAborted(f"{type(error).__name__}: {error}") from error

    def close(self, timeout_s: float) -> None:
        """Disconnect. Nothing is in flight between two commits."""
        self._producer.close(timeout=timeout_s)

    def _abort(self, cause: KafkaError) -> None:
        """Undo. A producer that cannot even abort is fenced or broken: exit, and start anew."""
        try:
            self._producer.abort_transaction()
        except KafkaError as error:
            raise unavailable(
                self._settings,
                f"the transaction failed ({type(cause).__name__}: {cause}) and so did its abort",
                error,
            ) from cause

    def _send(self, item: Settled, now: datetime) -> Any:
        """What will tell whether the record has arrived; None for what is not written."""
        record = item.record
        match item.processed.outcome:
            case Filtered():
                return None  # a replay passes it by; only its offset is committed
            case Enriched(key=key, value=value):
                arguments = self._to_output(key, value)
                headers = enriched_headers(record, now, self.pipeline_version)
            case Tombstone(key=key):
                arguments = self._to_output(key, None)
                headers = tombstone_headers(record, now)
            case DeadLetter() as letter:
                headers = dead_letter_headers(
                    record,
                    letter,
                    attempts=letter.attempts,
                    now=now,
                    pipeline_version=self.pipeline_version,
                )
                arguments = self._to_dead_letters(record)
                if record.key is None and record.value is None:
                    arguments["value"] = b""
                    headers = (*headers, NULL_VALUE_HEADER)
                elif self._too_large(record, headers):
                    arguments["value"] = b""
                    omitted = str(record.size_bytes).encode()
                    headers = (*headers, (BODY_OMITTED_HEADER, omitted))
        # Kafka allows a header without a value; this client can read one, but not write it.
        all_headers = (*headers, *self._more_headers)
        written = [(name, b"" if value is None else value) for name, value in all_headers]
        return self._producer.send(headers=written, **arguments)

    def _to_output(self, key: bytes | None, value: bytes | None) -> dict[str, Any]:
        """Partitioned by key, as Kafka's own clients do it: one key, one partition, in order.

        Its timestamp is now, not the input's: a backfill of old pages would otherwise be deleted
        by the output topic's retention as soon as it is written.
        """
        return {"topic": self._settings.output_topic, "key": key, "value": value}

    def _to_dead_letters(self, record: RawRecord) -> dict[str, Any]:
        """Beside its neighbours: the input partition decides, whatever the key."""
        return {
            "topic": self._settings.dead_letter_topic,
            "partition": record.origin.partition % self._dead_letter_topic.partitions,
            "key": record.key,
            "value": record.value,
            "timestamp_ms": record.timestamp_ms if record.timestamp_ms >= 0 else None,
        }

    def _too_large(self, record: RawRecord, headers: Headers) -> bool:
        facts = sum(len(name) + len(value or b"") + _FRAMING_BYTES for name, value in headers)
        size = record.size_bytes + facts + _FRAMING_BYTES
        return size > self._dead_letter_topic.max_message_bytes
