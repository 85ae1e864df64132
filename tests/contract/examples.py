"""What the contract tests share: the schemas, their examples, and how a type reads in JSON."""

import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from worker import contract

SCHEMAS = ("raw-page.v1", "enriched-page.v1", "dead-letter.v1")


def validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(
        contract.schema(schema), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def examples(schema: str, kind: str) -> list[Path]:
    return sorted((contract.folder() / "examples" / schema / kind).glob("*.json"))


def each_example(kind: str, *schemas: str) -> pytest.MarkDecorator:
    cases = [
        pytest.param(schema, path, id=f"{schema}-{path.stem}")
        for schema in schemas
        for path in examples(schema, kind)
    ]
    assert cases, f"no {kind} examples of {schemas}"
    return pytest.mark.parametrize(("schema", "path"), cases)


def json_type(hint: Any) -> str:
    if typing.get_origin(hint) is types.UnionType:  # str | bytes, the body
        return "string"
    origin = typing.get_origin(hint) or hint
    names = {str: "string", int: "integer", float: "number", bool: "boolean", Mapping: "object"}
    return names[origin]


def non_null(hint: Any) -> Any:
    """The hint without `| None`; the very same object when it has none."""
    args = typing.get_args(hint)
    if type(None) not in args:
        return hint
    rest = [arg for arg in args if arg is not type(None)]
    assert len(rest) == 1, hint
    return rest[0]
