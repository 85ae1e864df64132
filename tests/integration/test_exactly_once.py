"""Exactly once, under kills, restarts and replicas that come and go."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.benchmarks.articles import article
from tests.integration.world import ROOT, Worker, World, exactly_once
from worker.codec import encode_raw_page
from worker.records import RawPage

pytestmark = pytest.mark.kafka

PAGES, PARTITIONS, KILLS = 2_000, 6, 20


def raw_page(number: int) -> bytes:
    """A short page: the guarantee is about records, not about words."""
    page = article(number, words=60)
    return encode_raw_page(
        RawPage(
            url=page.url,
            body=page.html,
            fetched_at="2026-03-01T00:00:00Z",
            content_type="text/html",
        )
    )


def verify(world: World) -> subprocess.CompletedProcess[str]:
    """`pagewire verify` over the whole input."""
    return subprocess.run(
        [sys.executable, "-m", "worker", "verify", "--to", "end"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **world.settings()},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.timeout(600)
def test_two_thousand_pages_survive_twenty_kills_and_replicas_that_come_and_go(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=PARTITIONS)
    sent: list[tuple[int, int]] = []
    settings = world.settings(cpu_processes=1, session_timeout_s=6)
    chance = random.Random(20)

    def replica(name: str) -> Worker:
        return Worker(
            settings | {"PAGEWIRE_INSTANCE_ID": name},
            tmp_path / f"{name}.log",
            "run",
            module="worker",
        )

    steady, killed = replica("steady"), replica("killed")
    guest: Worker | None = None
    try:
        for kill in range(KILLS):
            first = len(sent)
            sent += world.send([raw_page(first + n) for n in range(PAGES // KILLS)])
            killed.wait_for_log("partitions assigned")
            time.sleep(chance.uniform(0.5, 5))
            killed.kill()
            killed = replica("killed")
            if kill % 5 == 1:
                guest = replica(f"guest-{kill}")
            if kill % 5 == 3 and guest:
                guest.terminate()
                assert guest.wait() == 0, guest.log
                guest = None
        outcomes = world.wait_for(PAGES, timeout_s=240, worker=steady)
        killed.wait_for_log("partitions assigned")
        for worker in (steady, killed):
            worker.terminate()
            assert worker.wait() == 0, worker.log
    finally:
        for each in filter(None, (steady, killed, guest)):
            each.kill()
    exactly_once(outcomes, sent)
    assert sorted(world.committed()) == list(range(PARTITIONS))
    report = verify(world)
    assert report.returncode == 0, report.stdout + report.stderr
