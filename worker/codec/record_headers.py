"""The Kafka headers of everything that is written, and what can be read back from them.

Decides how wall-clock facts and the way back to the input record travel beside a value:
CloudEvents' binary form on enriched pages and tombstones, Kafka Connect's names on dead letters
(`schemas/dead-letter.v1.json`). Must not know a Kafka client or a clock.
"""

import re
from datetime import UTC, datetime
from urllib.parse import quote

from worker.codec.enriched_page import SCHEMA_VERSION
from worker.failures import Stage
from worker.records import DeadLetter, Headers, RawRecord

# An exception's message can carry the whole page (a UnicodeDecodeError does).
MESSAGE_MAX_CHARS = 1_000

# W3C asks for 512 characters of tracestate at least; a longer header than this is no trace, and
# would eat the room that the output topic leaves for headers.
_TRACE_MAX_BYTES = 8 * 1024
_TRACE_HEADERS = ("traceparent", "tracestate")

VERSION_HEADER = "pagewire.pipeline_version"
# The name of the replay that wrote a record; records of the live worker have none.
REPLAY_HEADER = "pagewire.replay"
# Beside it on what a redrive wrote, which has a name of the same kind.
REDRIVE_HEADER = ("pagewire.redrive", b"true")

# This client cannot produce a null key with a null value: the dead letter then has an empty value
# and says so in a header.
NULL_VALUE_HEADER = ("pagewire.null_value", b"true")
# A record that came compressed can be larger than its topic's limit. Where the dead-letter topic
# could not take it, the facts go without the body, which stays readable at the input's offset.
BODY_OMITTED_HEADER = "pagewire.body_omitted_bytes"

_INPUT = ("pagewire.input.topic", "pagewire.input.partition", "pagewire.input.offset")
_FAILED_INPUT = (
    "__connect.errors.topic",
    "__connect.errors.partition",
    "__connect.errors.offset",
)
_FACTS = frozenset(
    {
        *_FAILED_INPUT,
        "__connect.errors.stage",
        "__connect.errors.class.name",
        "__connect.errors.exception.class.name",
        "__connect.errors.exception.message",
        "pagewire.reason",
        "pagewire.signal",
        "pagewire.attempts",
        "pagewire.first_failed_at",
        "pagewire.failed_at",
        VERSION_HEADER,
        REPLAY_HEADER,
        REDRIVE_HEADER[0],
    }
)
_COMPONENTS = {
    Stage.DECODE: "worker.codec",
    Stage.CLEAN: "worker.cleaning",
    Stage.ANNOTATE: "worker.enrichment",
    Stage.EVENTS: "worker.events",
    Stage.ENCODE: "worker.codec",
    Stage.PROCESS: "worker.pool",
    Stage.WORKER: "worker.loop",
}
_WRITTEN_TIME = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}\.[0-9]{3}Z")


def enriched_headers(raw: RawRecord, now: datetime, pipeline_version: str) -> Headers:
    """The headers of an enriched page: CloudEvents, its input record, and the trace if any.

    `now` is when the page is produced, with a time zone. The pipeline's version is in the value
    too; here a reader can tell old from new without parsing pages.
    """
    return (
        *_cloud_event(raw, f"pagewire.{SCHEMA_VERSION}", now),
        ("content-type", b"application/json"),
        *_input_and_trace(raw),
        (VERSION_HEADER, pipeline_version.encode("utf-8")),
    )


def tombstone_headers(raw: RawRecord, now: datetime) -> Headers:
    """The headers of a tombstone that is passed through; no content type, as it has no content."""
    return (*_cloud_event(raw, "pagewire.tombstone.v1", now), *_input_and_trace(raw))


def dead_letter_headers(
    raw: RawRecord,
    letter: DeadLetter,
    *,
    attempts: int,
    now: datetime,
    pipeline_version: str,
) -> Headers:
    """The original headers, in order and untouched, then the facts of the failure.

    `attempts` counts how often the page was tried, from 1. Facts of an earlier failure (a dead
    letter that was sent round again) are replaced, but the time of the first one is kept.
    """
    origin = raw.origin
    facts = {
        "__connect.errors.topic": origin.topic,
        "__connect.errors.partition": str(origin.partition),
        "__connect.errors.offset": str(origin.offset),
        "__connect.errors.stage": letter.stage.value,
        "__connect.errors.class.name": _COMPONENTS[letter.stage],
        "__connect.errors.exception.class.name": letter.exception,
        "__connect.errors.exception.message": letter.detail,
        "pagewire.reason": letter.reason.value,
        "pagewire.signal": letter.signal,
        "pagewire.attempts": str(attempts),
        "pagewire.first_failed_at": _first_failed_at(raw.headers) or _rfc3339(now),
        "pagewire.failed_at": _rfc3339(now),
        VERSION_HEADER: pipeline_version,
    }
    return (
        *((name, value) for name, value in raw.headers if name not in _FACTS),
        *((name, _written(value)) for name, value in facts.items() if value is not None),
    )


def read_dead_letter_facts(headers: Headers) -> dict[str, str]:
    """The facts of a dead letter by header name; empty for what is none."""
    if not any(name == "pagewire.reason" for name, _ in headers):
        return {}
    return {
        name: value.decode("utf-8", "replace")
        for name, value in headers
        if name in _FACTS and value is not None
    }


def input_of(headers: Headers) -> tuple[str, int, int] | None:
    """Topic, partition and offset of the input that an outcome settles; None if not ours.

    Reads enriched pages, tombstones and dead letters alike.
    """
    facts = {name: value for name, value in headers if value is not None}
    # A dead letter carries the headers of its input too, which may be another worker's output:
    # there, only the facts speak of this input.
    names = _FAILED_INPUT if "pagewire.reason" in facts else _INPUT
    try:
        topic, partition, offset = (facts[name].decode("utf-8") for name in names)
        return topic, int(partition), int(offset)
    except (KeyError, ValueError):
        return None


def _cloud_event(raw: RawRecord, kind: str, now: datetime) -> Headers:
    origin = raw.origin
    event_id = f"{origin.topic}/{origin.partition}/{origin.offset}"
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", event_id.encode("utf-8")),
        ("ce_source", f"/pagewire/{quote(origin.topic)}".encode("ascii")),
        ("ce_type", kind.encode("ascii")),
        ("ce_time", _rfc3339(now).encode("ascii")),
    )


def _input_and_trace(raw: RawRecord) -> Headers:
    origin = raw.origin
    values = (origin.topic, str(origin.partition), str(origin.offset))
    # One of each at most: headers may repeat, and the output topic's room for them is bounded.
    trace = {
        name: value
        for name, value in raw.headers
        if name in _TRACE_HEADERS and value is not None and len(value) <= _TRACE_MAX_BYTES
    }
    return (
        *((name, value.encode("utf-8")) for name, value in zip(_INPUT, values, strict=True)),
        *trace.items(),
    )


def _first_failed_at(headers: Headers) -> str | None:
    earlier = read_dead_letter_facts(headers).get("pagewire.first_failed_at", "")
    return earlier if _WRITTEN_TIME.fullmatch(earlier) else None


def _written(fact: str) -> bytes:
    """UTF-8 of at most MESSAGE_MAX_CHARS characters; what UTF-8 has no bytes for is escaped."""
    text = fact.encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) > MESSAGE_MAX_CHARS:
        text = text[: MESSAGE_MAX_CHARS - 1] + "…"
    return text.encode("utf-8")


def _rfc3339(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError("a time without a zone would be read as local time")
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
