"""README shows the record that comes out of its sample page, value by value.

What it may leave out it says itself: some entities, things and events, their empty fields, most of
`minhash`, and what only `run` knows.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Said

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHORTENED = ("entities", "things", "events", "minhash", "provenance")
ONLY_RUN_KNOWS = {"topic", "partition", "offset"}
WHERE_NOTHING_ELSE_IS_SAID = {"modality": "actual"}


def shown_record() -> dict[str, Any]:
    (block,) = re.findall(r"```json\n(.*?)```", README, re.S)
    record = json.loads(block)
    assert isinstance(record, dict)
    return record


@pytest.fixture
def record(pagewire: Callable[..., Said]) -> dict[str, Any]:
    """What the command gives that README names for its sample page."""
    (page,) = re.findall(r"pagewire enrich (\S+) --pretty", README)
    said = pagewire("enrich", ROOT / page)
    assert said.code == 0
    found = json.loads(said.out)
    assert isinstance(found, dict)
    return found


def without_empty(value: Any) -> Any:
    """As README shows things and events: less the fields that are empty."""
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: without_empty(inner)
        for name, inner in value.items()
        if inner not in (None, False, "", [], {}) and WHERE_NOTHING_ELSE_IS_SAID.get(name) != inner
    }


def some_of(shown: Sequence[Any], found: Sequence[Any]) -> list[Any]:
    """Of those found the ones that stand where the shown ones do, in the order of the record."""
    wanted = [where(each) for each in shown]
    return [each for each in found if where(each) in wanted]


def where(value: dict[str, Any]) -> Any:
    """What tells an entity, a thing or an event from the others of its record."""
    if "trigger" in value:
        return value["trigger"]["start"]
    return value.get("start", value.get("mentions"))


def test_fields_of_the_record_are_those_that_come_out(record):
    shown = shown_record()
    assert set(shown) == set(record)
    for name in shown.keys() - set(SHORTENED):
        assert shown[name] == record[name], name


@pytest.mark.parametrize("name", ["entities", "things", "events"])
def test_entities_things_and_events_are_those_that_come_out(record, name):
    shown, found = shown_record()[name], record[name]
    if name == "entities":
        assert shown == some_of(shown, found)
    else:
        assert shown == without_empty(some_of(shown, found))


def test_signature_begins_as_shown_and_the_bands_are_among_those_of_the_page(record):
    shown, found = shown_record()["minhash"], record["minhash"]
    assert set(shown) == set(found)
    assert shown["scheme"] == found["scheme"]
    assert found["signature"].startswith(shown["signature"].removesuffix("..."))
    assert set(shown["bands"]) <= set(found["bands"])


def test_provenance_is_as_shown_but_for_what_only_run_knows(record):
    shown, found = shown_record()["provenance"], record["provenance"]
    assert set(shown["input"]) == set(found["input"])
    for name in ONLY_RUN_KNOWS:
        del shown["input"][name], found["input"][name]
    assert shown == found
