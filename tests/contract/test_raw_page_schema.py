"""The raw page's schema, its dataclass and its decoder say the same."""

import dataclasses
import json
import typing
from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract.examples import each_example, json_type, non_null, validator
from worker import contract
from worker.codec import URL_MAX_CHARS, decode_raw_page, encode_raw_page
from worker.failures import PageRejected, Reason, Stage
from worker.records import Origin, RawPage, RawRecord

MIB = 1024 * 1024


def decode(value: bytes) -> RawPage:
    raw = RawRecord(Origin("raw-pages", 0, 0), key=None, value=value)
    return decode_raw_page(raw, input_format="json", page_max_bytes=10 * MIB)


@each_example("valid", "raw-page.v1")
def test_valid_raw_page_decodes_and_round_trips(schema, path):
    page = decode(path.read_bytes())
    assert decode(encode_raw_page(page)) == page
    validator(schema).validate(json.loads(encode_raw_page(page)))


FIELD_OF_EXAMPLE = {
    "fetched": "fetched_at",
    "base64": "body_base64",
    "content": "content_type",
    "status": "http_status",
    "header": "headers.set-cookie",
    "array": "value",
    "null": "value",
}


@each_example("invalid", "raw-page.v1")
def test_invalid_raw_page_is_rejected_naming_the_field(schema, path):
    with pytest.raises(PageRejected) as caught:
        decode(path.read_bytes())
    first_word = path.stem.split("-")[0]
    field = FIELD_OF_EXAMPLE.get(first_word, first_word)
    assert caught.value.detail.startswith(f"{field}: expected ")
    assert caught.value.stage is Stage.DECODE
    broken_base64 = field == "body_base64"
    assert caught.value.reason is (Reason.UNDECODABLE if broken_base64 else Reason.SCHEMA_VIOLATION)


HOSTILE_VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 200, 999, 1000, 200.0, 200.5, -0.0, 1e300, 2**63, 2**70),
    *("", " ", "a", "a b", " a", "ä", "\x00", "a\x00", "a\n\n", "\u2028", "\x7f", "\U0001f409"),
    *("https://a.example/", "x" * URL_MAX_CHARS, "x" * (URL_MAX_CHARS + 1)),
    *("QQ==", "QQ=", "QQ", "QUI=", "Q===", "QQ==QQ==", "Q Q=", "QQ==\r", "QUJD", "-_8=", "=", "ä"),
    *("2026-01-31T12:00:00Z", "2026-01-31t12:00:00z", "2026-01-31 12:00:00Z", "2026-01-31"),
    *("2026-02-29T12:00:00Z", "2024-02-29T12:00:00Z", "2026-01-31T24:00:00Z"),
    *("2016-12-31T23:59:60Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00+01:00"),
    *("2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00Z", "20260131T120000Z", "2026-W05-6"),
    *("2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00-23:59", "2026-13-01T00:00:00Z"),
    *("0000-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"),
    *("٢٠٢٦-01-31T12:00:00Z", "-2026-01-31T12:00:00Z", "2026-01-31T12:00:00.Z"),
    *([], [1], ["a"], {}, {"a": "b"}, {"a": None}, {"a": 1}, {"a": ["b"]}, {"": ""}, {"a": {}}),
]  # fmt: skip


@pytest.mark.parametrize("field", contract.schema("raw-page.v1")["properties"])
@pytest.mark.parametrize("base", ["body", "body_base64", "neither"])
def test_decoder_and_schema_agree_on_any_value_of_a_field(field, base):
    check = validator("raw-page.v1")
    page = {"url": "u", "fetched_at": "2026-01-31T12:00:00Z", "content_type": "text/plain"}
    if base != "neither":
        page[base] = "QUJD"
    for value in HOSTILE_VALUES:
        candidate = page | {field: value}
        assert accepts(candidate) == check.is_valid(candidate), value
    without = {name: value for name, value in page.items() if name != field}
    assert accepts(without) == check.is_valid(without), f"without {field}"


def accepts(candidate: Mapping[str, Any]) -> bool:
    try:
        decode(json.dumps(candidate).encode())
    except PageRejected:
        return False
    return True


def test_raw_page_fields_are_the_schemas():
    schema = contract.schema("raw-page.v1")
    fields = {field.name: field for field in dataclasses.fields(RawPage)}
    assert set(schema["properties"]) == {*fields, "body_base64"}
    # Only a page of PAGEWIRE_INPUT_FORMAT=bytes may lack these two; JSON must bring them.
    always = {name for name, field in fields.items() if not has_default(field)}
    assert set(schema["required"]) == always - {"body"} | {"fetched_at", "content_type"}
    hints = typing.get_type_hints(RawPage)
    for name in set(fields) - set(schema["required"]):
        kinds = schema["properties"][name]["type"]
        assert "null" in kinds, name
        assert json_type(non_null(hints[name])) in kinds, name


def has_default(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is not missing or field.default_factory is not missing
