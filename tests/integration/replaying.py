"""What the tests of replays share: pages that say which they are, and a replay as a process."""

import json
import re
import time
from pathlib import Path
from typing import Any

from kafka import KafkaAdminClient

from tests.integration.world import Outcome, Worker, World


def page(number: int, host: str = "a.example") -> bytes:
    """A raw page whose url says which it is."""
    fields = {"url": f"https://{host}/{number}", "body": f"<p>{number}</p>"}
    fields |= {"fetched_at": "2026-03-01T00:00:00Z", "content_type": "text/html"}
    return json.dumps(fields).encode()


class Replay(Worker):
    """`pagewire replay --json` with these arguments; the report is what it prints."""

    def __init__(self, world: World, log_path: Path, *arguments: str, **settings: object) -> None:
        super().__init__(
            world.settings(**settings),
            log_path,
            *("replay", *arguments, "--json"),
            module="tests.integration.hooked_command",
        )

    def __enter__(self) -> "Replay":
        return self

    @property
    def report(self) -> dict[str, Any]:
        """The JSON document at the end of what it said."""
        (start,) = (found.start() for found in re.finditer(r"^\{$", self.log, re.MULTILINE))
        found: dict[str, Any] = json.loads(self.log[start:])
        return found


def replayed(world: World, *arguments: str, tmp_path: Path, **settings: object) -> Replay:
    """A replay that ran to its end."""
    replay = Replay(world, tmp_path / f"{time.monotonic_ns()}.log", *arguments, **settings)
    replay.wait(90)
    return replay


def by_replay(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    """Outcomes by the name of the replay that wrote them; the live worker's under ""."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        name = outcome.headers.get("pagewire.replay", b"").decode()
        found.setdefault(name, []).append(outcome)
    return found


def held_partitions(log: str) -> list[int]:
    """How many partitions a replica held, after each assignment."""
    lines = (json.loads(line) for line in log.splitlines() if '"PartitionsAssigned"' in line)
    return [line["held"] for line in lines]


def run_live(world: World, tmp_path: Path) -> None:
    """The live worker, once over everything."""
    with Worker(world.settings(), tmp_path / "live.log", "--until-drained") as live:
        assert live.wait() == 0, live.log


def members(world: World) -> dict[str, list[int]]:
    """The live group's members by id, with the partitions that each has."""
    admin = KafkaAdminClient(bootstrap_servers=world.bootstrap_servers)
    (group,) = admin.describe_groups([f"group-{world.name}"]).values()
    admin.close()
    return {
        member["member_id"]: sorted(
            partition
            for assigned in member["member_assignment"]["assigned_partitions"]
            for partition in assigned["partitions"]
        )
        for member in group["members"]
    }
