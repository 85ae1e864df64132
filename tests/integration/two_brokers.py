"""A second broker in the cluster of a first one, for what happens when one of two is away.

Decides how it joins. The first alone is controller, and has the coordinators of all groups and
transactions: with the second away, only the partitions that lie there are without a leader.
"""

import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from deploy.local.broker import Broker
from deploy.local.loopback import free_port

FIRST, SECOND = 1, 2


def second_broker(first: Broker, folder: Path) -> Broker:
    """A broker, not started yet, that joins the cluster of a running one.

    Its data stay in the folder when it is stopped, so that it can come back.
    """
    _make_coordinators(first)
    home = first.log_path.parent
    formatted = _properties(home / "data" / "meta.properties")
    directory_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    formatted |= {"node.id": str(SECOND), "directory.id": directory_id}
    port = free_port()
    (folder / "data").mkdir(parents=True)
    text = "".join(f"{name}={value}\n" for name, value in formatted.items())
    (folder / "data" / "meta.properties").write_text(text)
    # Nothing has died here: without it, `Broker` would look for what a killed one left behind.
    (folder / "data" / ".kafka_cleanshutdown").touch()
    joins = {
        "process.roles": "broker",
        "node.id": str(SECOND),
        "controller.quorum.voters": _properties(home / "server.properties")[
            "controller.quorum.voters"
        ],
        "listeners": f"PLAINTEXT://127.0.0.1:{port}",
    }
    return Broker(data_dir=folder, port=port, properties=joins)


def make_topic(
    first: Broker, name: str, on: Mapping[int, int], config: Mapping[str, str] = {}
) -> None:
    """A topic whose partitions lie on one broker each: `on` has the broker by partition."""
    admin = KafkaAdminClient(bootstrap_servers=first.bootstrap_servers)
    where = {partition: [broker] for partition, broker in on.items()}
    admin.create_topics([NewTopic(name, replica_assignments=where, topic_configs=dict(config))])
    admin.close()


def wait_for_leaders(first: Broker, topic: str) -> None:
    """Return when the first broker knows a leader for each of the topic's partitions."""
    deadline = time.monotonic() + 30
    admin = KafkaAdminClient(bootstrap_servers=first.bootstrap_servers)
    while True:
        (found,) = admin.describe_topics([topic])
        if found["partitions"] and all(p["leader_id"] >= 0 for p in found["partitions"]):
            break
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    admin.close()


def _make_coordinators(first: Broker) -> None:
    """Have Kafka make its internal topics while the first broker is the only one to lie on."""
    producer = KafkaProducer(bootstrap_servers=first.bootstrap_servers, transactional_id="first")
    producer.init_transactions()
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=first.bootstrap_servers, group_id="first")
    consumer.committed(TopicPartition("__consumer_offsets", 0))
    consumer.close()


def _properties(path: Path) -> dict[str, str]:
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))
