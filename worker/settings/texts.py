"""Checks of single textual values; each ValueError says what would be right.

Must not know which setting uses which check.
"""

import re

_KAFKA_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")
_SERVER = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})")


def none_if_empty(value: object) -> object:
    """Count an empty text as no value."""
    return None if isinstance(value, str) and not value.strip() else value


def lower(value: object) -> object:
    """Accept any capitals where the words are lower case."""
    return value.strip().lower() if isinstance(value, str) else value


def upper(value: object) -> object:
    """Accept any capitals where the words are upper case."""
    return value.strip().upper() if isinstance(value, str) else value


def check_kafka_name(value: str) -> str:
    """Hold a topic's or member's name against Kafka's rule."""
    if not _KAFKA_NAME.fullmatch(value) or value in (".", ".."):
        raise ValueError("is no Kafka name; 1 to 249 of letters, digits, '.', '_' and '-'")
    return value


def join_servers(value: object) -> object:
    """Accept a list of servers, as a settings file would have it."""
    if isinstance(value, list) and all(isinstance(server, str) for server in value):
        return ",".join(value)
    return value


def check_servers(value: str) -> str:
    """Hold every server against `host:port`; returns them without blanks."""
    servers = [server.strip() for server in value.split(",")]
    for number, server in enumerate(servers, start=1):
        found = _SERVER.fullmatch(server)
        if found is None or not 1 <= int(found[1]) <= 65535:
            raise ValueError(
                f"number {number} of {len(servers)} is no server; write host:port,host:port"
            )
    return ",".join(servers)
