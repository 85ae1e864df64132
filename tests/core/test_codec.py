"""What is a raw page, and what is rejected."""

import json
import random
from typing import Any

import pytest

from worker.codec import (
    KEY_MAX_BYTES,
    META_MAX_DEPTH,
    decode_raw_page,
    encode_raw_page,
)
from worker.failures import PageRejected, Reason, Stage
from worker.records import (
    Headers,
    Origin,
    RawPage,
    RawRecord,
)

PAGE = {
    "url": "https://news.example.org/a",
    "fetched_at": "2026-03-09T17:04:11Z",
    "content_type": "text/plain",
    "body": "The council met on Tuesday.",
}


def record(
    value: bytes | None,
    *,
    key: bytes | None = b"k",
    headers: Headers = (),
) -> RawRecord:
    return RawRecord(Origin("raw-pages", 3, 1042), key=key, value=value, headers=headers)


def decode(value: bytes, limit: int = 1_000_000, **of_record: Any) -> RawPage:
    raw = record(value, **of_record)
    return decode_raw_page(raw, input_format="json", page_max_bytes=limit)


def decode_bytes(value: bytes, **of_record: Any) -> RawPage:
    raw = record(value, **of_record)
    return decode_raw_page(raw, input_format="bytes", page_max_bytes=1_000)


def page_json(**fields: Any) -> bytes:
    return json.dumps(PAGE | fields).encode()


def rejection(value: bytes, **options: Any) -> PageRejected:
    with pytest.raises(PageRejected) as caught:
        decode(value, **options)
    return caught.value


# --- raw pages of JSON

HOSTILE = {
    "no bytes": b"",
    "white space": b" \n",
    "NaN": page_json().replace(b'"text/plain"', b"NaN"),
    "infinity": page_json(http_status=1).replace(b": 1", b": 1e999"),
    "integer of 400 digits": page_json(http_status=1).replace(b": 1", b": 1" + b"0" * 400),
    "lone surrogate": page_json(body="\ud800"),
    "lone surrogate in a key": page_json(meta={"\udfff": 1}),
    "lone surrogate in UTF-8": page_json().replace(b"Tuesday", b"\xed\xa0\x80"),
    "latin-1": page_json().replace(b"Tuesday", b"Z\xfcrich"),
    "UTF-16": page_json().decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + page_json(),
    "raw control character": page_json().replace(b"Tuesday", b"Tues\x00day"),
    "cut off": page_json()[:-9],
    "two documents": page_json() + page_json(),
    "100,000 arrays": b"[" * 100_000,
    "100,000 closed arrays in meta": b'{"meta":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "PDF": b"%PDF-1.7\n",
    "HTML": b"<!doctype html><p>hello",
    "base64 of another alphabet": page_json(body=None, body_base64="-_8="),
    "base64 with line breaks": page_json(body=None, body_base64="QUJD\nQUJD"),
    "base64 beyond ASCII": page_json(body=None, body_base64="QUJÄ"),
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_value_is_undecodable_and_nothing_else(value):
    error = rejection(value)
    assert (error.reason, error.stage) == (Reason.UNDECODABLE, Stage.DECODE)
    assert len(error.detail) < 200


@pytest.mark.parametrize("value", [b"[]", b'"page"', b"1", b"true", b"null"])
def test_json_that_is_no_object_violates_the_schema(value):
    assert rejection(value).reason is Reason.SCHEMA_VIOLATION


def test_any_mutilated_page_decodes_or_is_rejected():
    dice = random.Random(20260309)
    page = page_json(headers={"a": "b"}, meta={"n": [1, 2.5, None, {"x": "ü"}]}, http_status=200)
    outcomes: set[object] = set()
    for _ in range(5_000):
        value = bytearray(page)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(value))
            value[place : place + dice.randint(0, 3)] = dice.choice(
                [b"", b"\\", b'"', b"\\u", b"\xff", b"\x00", b"null", b"{", b"]", b"9" * 40, b"e9"]
            )
        try:
            outcomes.add(type(decode(bytes(value))))
        except PageRejected as error:
            outcomes.add(error.reason)
    assert outcomes == {RawPage, Reason.UNDECODABLE, Reason.SCHEMA_VIOLATION}


def test_last_of_equal_keys_counts():
    value = page_json(title="first").removesuffix(b"}") + b', "title": "last"}'
    assert decode(value).title == "last"


