"""A broker that asks who is there, and the rights of docs/operations.md as access rules on it."""

import re
from collections.abc import Iterable

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
from tests.integration.world import ROOT, World

PASSWORD = "open-sesame-1"
Row = tuple[str, str, str, str]  # kind of resource, name, whether it is a prefix, operations
_TABLE = re.compile(r"^### Rights of (?:the|a) (\w+)$(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (\w+) `([^`]+)`( \(prefix\))? \| ([\w, ]+) \|", re.MULTILINE)
_KINDS = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactional": ResourceType.TRANSACTIONAL_ID,
    "cluster": ResourceType.CLUSTER,
}
_OPERATIONS = {
    "Read": ACLOperation.READ,
    "Write": ACLOperation.WRITE,
    "Create": ACLOperation.CREATE,
    "Alter": ACLOperation.ALTER,
    "Describe": ACLOperation.DESCRIBE,
    "AlterConfigs": ACLOperation.ALTER_CONFIGS,
    "DescribeConfigs": ACLOperation.DESCRIBE_CONFIGS,
}

TABLES: dict[str, list[Row]] = {
    login: _ROW.findall(rows)
    for login, rows in _TABLE.findall((ROOT / "docs/operations.md").read_text(encoding="utf-8"))
}


def without_a_row(login: str) -> dict[str, Row]:
    """By user, the row that is missing: all of them can then meet in one world."""
    return {f"{login}-{number}": row for number, row in enumerate(TABLES[login])}


def guarded_broker(users: Iterable[str]) -> Broker:
    """One whose own listener may do all, and whose other one, LOGIN, asks who is there."""
    module = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    known = " ".join(f'user_{user}="{PASSWORD}"' for user in users)
    properties = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.login.plain.sasl.jaas.config": f"{module} {known};",
    }
    return Broker(listeners={"LOGIN": "SASL_PLAINTEXT"}, properties=properties)


def as_user(broker: Broker, user: str) -> dict[str, str]:
    """The settings of somebody who logs in."""
    return {
        "bootstrap_servers": broker.address("LOGIN"),
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_username": user,
        "sasl_password": PASSWORD,
    }


def second_output(world: World) -> str:
    return f"{world.enriched}-v2"


def here(name: str, world: World) -> str:
    """What this world calls a resource of the tables."""
    group = f"group-{world.name}"
    return {
        "raw-pages": world.raw,
        "enriched-pages": world.enriched,
        "enriched-pages-v2": second_output(world),
        "dead-letters": world.dead,
        "pagewire": group,
        "pagewire-replay-": f"{group}-replay-",
        "pagewire-redrive-": f"{group}-redrive-",
        "pagewire-pagewire-pagewire-": f"pagewire-{group}-pagewire-",
        "pagewire-pagewire-replay-": f"pagewire-{group}-replay-",
        "pagewire-pagewire-redrive-": f"pagewire-{group}-redrive-",
        "kafka-cluster": "kafka-cluster",  # Kafka's own name for each
        "*": "*",
    }[name]


def allow(broker: Broker, user: str, rows: list[Row], world: World) -> None:
    rights = [
        ACL(
            principal=f"User:{user}",
            host="*",
            operation=_OPERATIONS[operation],
            permission_type=ACLPermissionType.ALLOW,
            resource_pattern=ResourcePattern(
                _KINDS[kind],
                here(name, world),
                ACLResourcePatternType.PREFIXED if prefix else ACLResourcePatternType.LITERAL,
            ),
        )
        for kind, name, prefix, operations in rows
        for operation in operations.split(", ")
    ]
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    try:
        assert not admin.create_acls(rights)["failed"]
    finally:
        admin.close()
