"""When the output stops, memory stays within the budget, the member stays in its group."""

import time
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from deploy.local.broker import Broker
from tests.integration.world import Worker, World, exactly_once

pytestmark = pytest.mark.kafka

MIB = 1 << 20


def set_min_insync_replicas(broker: Broker, topic: str, replicas: int) -> None:
    """2 on a single node: every write to the topic is refused; 1: it is taken again."""
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    config = {"min.insync.replicas": str(replicas)}
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs=config)])
    admin.close()


def resident_bytes(pid: int) -> int:
    """Of one process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


@pytest.mark.timeout(180)
def test_stopped_output_keeps_memory_within_the_budget_and_goes_on_when_it_does(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    set_min_insync_replicas(broker, world.enriched, 2)
    sent = world.send([bytes(MIB // 4)] * 400)  # 100 MiB
    settings = world.settings(
        in_flight_max_bytes="16MiB", fetch_max_bytes="4MiB", page_max_bytes="1MiB"
    )
    with Worker(settings, tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        before = resident_bytes(worker.process.pid)
        time.sleep(20)  # three deliveries time out, three times the session timeout passes
        grown = resident_bytes(worker.process.pid) - before
        assert world.outcomes() == []
        assert "revoked" not in worker.log
        set_min_insync_replicas(broker, world.enriched, 1)
        world.wait_for(400, timeout_s=60, worker=worker)
        worker.terminate()
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)
    # In flight: input and output of each page; beside it what the clients hold on to.
    assert grown < 3 * 16 * MIB, f"{grown / MIB:.0f} MiB"
