"""`pagewire diff` on real Kafka with the real pipeline: what a changed setting changes, no more."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import NewTopic

from deploy.local.broker import Broker
from tests.integration.world import MAX_RECORD, Worker, World
from worker.cli import main
from worker.codec import encode_raw_page
from worker.records import RawPage

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]

NAMED = "The Grey House in Oslo denied on Monday that the harbour of Bergen had been closed."
PLAIN = "Rebels attacked a checkpoint near Mombasa and killed six soldiers, the army said."
LONG = "Ministers of Norway met in Nairobi on Monday and signed an agreement on railways. "
NAMES = "alias,canonical,label,id\nGrey House,Foreign Ministry,ORG,Q7\n"
SAME = {"spacy_pipeline": "news-fast"}


def raw(number: int, text: str) -> bytes:
    page = RawPage(
        url=f"https://news.example/{number}",
        body=text,
        fetched_at="2026-03-01T00:00:00Z",
        content_type="text/plain",
    )
    return encode_raw_page(page)


@dataclass
class Twice:
    """One input under two settings: on the output topic, and on `other`."""

    world: World
    other: str
    changed: dict[str, object]  # the settings of `other`
    tmp_path: Path

    def diff(self, *arguments: object, **settings: object) -> tuple[int, dict[str, Any]]:
        """Exit code and findings."""
        found = self.tmp_path / "found.json"
        with pytest.MonkeyPatch.context() as environment:
            for key, value in self.world.settings(**SAME | settings).items():
                environment.setenv(key, value)
            code = main(["diff", *map(str, arguments), "--json", str(found)])
        return code, json.loads(found.read_text("utf-8"))


def ran(world: World, log: Path, *arguments: str, **settings: object) -> None:
    environment = world.settings(**settings)
    with Worker(environment, log, *arguments, module="worker") as worker:
        assert worker.wait(120) == 0, worker.log


@pytest.fixture(scope="module")
def twice(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """Three pages that name the Grey House, three that do not, a long one, and no page."""
    tmp_path = tmp_path_factory.mktemp("diff")
    world = World(broker.bootstrap_servers, partitions=2)
    texts = [NAMED, PLAIN] * 3
    values = [raw(number, text) for number, text in enumerate(texts)]
    world.send([*values, raw(6, LONG * 40), b"no page"])
    ran(world, tmp_path / "live.log", "run", "--until-drained", **SAME)
    # The first page of each partition a second time, as a replay leaves it.
    again = ("replay", "--name", "again", "--offsets", "0:0-1,1:0-1")
    ran(world, tmp_path / "again.log", *again, **SAME)
    other = f"{world.enriched}-v2"
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    limit = {"max.message.bytes": str(MAX_RECORD)}
    admin.create_topics([NewTopic(other, 2, 1, topic_configs=limit)])
    admin.close()
    names = tmp_path / "names.csv"
    names.write_text(NAMES)
    changed = SAME | {"gazetteer": names, "page_max_bytes": 3000}
    replay = ("replay", "--name", "v2", "--from", "beginning", "--output", other)
    ran(world, tmp_path / "v2.log", *replay, **changed)
    return Twice(world, other, changed, tmp_path)


def rows(found: dict[str, Any], part: str) -> dict[str, tuple[int, int, int]]:
    return {
        row["what"]: (row["added"], row["removed"], row["changed"])
        for row in found["rows"]
        if row["part"] == part
    }


def state(world: World) -> tuple[Any, ...]:
    """What a command that only reads leaves as it is: the groups, and the end of every topic."""
    admin = KafkaAdminClient(bootstrap_servers=world.bootstrap_servers)
    groups = sorted(group["group_id"] for group in admin.list_groups())
    admin.close()
    consumer = KafkaConsumer(bootstrap_servers=world.bootstrap_servers)
    topics = sorted(consumer.topics())
    ends = consumer.end_offsets(
        [TopicPartition(t, p) for t in topics for p in consumer.partitions_for_topic(t)]
    )
    consumer.close()
    return groups, ends, world.committed()


def test_pages_that_a_setting_changed_are_found_between_two_topics(twice: Twice) -> None:
    html = twice.tmp_path / "diff.html"
    before = state(twice.world)
    code, found = twice.diff(twice.world.enriched, twice.other, "--html", html)
    assert state(twice.world) == before
    assert code == 0
    assert (found["compared"], found["changed"], found["pages"]) == (6, 3, 7)
    assert found["old"]["superseded"] == 2
    assert [page["url"] for page in found["only_old"]["pages"]] == ["https://news.example/6"]
    assert found["changed_by_part"]["text"] == found["changed_by_part"]["metadata"] == 0
    assert found["changed_by_part"]["entities"] == 3
    assert sum(map(sum, rows(found, "entities").values())) == 3
    (row,) = [row for row in found["rows"] if row["part"] == "entities"]
    assert {one["words"] for one in row["examples"]} == {"Grey House"}
    assert {one["new"] for one in row["examples"]} == {"ORG Foreign Ministry (own Q7)"}
    (old_version,), (new_version,) = found["old"]["versions"], found["new"]["versions"]
    assert new_version.startswith(f"{old_version}+names-")
    assert "ORG Foreign Ministry (own Q7)" in html.read_text("utf-8")


def test_topic_against_itself_has_no_change(twice: Twice) -> None:
    code, found = twice.diff(twice.world.enriched, twice.world.enriched, "--fail-over", "0%")
    assert (code, found["compared"], found["changed_share"], found["rows"]) == (0, 7, 0, [])


def test_installed_pipeline_that_is_the_same_changes_nothing(twice: Twice) -> None:
    before = state(twice.world)
    code, found = twice.diff("--installed", "--fail-over", "0%")
    assert state(twice.world) == before
    assert (code, found["compared"], found["changed_share"], found["rows"]) == (0, 7, 0, [])
    assert found["old"]["versions"] == found["new"]["versions"]
    assert found["not_out_yet"] == 1  # what is no page is the last record, and a dead letter
    _, some = twice.diff("--installed", "--sample", "50%")
    assert (some["changed_share"], some["not_out_yet"]) == (0, 1)
    assert 0 < some["compared"] < 7


def test_installed_pipeline_shows_what_a_replay_would_change(twice: Twice) -> None:
    _, between = twice.diff(twice.world.enriched, twice.other)
    code, found = twice.diff(twice.world.enriched, "--fail-over", "57%", **twice.changed)
    assert code == 1  # four pages of seven, which is a little more
    assert found["rows"] == between["rows"]
    assert (found["compared"], found["changed"]) == (6, 3)
    assert found["only_old"]["count"] == 0
    assert found["dead_letters"]["by_reason"] == {"TOO_LARGE at decode": 1}
    assert found["dead_letters"]["pages"][0]["url"] == "https://news.example/6"


def test_inputs_of_which_nothing_is_out_yet_are_no_change(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    world.send([raw(0, PLAIN), raw(1, NAMED)])
    ran(world, tmp_path / "live.log", "run", "--until-drained", **SAME)
    world.send([raw(2, PLAIN)])
    code, found = Twice(world, "", {}, tmp_path).diff("--installed")
    assert (code, found["compared"], found["changed_share"]) == (0, 2, 0)
    assert found["only_new"]["count"] == 0
    assert found["not_out_yet"] > 0


def test_range_is_one_of_the_input_and_a_sample_is_the_same_each_time(twice: Twice) -> None:
    topics = (twice.world.enriched, twice.other)
    _, found = twice.diff(*topics, "--offsets", "0:0-2")
    # Of partition 0 the pages 0 and 2, both of which name the Grey House.
    assert (found["compared"], found["changed"]) == (2, 2)
    assert found["old"]["outside"] > 0
    _, some = twice.diff(*topics, "--sample", "50%")
    _, again = twice.diff(*topics, "--sample", "50%")
    assert some == again
    assert 0 < some["pages"] < 7


def test_topic_that_is_not_there_is_said(twice: Twice, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as environment:
        for key, value in twice.world.settings().items():
            environment.setenv(key, value)
        assert main(["diff", twice.world.enriched, "nowhere"]) == 4
    assert "topic nowhere does not exist" in capsys.readouterr().err
