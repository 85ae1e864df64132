"""Pods of the replay Job as processes on real Kafka, with the Job's environment and arguments."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, TopicPartition

from deploy.local.broker import Broker
from tests.deploy.manifests import only, workload
from tests.integration.replaying import page
from tests.integration.world import Worker, World, exactly_once

pytestmark = pytest.mark.kafka

# What depends on the brokers and the range, and not on how the Job shares the work.
OF_THE_PLACE = ("--from", "--to", "--output", "--yield-to", "--max-live-lag")
LOGIN = ("SASL", "SSL", "SECURITY", "CONFIG")


@contextmanager
def pod(world: World, index: int, log: Path, *arguments: str) -> Iterator[Worker]:
    """One pod of the Job: what it is told, but for its brokers, its port and its CPU processes."""
    told = workload("replay", index).environment()
    told = {key: told[key] for key in told if not any(word in key for word in LOGIN)}
    args = [a for a in workload("replay").container["args"] if not a.startswith(OF_THE_PLACE)]
    environment = told | world.settings(cpu_processes=1)
    with Worker(
        environment, log, *args, *arguments, module="tests.integration.hooked_command"
    ) as worker:
        yield worker


@pytest.mark.timeout(300)
def test_pods_share_a_replay_and_each_exits_0_also_after_one_was_killed(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=4)
    sent = world.send([page(n) for n in range(400)])
    arguments = ("--from=beginning", "--rate=40/s")
    with pod(world, 0, tmp_path / "0.log", *arguments) as first:
        with pod(world, 1, tmp_path / "1.log", *arguments) as killed:
            killed.wait_for_log("partitions assigned")
            time.sleep(1)
            assert killed.process.poll() is None, killed.log
            killed.kill()
        with pod(world, 1, tmp_path / "1-again.log", *arguments) as again:
            assert again.wait(90) == 0, again.log
            assert first.wait(90) == 0, first.log
    exactly_once(world.outcomes(), sent)
    with pod(world, 0, tmp_path / "late.log", *arguments) as late:
        assert late.wait(60) == 0, late.log  # as a pod that found no room before all was done


def test_pod_that_is_told_to_stop_does_not_end_the_job(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(200)])
    with pod(world, 0, tmp_path / "0.log", "--from=beginning", "--rate=20/s") as stopped:
        stopped.wait_for_log("partitions assigned")
        stopped.terminate()
        code = stopped.wait(60)
    assert code not in {0, *giving_up()}, stopped.log


def test_pod_that_found_pages_gone_ends_its_own_index_alone(broker: Broker, tmp_path: Path) -> None:
    """As often as it is started again, it says the same."""
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(30)])
    with pod(world, 0, tmp_path / "killed.log", "--from=beginning", "--rate=1/s") as killed:
        world.wait_for(1, worker=killed)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    admin.delete_records({TopicPartition(world.raw, 0): 25})
    admin.close()
    for number in range(2):
        with pod(world, 0, tmp_path / f"{number}.log", "--from=beginning") as again:
            code = again.wait(60)
        assert giving_up()[code] == "FailIndex", again.log
        assert "deleted by retention" in again.log


def giving_up() -> dict[int, str]:
    """By exit code, what the Job does instead of another try."""
    _, *rules = only("replay", "Job")["spec"]["podFailurePolicy"]["rules"]
    return {code: rule["action"] for rule in rules for code in rule["onExitCodes"]["values"]}
