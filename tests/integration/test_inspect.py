"""`pagewire inspect` on real Kafka: a page's history from each of its topics, no trace left."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import NewTopic

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.replaying import page, run_live
from tests.integration.world import MAX_RECORD, Worker, World
from worker.cli import main
from worker.codec import page_id
from worker.kafka.reader import extents
from worker.settings import load_settings

# The first test waits for four workers that load the model.
pytestmark = [pytest.mark.kafka, pytest.mark.timeout(400)]

SMALL, LARGE, BROKEN = (f"https://a.example/{name}" for name in ("small", "large", "broken"))
LIMIT_BYTES = 1500
_FOREWORD = "<nav><p>Home</p><p>Subscribe to our letters</p></nav>"
_NEWS = "".join(
    f"<p>{words}</p>"
    for words in (
        "Rebels attacked an army post near the town of Lira on Monday and killed nine soldiers.",
        "The defence minister of Uganda condemned the attack and sent two battalions to the north.",
        "Thousands of people fled to the border with Kenya, the United Nations said on Tuesday.",
    )
)


def raw_page(url: str, padding: int = 0) -> bytes:
    body = f"<html><body>{_FOREWORD}<article>{_NEWS}</article><!--{'x' * padding}--></body></html>"
    fields = {"url": url, "fetched_at": "2026-03-03T00:00:00Z", "content_type": "text/html"}
    return json.dumps({**fields, "body_base64": base64.b64encode(body.encode()).decode()}).encode()


def body_of(value: bytes) -> bytes:
    return base64.b64decode(json.loads(value)["body_base64"])


@dataclass(frozen=True)
class Said:
    """How the command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def found(self) -> dict[str, Any]:
        """The JSON document."""
        assert self.code == 0, self.err
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def places(self) -> list[tuple[str, str, int, int]]:
        """Kind, topic, partition and offset of the whole history."""
        return [
            (one["kind"], one["topic"], one["partition"], one["offset"])
            for one in self.found["history"]
        ]


Inspect = Callable[..., Said]


