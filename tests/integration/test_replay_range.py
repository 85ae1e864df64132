"""What `pagewire replay` takes on real Kafka: times, offsets, filters, another output; its plan."""

import json
import re
import time
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from deploy.local.broker import Broker
from tests.integration.replaying import (
    Replay,
    by_replay,
    page,
    replayed,
    run_live,
)
from tests.integration.world import Worker, World

pytestmark = pytest.mark.kafka


def test_dry_run_plans_and_writes_nothing(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    world.send([page(n) for n in range(300)])
    planned = replayed(world, "--from", "beginning", "--dry-run", tmp_path=tmp_path)
    assert planned.process.returncode == 0, planned.log
    plan = planned.report
    assert [(part["from"], part["to"]) for part in plan["partitions"]] == [(0, 150), (0, 150)]
    found = plan["estimate"]
    assert found["records"] == 300
    # All of it was sampled, and the hooked pipeline echoes.
    sizes = [len(page(n)) + len(f"key-{n}") for n in range(300)]
    assert found["input_bytes"] == found["output_bytes"] == sum(sizes)
    assert 0 < found["eta_low_s"] < found["eta_s"] < found["eta_high_s"]
    slow = replayed(world, "--last", "1h", "--dry-run", "--rate", "1/s", tmp_path=tmp_path)
    assert slow.report["estimate"]["eta_s"] > 300
    assert world.outcomes() == []
    assert world.committed() == {}


def test_plan_knows_offsets_without_records_and_what_is_gone(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    producer = KafkaProducer(
        bootstrap_servers=broker.bootstrap_servers, transactional_id=f"test-{world.name}"
    )
    producer.init_transactions()
    for number in range(20):  # a marker behind each record
        producer.begin_transaction()
        producer.send(world.raw, page(number), partition=0)
        producer.commit_transaction()
    producer.close()
    world.send([page(n) for n in range(10)], partition=1, key=lambda n: None)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    admin.delete_records({TopicPartition(world.raw, 0): 4})
    admin.close()
    planned = replayed(world, "--from", "beginning", "--dry-run", tmp_path=tmp_path)
    assert planned.process.returncode == 0, planned.log
    first, second = planned.report["partitions"]
    assert (first["offsets"], first["records"], second["offsets"], second["records"]) == (
        *(36, 18),
        *(10, 10),
    )
    assert first["input_bytes"] == sum(len(page(n)) for n in range(2, 20))
    assert second["input_bytes"] == sum(len(page(n)) for n in range(10))
    found = planned.report["estimate"]
    assert (found["records"], found["input_bytes"]) == (
        28,
        first["input_bytes"] + second["input_bytes"],
    )
    assert (first["gone"], first["gone_at_most"], second["gone"]) == (4, True, 0)
    assert f"{world.raw}-0: up to 4 records of the range are gone" in planned.log


def test_plan_of_an_empty_range_says_what_the_topic_has(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    asked = ("--to", "2021-01-02", "--from", "2021-01-01", "--dry-run")
    command = "tests.integration.hooked_command"
    with Worker(world.settings(), tmp_path / "none", "replay", *asked, module=command) as empty:
        assert empty.wait() == 0
    assert f"{world.raw} has no records" in empty.log
    world.send([page(n) for n in range(30)], partition=1)
    day = time.strftime("%Y-%m-%dT", time.gmtime())
    with Worker(world.settings(), tmp_path / "some", "replay", *asked, module=command) as plan:
        assert plan.wait() == 0
    assert "nothing is in this range" in plan.log
    assert re.search(
        rf"{world.raw} has records from {day}\S+Z to \S+Z, at offsets 1:0-30$", plan.log
    )


def test_filters_pass_records_by_and_count_them(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n, host) for n in range(20) for host in ("a.example", "news.b.example")])
    replay = replayed(
        world,
        *("--name", "b", "--from", "beginning", "--domain", "b.example", "--url", "[02468]$"),
        tmp_path=tmp_path,
    )
    assert replay.process.returncode == 0, replay.log
    (part,) = replay.report["partitions"]
    assert (part["read"], part["enriched"], part["filtered"]) == (40, 10, 30)
    urls = [json.loads(o.value or b"")["url"] for o in world.outcomes()]
    assert urls == [f"https://news.b.example/{n}" for n in range(0, 20, 2)]
    none = replayed(
        world, "--name", "de", "--from", "beginning", "--language", "de", tmp_path=tmp_path
    )
    assert none.report["partitions"][0]["filtered"] == 40


def test_what_is_out_already_from_a_version_is_passed_by(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(10)])
    run_live(world, tmp_path)
    world.send([page(n) for n in range(10, 15)])
    asked = ("--from", "beginning", "--skip-version")
    replay = replayed(world, "--name", "new", *asked, "hooked-1", tmp_path=tmp_path)
    (part,) = replay.report["partitions"]
    assert (part["enriched"], part["filtered"]) == (5, 10)
    replay = replayed(world, "--name", "other", *asked, "hooked-0", tmp_path=tmp_path)
    assert replay.report["partitions"][0]["enriched"] == 15


