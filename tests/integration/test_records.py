"""The real pipeline on real Kafka: what comes in, and what goes out beside it."""

from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator

from deploy.local.broker import Broker
from tests.integration.world import Outcome, Worker, World, exactly_once
from worker.codec import encode_raw_page
from worker.contract import schema
from worker.records import RawPage

pytestmark = pytest.mark.kafka

TEXT = (
    "Foreign Minister Lena Vogt met Kenyan officials in Nairobi on Monday.\n\n"
    "Rebels attacked a checkpoint near Mombasa and killed six soldiers, the army said."
)
GOOD = encode_raw_page(
    RawPage(
        url="https://news.example/one",
        body=TEXT,
        fetched_at="2026-03-01T00:00:00Z",
        content_type="text/plain",
        meta={"feed": 7},
    )
)
HEADERS = [("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("x", b"1")]


def run_real(world: World, tmp_path: Path, **settings: object) -> list[Outcome]:
    """All outcomes of the input, through `pagewire run`."""
    arguments = ("run", "--until-drained")
    environment = world.settings(**settings)
    with Worker(environment, tmp_path / "log", *arguments, module="worker") as worker:
        assert worker.wait(90) == 0, worker.log
    return world.outcomes()


def test_each_kind_of_record_has_its_outcome_with_original_bytes(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    no_url = b'{"fetched_at": "2026-03-01T00:00:00Z", "content_type": "text/html", "body": "x"}'
    values = [GOOD, None, b"\xff\xfe no json", no_url, b"[" * 3000, GOOD + b" " * (2 << 20)]
    sent = world.send(values, headers=HEADERS)
    outcomes = run_real(world, tmp_path, page_max_bytes="1MiB")
    exactly_once(outcomes, sent)
    by_offset = {outcome.input[2]: outcome for outcome in outcomes}

    enriched = by_offset[0]
    assert enriched.topic == world.enriched
    assert enriched.value is not None
    page = orjson.loads(enriched.value)
    Draft202012Validator(schema("enriched-page.v1")).validate(page)
    assert page["meta"] == {"feed": 7}
    assert page["provenance"]["input"]["topic"] == world.raw
    assert {"Nairobi", "Lena Vogt"} <= {entity["text"] for entity in page["entities"]}
    assert page["events"]
    assert enriched.headers["ce_type"] == b"pagewire.enriched-page.v1"
    assert enriched.headers["traceparent"] == HEADERS[0][1]

    assert (by_offset[1].topic, by_offset[1].key, by_offset[1].value) == (
        world.enriched,
        b"key-1",
        None,
    )
    reasons = {offset: by_offset[offset].reason for offset in (2, 3, 4, 5)}
    assert reasons == {
        2: "UNDECODABLE",
        3: "SCHEMA_VIOLATION",
        4: "UNDECODABLE",
        5: "TOO_LARGE",
    }
    for offset in reasons:
        letter = by_offset[offset]
        assert (letter.topic, letter.value, letter.key) == (
            world.dead,
            values[offset],
            f"key-{offset}".encode(),
        )
        assert letter.headers["x"] == b"1"
        Draft202012Validator(schema("dead-letter.v1")).validate(letter.facts)


def test_same_bytes_and_version_give_the_same_bytes_whatever_the_processes_and_batches(
    broker: Broker, tmp_path: Path
) -> None:
    values = []
    for processes, batch in ((1, 1), (2, 16)):
        world = World(broker.bootstrap_servers, name=f"same-{processes}")
        world.send([GOOD] * 6, key=lambda number: None)
        settings = {"cpu_processes": processes, "batch_pages": batch}
        outcomes = run_real(world, tmp_path, **settings)
        assert {outcome.key for outcome in outcomes} == {b"https://news.example/one"}
        values.append([outcome.value for outcome in outcomes])
    first, second = (
        [value.replace(b"raw-same-1", b"raw-same-2") for value in each if value] for each in values
    )
    assert first == second
    assert len({orjson.loads(value)["id"] for value in first}) == 1


def test_bytes_that_are_no_json_are_a_body_when_told_so(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    html = f"<html><body><article><h1>Talks</h1><p>{TEXT}</p></article></body></html>".encode()
    sent = world.send([html], headers=[("url", b"https://news.example/raw")])
    outcomes = run_real(world, tmp_path, input_format="bytes")
    exactly_once(outcomes, sent)
    assert outcomes[0].value is not None
    assert orjson.loads(outcomes[0].value)["url"] == "https://news.example/raw"


def test_topic_that_could_not_take_a_dead_letter_is_refused_at_the_start(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    settings = world.settings(dead_letter_topic=world.enriched, output_topic=world.dead)
    with Worker(settings, tmp_path / "log") as worker:
        assert worker.wait() == 4
    assert "too little for a dead letter" in worker.log
    assert "max.message.bytes" in worker.log
