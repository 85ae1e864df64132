"""How far a group is behind, on real Kafka: what is no record is nothing that waits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaProducer

from deploy.local.broker import Broker
from tests.integration.replaying import page, run_live
from tests.integration.world import World
from worker.kafka.live_lag import LiveLag
from worker.settings import load_settings

pytestmark = pytest.mark.kafka

LIMITS_S = 0.0, 1_000.0  # beyond the first is whatever waits
NOTHING, YOUNG = [False, False], [True, False]


@contextmanager
def live_lag(world: World) -> Iterator[LiveLag]:
    lag = LiveLag(load_settings(world.settings()).kafka, f"group-{world.name}", world.raw)
    yield lag
    lag.close()


def undo(world: World, transactions: int) -> None:
    """Leave records that were taken back in every partition, and the markers that say so."""
    producer = KafkaProducer(
        bootstrap_servers=world.bootstrap_servers, transactional_id=f"undone-{world.name}"
    )
    producer.init_transactions()
    for _ in range(transactions):
        producer.begin_transaction()
        for partition in range(world.partitions):
            producer.send(world.raw, b"undone", partition=partition)
        producer.flush()
        producer.abort_transaction()
    producer.close()


def found_in_the_end(lag: LiveLag, expected: list[bool]) -> list[bool]:
    """What it says when it has come to an answer: a look goes only so far."""
    deadline = time.monotonic() + 60
    while (found := lag.is_over(*LIMITS_S)) != expected and time.monotonic() < deadline:
        pass
    return found


def test_record_counts_behind_many_that_were_taken_back_in_all_partitions(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers, partitions=6)
    world.send([page(n) for n in range(12)])
    run_live(world, tmp_path)
    with live_lag(world) as lag:
        assert lag.is_over(*LIMITS_S) == NOTHING
        undo(world, 20)
        assert found_in_the_end(lag, NOTHING) == NOTHING
        undo(world, 3)
        world.send([page(50)], partition=4)
        undo(world, 3)
        for _ in range(3):  # asked again, it is still there
            assert found_in_the_end(lag, YOUNG) == YOUNG
        run_live(world, tmp_path)
        assert found_in_the_end(lag, NOTHING) == NOTHING
