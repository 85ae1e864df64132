"""The parts of an enriched page that are compared, read from its record.

Decides what counts: not when, where and by which version it was made, nor confidences and scores,
which every model gives differently. Reads records of older schemas too: a field that is not there
is empty. Must not know Kafka, nor what another page says.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

_DIGEST_BYTES = 8  # of a part: two that differ look equal once in 10^19 pairs


class Part(StrEnum):
    """What of a page can change, in the order in which it is told."""

    TEXT = "text"
    METADATA = "metadata"
    ENTITIES = "entities"
    THINGS = "things"
    EVENTS = "events"
    WARNINGS = "warnings"


class Name(NamedTuple):
    """What a mention or a thing is said to be."""

    label: str
    canonical: str
    ids: tuple[tuple[str, str], ...]


class Mention(NamedTuple):
    """An entity. Offsets are in characters of the text."""

    start: int
    end: int
    name: Name


class Known(NamedTuple):
    """A thing of the page, and what is known of it by the name of the field."""

    name: Name
    facts: tuple[tuple[str, str], ...]


class Told(NamedTuple):
    """An event: its trigger, its kind (type, else ext_type), and the facts by name."""

    start: int
    end: int
    trigger: str
    kind: str
    key: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What is compared of an enriched page, and what names it."""

    id: str
    url: str
    version: str  # of the pipeline that made it
    text: str
    metadata: tuple[tuple[str, str], ...]  # only fields that have a value
    entities: tuple[Mention, ...]
    things: tuple[Known, ...]
    events: tuple[Told, ...]
    warnings: tuple[str, ...]

    @property
    def title(self) -> str:
        """The title, or nothing."""
        return dict(self.metadata).get("title", "")

    def digests(self) -> bytes:
        """A digest of each part, in the order of Part; where a page's characters stand is no part.

        Two pages differ in a part if and only if these do.
        """
        parts: list[object] = [
            self.text,
            self.metadata,
            sorted(ent.name for ent in self.entities),
            sorted(self.things),
            sorted((told.kind, told.trigger, told.facts) for told in self.events),
            sorted(set(self.warnings)),
        ]
        return b"".join(
            blake2b(json.dumps(part).encode("ascii"), digest_size=_DIGEST_BYTES).digest()
            for part in parts
        )


def changed_parts(old: bytes, new: bytes) -> list[Part]:
    """The parts in which two pages with these digests differ."""
    return [part for at, part in enumerate(Part) if _slice(old, at) != _slice(new, at)]


def _slice(digests: bytes, at: int) -> bytes:
    return digests[at * _DIGEST_BYTES : (at + 1) * _DIGEST_BYTES]


def read_page(value: bytes) -> Page:
    """The page in a record of an output topic. Raises ValueError for what is none."""
    try:
        return _page(orjson.loads(value))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no enriched page: {error}") from error


def _page(fields: Mapping[str, Any]) -> Page:
    text = fields["text"]
    if not (isinstance(text, str) and isinstance(fields["id"], str)):
        raise TypeError("id and text are no strings")
    return Page(
        id=fields["id"],
        url=str(fields["url"]),
        version=str((fields.get("provenance") or {}).get("pipeline_version") or "unknown"),
        text=text,
        metadata=_facts(
            title=fields.get("title"),
            published=fields.get("published"),
            language=fields.get("language"),
            authors=_listed(fields.get("authors")),
            site_name=fields.get("site_name"),
            canonical_url=fields.get("canonical_url"),
        ),
        entities=tuple(
            Mention(int(ent["start"]), int(ent["end"]), _name(ent))
            for ent in fields.get("entities") or ()
        ),
        things=tuple(_known(thing) for thing in fields.get("things") or ()),
        events=tuple(_told(event) for event in fields.get("events") or ()),
        warnings=tuple(map(str, fields.get("warnings") or ())),
    )


def _name(fields: Mapping[str, Any]) -> Name:
    ids = fields.get("ids") or {}
    canonical = fields.get("canonical") or fields.get("text") or ""
    return Name(
        str(fields["label"]),
        str(canonical),
        tuple(sorted((str(k), str(v)) for k, v in ids.items())),
    )


def _known(thing: Mapping[str, Any]) -> Known:
    position = thing.get("position") or {}
    facts = _facts(
        kind=thing.get("kind"),
        sector=thing.get("sector"),
        titles=_listed(thing.get("titles")),
        country=position.get("country"),
        admin1=position.get("admin1"),
    )
    return Known(_name(thing), facts)


def _told(event: Mapping[str, Any]) -> Told:
    trigger = event["trigger"]
    location, date = event.get("location") or {}, event.get("date") or {}
    said = event.get("attribution") or {}
    days = [date.get("earliest"), date.get("latest")]
    facts = _facts(
        mode=event.get("mode"),
        contexts=_listed(event.get("contexts")),
        actors=_listed(map(_participant, event.get("actors") or ())),
        recipients=_listed(map(_participant, event.get("recipients") or ())),
        location=location.get("text"),
        date=" to ".join(dict.fromkeys(str(day) for day in days if day)),
        quantities=_listed(map(_quantity, event.get("quantities") or ())),
        attribution=_participant(said.get("speaker") or said.get("cue") or {}),
        # Most events are told as something that happened; to say so each time would be noise.
        modality=None if event.get("modality") == "actual" else event.get("modality"),
        negated="yes" if event.get("negated") else None,
    )
    kind = str(event.get("type") or event.get("ext_type") or "?")
    start, end = int(trigger["start"]), int(trigger["end"])
    return Told(start, end, str(trigger["text"]), kind, str(event.get("key") or ""), facts)


def _participant(fields: Mapping[str, Any]) -> str:
    words = (fields.get("text"), fields.get("country"), fields.get("sector"))
    return " ".join(str(word) for word in words if word)


def _quantity(fields: Mapping[str, Any]) -> str:
    value, high, whole = fields.get("value"), fields.get("high"), fields.get("whole")
    words = (
        fields.get("role"),
        fields.get("qualifier"),
        fields.get("text") if value is None else f"{value:g}",
        None if high is None else f"to {high:g}",
        None if whole is None else f"of {whole:g}",
        fields.get("unit"),
    )
    return " ".join(str(word) for word in words if word)


def _listed(words: Iterable[object] | None) -> str:
    return ", ".join(str(word) for word in words or ())


def _facts(**facts: object) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(fact)) for name, fact in facts.items() if fact)
