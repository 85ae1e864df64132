"""What became of an input record: every record that speaks of it, in order of time.

Decides what a record is (by its topic, else by its headers), who wrote it and when. Must not know
how the records were found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from worker.codec import REPLAY_HEADER, VERSION_HEADER, input_of, read_dead_letter_facts
from worker.records import Origin, RawRecord

Place = tuple[str, int, int]  # topic, partition, offset
_TIME_HEADER = "ce_time"
_FIRST = datetime.min.replace(tzinfo=UTC)


class Kind(StrEnum):
    """What a record is."""

    INPUT = "input"
    ENRICHED = "enriched"
    TOMBSTONE = "tombstone"
    DEAD_LETTER = "dead letter"
    FOREIGN = "foreign"  # on a topic of outcomes, and names no input: not written by a worker


@dataclass(frozen=True, slots=True)
class Roles:
    """The topics of which it is known what they hold."""

    input_topic: str
    output_topic: str
    dead_letter_topic: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of a history. `facts` are those of a dead letter, by header name."""

    kind: Kind
    record: RawRecord
    written_at: datetime | None = None  # None: nothing in the record says
    run: str | None = None  # name of the replay or redrive that wrote it; None: the live worker
    version: str | None = None  # of the pipeline that wrote it
    facts: Mapping[str, str] | None = None
    repeats: bool = False  # the same bytes as the enriched page before it

    @property
    def place(self) -> Place:
        """Where it stands."""
        return place_of(self.record.origin)


def place_of(origin: Origin) -> Place:
    """Topic, partition and offset."""
    return origin.topic, origin.partition, origin.offset


def kind_of(record: RawRecord, roles: Roles) -> Kind:
    """What the record is. On a topic without a known role, its headers tell."""
    topic = record.origin.topic
    if topic == roles.input_topic:
        return Kind.INPUT  # whatever its headers say: it may be another worker's outcome
    holds_letters = topic == roles.dead_letter_topic
    holds_pages = topic == roles.output_topic
    if input_of(record.headers) is None:
        return Kind.FOREIGN if holds_letters or holds_pages else Kind.INPUT
    if holds_letters or (not holds_pages and read_dead_letter_facts(record.headers)):
        return Kind.DEAD_LETTER
    return Kind.TOMBSTONE if record.value is None else Kind.ENRICHED


def input_place(record: RawRecord, kind: Kind) -> Place | None:
    """Where the input record stands that this one is, or speaks of; None for a foreign one."""
    return place_of(record.origin) if kind is Kind.INPUT else input_of(record.headers)


def assemble(records: Iterable[RawRecord], roles: Roles) -> tuple[Entry, ...]:
    """The records in order of time, the input first.

    A dead letter of the first releases has its page's timestamp and the time of the *first*
    failure. When a later one was written, nothing says: it stands behind the letter before it.
    """
    found = sorted(records, key=lambda record: place_of(record.origin))
    entries = [_entry(record, kind_of(record, roles)) for record in found]
    letters_seen: set[str] = set()
    ordered: list[tuple[datetime, int, Entry]] = []
    behind = _FIRST
    for entry in entries:
        at = entry.written_at or _FIRST
        if entry.kind is Kind.DEAD_LETTER:
            facts = entry.facts or {}
            first_failed_at = facts.get("pagewire.first_failed_at", "")
            behind = at = max(behind, at)
            if first_failed_at in letters_seen and "pagewire.failed_at" not in facts:
                entry = replace(entry, written_at=None)
            letters_seen.add(first_failed_at)
        ordered.append((at, 0 if entry.kind is Kind.INPUT else 1, entry))
    ordered.sort(key=lambda one: (one[1], one[0]))  # stable: letters keep their order
    return tuple(_with_repeats(entry for _, _, entry in ordered))


def _with_repeats(entries: Iterable[Entry]) -> Iterable[Entry]:
    before: bytes | None = None
    for entry in entries:
        if entry.kind is Kind.ENRICHED:
            yield replace(entry, repeats=entry.record.value == before)
            before = entry.record.value
        else:
            yield entry


def _entry(record: RawRecord, kind: Kind) -> Entry:
    stamped = _stamp(record.timestamp_ms)
    if kind in {Kind.INPUT, Kind.FOREIGN}:
        return Entry(kind, record, stamped)
    headers = {name: value or b"" for name, value in record.headers}
    run = headers.get(REPLAY_HEADER, b"").decode("utf-8", "replace") or None
    version = headers.get(VERSION_HEADER, b"").decode("utf-8", "replace") or None
    if kind is Kind.DEAD_LETTER:
        facts = read_dead_letter_facts(record.headers)
        names = ("pagewire.failed_at", "pagewire.first_failed_at")
        at = next((found for name in names if (found := _time(facts.get(name, "")))), None)
        return Entry(kind, record, at, run, version, facts)
    at = _time(headers.get(_TIME_HEADER, b"").decode("utf-8", "replace")) or stamped
    return Entry(kind, record, at, run, version)


def _stamp(timestamp_ms: int) -> datetime | None:
    """A record's timestamp; None where it has none, or one that no calendar reaches."""
    try:
        return datetime.fromtimestamp(timestamp_ms / 1000, UTC) if timestamp_ms > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _time(written: str) -> datetime | None:
    """The time in a header; None where somebody has spoilt it."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None
