"""Worker, replay and redrive with no more rights than docs/operations.md lists for each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import NewTopic

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.guarded import (
    PASSWORD,
    TABLES,
    allow,
    as_user,
    guarded_broker,
    here,
    second_output,
    without_a_row,
)
from tests.integration.replaying import page, run_live
from tests.integration.world import MAX_RECORD, Worker, World, exactly_once

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]

COMMANDS = ("worker", "replay", "redrive")
WITHOUT = {user: (login, row) for login in COMMANDS for user, row in without_a_row(login).items()}


@pytest.fixture(scope="module")
def guarded() -> Iterator[Broker]:
    with guarded_broker((*TABLES, *WITHOUT)) as broker:
        yield broker


def arguments_of(login: str, world: World) -> tuple[str, ...]:
    """With everything that asks for rights."""
    replay = ("replay", "--name=again", "--from=beginning", f"--output={second_output(world)}")
    return {
        "worker": ("run", "--until-drained"),
        "replay": (*replay, "--skip-version=another", f"--yield-to=group-{world.name}"),
        "redrive": ("redrive", "--name=again", "--reason=EMPTY"),
    }[login]


def command(broker: Broker, login: str, world: World, log: Path, user: str | None = None) -> Worker:
    """What the login is for, in its own name or in that of another user."""
    return Worker(
        world.settings(**as_user(broker, user or login), instance_id="pagewire-0"),
        log,
        *arguments_of(login, world),
        module="tests.integration.hooked_command",
    )


def made(broker: Broker, tmp_path: Path) -> tuple[World, list[tuple[int, int]]]:
    """A world in which a live worker did its work, and one of two pages is a dead letter."""
    world = World(broker.bootstrap_servers, partitions=2)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    limit = {"max.message.bytes": str(MAX_RECORD)}
    admin.create_topics([NewTopic(second_output(world), 2, 1, topic_configs=limit)])
    admin.close()
    sent = world.send([page(1), hooks.REJECT, page(2), hooks.REJECT])
    run_live(world, tmp_path)
    return world, sent


def test_document_has_a_table_for_each_login():
    assert tuple(TABLES) == (*COMMANDS, "autoscaler", "operator")
    assert all(TABLES.values())


def test_worker_needs_no_more_than_the_documented_rights(guarded: Broker, tmp_path: Path) -> None:
    world = World(guarded.bootstrap_servers, partitions=2)
    sent = world.send([page(number) for number in range(20)])
    allow(guarded, "worker", TABLES["worker"], world)
    with command(guarded, "worker", world, tmp_path / "log") as worker:
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)


def test_replay_to_another_topic_needs_no_more_than_the_documented_rights(
    guarded: Broker, tmp_path: Path
) -> None:
    world, sent = made(guarded, tmp_path)
    before = len(world.outcomes())
    allow(guarded, "replay", TABLES["replay"], world)
    with command(guarded, "replay", world, tmp_path / "log") as replay:
        assert replay.wait() == 0, replay.log
    assert len(world.outcomes()) == before + len(sent) / 2  # its dead letters
    consumer = KafkaConsumer(bootstrap_servers=guarded.bootstrap_servers)
    ends = consumer.end_offsets([TopicPartition(second_output(world), n) for n in range(2)])
    consumer.close()
    assert sum(ends.values()) > 0
    # What it may not do is what the login is for.
    with Worker(
        world.settings(**as_user(guarded, "replay")),
        tmp_path / "live-topic.log",
        *("replay", "--name=forgotten", "--from=beginning"),
        module="tests.integration.hooked_command",
    ) as refused:
        assert refused.wait(120) == 4, refused.log


def test_redrive_needs_no_more_than_the_documented_rights(guarded: Broker, tmp_path: Path) -> None:
    world, sent = made(guarded, tmp_path)
    before = len(world.outcomes())
    allow(guarded, "redrive", TABLES["redrive"], world)
    with command(guarded, "redrive", world, tmp_path / "log") as redrive:
        assert redrive.wait() == 0, redrive.log
    assert len(world.outcomes()) == before + len(sent) / 2


@pytest.fixture(scope="module")
def lived_in(guarded: Broker, tmp_path_factory: pytest.TempPathFactory) -> World:
    """One world for all that leave it as it is."""
    return made(guarded, tmp_path_factory.mktemp("lived_in"))[0]


def test_autoscaler_sees_the_lag_with_the_documented_rights(
    guarded: Broker, lived_in: World
) -> None:
    """KEDA cannot be run here; it asks for the same two things."""
    allow(guarded, "autoscaler", TABLES["autoscaler"], lived_in)
    consumer = KafkaConsumer(
        bootstrap_servers=guarded.address("LOGIN"),
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="PLAIN",
        sasl_plain_username="autoscaler",
        sasl_plain_password=PASSWORD,
        group_id=f"group-{lived_in.name}",
        enable_auto_commit=False,
    )
    partitions = [TopicPartition(lived_in.raw, number) for number in range(lived_in.partitions)]
    ends = consumer.end_offsets(partitions)
    committed = {tp: consumer.committed(tp) for tp in partitions}
    consumer.close()
    assert committed == ends
    assert sum(ends.values()) == 4


@pytest.mark.parametrize("user", WITHOUT)
def test_command_without_one_of_the_rows_says_what_is_missing_and_ends_with_4(
    guarded: Broker, lived_in: World, tmp_path: Path, user: str
) -> None:
    login, missing = WITHOUT[user]
    allow(guarded, user, [row for row in TABLES[login] if row != missing], lived_in)
    with command(guarded, login, lived_in, tmp_path / "log", user) as refused:
        assert refused.wait(120) == 4, refused.log
    assert here(missing[1], lived_in).rstrip("-") in refused.log
