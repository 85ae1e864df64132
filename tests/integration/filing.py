"""What the tests of replays from files share: an archive, and the replay of it as a process."""

import gzip
import json
import time
from pathlib import Path
from typing import Any

from tests.edges.web_archives import answer, record
from tests.edges.web_archives import page as warc_page
from tests.integration import hooks
from tests.integration.replaying import page
from tests.integration.world import Worker, World

NOWHERE = {
    "PAGEWIRE_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "PAGEWIRE_HTTP_HOST": "127.0.0.1",
    "PAGEWIRE_HTTP_PORT": "0",
    "PAGEWIRE_CPU_PROCESSES": "1",
    "PAGEWIRE_COMMIT_INTERVAL_S": "0.1",
    "PAGEWIRE_LOG_FORMAT": "json",
}
REPORTED = ("read", "enriched", "dead_letters", "filtered")


class Replay(Worker):
    """`pagewire replay --json` of files; the report is the JSON document that it prints."""

    def __init__(
        self,
        tmp_path: Path,
        source: Path,
        *arguments: object,
        world: World | None = None,
        **environment: str,
    ) -> None:
        super().__init__(
            (world.settings(cpu_processes=1) if world else NOWHERE) | environment,
            tmp_path / f"{time.monotonic_ns()}.log",
            *("replay", "--json", "--from-files", str(source), *map(str, arguments)),
            module="tests.integration.hooked_command",
        )

    @property
    def report(self) -> dict[str, Any]:
        lines = self.log.splitlines()
        document = "\n".join(lines[lines.index("{") : lines.index("}") + 1])
        found: dict[str, Any] = json.loads(document)
        return found

    @property
    def counts(self) -> tuple[int, ...]:
        """What the report counts, as REPORTED."""
        (part,) = self.report["partitions"]
        return tuple(part[name] for name in REPORTED)


def replayed(
    tmp_path: Path,
    source: Path,
    *arguments: object,
    world: World | None = None,
    **environment: str,
) -> Replay:
    """One that ran to its end."""
    replay = Replay(tmp_path, source, *arguments, world=world, **environment)
    replay.wait(90)
    return replay


def archive(folder: Path, pages: int = 300) -> tuple[int, ...]:
    """Files with pages, rejected and bad ones and records that are none; what a report counts."""
    folder.mkdir()
    lines = [page(number) for number in range(pages)]
    (folder / "1.jsonl").write_bytes(b"\n".join([*lines, hooks.REJECT, lines[0]]))
    records = [
        *(warc_page(number) for number in range(pages)),
        record(None, answer(b"<p>x")),
        record("https://x.example/gone", answer(b"", status="404 Not Found")),
    ]
    (folder / "2.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    return 2 * pages + 4, 2 * pages + 1, 2, 1


def lines(folder: Path, pattern: str) -> list[bytes]:
    return [
        line for path in sorted(folder.glob(pattern)) for line in path.read_bytes().splitlines()
    ]
