"""`pagewire replay` on real Kafka: a range again, exactly once, whatever is killed."""

import random
import time
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.replaying import (
    Replay,
    by_replay,
    held_partitions,
    members,
    page,
    replayed,
    run_live,
)
from tests.integration.world import Worker, World, exactly_once
from worker.kafka.live_lag import LiveLag
from worker.settings import load_settings

pytestmark = pytest.mark.kafka


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


def test_replay_beside_a_live_worker_leaves_its_membership_and_its_order_alone_and_no_lag_behind(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=3)
    sent = world.send([page(n) for n in range(300)])
    with Worker(world.settings(), tmp_path / "live.log") as live:
        world.wait_for(len(sent), worker=live)
        before, held = members(world), held_partitions(live.log)
        assert sum(len(partitions) for partitions in before.values()) == 3
        lag = LiveLag(load_settings(world.settings()).kafka, f"group-{world.name}", world.raw)
        pace = ("--yield-to", f"group-{world.name}", "--max-live-lag", "20s")
        arguments = ("--name", "r", "--from", "beginning", "--rate", "60/s", *pace)
        with Replay(world, tmp_path / "r.log", *arguments) as replay:
            while replay.process.poll() is None:
                sent += world.send([page(n) for n in range(9)])
                time.sleep(0.5)
            assert replay.wait() == 0, replay.log
        again = sum(part["read"] for part in replay.report["partitions"])
        world.wait_for(len(sent) + again, worker=live)
        # What is out is committed with it: nothing waits, however young.
        assert lag.is_over(0.0) == [False]
        lag.close()
        assert members(world) == before
        # One generation from then to now: each rebalance assigns something again.
        assert held_partitions(live.log) == held, live.log
        live.terminate()
        assert live.wait() == 0, live.log
    assert len(sent) > 300 + 3 * 9  # there was something to come between
    found = by_replay(world.outcomes())
    exactly_once(found[""], sent)
    assert len(found["r"]) == again
    written: dict[tuple[int, int], list[int]] = {}  # as it stands on the output topic
    for outcome in found[""]:
        written.setdefault((outcome.input[1], outcome.partition), []).append(outcome.input[2])
    assert all(offsets == sorted(offsets) for offsets in written.values())


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


