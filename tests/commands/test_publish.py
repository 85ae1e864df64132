"""`pagewire publish` onto a real topic."""

import json

import pytest

from tests.commands.conftest import Topics
from worker.codec import decode_raw_page
from worker.kafka.reader import extents, read
from worker.settings import KafkaSettings

pytestmark = pytest.mark.kafka

PAGE = {
    "url": "https://x.example/1",
    "fetched_at": "2026-01-31T12:00:00Z",
    "content_type": "text/html",
    "body": "<p>x</p>",
}


def on_topic(topics: Topics, name: str | None = None):
    settings = KafkaSettings(bootstrap_servers=topics.bootstrap_servers)
    topic = name or topics.raw
    return list(read(settings, topic, extents(settings, topic)))


def test_pages_arrive_as_records_keyed_by_their_url(topics, pagewire, tmp_path):
    topics.create()
    (tmp_path / "a.html").write_bytes(b"<p>caf\xe9</p>")
    (tmp_path / "b.jsonl").write_text(json.dumps(PAGE) + "\n")
    said = pagewire("publish", tmp_path)
    assert (said.code, said.out) == (0, "")
    assert said.err == f"2 pages on {topics.raw}, 0 not sent\n"
    records = {record.key: record for record in on_topic(topics)}
    assert set(records) == {b"file:///a.html", b"https://x.example/1"}
    page = decode_raw_page(records[b"file:///a.html"], input_format="json", page_max_bytes=1 << 20)
    assert page.body == b"<p>caf\xe9</p>"
    assert json.loads(records[b"https://x.example/1"].value) == PAGE


def test_pages_of_one_url_keep_their_order(topics, pagewire, tmp_path):
    topics.create()
    lines = [json.dumps(PAGE | {"title": str(number)}) for number in range(2000)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    assert pagewire("publish", tmp_path / "many.jsonl").code == 0
    titles = [json.loads(record.value)["title"] for record in on_topic(topics)]
    assert titles == [str(number) for number in range(2000)]


def test_page_over_the_topics_limit_is_named_and_the_others_arrive(topics, pagewire, tmp_path):
    topics.create(**{"max.message.bytes": "20000"})
    (tmp_path / "1.txt").write_text("x" * 15_000)
    (tmp_path / "2.txt").write_text("x" * 25_000)
    (tmp_path / "3.txt").write_text("x" * 15_000)
    said = pagewire("publish", tmp_path)
    assert said.code == 1
    assert "not sent: 2.txt: " in said.err
    assert "takes 20000 (max.message.bytes)" in said.err
    assert {record.key for record in on_topic(topics)} == {b"file:///1.txt", b"file:///3.txt"}


@pytest.mark.parametrize("room", range(-3, 4))
def test_page_that_just_fits_is_sent_or_refused_but_never_fails(topics, pagewire, tmp_path, room):
    topics.create(**{"max.message.bytes": "5000"})
    page = json.dumps(PAGE | {"body": ""})
    framing = 128
    body = "x" * (5000 - framing - len(page) - len(PAGE["url"]) + room)
    (tmp_path / "page.jsonl").write_text(json.dumps(PAGE | {"body": body}))
    said = pagewire("publish", tmp_path / "page.jsonl")
    assert said.code == (1 if room > 0 else 0)
    assert len(on_topic(topics)) == (0 if room > 0 else 1)


def test_line_that_is_no_page_is_not_sent_unless_asked_for(topics, pagewire, tmp_path):
    topics.create()
    file = tmp_path / "mixed.jsonl"
    file.write_text(json.dumps(PAGE) + '\nnot json\n{"url": "u"}\n')
    said = pagewire("publish", file)
    assert said.code == 1
    assert "not sent: mixed.jsonl:2 (byte 118): UNDECODABLE" in said.err
    assert "not sent: mixed.jsonl:3 (byte 127): SCHEMA_VIOLATION" in said.err
    assert len(on_topic(topics)) == 1
    assert pagewire("publish", file, "--as-is").code == 0
    assert b"not json" in {record.value for record in on_topic(topics)}


def test_run_without_a_name_that_ends_at_a_bad_line_says_that_it_begins_anew(
    topics, pagewire, tmp_path
):
    topics.create()
    file = tmp_path / "mixed.jsonl"
    file.write_text(json.dumps(PAGE) + "\nnot json\n")
    said = pagewire("publish", file, "--bad-lines", "stop")
    assert said.code == 1
    assert "sends all pages again" in said.err
    assert "goes on behind it" not in said.err
    pagewire("publish", file)
    assert len(on_topic(topics)) == 2  # as it says


def test_topic_can_be_named(topics, pagewire, tmp_path):
    topics.create()
    (tmp_path / "page.jsonl").write_text(json.dumps(PAGE))
    said = pagewire("publish", tmp_path, "--topic", topics.dead, "--dead-letter-topic", "other")
    assert said.code == 2  # the dead-letter topic is nothing that publish has a flag for
    said = pagewire("publish", tmp_path, "--topic", f"{topics.raw}-other")
    assert said.code == 4
    assert "'pagewire topics create' makes it" in said.err


def test_topic_of_raw_bytes_takes_no_json(topics, pagewire, tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEWIRE_INPUT_FORMAT", "bytes")
    (tmp_path / "page.jsonl").write_text(json.dumps(PAGE))
    said = pagewire("publish", tmp_path)
    assert said.code == 2
    assert "PAGEWIRE_INPUT_FORMAT" in said.err


def test_broker_that_is_not_there_is_said_without_a_traceback(pagewire, tmp_path):
    (tmp_path / "page.jsonl").write_text(json.dumps(PAGE))
    said = pagewire(
        *("publish", tmp_path, "--bootstrap-servers", "127.0.0.1:1", "--request-timeout-s", "1")
    )
    assert said.code == 4
    assert "127.0.0.1:1" in said.err
    assert "Traceback" not in said.err