def test_characters_beyond_the_basic_plane_survive():
    body = "zero \x00, dragon \U0001f409, combining e\u0301"
    assert decode(page_json(body=body)).body == body


def test_base64_body_is_the_servers_bytes():
    page = decode(page_json(body=None, body_base64="/wD+"))
    assert page.body == b"\xff\x00\xfe"


def test_value_over_the_limit_is_too_large_before_it_is_parsed():
    error = rejection(b"{" * 101, limit=100)
    assert (error.reason, error.stage) == (Reason.TOO_LARGE, Stage.DECODE)
    assert error.detail == "value: expected at most 100 bytes, got 101"
    assert decode(page_json(), limit=len(page_json())).url == PAGE["url"]


def test_key_over_the_limit_is_too_large():
    # It would be the key of the enriched page as well, beside a value of any size.
    assert rejection(page_json(), key=b"k" * (KEY_MAX_BYTES + 1)).reason is Reason.TOO_LARGE
    assert decode(page_json(), key=b"k" * KEY_MAX_BYTES).url == PAGE["url"]


def nested(levels: int) -> dict[str, Any]:
    """An object of that many levels, arrays and objects in turn."""
    node: Any = {}
    for level in range(levels - 2):
        node = {"down": node} if level % 2 else [node]
    return {"down": node}


def test_meta_as_deep_as_allowed_can_be_written_again():
    page = decode(page_json(meta=nested(META_MAX_DEPTH)))
    # An enriched page holds meta at the same level as a raw page does.
    assert decode(encode_raw_page(page)) == page


def test_meta_too_deep_to_be_written_violates_the_schema():
    error = rejection(page_json(meta=nested(META_MAX_DEPTH + 1)))
    assert error.reason is Reason.SCHEMA_VIOLATION
    assert error.detail.startswith("meta: expected at most 100 levels")


def test_detail_shows_no_more_than_a_few_characters_of_the_page():
    error = rejection(page_json(headers={"h" * 500: ["secret " * 500]}))
    assert len(error.detail) < 150
    assert len(rejection(page_json(fetched_at="x" * 5_000)).detail) < 150


def test_tombstone_is_not_decoded():
    with pytest.raises(ValueError, match="tombstone"):
        decode_raw_page(record(None), input_format="json", page_max_bytes=100)


def test_page_of_bytes_cannot_be_written_as_json_without_what_the_schema_requires():
    with pytest.raises(ValueError, match="fetched_at and content_type"):
        encode_raw_page(decode_bytes(b"<p>hello", key=b"https://a.example/"))


# --- raw pages of bytes


def test_page_of_bytes_takes_url_and_charset_from_headers():
    headers = (("URL", b"https://a.example/1"), ("Content-Type", b'text/html; Charset="koi8-r"'))
    page = decode_bytes(b"\xff{", key=b"elsewhere", headers=headers)
    assert page == RawPage(
        url="https://a.example/1",
        body=b"\xff{",
        content_type='text/html; Charset="koi8-r"',
        charset="koi8-r",
    )


@pytest.mark.parametrize("headers", [(), (("url", None),), (("content-type", b"text/html"),)])
def test_page_of_bytes_falls_back_to_its_key(headers):
    page = decode_bytes(b"", key="https://a.example/ü".encode(), headers=headers)
    assert (page.url, page.charset) == ("https://a.example/ü", None)


@pytest.mark.parametrize(
    ("key", "headers", "detail"),
    [
        (None, (), "url: expected a header `url` or a key, got neither"),
        (b"", (), "url: expected a header `url` or a key, got neither"),
        (b"\xff", (), "key: expected UTF-8, got other bytes"),
        (b"k", (("url", b"\xff"),), "header url: expected UTF-8, got other bytes"),
        (b"k", (("url", b""),), "url: expected a non-empty string"),
        (b"k\n", (), "url: expected a non-empty string without control characters"),
    ],
)
def test_page_of_bytes_without_a_url_violates_the_schema(key, headers, detail):
    with pytest.raises(PageRejected) as caught:
        decode_bytes(b"<p>", key=key, headers=headers)
    assert caught.value.reason is Reason.SCHEMA_VIOLATION
    assert caught.value.detail.startswith(detail)


def test_page_of_bytes_obeys_the_size_limit():
    with pytest.raises(PageRejected, match="TOO_LARGE"):
        decode_bytes(b"x" * 1_001)
