"""The whole worker on real Kafka: every kind of page ends in exactly one outcome."""

from pathlib import Path

import pytest

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
