"""What the integration tests share: topics of their own, pages in, outcomes out, real workers."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from worker.codec import input_of, read_dead_letter_facts

ROOT = Path(__file__).parents[2]
MAX_RECORD = 12 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record of the output or dead-letter topic, and the input that it settles."""

    topic: str
    partition: int
    offset: int
    input: tuple[str, int, int]
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]
    timestamp_ms: int

    @property
    def facts(self) -> dict[str, str]:
        """Dead-letter facts by header name; empty for others."""
        return read_dead_letter_facts(tuple(self.headers.items()))

    @property
    def reason(self) -> str | None:
        """The reason of a dead letter."""
        return self.facts.get("pagewire.reason")


@dataclass(slots=True)
class World:
    """Topics of one test on a broker."""

    bootstrap_servers: str
    partitions: int = 1
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    output_config: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap_servers)
        limit = {"max.message.bytes": str(MAX_RECORD)}
        bigger = {"max.message.bytes": str(MAX_RECORD + (1 << 18))}
        admin.create_topics(
            [
                NewTopic(self.raw, self.partitions, 1, topic_configs=limit),
                NewTopic(
                    self.enriched, self.partitions, 1, topic_configs={**limit, **self.output_config}
                ),
                NewTopic(self.dead, self.partitions, 1, topic_configs=bigger),
            ]
        )
        admin.close()

    @property
    def raw(self) -> str:
        """The input topic."""
        return f"raw-{self.name}"

    @property
    def enriched(self) -> str:
        """The output topic."""
        return f"enriched-{self.name}"

    @property
    def dead(self) -> str:
        """The dead-letter topic."""
        return f"dead-{self.name}"

    def settings(self, **more: object) -> dict[str, str]:
        """Environment of a worker in this world."""
        settings = {
            "bootstrap_servers": self.bootstrap_servers,
            "group_id": f"group-{self.name}",
            "input_topic": self.raw,
            "output_topic": self.enriched,
            "dead_letter_topic": self.dead,
            "cpu_processes": 2,
            "http_host": "127.0.0.1",
            "http_port": 0,
            "session_timeout_s": 6,
            "transaction_timeout_s": 12,
            "delivery_timeout_s": 6,
            "request_timeout_s": 5,
            "commit_interval_s": 0.1,
            "log_format": "json",
        } | more
        return {f"PAGEWIRE_{key.upper()}": str(value) for key, value in settings.items()}

    def send(
        self,
        values: Iterable[bytes | None],
        *,
        partition: int | None = None,
        key: Callable[[int], bytes | None] = lambda i: f"key-{i}".encode(),
        headers: Sequence[tuple[str, bytes]] = (),
        timestamp_ms: int | None = None,
    ) -> list[tuple[int, int]]:
        """Put records on the input topic; their partitions and offsets."""
        producer = KafkaProducer(
            bootstrap_servers=self.bootstrap_servers, max_request_size=2 * MAX_RECORD
        )
        futures = [
            producer.send(
                self.raw,
                value,
                key=key(number),
                partition=number % self.partitions if partition is None else partition,
                headers=list(headers),
                timestamp_ms=timestamp_ms,
            )
            for number, value in enumerate(values)
        ]
        producer.flush(timeout=60)
        sent = [future.get(timeout=30) for future in futures]
        producer.close()
        return [(each.partition, each.offset) for each in sent]

    def outcomes(self) -> list[Outcome]:
        """Everything on the output and dead-letter topics that is committed now."""
        return [*self._read(self.enriched), *self._read(self.dead)]

    def wait_for(
        self, count: int, *, timeout_s: float = 60, worker: "Worker | None" = None
    ) -> list[Outcome]:
        """Outcomes, once there are at least `count` of them."""
        deadline = time.monotonic() + timeout_s
        while True:
            found = self.outcomes()
            if len(found) >= count:
                return found
            if time.monotonic() > deadline or (worker and worker.process.poll() is not None):
                log = worker.log if worker else ""
                raise AssertionError(f"{len(found)} outcomes instead of {count}\n{log[-6000:]}")
            time.sleep(0.2)

    def committed(self) -> dict[int, tuple[int, str]]:
        """The group's committed offset and metadata by partition."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap_servers,
            group_id=f"group-{self.name}",
            isolation_level="read_committed",
        )
        found = {}
        for partition in range(self.partitions):
            offset = consumer.committed(TopicPartition(self.raw, partition), metadata=True)
            if offset is not None:
                found[partition] = (offset.offset, offset.metadata)
        consumer.close()
        return found

    def _read(self, topic: str) -> list[Outcome]:
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap_servers,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_bytes=64 << 20,
            max_partition_fetch_bytes=2 * MAX_RECORD,
        )
        partitions = [TopicPartition(topic, p) for p in range(self.partitions)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        found: list[Outcome] = []
        while any(consumer.position(tp) < ends[tp] for tp in partitions):
            for records in consumer.poll(timeout_ms=200).values():
                found.extend(_outcome(record) for record in records)
        consumer.close()
        return found


def _outcome(record: Any) -> Outcome:
    headers = tuple((name, value) for name, value in record.headers)
    origin = input_of(headers)
    assert origin is not None, f"{record.topic} holds a record that settles nothing: {headers}"
    return Outcome(
        record.topic,
        record.partition,
        record.offset,
        origin,
        record.key,
        record.value,
        dict(headers),
        record.timestamp,
    )


class Worker:
    """A real worker process; by default with the hooked pipeline."""

    def __init__(
        self,
        settings: Mapping[str, str],
        log_path: Path,
        *arguments: str,
        module: str = "tests.integration.hooked_worker",
        own_group: bool = False,
    ) -> None:
        self._log_path = log_path
        self._log_start = log_path.stat().st_size if log_path.exists() else 0
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEWIRE_")}
        with log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**environment, **settings},
                stdout=log,
                stderr=log,
                start_new_session=own_group,
            )

    @property
    def log(self) -> str:
        """What it said; not what an earlier life with the same log did."""
        with self._log_path.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    @property
    def address(self) -> str:
        """Where it serves /metrics and the probes, as it says in its log."""
        lines = (json.loads(line) for line in self.log.splitlines() if '"Serving"' in line)
        return str(next(lines)["address"])

    def says_yes(self, probe: str, within_s: float = 30) -> bool:
        """Whether it does so in time: a CPU process that died may still be replaced."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/{probe}"):
                    return True
            except urllib.error.HTTPError:
                time.sleep(0.2)
        return False

    def terminate(self) -> None:
        """SIGTERM."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, and wait for the end. Harmless when it has ended."""
        self.process.kill()
        self.process.wait()

    def wait(self, timeout_s: float = 60) -> int:
        """The exit code."""
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running\n{self.log[-6000:]}") from None

    def wait_for_log(self, text: str, timeout_s: float = 60) -> None:
        """Return once the log has the text."""
        deadline = time.monotonic() + timeout_s
        while text not in self.log:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"{text!r} is not in the log\n{self.log[-6000:]}")
            time.sleep(0.05)

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()


def exactly_once(outcomes: Iterable[Outcome], sent: Iterable[tuple[int, int]]) -> None:
    """Each sent record has one outcome, and nothing else has any."""
    counted = Counter(outcome.input[1:] for outcome in outcomes)
    assert {place: count for place, count in counted.items() if count != 1} == {}
    assert set(counted) == set(sent)