@pytest.fixture
def inspect(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[[World], Inspect]:
    """The command, in the world that is given."""

    def of(world: World) -> Inspect:
        for name, value in world.settings().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("COLUMNS", "160")

        def run(*arguments: object) -> Said:
            try:
                code = main(["inspect", *map(str, arguments)])
            except SystemExit as ended:
                code = int(ended.code or 0)
            streams = capfdbinary.readouterr()
            return Said(int(code), streams.out.decode(), streams.err.decode())

        return run

    return of


def worked(world: World, folder: Path, *arguments: str, **settings: object) -> None:
    """A command of the real worker, to its end."""
    environment = world.settings(cpu_processes=1, spacy_pipeline="news-fast", **settings)
    log = folder / f"{time.monotonic_ns()}.log"
    with Worker(environment, log, *arguments, module="worker") as worker:
        assert worker.wait(120) == 0, worker.log


@pytest.fixture(scope="module")
def lived(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Pages that were enriched, failed, failed again, were mended, and were replayed elsewhere."""
    folder = tmp_path_factory.mktemp("inspect")
    world = World(broker.bootstrap_servers, partitions=2)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    room = {"max.message.bytes": str(MAX_RECORD)}
    admin.create_topics([NewTopic(f"again-{world.name}", 2, 1, topic_configs=room)])
    admin.close()
    urls = [SMALL, LARGE, BROKEN, SMALL]
    values = [raw_page(SMALL), raw_page(LARGE, padding=LIMIT_BYTES), b"{no json", None]
    world.send(values, key=lambda i: urls[i].encode())
    limit = {"page_max_bytes": LIMIT_BYTES, "breaker_window_pages": 1000}
    worked(world, folder, "run", "--until-drained", **limit)
    worked(world, folder, "redrive", "--name", "too-early", "--reason", "TOO_LARGE", **limit)
    worked(world, folder, "redrive", "--name", "higher-limit", "--reason", "TOO_LARGE")
    again = ("--output", f"again-{world.name}")
    worked(world, folder, "replay", "--name", "again", "--from", "beginning", *again)
    return world


def test_page_is_found_from_each_topic_by_offset_url_and_id(
    lived: World, inspect: Callable[[World], Inspect]
) -> None:
    look = inspect(lived)
    history = look(lived.raw, "--partition", 1, "--offset", 0, "--json")
    kinds = [kind for kind, *_ in history.places]
    assert kinds == ["input", "dead_letter", "dead_letter", "enriched"]
    enriched, *letters = history.places[3], *history.places[1:3]
    large = page_id(LARGE, body_of(raw_page(LARGE, padding=LIMIT_BYTES)))
    for topic in (lived.raw, lived.enriched, lived.dead):
        for which in (("--url", LARGE), ("--id", large)):
            found = look(topic, *which, "--json")
            assert found.places == history.places
            assert found.found["record"]["topic"] == topic
    for kind, topic, partition, offset in (enriched, *letters):
        found = look(topic, "--partition", partition, "--offset", offset, "--json")
        assert found.places == history.places
        assert [one["kind"] for one in found.found["history"] if one["asked"]] == [kind]


def test_history_says_who_wrote_what(lived: World, inspect: Callable[[World], Inspect]) -> None:
    told = inspect(lived)(lived.raw, "--url", LARGE, "--json").found["history"]
    assert [one["run"] for one in told] == [None, None, "too-early", "higher-limit"]
    attempts = [(one["dead_letter"] or {}).get("pagewire.attempts") for one in told]
    assert attempts == [None, "1", "2", None]
    times = [one["written_at"] for one in told]
    assert None not in times
    assert times == sorted(times)
    assert told[0]["value"]["url"] == LARGE
    assert told[1]["value"] == told[0]["value"]
    assert told[3]["value"]["events"]
    assert told[3]["pipeline_version"] == told[3]["value"]["provenance"]["pipeline_version"]


def test_output_of_a_replay_is_known_by_its_headers_and_with_also(
    lived: World, inspect: Callable[[World], Inspect]
) -> None:
    look, elsewhere = inspect(lived), f"again-{lived.name}"
    found = look(elsewhere, "--url", LARGE, "--json")
    assert found.found["record"]["kind"] == "enriched"
    assert found.places[-1][1] == elsewhere
    assert found.found["history"][-1]["run"] == "again"
    assert found.found["history"][-1]["same_as_before"]
    assert look(lived.raw, "--url", LARGE, "--also", elsewhere, "--json").places == found.places


def test_tombstone_and_broken_record_have_their_history_too(
    lived: World, inspect: Callable[[World], Inspect]
) -> None:
    look = inspect(lived)
    tombstone = look(lived.enriched, "--url", SMALL, "--json")
    assert [kind for kind, *_ in tombstone.places] == ["input", "tombstone"]
    broken = look(lived.dead, "--url", BROKEN, "--json").found
    assert [one["dead_letter"]["pagewire.reason"] for one in broken["history"][1:]] == [
        "UNDECODABLE",
        "UNDECODABLE",
    ]
    assert broken["raw"]["lines"] == ["{no json"]


def test_terminal_html_and_body_show_the_page(
    lived: World, inspect: Callable[[World], Inspect], tmp_path: Path
) -> None:
    look = inspect(lived)
    shown = look(lived.dead, "--url", LARGE)
    assert shown.code == 0, shown.err
    assert "by run higher-limit" in shown.out
    sentence = "Rebels attacked an army post near the town of Lira"
    assert any(row.count(sentence) == 2 for row in shown.out.splitlines())
    html, body = tmp_path / "page.html", tmp_path / "body"
    assert look(lived.raw, "--url", LARGE, "--html", html).code == 0
    assert 'class="trigger' in html.read_text("utf-8")
    assert "higher-limit" in html.read_text("utf-8")
    assert look(lived.enriched, "--url", LARGE, "--body", body).code == 0
    assert body.read_bytes() == body_of(raw_page(LARGE, padding=LIMIT_BYTES))


def test_looking_leaves_no_trace(lived: World, inspect: Callable[[World], Inspect]) -> None:
    settings = load_settings(lived.settings(), None, {}).kafka
    admin = KafkaAdminClient(bootstrap_servers=lived.bootstrap_servers)

    def state() -> Any:
        ends = [extents(settings, topic) for topic in (lived.raw, lived.enriched, lived.dead)]
        return ends, sorted(str(group) for group in admin.list_groups()), lived.committed()

    before = state()
    for topic in (lived.raw, lived.enriched, lived.dead):
        assert inspect(lived)(topic, "--url", LARGE).code == 0
    assert state() == before
    admin.close()


def test_what_is_not_there_is_said_with_a_code(
    lived: World, inspect: Callable[[World], Inspect]
) -> None:
    look = inspect(lived)
    for arguments, code, words in (
        ((lived.raw, "--url", "https://a.example/"), 1, "no record with the url"),
        ((lived.raw, "--id", "0" * 32), 1, "no record with the id"),
        ((lived.raw, "--url", SMALL, "--to", "2001-01-01"), 1, "0 offsets were looked through"),
        ((lived.raw, "--partition", 0, "--offset", 99), 1, "ends before offset 2"),
        ((lived.raw, "--partition", 5, "--offset", 0), 2, "has no partition 5"),
        ((lived.raw, "--partition", 5), 2, "has no partition 5"),
        ((lived.raw, "--offset", 0), 2, "several partitions"),
        ((lived.raw, "--offset", 0, "--url", SMALL), 2, "one of --offset, --url and --id"),
        ((lived.raw, "--partition", 0, "--offset", 0, "--last", "1h"), 2, "needs no range"),
        (("no-such-topic",), 4, "does not exist"),
    ):
        said = look(*arguments)
        assert (said.code, said.out) == (code, ""), arguments
        assert words in said.err
    enriched = extents(load_settings(lived.settings(), None, {}).kafka, lived.enriched)
    partition, marker = next((n, at.stop - 1) for n, at in enriched.items() if at)
    said = look(lived.enriched, "--partition", partition, "--offset", marker)
    assert said.code == 1
    assert "a transaction's marker" in said.err


def test_newest_record_is_shown_though_it_stands_deeper_in_its_partition(
    broker: Broker, inspect: Callable[[World], Inspect]
) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    world.send([page(1)], partition=0)
    time.sleep(0.01)  # timestamps are milliseconds
    world.send([page(1)], partition=1)
    world.send([page(n) for n in range(100, 200)], partition=1)
    look = inspect(world)
    found = look(world.raw, "--url", "https://a.example/1", "--json").found
    assert found["input"] == {"topic": world.raw, "partition": 1, "offset": 0}
    older = look(world.raw, "--url", "https://a.example/1", "--partition", 0, "--json").found
    assert older["input"] == {"topic": world.raw, "partition": 0, "offset": 0}
    newest = look(world.raw, "--partition", 1)
    assert f"{world.raw}-1 @ 100" in newest.out
    assert "No outcome was found" in newest.out


def test_input_that_retention_took_is_shown_from_its_dead_letter(
    broker: Broker, tmp_path: Path, inspect: Callable[[World], Inspect]
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([page(1), hooks.REJECT])
    run_live(world, tmp_path)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    admin.delete_records({TopicPartition(world.raw, 0): 2})
    admin.close()
    look = inspect(world)
    letter = look(world.dead, "--offset", 0, "--json").found
    assert "begins at offset 2" in letter["input_gone"]
    assert letter["raw"]["lines"] == [hooks.REJECT.decode()]
    assert letter["raw"]["kept_by"]["topic"] == world.dead
    # The hooked pipeline echoes: what it writes is no enriched page, and is said to be none.
    echoed = look(world.enriched, "--offset", 0)
    assert echoed.code == 0, echoed.err
    assert "begins at offset 2" in echoed.out
    assert "is no enriched page" in echoed.out
