"""A record of the raw topic as a `RawPage`, or the reason why it is none.

Decides which bytes are a raw page; says the same as `schemas/raw-page.v1.json`, and a contract
test holds the two together. Fields the schema does not name are ignored, so that a producer may
be newer than the worker. Must not know what a page's body means: no charset, no markup.
"""

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import orjson

from worker.failures import PageRejected, Reason, Stage
from worker.records import RawPage, RawRecord

InputFormat = Literal["json", "bytes"]

# Key, url and headers are written beside an enriched value of up to PAGEWIRE_OUTPUT_MAX_BYTES.
# The output topic leaves 64 KiB for them; without these two limits one record with a huge key
# could never be produced, and its partition would stand still for good.
KEY_MAX_BYTES = 32 * 1024
URL_MAX_CHARS = 8 * 1024  # at most 4 bytes each: a url that becomes the key fits as well
# orjson reads 1,024 levels but writes only 254: what is passed through must fit well inside.
META_MAX_DEPTH = 100

_URL = re.compile(r"[^\x00-\x20\x7f][^\x00-\x1f\x7f]*")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';]+)", re.IGNORECASE)
_SHOWN_CHARS = 40


def decode_raw_page(
    raw: RawRecord, *, input_format: InputFormat, page_max_bytes: int | None = None
) -> RawPage:
    """Read a record of the raw topic. `page_max_bytes` bounds its value as Kafka delivered it.

    Raises PageRejected at Stage.DECODE: TOO_LARGE; UNDECODABLE for a value that is no JSON or a
    body that is no base64; SCHEMA_VIOLATION for JSON that is no raw page, naming the field.
    Raises ValueError for a null value: a tombstone is no page, and the caller sorts it out first.
    """
    if raw.value is None:
        raise ValueError("a tombstone cannot be decoded")
    if page_max_bytes is not None:
        _check_size("value", len(raw.value), page_max_bytes)
    check_key(raw.key)
    if input_format == "bytes":
        return _page_of_bytes(raw, raw.value)
    return _page_of_json(raw.value)


def url_of(raw: RawRecord, *, input_format: InputFormat) -> str:
    """The page's url; where no page can be read, the key if it is a url; else nothing."""
    try:
        if raw.value is not None:
            return decode_raw_page(raw, input_format=input_format).url
    except PageRejected:
        pass  # a broken value: the key may say more
    key = (raw.key or b"").decode("utf-8", "replace")
    try:
        return key if urlsplit(key).scheme else ""
    except ValueError:
        return ""


def check_key(key: bytes | None) -> None:
    """The limit for keys, which holds for pages and tombstones alike.

    Raises PageRejected(TOO_LARGE) at Stage.DECODE over KEY_MAX_BYTES.
    """
    _check_size("key", len(key or b""), KEY_MAX_BYTES)


def encode_raw_page(page: RawPage) -> bytes:
    """The JSON of a raw page, as `publish` puts it on the raw topic; empty fields are left out.

    A body of bytes becomes `body_base64`. Raises ValueError when a field that the schema
    requires is None: only a page of PAGEWIRE_INPUT_FORMAT=bytes lacks one.
    """
    if page.fetched_at is None or page.content_type is None:
        raise ValueError("a raw page needs fetched_at and content_type to be written as JSON")
    if isinstance(page.body, bytes):
        body = {"body_base64": base64.b64encode(page.body).decode("ascii")}
    else:
        body = {"body": page.body}
    optional = {
        "charset": page.charset,
        "http_status": page.http_status,
        "headers": dict(page.headers) or None,
        "title": page.title,
        "published_at": page.published_at,
        "source": page.source,
        "meta": dict(page.meta) or None,
    }
    return orjson.dumps(
        {
            "url": page.url,
            "fetched_at": page.fetched_at,
            "content_type": page.content_type,
            **body,
            **{name: value for name, value in optional.items() if value is not None},
        }
    )


def _page_of_bytes(raw: RawRecord, body: bytes) -> RawPage:
    url = _header(raw, "url")
    if url is None:
        url = _utf8(raw.key, "key") if raw.key else None
    if url is None:
        raise _violation("url: expected a header `url` or a key, got neither")
    content_type = _header(raw, "content-type")
    charset = _CHARSET.search(content_type or "")
    return RawPage(
        url=_url(url),
        body=body,
        content_type=content_type,
        charset=charset.group(1) if charset else None,
    )