def test_range_by_time_and_by_offsets_ends_where_it_was_fixed(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    world.send([page(n) for n in range(10)])
    time.sleep(1.1)
    cut = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    time.sleep(1.1)
    world.send([page(n) for n in range(10, 16)])
    early = replayed(
        world, "--name", "early", "--from", "2020-01-01", "--to", cut, tmp_path=tmp_path
    )
    assert [(p["start"], p["end"]) for p in early.report["partitions"]] == [(0, 5), (0, 5)]
    late = replayed(world, "--name", "late", "--from", cut, tmp_path=tmp_path)
    assert [(p["start"], p["end"]) for p in late.report["partitions"]] == [(5, 8), (5, 8)]
    some = replayed(world, "--name", "some", "--offsets", "1:2-4", tmp_path=tmp_path)
    assert [p["read"] for p in some.report["partitions"]] == [0, 2]
    counted = {name: len(found) for name, found in by_replay(world.outcomes()).items()}
    assert counted == {"early": 10, "late": 6, "some": 2}


def test_output_can_be_another_topic(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(1)])
    other = f"{world.enriched}-v2"
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    admin.create_topics([NewTopic(other, 1, 1, topic_configs={"max.message.bytes": "12582912"})])
    admin.close()
    replay = replayed(
        world, "--name", "v2", "--from", "beginning", "--output", other, tmp_path=tmp_path
    )
    assert (replay.process.returncode, replay.report["output"]) == (0, other), replay.log
    assert world.outcomes() == []


def test_name_of_another_replay_is_refused_and_a_finished_one_reports_again(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(1), page(2)])
    first = replayed(world, "--name", "one", "--offsets", "0:0-1", tmp_path=tmp_path)
    again = replayed(world, "--name", "one", "--offsets", "0:0-1", tmp_path=tmp_path)
    assert (again.process.returncode, again.report) == (0, first.report)
    assert "one was done before, and nothing is done now" in again.log
    assert "was done before" not in first.log
    other = replayed(world, "--name", "one", "--offsets", "0:0-2", tmp_path=tmp_path)
    assert other.process.returncode == 3
    assert "take another --name" in other.log
    assert len(world.outcomes()) == 1


def test_range_that_retention_has_cut_is_said_before_the_start(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(10)])
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    admin.delete_records({TopicPartition(world.raw, 0): 4})
    admin.close()
    replay = replayed(world, "--name", "cut", "--offsets", "0:1-10", tmp_path=tmp_path)
    assert replay.process.returncode == 0, replay.log
    said = replay.log.index("3 records of the range are gone")
    assert said < replay.log.index("pagewire 0")
    assert replay.report["partitions"][0]["read"] == 6
    timed = replayed(world, "--name", "timed", "--from", "2020-01-01", tmp_path=tmp_path)
    assert "up to 4 records of the range are gone" in timed.log


def test_offsets_that_retention_takes_before_they_are_read_end_it_with_a_problem(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(10)])
    arguments = ("--name", "cut", "--from", "beginning")
    log = tmp_path / "killed.log"
    with Replay(world, log, *arguments, "--rate", "1/s", session_timeout_s=1) as killed:
        world.wait_for(1, worker=killed)
    done = len(world.outcomes())
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    admin.delete_records({TopicPartition(world.raw, 0): 8})
    admin.close()
    last = replayed(world, *arguments, tmp_path=tmp_path)
    assert last.process.returncode == 1, last.log
    (part,) = last.report["partitions"]
    assert (part["end"], part["read"], part["gone"], part["done"]) == (10, done + 2, 8 - done, True)
