"""Partitions move in the middle of work: nothing of a lost one is committed, little is wasted."""

import signal
import time
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.world import Worker, World, exactly_once

pytestmark = pytest.mark.kafka

SLOW = hooks.SLEEP + b"0.02"
BUDGET = 40


@pytest.mark.timeout(180)
def test_pages_processed_for_nothing_stay_within_the_in_flight_budget(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=6)
    trace = tmp_path / "trace"
    settings = world.settings(
        in_flight_pages=BUDGET,
        batch_pages=4,
        commit_pages=BUDGET,
        session_timeout_s=6,
        commit_interval_s=0.5,
    ) | {"TEST_TRACE": str(trace)}
    sent = world.send([SLOW] * 1200)
    with Worker(settings, tmp_path / "a") as first:
        world.wait_for(50, worker=first)
        with Worker(settings, tmp_path / "b") as second:
            second.wait_for_log("partitions assigned")
            time.sleep(2)
            second.terminate()
            assert second.wait() == 0, second.log
        outcomes = world.wait_for(len(sent), worker=first)
        first.terminate()
        assert first.wait() == 0, first.log
    exactly_once(outcomes, sent)
    begun = trace.read_text().splitlines()
    moves = first.log.count('"PartitionsRevoked"') + second.log.count('"PartitionsRevoked"')
    assert moves >= 1
    assert len(begun) - len(sent) <= moves * BUDGET
    assert {tuple(map(int, line.split())) for line in begun} == set(sent)


def test_spare_worker_without_a_partition_is_ready(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    with Worker(world.settings(), tmp_path / "a") as one:
        one.wait_for_log("1 partitions assigned")
        with Worker(world.settings(), tmp_path / "b") as spare:
            spare.wait_for_log("0 partitions assigned")
            assert spare.says_yes("readyz")
            assert one.says_yes("readyz")


@pytest.mark.timeout(180)
def test_worker_that_was_frozen_while_others_took_over_commits_nothing_of_what_it_lost(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=4)
    settings = world.settings(session_timeout_s=6, batch_pages=4)
    sent = world.send([SLOW] * 600)
    with Worker(settings, tmp_path / "a") as frozen:
        world.wait_for(20, worker=frozen)
        frozen.process.send_signal(signal.SIGSTOP)
        with Worker(settings, tmp_path / "b") as other:
            outcomes = world.wait_for(len(sent), timeout_s=90, worker=other)
            exactly_once(outcomes, sent)
            frozen.process.send_signal(signal.SIGCONT)
            time.sleep(5)
            more = world.send([b"after"] * 40)
            outcomes = world.wait_for(len(sent) + len(more), worker=other)
            for worker in (frozen, other):
                worker.terminate()
                assert worker.wait() in (0, 4), worker.log
    exactly_once(world.outcomes(), sent + more)
