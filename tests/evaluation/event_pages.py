"""News pages of our own with every event that they report, in `events/`.

Decides how a page's file is read. Must not know how a reading of the page is judged.

`train-*` are for fitting, `test-*` for floors; nobody tunes on the latter. A file has `published`,
`text` and a table `[[event]]` a mention: `trigger` (with `at`, some words around it, where the
trigger alone stands elsewhere too), `type` and what is right `also`, `actors` and `recipients` as
phrases of the text (a list in their place: either will do), `place`, `date` (a day or
"first/last"), `quantities`; `polarity` and `modality` where the event is not told as having
happened. An `optional` event, and what `maybe` has (participants, numbers, a place, days), may be
given or left out.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("events")

Days = tuple[str, str]  # the first and the last, ISO 8601
Phrases = frozenset[str]  # each of them is right


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One event as a careful reader would mark it."""

    start: int
    end: int
    trigger: str
    type: str
    types: frozenset[str]  # all that are right
    actors: tuple[Phrases, ...]
    recipients: tuple[Phrases, ...]
    place: str | None
    days: Days | None
    quantities: tuple[tuple[str, str], ...]  # its words and its role
    negated: bool
    modality: str
    optional: bool
    maybe: Phrases


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page's text and its events in their order."""

    id: str
    published: str
    text: str
    events: tuple[GoldEvent, ...]


def page_files(kind: str) -> list[Path]:
    """The files of the pages for "test" or for "train", in a fixed order."""
    return sorted(FOLDER.glob(f"{kind}-*.toml"))


def read_page(path: Path) -> GoldPage:
    """A page with its events."""
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    text = fields["text"]
    events = (_event(event, text) for event in fields["event"])
    ordered = sorted(events, key=lambda event: event.start)
    return GoldPage(path.stem, fields["published"], text, tuple(ordered))


def days(written: str) -> Days:
    """The first and the last day of "2021-06-12" or "2021-06-01/2021-06-30"."""
    first, _, last = written.partition("/")
    return first, last or first


def _event(fields: dict[str, Any], text: str) -> GoldEvent:
    trigger = fields["trigger"]
    at = fields.get("at", trigger)
    start = text.index(at) + at.index(trigger)
    return GoldEvent(
        start=start,
        end=start + len(trigger),
        trigger=trigger,
        type=fields["type"],
        types=frozenset([fields["type"], *fields.get("also", [])]),
        actors=_phrases(fields.get("actors", [])),
        recipients=_phrases(fields.get("recipients", [])),
        place=fields.get("place"),
        days=days(fields["date"]) if "date" in fields else None,
        quantities=tuple((one["text"], one["role"]) for one in fields.get("quantities", [])),
        negated=fields.get("polarity") == "neg",
        modality=fields.get("modality", "actual"),
        optional=fields.get("optional", False),
        maybe=frozenset(fields.get("maybe", [])),
    )


def _phrases(listed: Iterable[str | list[str]]) -> tuple[Phrases, ...]:
    return tuple(frozenset([one] if isinstance(one, str) else one) for one in listed)
