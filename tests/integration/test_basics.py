"""The whole worker on real Kafka: every kind of page ends in exactly one outcome."""

import time
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.world import Worker, World, exactly_once

pytestmark = pytest.mark.kafka


def test_every_page_gets_exactly_one_outcome_and_the_drained_worker_exits_0(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=3)
    values = [f"page {n}".encode() for n in range(200)]
    values[7] = hooks.REJECT
    sent = world.send([*values, None])
    with Worker(world.settings(), tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    outcomes = world.outcomes()
    exactly_once(outcomes, sent)
    assert [o.reason for o in outcomes if o.topic == world.dead] == ["EMPTY"]
    assert [o.key for o in outcomes if o.value is None] == [b"key-200"]
    assert {p: offset for p, (offset, _) in world.committed().items()} == {0: 67, 1: 67, 2: 67}


def test_metrics_count_each_page_once_and_probes_say_ready(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    world.send([*[b"page"] * 30, hooks.REJECT, hooks.EXIT, None])
    with Worker(world.settings(), tmp_path / "log") as worker:
        world.wait_for(33, worker=worker)
        time.sleep(1.5)  # the gauges are set once a second
        with urllib.request.urlopen(f"{worker.address}/metrics") as answer:
            text = answer.read().decode()
        with urllib.request.urlopen(worker.address) as answer:
            status_page = answer.read().decode()
        for probe in ("livez", "readyz", "startupz"):
            assert worker.says_yes(probe)
        worker.terminate()
        assert worker.wait() == 0, worker.log
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    for partition in range(2):
        assert f"{world.raw}-{partition}" in status_page
    assert "30 enriched, 2 dead, 1 deleted" in status_page
    assert "CRASHED at process" in status_page
    assert samples["pagewire_pages_total", "enriched"] == 30
    assert samples["pagewire_pages_total", "dead_letter"] == 2
    assert samples["pagewire_pages_total", "tombstone"] == 1
    assert samples["pagewire_dead_letters_total", "EMPTY", "clean"] == 1
    assert samples["pagewire_dead_letters_total", "CRASHED", "process"] == 1
    assert samples["pagewire_cpu_process_restarts_total", "crashed"] == 2
    assert samples["pagewire_in_flight_pages",] == 0
    lags = [value for key, value in samples.items() if key[0] == "pagewire_consumer_lag_records"]
    assert lags == [0, 0]
    assert samples["pagewire_end_to_end_latency_seconds_count",] == 33
