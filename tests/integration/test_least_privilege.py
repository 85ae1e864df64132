"""The worker with no more rights than docs/operations.md lists, on a broker that checks them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)

from deploy.local.broker import Broker
from tests.integration.replaying import Replay, page
from tests.integration.world import ROOT, Worker, World, exactly_once

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]

USER, PASSWORD = "worker", "open-sesame-1"
ROW = re.compile(r"^\| (\w+) `([^`]+)`( \(prefix\))? \| ([\w, ]+) \|", re.MULTILINE)
KINDS = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactional": ResourceType.TRANSACTIONAL_ID,
}
OPERATIONS = {
    "Read": ACLOperation.READ,
    "Write": ACLOperation.WRITE,
    "Describe": ACLOperation.DESCRIBE,
    "DescribeConfigs": ACLOperation.DESCRIBE_CONFIGS,
}


@pytest.fixture(scope="module")
def guarded() -> Iterator[Broker]:
    """A broker whose own listener may do all, and whose other one asks who is there."""
    login = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    properties = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.login.plain.sasl.jaas.config": f'{login} user_{USER}="{PASSWORD}";',
    }
    with Broker(listeners={"LOGIN": "SASL_PLAINTEXT"}, properties=properties) as broker:
        yield broker


def documented(world: World) -> list[ACL]:
    """The rights of the table in docs/operations.md, with this world's names."""
    names = {
        "raw-pages": world.raw,
        "enriched-pages": world.enriched,
        "dead-letters": world.dead,
        "pagewire": f"group-{world.name}",
        "pagewire-pagewire-": f"pagewire-group-{world.name}-",
    }
    rows = ROW.findall((ROOT / "docs/operations.md").read_text())
    assert {name for _, name, _, _ in rows} == set(names)
    return [
        ACL(
            principal=f"User:{USER}",
            host="*",
            operation=OPERATIONS[operation],
            permission_type=ACLPermissionType.ALLOW,
            resource_pattern=ResourcePattern(
                KINDS[kind],
                names[name],
                ACLResourcePatternType.PREFIXED if prefix else ACLResourcePatternType.LITERAL,
            ),
        )
        for kind, name, prefix, operations in rows
        for operation in operations.split(", ")
    ]


def allow(broker: Broker, rights: list[ACL]) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    try:
        assert not admin.create_acls(rights)["failed"]
    finally:
        admin.close()


def as_the_user(broker: Broker) -> dict[str, object]:
    return {
        "bootstrap_servers": broker.address("LOGIN"),
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_username": USER,
        "sasl_password": PASSWORD,
    }


def test_worker_and_replay_need_no_more_rights_than_the_documented_ones(
    guarded: Broker, tmp_path: Path
) -> None:
    world = World(guarded.bootstrap_servers, partitions=2)
    sent = world.send([page(number) for number in range(20)])
    allow(guarded, documented(world))
    settings = world.settings(**as_the_user(guarded), instance_id="one")
    with Worker(settings, tmp_path / "live.log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)
    arguments = ("--name", "again", "--from", "beginning")
    with Replay(world, tmp_path / "replay.log", *arguments, **as_the_user(guarded)) as replay:
        assert replay.wait() == 0, replay.log
    assert len(world.outcomes()) == 2 * len(sent)


@pytest.mark.parametrize("without", ["raw", "enriched", "dead", "group-", "pagewire-group-"])
def test_worker_without_one_of_the_rights_says_what_is_missing_and_ends_with_4(
    guarded: Broker, tmp_path: Path, without: str
) -> None:
    world = World(guarded.bootstrap_servers)
    world.send([page(1)])
    rights = documented(world)
    missing = [
        right
        for right in rights
        if right.resource_pattern.resource_name.startswith(f"{without.rstrip('-')}-{world.name}")
    ]
    assert missing
    allow(guarded, [right for right in rights if right not in missing])
    with Worker(world.settings(**as_the_user(guarded)), tmp_path / "log") as worker:
        assert worker.wait(120) == 4, worker.log
        assert missing[0].resource_pattern.resource_name.rstrip("-") in worker.log
