"""The parts of a history in words.

Decides wording only: plain text out, for a terminal and for HTML alike. Nothing that a page wrote
is made harmless here. Must not know how it is drawn.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from worker.inspect.history import Entry, Kind, Place
from worker.inspect.inspection import Inspection, Searched
from worker.preview.wording import amount, interval
from worker.records import Event, Modality, RawPage

UNKNOWN_TIME = "later, not recorded"


def place(where: Place) -> str:
    """Topic, partition and offset, as Kafka's own tools write them."""
    topic, partition, offset = where
    return f"{topic}-{partition} @ {offset}"


def time(at: datetime | None) -> str:
    """In UTC, to the millisecond."""
    if at is None:
        return UNKNOWN_TIME
    return at.astimezone(UTC).isoformat(" ", "milliseconds").replace("+00:00", "Z")


def size(size_bytes: int) -> str:
    """How many bytes, with thousands apart."""
    return f"{size_bytes:,} byte{'' if size_bytes == 1 else 's'}"


def writer(entry: Entry) -> str:
    """Who wrote an outcome; nothing for what a producer of the user's wrote."""
    if entry.kind in {Kind.INPUT, Kind.FOREIGN}:
        return ""
    return f"by run {entry.run}" if entry.run else "by the live worker"


def facts(entry: Entry) -> str:
    """What is to know of a record, in a line."""
    record = entry.record
    told = ["no value" if record.value is None else size(len(record.value))]
    if entry.facts:
        told = [failed(entry)]
        if signal := entry.facts.get("pagewire.signal"):
            told.append(signal)
    if entry.kind is Kind.INPUT:
        told.append(f"key {_key(record.key)}")
    if entry.version:
        told.append(f"pipeline {entry.version}")
    if entry.repeats:
        told.append("the same bytes as before")
    return ", ".join(told)


def failed(entry: Entry) -> str:
    """Why a dead letter is one, and how often it was tried."""
    told = entry.facts or {}
    reason, stage = told.get("pagewire.reason"), told.get("__connect.errors.stage")
    return f"{reason} at {stage}, attempt {told.get('pagewire.attempts', '1')}"


def detail(entry: Entry) -> str | None:
    """What the failure said."""
    return (entry.facts or {}).get("__connect.errors.exception.message")


def notes(inspection: Inspection) -> Iterator[str]:
    """What a reader must know before concluding that something is not there."""
    if inspection.gone and inspection.input:
        yield f"The input record {place(inspection.input)} cannot be read: {inspection.gone}."
    if inspection.kind is Kind.FOREIGN:
        yield "The record names no input: no worker wrote it, so it has no history."
    elif not any(entry.kind is not Kind.INPUT for entry in inspection.entries):
        yield "No outcome was found: it is not processed yet, or what it became is gone."
    for one in inspection.searched:
        yield _looked_through(one)


def raw_facts(page: RawPage) -> list[tuple[str, str]]:
    """What the raw page declares."""
    declared = (
        ("url", page.url),
        ("fetched", page.fetched_at),
        ("type", page.content_type),
        ("charset", page.charset),
        ("status", None if page.http_status is None else str(page.http_status)),
        ("title", page.title),
        ("published", page.published_at),
        ("source", page.source),
        ("meta", ", ".join(page.meta) or None),
    )
    return [(name, value) for name, value in declared if value]


def event_words(event: Event) -> str:
    """Who did what to whom, with what is known of it, in a line."""
    who = ", ".join(one.text for one in event.actors) or "?"
    whom = ", ".join(one.text for one in event.recipients)
    words = [f"{who} \N{RIGHTWARDS ARROW} {event.trigger.text}"]
    if whom:
        words[0] += f" \N{RIGHTWARDS ARROW} {whom}"
    words += [f"{amount(one)} {one.role.value}" for one in event.quantities]
    if event.location:
        words.append(f"in {event.location.text}")
    days = interval(event.date) if event.date else None
    if days:
        words.append(days)
    elif event.date and event.date.text:
        words.append(event.date.text)
    if event.attribution and event.attribution.speaker:
        words.append(f"says {event.attribution.speaker.text}")
    return " \N{MIDDLE DOT} ".join(words)


def event_badges(event: Event) -> list[str]:
    """What makes it less than something that has happened."""
    badges = ["negated"] if event.negated else []
    return badges + ([] if event.modality is Modality.ACTUAL else [event.modality.value])


def _looked_through(one: Searched) -> str:
    if one.problem:
        return f"{one.topic} was not looked through: {one.problem}."
    since = f"from {time(one.since)} on" if one.since else "from its beginning"
    return f"{one.topic} was looked through {since}: {one.records:,} records."


def _key(key: bytes | None) -> str:
    if key is None:
        return "none"
    try:
        return key.decode("utf-8")
    except UnicodeDecodeError:
        return f"0x{key.hex()}"
