"""Pages that kill, hang, eat or lie: they become dead letters, and nobody else suffers."""

from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.world import Worker, World, exactly_once

pytestmark = pytest.mark.kafka

LIMITS = {"page_deadline_s": 3, "process_memory_max_bytes": "512MiB", "batch_pages": 8}


@pytest.mark.parametrize(
    ("page", "reason", "signal"),
    [
        (hooks.EXIT, "CRASHED", None),
        (hooks.SEGFAULT, "CRASHED", "SIGSEGV"),
        (hooks.LOOP_IN_C, "TIMED_OUT", "SIGKILL"),
        (hooks.EAT_MEMORY, "OUT_OF_MEMORY", "SIGKILL"),
        (hooks.GARBAGE, "BAD_REPLY", "SIGKILL"),
        (hooks.RAISE, "UNEXPECTED", None),
        (hooks.NO_ANSWER, "UNEXPECTED", None),
    ],
    ids=["exits", "segfaults", "loops", "eats", "lies", "raises", "silent"],
)
def test_bad_page_is_dead_lettered_and_neighbours_survive(
    broker: Broker, tmp_path: Path, page: bytes, reason: str, signal: str | None
) -> None:
    world = World(broker.bootstrap_servers)
    values = [f"page {n}".encode() for n in range(60)]
    values[20] = page
    sent = world.send(values, headers=[("traceparent", b"00-1-2-03"), ("own", b"\xff")])
    with Worker(world.settings(**LIMITS), tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    outcomes = world.outcomes()
    exactly_once(outcomes, sent)
    (letter,) = [outcome for outcome in outcomes if outcome.topic == world.dead]
    assert letter.reason == reason
    assert letter.facts.get("pagewire.signal") == signal
    assert letter.input == (world.raw, 0, 20)
    assert (letter.key, letter.value) == (b"key-20", page)
    assert letter.headers["own"] == b"\xff"
    assert [o.value for o in outcomes if o.topic == world.enriched] == [
        value for value in values if value != page
    ]


def test_every_page_comes_out_though_each_tenth_crashes_its_process(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    values = [hooks.EXIT if n % 10 == 0 else f"page {n}".encode() for n in range(300)]
    sent = world.send(values)
    with Worker(world.settings(), tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    outcomes = world.outcomes()
    exactly_once(outcomes, sent)
    assert sum(outcome.reason == "CRASHED" for outcome in outcomes) == 30


def test_page_that_kills_the_worker_three_times_is_dead_lettered_on_a_later_start(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    settings = world.settings(instance_id="one")
    sent = world.send([hooks.KILL_WORKER, b"page 1", b"page 2"])
    for _ in range(3):
        with Worker(settings, tmp_path / "log") as worker:
            assert worker.wait() == -9
    assert world.outcomes() == []
    with Worker(settings, tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    outcomes = world.outcomes()
    exactly_once(outcomes, sent)
    (letter,) = [outcome for outcome in outcomes if outcome.topic == world.dead]
    assert (letter.reason, letter.input[2]) == ("WORKER_KILLED", 0)
    assert letter.facts["pagewire.attempts"] == "3"


def test_worker_killing_page_behind_others_is_found_and_they_survive(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    settings = world.settings(instance_id="one", commit_interval_s=5)
    values = [f"page {n}".encode() for n in range(40)]
    values[11] = hooks.KILL_WORKER
    sent = world.send(values)
    starts = 0
    code = -9
    while code == -9:
        starts += 1
        with Worker(settings, tmp_path / "log", "--until-drained") as worker:
            code = worker.wait()
        assert starts <= 4, worker.log
    outcomes = world.outcomes()
    exactly_once(outcomes, sent)
    (letter,) = [outcome for outcome in outcomes if outcome.topic == world.dead]
    assert (letter.reason, letter.input[1:]) == ("WORKER_KILLED", (1, 5))


def test_page_in_a_worker_that_was_killed_for_another_reason_is_not_blamed(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    settings = world.settings(instance_id="one")
    page = hooks.KILL_WORKER_TIMES + f"{deaths}:2".encode()
    sent = world.send([page, b"page 1"])
    for _ in range(2):
        with Worker(settings, tmp_path / "log") as worker:
            assert worker.wait() == -9
    with Worker(settings, tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)
    assert [o.value for o in world.outcomes()] == [page, b"page 1"]


def test_process_that_dies_before_it_is_ready_stops_the_worker_and_blames_no_page(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([b"page"])
    settings = world.settings() | {"TEST_LOAD": "load_dies_before_ready"}
    with Worker(settings, tmp_path / "log") as worker:
        assert worker.wait() == 5, worker.log
    assert "ended before it was ready" in worker.log
    assert world.outcomes() == []
