"""`pagewire redrive` on real Kafka: dead letters again, exactly once, never in a loop."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from deploy.local.broker import Broker
from tests.contract.examples import validator
from tests.integration import hooks
from tests.integration.replaying import by_replay, page, run_live
from tests.integration.world import ROOT, Outcome, Worker, World

pytestmark = pytest.mark.kafka


def redriven(
    world: World, tmp_path: Path, *arguments: str, mended: bool = True, **settings: object
) -> Worker:
    """A redrive that ran to its end; `mended`: what was rejected is now echoed."""
    environment = world.settings(**settings) | {"TEST_LOAD": "load_mended" if mended else "load"}
    redrive = Worker(
        environment,
        tmp_path / f"{time.monotonic_ns()}.log",
        *("redrive", *arguments),
        module="tests.integration.hooked_command",
    )
    redrive.wait(90)
    return redrive


def letters(world: World) -> list[Outcome]:
    return [outcome for outcome in world.outcomes() if outcome.topic == world.dead]


def test_letter_that_succeeds_is_enriched_from_its_own_bytes(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    sent = world.send([page(1), hooks.REJECT, page(2), hooks.REJECT], headers=[("trace", b"t")])
    run_live(world, tmp_path)
    redrive = redriven(world, tmp_path, "--name", "fix")
    assert redrive.process.returncode == 0, redrive.log
    found = by_replay(world.outcomes())
    again = found["fix"]
    assert {o.headers["pagewire.redrive"] for o in again} == {b"true"}
    assert {o.input[1:] for o in again} == {sent[1], sent[3]}
    assert {(o.topic, o.key, o.value) for o in again} == {
        (world.enriched, b"key-1", hooks.REJECT),
        (world.enriched, b"key-3", hooks.REJECT),
    }
    assert len(letters(world)) == 2  # those of the live worker, where they were
    # They are enriched now: nothing is left to do for another run.
    redrive = redriven(world, tmp_path, "--name", "fix-2")
    assert redrive.process.returncode == 0, redrive.log
    assert "fix-2" not in by_replay(world.outcomes())


def test_letter_that_fails_again_counts_one_attempt_more_until_it_is_left_alone(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([hooks.REJECT], headers=[("trace", b"t")])
    run_live(world, tmp_path)
    for attempt in (2, 3):
        redrive = redriven(
            world, tmp_path, "--name", f"try-{attempt}", "--max-attempts", "3", mended=False
        )
        assert redrive.process.returncode == 0, redrive.log
        assert [o.facts["pagewire.attempts"] for o in letters(world)][-1] == str(attempt)
        assert len(letters(world)) == attempt
    redriven(world, tmp_path, "--name", "try-4", "--max-attempts", "3", mended=False)
    first, *later = letters(world)
    assert len(later) == 2
    for letter in later:
        assert (letter.key, letter.value, letter.timestamp_ms) == (
            *(first.key, first.value, first.timestamp_ms),
        )
        assert letter.headers["trace"] == b"t"
        assert letter.headers["pagewire.redrive"] == b"true"
        assert letter.input == first.input
        assert letter.facts["pagewire.first_failed_at"] == first.facts["pagewire.first_failed_at"]


def test_attempts_behind_a_fixed_range_count_too(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([hooks.REJECT])
    run_live(world, tmp_path)
    time.sleep(1.1)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for name, which in [("1", ("--to", now)), ("2", ("--to", now)), ("3", ("--offsets", "0:0-1"))]:
        redrive = redriven(world, tmp_path, "--name", name, *which, mended=False)
        assert redrive.process.returncode == 0, redrive.log
        # The first of them found the letter; to the others it has failed again since.
        assert [o.facts["pagewire.attempts"] for o in letters(world)] == ["1", "2"]
    redriven(world, tmp_path, "--name", "4", "--offsets", "0:1-", mended=False)
    assert [o.facts["pagewire.attempts"] for o in letters(world)][2:] == ["3"]


def test_time_of_a_letter_is_that_of_its_failure(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    days_ago = round((time.time() - 3 * 86_400) * 1000)
    world.send([hooks.REJECT, page(1), hooks.REJECT], timestamp_ms=days_ago)
    run_live(world, tmp_path)
    assert {letter.timestamp_ms for letter in letters(world)} == {days_ago}
    day_ago = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400))
    before = redriven(world, tmp_path, "--name", "before", "--to", day_ago)
    assert before.process.returncode == 0, before.log
    assert "before" not in by_replay(world.outcomes())
    redrive = redriven(world, tmp_path, "--name", "fix", "--last", "1h")
    assert redrive.process.returncode == 0, redrive.log
    assert [o.value for o in by_replay(world.outcomes())["fix"]] == [hooks.REJECT] * 2


def test_only_letters_that_are_asked_for_go_round(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([hooks.REJECT, hooks.RAISE, hooks.RAISE])
    run_live(world, tmp_path)
    redrive = redriven(world, tmp_path, "--name", "raise", "--reason", "unexpected")
    assert redrive.process.returncode == 0, redrive.log
    assert [o.value for o in by_replay(world.outcomes())["raise"]] == [hooks.RAISE] * 2


def test_dry_run_counts_by_reason_and_does_nothing(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([hooks.REJECT, hooks.RAISE, hooks.RAISE, page(1)])
    run_live(world, tmp_path)
    before = world.outcomes()
    said = subprocess.run(
        [sys.executable, "-m", "worker", "redrive", "--dry-run", "--json"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **world.settings()},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(said.stdout) == {
        "chosen": 3,
        "by_reason": [
            {"reason": "UNEXPECTED", "stage": "process", "letters": 2},
            {"reason": "EMPTY", "stage": "clean", "letters": 1},
        ],
        "passed_by": {},
    }
    assert world.outcomes() == before


@pytest.mark.timeout(400)
def test_redrive_that_is_killed_settles_every_letter_once(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    sent = world.send([hooks.REJECT] * 200)
    with Worker(
        world.settings(breaker_window_pages=1000), tmp_path / "live.log", "--until-drained"
    ) as live:
        assert live.wait() == 0, live.log
    settings: dict[str, Any] = {
        "cpu_processes": 1,
        "session_timeout_s": 1,
        "instance_id": "redrive-0",
    }
    environment = world.settings(**settings) | {"TEST_LOAD": "load_mended"}
    arguments = ("redrive", "--name", "killed", "--rate", "60/s")
    chance = random.Random(7)
    for _ in range(4):
        with Worker(
            environment,
            tmp_path / "killed.log",
            *arguments,
            module="tests.integration.hooked_command",
        ) as it:
            it.wait_for_log("partitions assigned")
            time.sleep(chance.uniform(0.1, 0.8))
            assert it.process.poll() is None, it.log
    last = redriven(world, tmp_path, *arguments[1:], **settings)
    assert last.process.returncode == 0, last.log
    again = Counter(o.input[1:] for o in by_replay(world.outcomes())["killed"])
    assert again == Counter(sent)


def test_redrive_of_a_span_of_time_goes_on_with_the_letters_that_it_began_with(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    sent = world.send([hooks.REJECT] * 5)
    sent_at = time.time()
    run_live(world, tmp_path)
    span = round(time.time() - sent_at) + 15
    arguments = ("redrive", "--name", "fix", "--last", f"{span}s")
    with Worker(
        world.settings(session_timeout_s=1) | {"TEST_LOAD": "load_mended"},
        tmp_path / "killed.log",
        *(*arguments, "--rate", "1/s"),
        module="tests.integration.hooked_command",
    ) as killed:
        world.wait_for(len(sent) + 1, worker=killed)
    time.sleep(max(0.0, sent_at + span + 1 - time.time()))  # all of it is older than the span now
    last = redriven(world, tmp_path, *arguments[1:])
    assert last.process.returncode == 0, last.log
    again = [o for o in by_replay(world.outcomes())["fix"] if o.topic == world.enriched]
    assert Counter(o.input[1:] for o in again) == Counter(sent)


def test_letters_of_two_archives_are_told_apart(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    for name in ("a", "b"):
        archive = tmp_path / f"{name}.jsonl"
        archive.write_bytes(b"\n".join([page(1), hooks.REJECT]))
        with Worker(
            world.settings(cpu_processes=1),
            tmp_path / f"{name}.log",
            *("replay", "--name", name, "--from-files", str(archive)),
            module="tests.integration.hooked_command",
        ) as replay:
            assert replay.wait() == 0, replay.log
    found = world.outcomes()
    assert {o.input for o in found} == {(f"files.{n}", 0, at) for n in "ab" for at in (0, 1)}
    assert len({o.headers["ce_id"] for o in found if o.topic == world.enriched}) == 2
    for letter in letters(world):
        validator("dead-letter.v1").validate(letter.facts)
    redrive = redriven(world, tmp_path, "--name", "fix")
    assert redrive.process.returncode == 0, redrive.log
    again = by_replay(world.outcomes())["fix"]
    assert {(o.topic, o.input, o.value) for o in again} == {
        (world.enriched, (f"files.{n}", 0, 1), hooks.REJECT) for n in "ab"
    }