def _page_of_json(value: bytes) -> RawPage:
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        # `from None`: the error holds the whole document, and the traceback would keep it alive.
        raise PageRejected(
            Reason.UNDECODABLE, Stage.DECODE, f"value: expected JSON in UTF-8: {error}"
        ) from None
    if not isinstance(fields, dict):
        raise _expected("value", "a JSON object", fields)
    return RawPage(
        url=_url(_required_text(fields, "url")),
        fetched_at=_date_time(fields, "fetched_at"),
        body=_body(fields),
        content_type=_required_text(fields, "content_type"),
        charset=_text(fields, "charset"),
        http_status=_http_status(fields),
        headers=_http_headers(fields),
        title=_text(fields, "title"),
        published_at=_text(fields, "published_at"),
        source=_text(fields, "source"),
        meta=_meta(fields),
    )


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise _expected(name, "a string", value)


def _required_text(fields: Mapping[str, Any], name: str) -> str:
    if name not in fields:
        raise _violation(f"{name}: expected a string, but the field is missing")
    value = _text(fields, name)
    if value is None:
        raise _expected(name, "a string", value)
    return value


def _url(value: str) -> str:
    if len(value) > URL_MAX_CHARS:
        raise _violation(f"url: expected at most {URL_MAX_CHARS} characters, got {len(value)}")
    if not _URL.fullmatch(value):
        raise _expected("url", "a non-empty string without control characters", value)
    return value


def _date_time(fields: Mapping[str, Any], name: str) -> str:
    value = _required_text(fields, name)
    try:
        if _DATE_TIME.fullmatch(value):
            datetime.fromisoformat(value)  # the 31st of February looks right until here
            return value
    except ValueError:
        pass  # reported just below, in the words of every other violation
    raise _expected(name, "an RFC 3339 date-time such as 2026-01-31T12:00:00Z", value)


def _body(fields: Mapping[str, Any]) -> str | bytes:
    text = _text(fields, "body")
    encoded = _text(fields, "body_base64")
    if text is not None and encoded is not None:
        raise _violation("body: expected either body or body_base64, got both")
    if text is not None:
        return text
    if encoded is None:
        raise _violation("body: expected body or body_base64, got neither")
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise PageRejected(
            Reason.UNDECODABLE, Stage.DECODE, f"body_base64: expected base64 (RFC 4648): {error}"
        ) from None


def _http_status(fields: Mapping[str, Any]) -> int | None:
    value = fields.get("http_status")
    if value is None:
        return None
    # JSON Schema counts 200.0 as an integer, and some producers know no other number; Python
    # counts True as one, and JSON Schema does not.
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    if not whole or not 0 <= value <= 999:
        raise _expected("http_status", "an integer from 0 to 999", value)
    return int(value)


def _http_headers(fields: Mapping[str, Any]) -> Mapping[str, str]:
    headers = _object(fields, "headers")
    for name, value in headers.items():
        if not isinstance(value, str):
            raise _expected(f"headers.{name[:_SHOWN_CHARS]}", "a string", value)
    return headers


def _meta(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = _object(fields, "meta")
    level: list[Any] = [meta]
    for _ in range(META_MAX_DEPTH):
        level = [child for node in level for child in _children(node)]
        if not level:
            return meta
    raise _violation(f"meta: expected at most {META_MAX_DEPTH} levels of nesting, got more")


def _children(node: Any) -> list[Any]:
    children = node.values() if isinstance(node, dict) else node
    return [child for child in children if isinstance(child, dict | list)]


def _object(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _expected(name, "an object", value)
    return value


def _header(raw: RawRecord, name: str) -> str | None:
    """The last value of a header of the record, or None where there is none or it is null."""
    values = [value for key, value in raw.headers if key.lower() == name]
    return _utf8(values[-1], f"header {name}") if values and values[-1] is not None else None


def _utf8(value: bytes, field: str) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise _violation(f"{field}: expected UTF-8, got other bytes") from None


def _check_size(field: str, size_bytes: int, limit_bytes: int) -> None:
    if size_bytes > limit_bytes:
        detail = f"{field}: expected at most {limit_bytes} bytes, got {size_bytes}"
        raise PageRejected(Reason.TOO_LARGE, Stage.DECODE, detail)


_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


def _expected(field: str, expected: str, value: Any) -> PageRejected:
    """Names the type and, of a scalar, the first characters: never a page's content."""
    got = _JSON_TYPES.get(type(value), "number")
    if not isinstance(value, dict | list | None):
        got += f" {value!r:.{_SHOWN_CHARS}}"
    return _violation(f"{field}: expected {expected}, got {got}")


def _violation(detail: str) -> PageRejected:
    return PageRejected(Reason.SCHEMA_VIOLATION, Stage.DECODE, detail)