def test_replay_that_was_begun_with_another_pipeline_is_not_gone_on_with(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    world.send([page(n) for n in range(100)])
    arguments = ("--name", "r", "--from", "beginning")
    settings = {"session_timeout_s": 1}
    with Replay(world, tmp_path / "1.log", *arguments, "--rate", "10/s", **settings) as killed:
        world.wait_for(1, worker=killed)
    before = len(world.outcomes())
    with monkeypatch.context() as patch:
        patch.setenv("TEST_LOAD", "load_mended")
        other = replayed(world, *arguments, tmp_path=tmp_path, **settings)
    assert other.process.returncode == 3, other.log
    assert "'r' was begun with the pipeline hooked-1, and this one is hooked-2" in other.log
    assert len(world.outcomes()) == before
    last = replayed(world, *arguments, tmp_path=tmp_path, **settings)
    assert (last.process.returncode, last.report["finished"]) == (0, True), last.log


def test_replay_that_is_stopped_leaves_what_it_had_not_begun_for_the_next_start(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    kills = hooks.KILL_WORKER_TIMES + f"{deaths}:1".encode()
    sent = world.send([kills, hooks.SLEEP + b"4", *(page(n) for n in range(10))])
    arguments = ("--name", "stopped", "--from", "beginning")
    settings = {"cpu_processes": 1, "session_timeout_s": 1}
    killed = replayed(world, *arguments, tmp_path=tmp_path, **settings)
    assert killed.process.returncode == -9, killed.log
    # After a death pages go one at a time: the others are received, and wait behind the slow one.
    with Replay(world, tmp_path / "stopped.log", *arguments, **settings) as stopped:
        deadline = time.monotonic() + 60
        while len(world.outcomes()) < 1 and time.monotonic() < deadline:
            time.sleep(0.2)
        stopped.terminate()
        assert stopped.wait(60) == 8, stopped.log
        assert not stopped.report["finished"]
    assert 0 < len(world.outcomes()) < len(sent)
    last = replayed(world, *arguments, tmp_path=tmp_path, **settings)
    assert (last.process.returncode, last.report["finished"]) == (0, True), last.log
    assert Counter(o.input[1:] for o in world.outcomes()) == Counter(sent)


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


def test_replica_that_is_stopped_before_it_has_a_share_does_not_say_that_it_is_done(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(100)])
    arguments = ("--name", "shared", "--from", "beginning", "--rate", "2/s")
    with (
        Replay(world, tmp_path / "first.log", *arguments) as first,
        Replay(world, tmp_path / "second.log", *arguments) as second,
    ):
        replicas = (first, second)
        for replica in replicas:
            replica.wait_for_log("partitions assigned")
        deadline = time.monotonic() + 60
        # Whoever is given the partition may have joined with none at first.
        while all(max(held_partitions(replica.log)) == 0 for replica in replicas):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        (idle,) = (replica for replica in replicas if max(held_partitions(replica.log)) == 0)
        idle.terminate()
        assert idle.wait() == 8, idle.log
        assert not idle.report["finished"]


def test_replay_stands_still_while_the_live_group_is_behind(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(n) for n in range(20)])
    run_live(world, tmp_path)
    before = world.committed()
    world.send([page(n) for n in range(20, 30)])  # nobody is there to do them
    time.sleep(2)
    pace = ("--yield-to", f"group-{world.name}", "--max-live-lag", "1s")
    arguments = ("--name", "r", "--from", "beginning", *pace)
    soon = {"progress_limit_s": 2.5, "batch_pages": 1, "page_deadline_s": 1}
    with Replay(world, tmp_path / "r.log", *arguments, **soon) as replay:
        replay.wait_for_log("partitions assigned")
        time.sleep(4)
        with urllib.request.urlopen(f"{replay.address}/livez") as answer:
            assert answer.status == 200  # who stands back on purpose is not to be restarted
        with urllib.request.urlopen(f"{replay.address}/metrics") as answer:
            assert "pagewire_replay_yielding 2.0" in answer.read().decode().splitlines()
        assert "r" not in by_replay(world.outcomes())
        assert world.committed() == before
        run_live(world, tmp_path)
        assert replay.wait(60) == 0, replay.log
    assert len(by_replay(world.outcomes())["r"]) == 30


def test_live_group_that_has_done_all_there_is_is_not_behind(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    archive = tmp_path / "pages.jsonl"
    archive.write_bytes(b"\n".join(page(n) for n in range(3)))
    publish = ("publish", "--name", "x", str(archive))  # in a transaction: its marker comes last
    with Worker(world.settings(), tmp_path / "p.log", *publish, module="worker") as publishing:
        assert publishing.wait() == 0, publishing.log
    run_live(world, tmp_path)
    ((committed, _),) = world.committed().values()
    assert committed == 3  # the marker stands at offset 3, and no worker ever commits it
    time.sleep(2)
    pace = ("--yield-to", f"group-{world.name}", "--max-live-lag", "1s")
    replay = replayed(world, "--name", "r", "--from", "beginning", *pace, tmp_path=tmp_path)
    assert replay.process.returncode == 0, replay.log
    assert replay.report["partitions"][0]["enriched"] == 3


def test_range_stays_as_it_was_fixed_for_what_was_killed_before_it_read_anything(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    world.send([page(n) for n in range(20)])
    run_live(world, tmp_path)
    world.send([page(20), page(21)])
    time.sleep(2)
    pace = ("--yield-to", f"group-{world.name}", "--max-live-lag", "1s")
    arguments = ("--name", "r", "--from", "beginning")
    with Replay(world, tmp_path / "r.log", *arguments, *pace, session_timeout_s=1) as replay:
        replay.wait_for_log("partitions assigned")
        time.sleep(3)
    world.send([page(n) for n in range(22, 30)])
    last = replayed(world, *arguments, tmp_path=tmp_path)
    assert last.process.returncode == 0, last.log
    assert [(p["start"], p["end"]) for p in last.report["partitions"]] == [(0, 11), (0, 11)]
    assert len(by_replay(world.outcomes())["r"]) == 22


def test_group_to_yield_to_must_exist(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(1)])
    replay = replayed(
        world, "--name", "r", "--from", "beginning", "--yield-to", "nobody", tmp_path=tmp_path
    )
    assert replay.process.returncode == 4
    assert "group nobody has committed nothing" in replay.log
