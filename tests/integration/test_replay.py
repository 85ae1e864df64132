"""`pagewire replay` on real Kafka: a range again, exactly once, whatever is killed."""

import json
import random
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import NewTopic

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.world import Outcome, Worker, World

pytestmark = pytest.mark.kafka


def page(number: int, host: str = "a.example") -> bytes:
    """A raw page whose url says which it is."""
    fields = {"url": f"https://{host}/{number}", "body": f"<p>{number}</p>"}
    fields |= {"fetched_at": "2026-03-01T00:00:00Z", "content_type": "text/html"}
    return json.dumps(fields).encode()


class Replay(Worker):
    """`pagewire replay --json` with these arguments; the report is what it prints."""

    def __init__(self, world: World, log_path: Path, *arguments: str, **settings: object) -> None:
        super().__init__(
            world.settings(**settings),
            log_path,
            *("replay", *arguments, "--json"),
            module="tests.integration.hooked_command",
        )

    @property
    def report(self) -> dict[str, Any]:
        """The JSON document at the end of what it said."""
        (start,) = (found.start() for found in re.finditer(r"^\{$", self.log, re.MULTILINE))
        found: dict[str, Any] = json.loads(self.log[start:])
        return found


def replayed(world: World, *arguments: str, tmp_path: Path, **settings: object) -> Replay:
    """A replay that ran to its end."""
    replay = Replay(world, tmp_path / f"{time.monotonic_ns()}.log", *arguments, **settings)
    replay.wait(90)
    return replay


def by_replay(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    """Outcomes by the name of the replay that wrote them; the live worker's under ""."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        name = outcome.headers.get("pagewire.replay", b"").decode()
        found.setdefault(name, []).append(outcome)
    return found


def held_partitions(log: str) -> list[int]:
    """How many partitions a replica held, after each assignment."""
    lines = (json.loads(line) for line in log.splitlines() if '"PartitionsAssigned"' in line)
    return [line["held"] for line in lines]


def run_live(world: World, tmp_path: Path) -> None:
    """The live worker, once over everything."""
    with Worker(world.settings(), tmp_path / "live.log", "--until-drained") as live:
        assert live.wait() == 0, live.log


def test_replay_gives_every_record_its_outcome_again_and_leaves_the_live_group_alone(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=3)
    sent = world.send([*[page(n) for n in range(100)], hooks.REJECT, None])
    run_live(world, tmp_path)
    before = world.committed()
    for name in ("again", "and-again"):
        replay = replayed(world, "--name", name, "--from", "beginning", tmp_path=tmp_path)
        assert replay.process.returncode == 0, replay.log
        report = replay.report
        assert report["ok"]
        assert sum(part["read"] for part in report["partitions"]) == len(sent)
        assert sum(part["dead_letters"] for part in report["partitions"]) == 1
    assert world.committed() == before
    found = by_replay(world.outcomes())
    assert set(found) == {"", "again", "and-again"}
    assert [Counter(o.input[1:] for o in each) for each in found.values()] == [Counter(sent)] * 3
    # The same keys with the same values: compaction leaves one of each.
    assert len({(o.key, o.value) for each in found.values() for o in each}) == len(sent)
    enriched = [o for o in found["again"] if o.topic == world.enriched and o.value is not None]
    assert {o.headers["pagewire.pipeline_version"] for o in enriched} == {b"hooked-1"}


@pytest.mark.timeout(600)
def test_replay_killed_ten_times_ends_with_what_one_that_ran_through_gives(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=3)
    sent = world.send([page(n) for n in range(600)])
    arguments = ("--from", "beginning", "--rate", "120/s")
    settings = {"cpu_processes": 1, "session_timeout_s": 1, "instance_id": "replay-0"}
    chance = random.Random(6)
    for _ in range(10):
        log = tmp_path / "killed.log"
        with Replay(world, log, "--name", "killed", *arguments, **settings) as it:
            it.wait_for_log("partitions assigned")
            time.sleep(chance.uniform(0.1, 0.8))
            assert it.process.poll() is None, it.log
    last = replayed(world, "--name", "killed", *arguments, tmp_path=tmp_path, **settings)
    assert last.process.returncode == 0, last.log
    through = replayed(world, "--name", "through", "--from", "beginning", tmp_path=tmp_path)
    assert through.process.returncode == 0, through.log
    found = by_replay(world.outcomes())
    values = {
        name: Counter((o.input[1:], o.key, o.value) for o in outcomes)
        for name, outcomes in found.items()
    }
    assert values["killed"] == values["through"]
    assert sum(values["killed"].values()) == len(sent)
    assert last.report["partitions"] == [
        part | {"of": last.report["partitions"][0]["of"]} for part in through.report["partitions"]
    ]


def test_two_replicas_share_a_replay_and_both_end(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers, partitions=4)
    sent = world.send([page(n) for n in range(400)])
    arguments = ("--name", "shared", "--from", "beginning", "--rate", "40/s")
    replicas = [Replay(world, tmp_path / f"{n}.log", *arguments) for n in range(2)]
    try:
        for replica in replicas:
            assert replica.wait(90) == 0, replica.log
    finally:
        for replica in replicas:
            replica.kill()
    assert any(replica.report["finished"] for replica in replicas)  # whoever ended last
    assert Counter(o.input[1:] for o in world.outcomes()) == Counter(sent)
    held = [max(held_partitions(replica.log)) for replica in replicas]
    assert all(count > 0 for count in held), held


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


def test_replay_stands_still_while_the_live_group_is_behind(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(20)])
    run_live(world, tmp_path)
    before = world.committed()
    world.send([page(n) for n in range(20, 30)])  # nobody is there to do them
    time.sleep(2)
    pace = ("--yield-to", f"group-{world.name}", "--max-live-lag", "1s")
    with Replay(world, tmp_path / "r.log", "--name", "r", "--from", "beginning", *pace) as replay:
        replay.wait_for_log("partitions assigned")
        time.sleep(3)
        assert replay.process.poll() is None, replay.log
        assert "r" not in by_replay(world.outcomes())
        assert world.committed() == before
        run_live(world, tmp_path)
        assert replay.wait(60) == 0, replay.log
    assert len(by_replay(world.outcomes())["r"]) == 30


def test_group_to_yield_to_must_exist(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(1)])
    replay = replayed(
        world, "--name", "r", "--from", "beginning", "--yield-to", "nobody", tmp_path=tmp_path
    )
    assert replay.process.returncode == 4
    assert "group nobody has committed nothing" in replay.log
