"""docs/events.md says what the code does: every type, mode, field and value is in its tables."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.core.rich_page import ENTITIES, EVENTS, TEXT, THINGS
from worker.events.lexicon import parse_entry
from worker.events.plover import CONTEXTS, EXT_TYPES, SECTORS, TYPES
from worker.records import (
    Attribution,
    Entity,
    Event,
    EventDate,
    EventDateBasis,
    Location,
    LocationBasis,
    Modality,
    Participant,
    Position,
    Qualifier,
    Quantity,
    QuantityRole,
    Thing,
)

DOC = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
NAMED = re.compile(r"`([A-Za-z0-9_]+)`")


def table(first_column: str, nth: int = 0) -> list[list[str]]:
    """The rows of the nth table whose first column is called so."""
    head = rf"^\| {re.escape(first_column)} \|.*\n\|[-|]+\n((?:\|.*\n)+)"
    rows = re.findall(head, DOC, re.M)[nth].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return [[re.sub(r"^`([^`]*)`$", r"\1", cell) for cell in row] for row in cells]


def section(title: str) -> str:
    return DOC.split(f"\n## {title}\n")[1].split("\n## ")[0]


def named_fields(rows: list[list[str]]) -> set[str]:
    return {name for row in rows for name in re.findall(r"\w+", row[0])}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOC, re.S)


def test_table_of_types_is_that_of_the_code():
    told = {
        row[0]: (int(row[3]), float(row[4]), row[5], {"yes": True, "no": False}[row[6]])
        for row in table("type")
    }
    assert told == {
        name: (known.quad_class, known.score, known.cameo_root, known.needs_recipient)
        for name, known in TYPES.items()
    }


def test_table_of_modes_is_that_of_the_code():
    told = {(row[0], row[1]): float(row[2]) for row in table("type", 1)}
    assert told == {(n, m): score for n, known in TYPES.items() for m, score in known.modes.items()}


def test_types_of_a_quad_class_are_those_of_the_code():
    told = {int(row[0]): set(row[2].split(", ")) for row in table("quad class")}
    assert told == {
        quad: {name for name, known in TYPES.items() if known.quad_class == quad}
        for quad in (1, 2, 3, 4)
    }


def test_types_of_our_own_contexts_and_sectors_are_those_of_the_code():
    assert {row[0] for row in table("ext_type")} == EXT_TYPES
    assert set(NAMED.findall(section("Contexts"))) == CONTEXTS
    assert set(NAMED.findall(section("Sectors"))) == SECTORS


def test_modalities_and_bases_are_those_of_the_records():
    assert {row[0] for row in table("modality")} == set(Modality)
    assert {row[0] for row in table("basis")} == set(LocationBasis)
    assert {row[0] for row in table("basis", 1)} == set(EventDateBasis)


def test_roles_and_qualifiers_of_quantities_are_those_of_the_records():
    rows = {row[0]: row[1] for row in table("field", 2)}
    assert set(NAMED.findall(rows["role"])) == set(QuantityRole)
    assert set(NAMED.findall(rows["qualifier"])) == set(Qualifier)


@pytest.mark.parametrize(
    ("record", "column", "nth"),
    [
        (Event, "field", 0),
        (Participant, "field", 1),
        (Quantity, "field", 2),
        (Attribution, "field", 3),
        (Entity, "field of an entity", 0),
        (Thing, "field of a thing", 0),
    ],
)
def test_every_field_is_explained(record, column, nth):
    assert named_fields(table(column, nth)) == {known.name for known in fields(record)}


@pytest.mark.parametrize("record", [Location, EventDate, Position])
def test_every_field_without_a_table_is_named(record):
    assert {known.name for known in fields(record)} <= set(NAMED.findall(DOC))


def test_examples_are_records_whose_offsets_are_right():
    event, second, entity, thing = (orjson.loads(block) for block in blocks("json"))
    assert event == as_json(EVENTS[1])
    assert second == {name: as_json(getattr(EVENTS[0], name)) for name in ("date", "attribution")}
    assert entity == as_json(ENTITIES[3])
    assert thing == as_json(THINGS[3])
    trigger = event["trigger"]
    assert TEXT[trigger["start"] : trigger["end"]] == trigger["text"]
    for index in (0, 1):
        sentence = EVENTS[index].sentence
        assert TEXT[sentence.start : sentence.end] in " ".join(DOC.split())
    assert f"```\n{EVENTS[1].key}\n" in DOC


def as_json(record: Any) -> Any:
    return orjson.loads(orjson.dumps(record))


def test_entry_to_copy_is_one_that_the_lexicon_takes():
    (block,) = blocks("toml")
    (entry,) = tomllib.loads(block)["entry"]
    assert parse_entry({"type": "ASSAULT", **entry}).mode in TYPES["ASSAULT"].modes


def test_links_inside_the_page_lead_to_a_heading():
    titles = re.findall(r"^#+ (.*)$", DOC, re.M)
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([^)]+)\)", DOC)) <= anchors
