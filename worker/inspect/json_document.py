"""An inspection as one JSON document: everything there is, for a machine.

Decides names and forms. Values are repeated byte for byte where they are JSON, else as base64.
Must not know how an inspection looks to a human.
"""

import base64
from datetime import UTC, datetime
from typing import Any

import orjson

from worker.inspect.history import Entry, Kind, Place, place_of
from worker.inspect.inspection import Inspection
from worker.inspect.raw_side import RawSide
from worker.records import RawRecord


def as_json(inspection: Inspection) -> bytes:
    """The document, in UTF-8 and indented; values stand in it as they were."""
    raw = inspection.raw
    document = {
        "record": {**_place(place_of(inspection.asked.origin)), "kind": _kind(inspection.kind)},
        "input": _place(inspection.input) if inspection.input else None,
        "input_gone": inspection.gone,
        "history": [_entry(inspection, entry) for entry in inspection.entries],
        "raw": _raw(raw, inspection.raw_from) if raw else None,
        "enriched_problem": inspection.page_problem,
        "searched": [
            {
                "topic": one.topic,
                "since": _time(one.since),
                "records": one.records,
                "problem": one.problem,
            }
            for one in inspection.searched
        ],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _place(where: Place) -> dict[str, Any]:
    return dict(zip(("topic", "partition", "offset"), where, strict=True))


def _entry(inspection: Inspection, entry: Entry) -> dict[str, Any]:
    record = entry.record
    return {
        **_place(entry.place),
        "kind": _kind(entry.kind),
        "asked": inspection.is_asked(entry),
        "written_at": _time(entry.written_at),
        "run": entry.run,
        "pipeline_version": entry.version,
        "dead_letter": dict(entry.facts) if entry.facts else None,
        "same_as_before": entry.repeats,
        **_record(record),
    }


def _record(record: RawRecord) -> dict[str, Any]:
    return {
        "timestamp_ms": record.timestamp_ms,
        "key": _text(record.key),
        "headers": [{"name": name, "value": _text(value)} for name, value in record.headers],
        "value_bytes": None if record.value is None else len(record.value),
        "value": _value(record.value),
    }


def _raw(raw: RawSide, kept_by: Place | None) -> dict[str, Any]:
    """What of the raw page no value says: how its body reads, and what is wrong with it."""
    return {
        "body_bytes": raw.body_bytes,
        "problem": raw.problem,
        "kept_by": _place(kept_by) if kept_by else None,
        "lines": [line.encode("utf-8", "replace").decode() for line in raw.lines],
    }


def _kind(kind: Kind) -> str:
    return kind.value.replace(" ", "_")


def _time(at: datetime | None) -> str | None:
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(value: bytes | None) -> str | dict[str, str] | None:
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return _base64(value)


def _value(value: bytes | None) -> orjson.Fragment | dict[str, str] | None:
    if value is None:
        return None
    try:
        orjson.loads(value)
    except orjson.JSONDecodeError:
        return _base64(value)
    return orjson.Fragment(value)  # numbers and the order of fields stay as they were


def _base64(value: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(value).decode("ascii")}
