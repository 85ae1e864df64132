"""SIGTERM, SIGTERM again, a breaker, a broker that hangs or dies: how a worker ends."""

import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.world import Worker, World, exactly_once

pytestmark = pytest.mark.kafka

SLOW = hooks.SLEEP + b"0.05"


def test_sigterm_finishes_what_is_in_flight_commits_it_and_exits_0(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    sent = world.send([SLOW] * 400)
    settings = world.settings(batch_pages=4, in_flight_pages=64, commit_pages=64)
    with Worker(settings, tmp_path / "log") as worker:
        world.wait_for(20, worker=worker)
        worker.terminate()
        assert worker.wait() == 0, worker.log
    done = world.outcomes()
    assert 20 <= len(done) < 400
    positions = {p: offset for p, (offset, _) in world.committed().items()}
    exactly_once(done, [(p, o) for p, o in sent if o < positions.get(p, 0)])
    with Worker(world.settings(), tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)


def test_second_sigterm_stops_at_once_and_nothing_is_lost(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    sent = world.send([hooks.SLEEP + b"20", b"page"])
    with Worker(world.settings(), tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        time.sleep(1)
        worker.terminate()
        worker.wait_for_log("intake stops")
        worker.terminate()
        # Long before the page would be done: then nothing was in flight and the code were 0.
        assert worker.wait(timeout_s=10) == 8, worker.log
    assert world.outcomes() == []
    settings = world.settings(page_deadline_s=1)
    with Worker(settings, tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)


def test_drain_deadline_ends_a_worker_that_cannot_finish(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([hooks.SLEEP + b"20"])
    with Worker(world.settings(drain_deadline_s=1), tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        time.sleep(1)
        worker.terminate()
        assert worker.wait() == 8, worker.log
    assert "not finished within 1 s" in worker.log
    assert world.outcomes() == []


def test_stream_of_bad_pages_trips_the_breaker_before_the_commit(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    good = world.send([b"page"] * 50)
    world.send([hooks.REJECT] * 200)
    settings = world.settings(
        breaker_share=0.5,
        breaker_window_pages=100,
        commit_interval_s=30,
        commit_pages=1000,
        in_flight_pages=1000,
    )
    with Worker(settings, tmp_path / "log") as worker:
        assert worker.wait() == 6, worker.log
    assert "50 of the last 100 pages became dead letters (EMPTY 50)" in worker.log
    assert world.outcomes() == []
    assert len(good) == 50


def test_tripped_worker_that_is_scraped_ends_when_the_scrape_has_told_of_it(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    with Worker(world.settings(breaker_window_pages=50), tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        assert "pagewire_breaker_tripped 0.0" in scrape(worker)
        world.send([hooks.REJECT] * 100)
        worker.wait_for_log("BreakerTripped")
        # Without the wait nothing would answer any more, at the latest when the topics were read.
        assert len(world.outcomes()) < 50
        assert "pagewire_breaker_tripped 1.0" in scrape(worker)
        assert worker.wait() == 6, worker.log


def test_tripped_worker_that_waits_for_a_scrape_obeys_sigterm(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    with Worker(world.settings(breaker_window_pages=50), tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        scrape(worker)
        world.send([hooks.REJECT] * 100)
        worker.wait_for_log("BreakerTripped")
        worker.terminate()
        assert worker.wait(timeout_s=20) == 6, worker.log


def test_suspended_broker_ends_the_worker_with_its_own_code_and_nothing_is_lost_or_doubled(
    own_broker: Broker, tmp_path: Path
) -> None:
    world = World(own_broker.bootstrap_servers, partitions=2)
    sent = world.send([SLOW] * 200)
    settings = world.settings(
        stall_limit_s=22, max_poll_interval_s=24, delivery_timeout_s=6, instance_id="one"
    )
    with Worker(settings, tmp_path / "log") as worker:
        world.wait_for(20, worker=worker)
        own_broker.suspend()
        # A request that times out, or a call that never returns: it depends on the moment.
        assert worker.wait(60) in (4, 7), worker.log
    own_broker.resume()
    assert "most recent call first" in worker.log  # all stacks
    with Worker(settings, tmp_path / "log", "--until-drained") as worker:
        assert worker.wait(90) == 0, worker.log
    exactly_once(world.outcomes(), sent)


def test_broker_killed_in_mid_commit_loses_and_doubles_nothing(
    own_broker: Broker, tmp_path: Path
) -> None:
    world = World(own_broker.bootstrap_servers, partitions=2)
    sent = world.send([SLOW] * 300)
    settings = world.settings(
        stall_limit_s=22, max_poll_interval_s=24, commit_interval_s=0.01, instance_id="one"
    )
    with Worker(settings, tmp_path / "log") as worker:
        world.wait_for(30, worker=worker)
        own_broker.kill()
        said_not_live = said_503(worker)
        code = worker.wait(60)
        assert code in (4, 7), worker.log
        # A call of the client that never returns is what the probe and the watchdog are for.
        assert said_not_live or code == 4
    own_broker.start()
    with Worker(settings, tmp_path / "log", "--until-drained") as worker:
        assert worker.wait(90) == 0, worker.log
    exactly_once(world.outcomes(), sent)


def test_orderly_ends_are_not_held_against_the_page_at_hand(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    sent = world.send([hooks.SLEEP + b"4", b"page"])
    settings = world.settings(drain_deadline_s=0.5, instance_id="one")
    for _ in range(4):
        with Worker(settings, tmp_path / "log") as worker:
            worker.wait_for_log("partitions assigned")
            time.sleep(0.7)
            worker.terminate()
            assert worker.wait() == 8, worker.log
    with Worker(settings, tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)
    assert {outcome.topic for outcome in world.outcomes()} == {world.enriched}


def test_breaker_trips_again_after_each_restart_and_blames_no_page(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([hooks.REJECT] * 400)
    settings = world.settings(breaker_window_pages=100, commit_interval_s=5, instance_id="one")
    for _ in range(5):
        with Worker(settings, tmp_path / "log") as worker:
            assert worker.wait() == 6, worker.log
    assert world.outcomes() == []


def scrape(worker: Worker) -> str:
    """What Prometheus would get."""
    with urllib.request.urlopen(f"{worker.address}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


def said_503(worker: Worker) -> bool:
    """Whether /livez turns false before the worker ends."""
    while worker.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{worker.address}/livez", timeout=2):
                time.sleep(0.2)
        except urllib.error.HTTPError as answer:
            return answer.code == 503
        except OSError:
            time.sleep(0.2)  # it is ending at this moment
    return False
