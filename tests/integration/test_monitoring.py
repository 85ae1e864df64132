"""The real Prometheus with our config and our rules, at a real worker with a real Kafka."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.local.broker import Broker
from deploy.local.prometheus import Prometheus
from tests.integration import hooks
from tests.integration.world import Worker, World

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus]

PAGES = [b"page"] * 30 + [hooks.REJECT] * 3


def host_and_port(worker: Worker) -> str:
    return worker.address.removeprefix("http://")


def eventually(look: Callable[[], Any], what: str, timeout_s: float = 60) -> Any:
    """What `look` gives as soon as that is something."""
    deadline = time.monotonic() + timeout_s
    while not (seen := look()):
        assert time.monotonic() < deadline, what
        time.sleep(0.2)
    return seen


def firing(prometheus: Prometheus) -> set[str]:
    alerts = prometheus.ask("/api/v1/alerts")["alerts"]
    return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}


def recorded(prometheus: Prometheus) -> list[dict[str, Any]]:
    groups = prometheus.ask("/api/v1/rules?type=record")["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_targets_are_up_and_every_recording_rule_gives_series(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    with Worker(world.settings(), tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        target = host_and_port(worker)
        with Prometheus(tmp_path, {"pagewire": [target]}) as prometheus:
            eventually(lambda: prometheus.query('up{job="pagewire"} == 1'), "no target is up")
            sent = world.send(PAGES)
            world.wait_for(len(sent), worker=worker)
            (target_now,) = prometheus.ask("/api/v1/targets")["activeTargets"]
            assert target_now["labels"] == {
                "cluster": "default",
                "instance": target,
                "job": "pagewire",
            }

            def silent() -> list[str]:
                return [r["name"] for r in recorded(prometheus) if not prometheus.query(r["name"])]

            eventually(lambda: not silent(), "a rule gives nothing")
            assert {rule["health"] for rule in recorded(prometheus)} == {"ok"}
            eventually(
                lambda: prometheus.query('job_outcome:pagewire_pages:rate5m{outcome="enriched"}>0'),
                "no page counts",
            )
            assert firing(prometheus) == set()


def test_breaker_that_trips_is_seen_although_the_worker_ends(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    settings = world.settings(breaker_window_pages=50)
    with Worker(settings, tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        target = host_and_port(worker)
        with Prometheus(tmp_path, {"pagewire": [target]}) as prometheus:
            eventually(lambda: prometheus.query('up{job="pagewire"} == 1'), "no target is up")
            world.send([hooks.REJECT] * 100)
            assert worker.wait() == 6, worker.log
            eventually(lambda: "PagewireBreakerTripped" in firing(prometheus), "nobody is told")


def test_page_that_kills_its_cpu_process_and_a_fault_of_ours_are_told(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    with Worker(world.settings(), tmp_path / "log") as worker:
        worker.wait_for_log("partitions assigned")
        with Prometheus(tmp_path, {"pagewire": [host_and_port(worker)]}) as prometheus:
            eventually(lambda: prometheus.query("pagewire_build_info"), "nothing is scraped")
            world.send([hooks.SEGFAULT] * 5 + [hooks.RAISE])
            expected = {"PagewireCpuProcessesRestarting", "PagewireUnexpectedDeadLetters"}
            eventually(lambda: expected <= firing(prometheus), "nobody is told")
