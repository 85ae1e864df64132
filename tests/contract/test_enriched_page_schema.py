"""The enriched page's schema, its dataclasses and its encoder say the same."""

import dataclasses
import json
import typing
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from tests.contract.examples import each_example, json_type, non_null
from worker import contract
from worker.codec import SCHEMA_VERSION, encode_enriched
from worker.events.plover import EXT_TYPES, PLOVER_TYPES
from worker.minhash import minhash
from worker.records import EnrichedPage


@each_example("valid", "enriched-page.v1")
def test_valid_enriched_page_round_trips(schema, path):
    example = json.loads(path.read_bytes())
    page = TypeAdapter(EnrichedPage).validate_python(example)
    written = json.loads(encode_enriched(page, output_max_bytes=100_000))
    known = contract.schema(schema)["properties"]
    assert written == {name: value for name, value in example.items() if name in known}
    assert list(written) == list(known)


@each_example("valid", "enriched-page.v1")
def test_spans_of_examples_are_characters_of_the_text(schema, path):
    page = json.loads(path.read_bytes())
    spans = list(spans_within([page["entities"], page["events"]]))
    assert all(page["text"][span["start"] : span["end"]] == span["text"] for span in spans)
    assert len(spans) >= len(page["entities"]) + len(page["events"])


def spans_within(node: Any) -> typing.Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("text") is not None:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from spans_within(child)


def test_enriched_page_dataclasses_are_the_schema():
    schema = contract.schema("enriched-page.v1")
    assert list(differences(EnrichedPage, schema, schema["$defs"], "page")) == []


def differences(
    kind: type, node: dict[str, Any], defs: dict[str, Any], path: str
) -> typing.Iterator[str]:
    """Every place where a dataclass and an object of the schema do not say the same."""
    hints = typing.get_type_hints(kind)
    if list(hints) != list(node["properties"]):
        yield f"{path}: {list(hints)} is not {list(node['properties'])}"
        return
    if list(hints) != node["required"]:
        yield f"{path}: all fields must be required, in order"
    for name, hint in hints.items():
        yield from field_differences(hint, node["properties"][name], defs, f"{path}.{name}")


def field_differences(
    hint: Any, node: dict[str, Any], defs: dict[str, Any], path: str
) -> typing.Iterator[str]:
    inner, nullable = resolved(node, defs)
    if nullable != (non_null(hint) is not hint):
        yield f"{path}: nullable here, not there"
    hint = non_null(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        members = [member.value for member in hint]
        if sorted(members) != sorted(value for value in inner["enum"] if value is not None):
            yield f"{path}: {inner['enum']} is not {members}"
    elif dataclasses.is_dataclass(hint):
        yield from differences(typing.cast(type, hint), inner, defs, path)
    elif typing.get_origin(hint) is tuple:
        yield from field_differences(typing.get_args(hint)[0], inner["items"], defs, f"{path}[]")
    elif json_type(hint) not in types_of(inner):
        yield f"{path}: {types_of(inner)} is not {hint}"


def resolved(node: dict[str, Any], defs: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The node behind a reference, and whether it may be null."""
    if "anyOf" in node and "type" not in node:
        choices = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
        assert len(choices) == 1, node
        return resolved(choices[0], defs)[0], len(choices) < len(node["anyOf"])
    if "$ref" in node:
        return resolved(defs[node["$ref"].removeprefix("#/$defs/")], defs)
    return node, "null" in types_of(node)


def types_of(node: dict[str, Any]) -> set[str]:
    if "type" in node:
        return {node["type"]} if isinstance(node["type"], str) else set(node["type"])
    values = node.get("enum", [node.get("const")])
    return {"null" if value is None else "string" for value in values}


def test_schema_version_is_the_schemas_name():
    schema = contract.schema(SCHEMA_VERSION)
    provenance = schema["$defs"]["provenance"]["properties"]
    assert provenance["schema_version"]["const"] == SCHEMA_VERSION


def test_event_types_are_the_lexicons():
    event = contract.schema("enriched-page.v1")["$defs"]["event"]["properties"]
    assert set(event["type"]["enum"]) == {*PLOVER_TYPES, None}
    assert set(event["ext_type"]["enum"]) == {*EXT_TYPES, None}


@each_example("valid", "enriched-page.v1")
def test_minhash_of_examples_is_that_of_the_text(schema, path):
    page = TypeAdapter(EnrichedPage).validate_python(json.loads(path.read_bytes()))
    assert page.minhash == minhash(page.text)
