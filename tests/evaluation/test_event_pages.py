"""The pages annotated with events: every phrase stands in its text, every trigger in one place."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from worker.events.plover import EXT_TYPES, PLOVER_TYPES
from worker.records.annotations import Modality, QuantityRole

_PAGES = sorted((Path(__file__).parent / "events").glob("*.toml"))
_DAYS = re.compile(r"[\d/-]{10,21}")
_FIELDS = frozenset(
    {
        *("trigger", "at", "type", "also", "actors", "recipients", "optional", "maybe"),
        *("polarity", "modality", "place", "date", "quantities"),
    }
)


def flaws(page: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a page, in words. Raises ValueError at a day that is none."""
    datetime.fromisoformat(page["published"])
    for event in page["event"]:
        yield from (f"{flaw}: {event}" for flaw in _event_flaws(event, page["text"]))


def _event_flaws(event: dict[str, Any], text: str) -> Iterator[str]:
    trigger, quantities = event["trigger"], event.get("quantities", [])
    at = event.get("at", trigger)
    if text.count(at) != 1 or at.count(trigger) != 1:
        yield f"trigger is at {text.count(at)} places, {at.count(trigger)} times in each"
    participants = [*event.get("actors", []), *event.get("recipients", [])]
    phrases = [quantity["text"] for quantity in quantities] + [event.get("place", "")]
    phrases += (one for one in event.get("maybe", []) if not _DAYS.fullmatch(one))
    for one in participants:
        phrases += [one] if isinstance(one, str) else one
    yield from (f"no {phrase!r} in the text" for phrase in phrases if phrase not in text)
    days = [date.fromisoformat(day) for day in event["date"].split("/")] if "date" in event else []
    if len(days) > 2 or days != sorted(days):
        yield "days that are no interval"
    unknown = {
        *event.keys() - _FIELDS,
        *{event["type"], *event.get("also", [])} - PLOVER_TYPES - EXT_TYPES,
        *{quantity["role"] for quantity in quantities} - set(QuantityRole),
        *{event.get("modality", Modality.PLANNED)} - set(Modality),
        *{event.get("polarity", "neg")} - {"neg"},
    }
    yield from (f"unknown {word!r}" for word in unknown)


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.stem)
def test_page_is_annotated_with_words_of_its_own_in_one_place(path):
    assert list(flaws(tomllib.loads(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("event", "flaw"),
    [
        ({"trigger": "met"}, "trigger is at 2 places"),
        ({"trigger": "met", "at": "met and met"}, "2 times in each"),
        ({"trigger": "held"}, "trigger is at 0 places"),
        ({"trigger": "talked", "actors": ["Bob"]}, "no 'Bob'"),
        ({"trigger": "talked", "recipients": [["Ann", "Bob"]]}, "no 'Bob'"),
        ({"trigger": "talked", "maybe": ["2021-06-14", "Bob"]}, "no 'Bob'"),
        ({"trigger": "talked", "place": "Oslo"}, "no 'Oslo'"),
        ({"trigger": "talked", "quantities": [{"text": "3", "role": "killed"}]}, "no '3'"),
        ({"trigger": "talked", "quantities": [{"text": "two", "role": "dead"}]}, "unknown 'dead'"),
        ({"trigger": "talked", "type": "TALK"}, "unknown 'TALK'"),
        ({"trigger": "talked", "also": ["TALK"]}, "unknown 'TALK'"),
        ({"trigger": "talked", "modality": "future"}, "unknown 'future'"),
        ({"trigger": "talked", "polarity": "pos"}, "unknown 'pos'"),
        ({"trigger": "talked", "actor": ["Ann"]}, "unknown 'actor'"),
        ({"trigger": "talked", "date": "2021-02-02/2021-02-01"}, "no interval"),
    ],
)
def test_flaw_of_an_annotation_is_found(event, flaw):
    page = {
        "published": "2021-06-14T08:00:00Z",
        "text": "The two met and met. Ann talked.",
        "event": [{"type": "CONSULT"} | event],
    }
    found = list(flaws(page))
    assert len(found) == 1
    assert flaw in found[0]
