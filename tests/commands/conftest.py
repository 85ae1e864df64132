"""The commands as a user starts them: arguments in, exit code and both streams out."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.structs import OffsetAndMetadata

from deploy.local.broker import Broker
from worker.cli import main

# topic, partition, key, value, headers
Record = tuple[str, int, bytes | None, bytes | None, list[tuple[str, bytes]]]


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def pagewire(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Said]:
    """Run a command in this process, as `pagewire ...` would in its own."""

    def run(*arguments: object) -> Said:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # argparse's own way out
            code = int(ended.code or 0)
        streams = capfdbinary.readouterr()
        return Said(int(code), streams.out.decode(), streams.err.decode())

    return run


@dataclass
class Topics:
    """Fresh topics on the real broker, and a hand that writes to them what no worker would."""

    bootstrap_servers: str
    partitions: int = 2
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def __post_init__(self) -> None:
        self.raw, self.enriched, self.dead = (
            f"{kind}-{self.name}" for kind in ("raw", "enriched", "dead")
        )
        self.group = f"group-{self.name}"

    def environment(self) -> dict[str, str]:
        """The settings that lead the commands here."""
        return {
            "PAGEWIRE_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "PAGEWIRE_INPUT_TOPIC": self.raw,
            "PAGEWIRE_OUTPUT_TOPIC": self.enriched,
            "PAGEWIRE_DEAD_LETTER_TOPIC": self.dead,
            "PAGEWIRE_GROUP_ID": self.group,
        }

    def create(self, **config: str) -> None:
        """Make all three with the same configuration."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap_servers)
        admin.create_topics(
            [
                NewTopic(name, self.partitions, 1, topic_configs=config)
                for name in (self.raw, self.enriched, self.dead)
            ]
        )
        admin.close()

    def put(self, records: Iterable[Record], *, transaction: str | None = None) -> None:
        """Write them; `transaction` is "commit" or "abort", or None to do without one."""
        more = {"transactional_id": uuid.uuid4().hex} if transaction else {}
        producer = KafkaProducer(bootstrap_servers=self.bootstrap_servers, **more)
        if transaction:
            producer.init_transactions()
            producer.begin_transaction()
        for topic, partition, key, value, headers in records:
            producer.send(topic, partition=partition, key=key, value=value, headers=headers)
        producer.flush()
        if transaction == "commit":
            producer.commit_transaction()
        elif transaction == "abort":
            producer.abort_transaction()
        producer.close()

    def commit(self, offsets: dict[int, int]) -> None:
        """Commit offsets of the input topic for the group."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap_servers,
            group_id=self.group,
            enable_auto_commit=False,
        )
        consumer.assign([TopicPartition(self.raw, partition) for partition in offsets])
        consumer.commit(
            {
                TopicPartition(self.raw, partition): OffsetAndMetadata(offset, "", -1)
                for partition, offset in offsets.items()
            }
        )
        consumer.close()


@pytest.fixture
def topics(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Topics:
    """Names for topics of this test alone; the commands find them through the environment."""
    found = Topics(broker.bootstrap_servers)
    for key, value in found.environment().items():
        monkeypatch.setenv(key, value)
    return found
