"""When the output stops, memory stays within the budget, the member stays in its group."""

import time
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.world import MAX_RECORD, Worker, World, exactly_once

pytestmark = pytest.mark.kafka

MIB = 1 << 20


def delete_output(world: World) -> None:
    """The output topic is gone: every write to it fails, and is tried again."""
    admin = KafkaAdminClient(bootstrap_servers=world.bootstrap_servers)
    admin.delete_topics([world.enriched])
    admin.close()


def bring_output_back(world: World) -> None:
    """The output topic is there again, empty."""
    admin = KafkaAdminClient(bootstrap_servers=world.bootstrap_servers)
    limit = {"max.message.bytes": str(MAX_RECORD)}
    admin.create_topics([NewTopic(world.enriched, world.partitions, 1, topic_configs=limit)])
    admin.close()


def resident_bytes(pid: int) -> int:
    """Of one process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


@pytest.mark.timeout(180)
def test_stopped_output_keeps_memory_within_the_budget_and_goes_on_when_it_does(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    pages = [bytes(MIB // 4)] * 400  # 100 MiB
    settings = world.settings(
        in_flight_max_bytes="16MiB", fetch_max_bytes="4MiB", page_max_bytes="1MiB"
    )
    with Worker(settings, tmp_path / "log") as worker:
        worker.wait_for_log("WorkerReady")  # it would not start without the topic
        delete_output(world)
        sent = world.send(pages)
        before = resident_bytes(worker.process.pid)
        time.sleep(20)  # the session timeout passes three times
        grown = resident_bytes(worker.process.pid) - before
        assert "revoked" not in worker.log
        assert '"TransactionAborted"' in worker.log
        bring_output_back(world)
        world.wait_for(400, timeout_s=60, worker=worker)
        worker.terminate()
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)
    # In flight: input and output of each page; beside it what the clients hold on to.
    assert grown < 3 * 16 * MIB, f"{grown / MIB:.0f} MiB"


def test_partition_that_waits_for_its_turn_is_not_taken_for_a_stuck_one(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    settings = world.settings(
        cpu_processes=1,
        batch_pages=1,
        in_flight_pages=4,
        commit_pages=4,
        page_deadline_s=1,
        progress_limit_s=3,
    )
    sent = world.send([hooks.SLEEP + b"0.25"] * 40)  # 5 s of each partition, one after the other
    said: set[bool] = set()
    with Worker(settings, tmp_path / "log") as worker:
        worker.wait_for_log("WorkerReady")
        while len(world.outcomes()) < len(sent):
            said.add(worker.says_yes("livez", within_s=1))
        worker.terminate()
        assert worker.wait() == 0, worker.log
    assert said == {True}
    exactly_once(world.outcomes(), sent)
