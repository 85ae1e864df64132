"""The schemas are schemas, and their examples are what their folders say."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.contract.examples import SCHEMAS, each_example, examples, validator
from worker import contract


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_valid_and_named_after_its_file(name):
    schema = contract.schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:pagewire:{name}"


def test_validator_checks_dates():
    # Without its optional dependency the library would wave every date-time through.
    assert "date-time" in Draft202012Validator.FORMAT_CHECKER.checkers


def test_every_schema_has_examples_of_both_kinds():
    folders = {path.name for path in (contract.folder() / "examples").iterdir()}
    assert folders == set(SCHEMAS) == {p.stem for p in contract.folder().glob("*.v*.json")}
    assert all(examples(schema, kind) for schema in SCHEMAS for kind in ("valid", "invalid"))


@each_example("valid", *SCHEMAS)
def test_valid_example_passes_its_schema(schema, path):
    validator(schema).validate(json.loads(path.read_bytes()))


@each_example("invalid", *SCHEMAS)
def test_invalid_example_is_wrong_in_one_place_only(schema, path):
    errors = list(validator(schema).iter_errors(json.loads(path.read_bytes())))
    assert errors
    # An error of the whole (oneOf, required) may come with one of the field that caused it.
    fields = {tuple(error.absolute_path)[:2] for error in errors if error.absolute_path}
    assert len(fields) <= 1, errors


def test_unknown_schema_is_refused_with_the_names_there_are():
    with pytest.raises(LookupError, match=r"raw-page\.v9.*enriched-page\.v1"):
        contract.schema("raw-page.v9")
