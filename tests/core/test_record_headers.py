"""Headers that are written beside a value, and the way back from them."""

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from worker.codec import (
    MESSAGE_MAX_CHARS,
    dead_letter_headers,
    enriched_headers,
    input_of,
    read_dead_letter_facts,
    tombstone_headers,
)
from worker.failures import Reason, Stage
from worker.records import DeadLetter, Headers, Origin, RawRecord

NOW = datetime(2026, 3, 9, 18, 5, 0, 125_999, tzinfo=timezone(timedelta(hours=1)))


def record(
    value: bytes | None,
    *,
    headers: Headers = (),
    topic: str = "raw-pages",
) -> RawRecord:
    return RawRecord(Origin(topic, 3, 1042), key=b"k", value=value, headers=headers)


LETTER = DeadLetter(Reason.UNEXPECTED, Stage.CLEAN, "boom", exception="KeyError at a.py:1")


def letter_headers(raw: RawRecord, letter: DeadLetter = LETTER, **changes: Any) -> Headers:
    options: dict[str, Any] = {
        "attempts": 1,
        "now": NOW,
        "pipeline_version": "0.1.0+news-0.1.0",
    } | changes
    return dead_letter_headers(raw, letter, **options)


def test_enriched_headers_are_a_cloud_event_with_its_input_and_trace():
    upstream = (("traceparent", b"00-ab-cd-01"), ("tracestate", b"a=1"), ("cookie", b"secret"))
    headers = dict(enriched_headers(record(b"v", headers=upstream), NOW, "1+m-2"))
    assert headers == {
        "ce_specversion": b"1.0",
        "ce_id": b"raw-pages/3/1042",
        "ce_source": b"/pagewire/raw-pages",
        "ce_type": b"pagewire.enriched-page.v1",
        "ce_time": b"2026-03-09T17:05:00.125Z",
        "content-type": b"application/json",
        "pagewire.input.topic": b"raw-pages",
        "pagewire.input.partition": b"3",
        "pagewire.input.offset": b"1042",
        "traceparent": b"00-ab-cd-01",
        "tracestate": b"a=1",
        "pagewire.pipeline_version": b"1+m-2",
    }


def test_tombstone_headers_have_a_type_of_their_own_and_no_content_type():
    headers = dict(tombstone_headers(record(None), NOW))
    assert headers["ce_type"] == b"pagewire.tombstone.v1"
    assert "content-type" not in headers


def test_repeated_and_oversized_traces_do_not_outgrow_the_output_topic():
    upstream: Headers = (
        *((("traceparent", b"x" * 8_000),) * 50),
        ("traceparent", None),
        ("tracestate", b"x" * 1_000_000),
    )
    headers = enriched_headers(record(b"v", headers=upstream, topic="t" * 249), NOW, "1+m-2")
    assert sum(len(name) + len(value or b"") for name, value in headers) < 12_000
    assert [name for name, _ in headers if name.startswith("trace")] == ["traceparent"]


def test_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        enriched_headers(record(b"v"), datetime(2026, 3, 9), "1")


def test_dead_letter_keeps_the_original_headers_first_and_untouched():
    original: Headers = (("b", b"\xff"), ("a", None), ("b", b""), ("pagewire.input.topic", b"up"))
    headers = letter_headers(record(b"v", headers=original))
    assert headers[:4] == original
    assert headers[4] == ("__connect.errors.topic", b"raw-pages")


def test_facts_of_an_earlier_failure_are_replaced_but_for_its_time():
    crash = DeadLetter(Reason.CRASHED, Stage.PROCESS, "died", signal="SIGSEGV")
    first = letter_headers(record(b"v", headers=(("own", b"1"),)), crash)
    again = replace(record(b"v", headers=first), origin=Origin("raw-pages", 5, 9_000))
    headers = letter_headers(again, attempts=2, now=NOW + timedelta(days=1))
    facts = read_dead_letter_facts(headers)
    assert headers[0] == ("own", b"1")
    assert len(headers) == 1 + len(facts)
    assert "pagewire.signal" not in facts
    assert facts["pagewire.reason"] == "UNEXPECTED"
    assert facts["pagewire.attempts"] == "2"
    assert facts["pagewire.first_failed_at"] == "2026-03-09T17:05:00.125Z"
    assert facts["pagewire.failed_at"] == "2026-03-10T17:05:00.125Z"
    assert input_of(headers) == ("raw-pages", 5, 9_000)


@pytest.mark.parametrize("forged", [b"yesterday", b"\xff", b"", None])
def test_first_failure_that_is_no_time_is_not_believed(forged):
    headers = letter_headers(record(b"v", headers=(("pagewire.first_failed_at", forged),)))
    facts = read_dead_letter_facts(headers)
    assert facts["pagewire.first_failed_at"] == "2026-03-09T17:05:00.125Z"


def test_long_and_unprintable_messages_are_cut_and_escaped():
    detail = "ü\ud800" + string.ascii_letters * 100
    facts = read_dead_letter_facts(letter_headers(record(b"v"), replace(LETTER, detail=detail)))
    message = facts["__connect.errors.exception.message"]
    assert message.startswith("ü\\ud800abc")
    assert len(message) == MESSAGE_MAX_CHARS
    assert message.endswith("…")


def test_every_kind_of_outcome_leads_back_to_its_input():
    raw = record(b"v", topic="raw.pages_2")
    expected = ("raw.pages_2", 3, 1042)
    assert input_of(enriched_headers(raw, NOW, "1")) == expected
    assert input_of(tombstone_headers(raw, NOW)) == expected
    assert input_of(letter_headers(raw)) == expected


def test_dead_letter_of_another_workers_output_leads_back_to_our_input():
    upstream = enriched_headers(record(b"v", topic="far-away"), NOW, "1")
    assert input_of(letter_headers(record(b"v", headers=upstream))) == ("raw-pages", 3, 1042)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("pagewire.input.topic", b"t"), ("pagewire.input.partition", b"0")),
        (
            ("pagewire.input.topic", b"t"),
            ("pagewire.input.partition", b"zero"),
            ("pagewire.input.offset", b"1"),
        ),
        (
            ("pagewire.input.topic", b"\xff"),
            ("pagewire.input.partition", b"0"),
            ("pagewire.input.offset", None),
        ),
    ],
)
def test_foreign_headers_lead_to_no_input(headers):
    assert input_of(headers) is None


def test_headers_without_facts_are_no_dead_letter():
    assert read_dead_letter_facts(enriched_headers(record(b"v"), NOW, "1")) == {}


def test_utc_times_are_written_with_a_z():
    headers = dict(enriched_headers(record(b"v"), datetime(2026, 1, 1, tzinfo=UTC), "1"))
    assert headers["ce_time"] == b"2026-01-01T00:00:00.000Z"
