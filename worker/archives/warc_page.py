"""One record of a web archive as a page: the answer of a server, or text taken from one.

Decides which records are pages, and which of a record's facts go into the page. Must not know
files.
"""

import io
from collections.abc import Callable
from datetime import datetime

from fastwarc.stream_io import BrotliReader, ChunkedReader, WarcReader, ZstdReader
from fastwarc.warc import WarcRecord, WarcRecordType

from worker.archives.found import BadRecord, Found, FoundPage, LeftOut
from worker.codec import encode_raw_page
from worker.failures import Reason
from worker.records import RawPage

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_OK = 200
_SHOWN_CHARS = 60
# Packings that cleaning does not know; gzip and deflate are its own, and it sees them by the bytes.
_UNPACKING: dict[str, Callable[[io.BytesIO], WarcReader]] = {"br": BrotliReader, "zstd": ZstdReader}


class CutShort(Exception):
    """The record is damaged, or ends before the length that it gives."""


def page_of(record: WarcRecord, *, where: str, at: str, record_max_bytes: int) -> Found:
    """What the record is. Its body is read up to the limit, whatever length it gives.

    Raises CutShort.
    """
    if record.record_type == WarcRecordType.response:
        refused = _no_page(record)
    elif record.record_type == WarcRecordType.conversion:
        refused = None
    else:
        refused = f"{record.record_type} record"
    if refused:
        _skip(record)
        return LeftOut(where=where, at=at, why=refused)
    try:
        facts = _facts(record)
        body = _read(record, record_max_bytes)
        page = (_answer if record.record_type == WarcRecordType.response else _text)(
            record, facts, body, record_max_bytes
        )
    except _Refused as refusal:
        return BadRecord(where=where, at=at, reason=refusal.reason, detail=str(refusal))
    return FoundPage(where=where, at=at, value=encode_raw_page(page))


class _Refused(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def _no_page(record: WarcRecord) -> str | None:
    """Why an answer is no page. Raises CutShort where there is no answer in it."""
    try:
        record.parse_http(quirks_mode=True)
    except OSError as error:
        raise CutShort(f"HTTP headers: {error}") from error
    status = record.http_headers.status_code
    if status is None:
        raise CutShort("expected an HTTP response, got something else")
    if status != _OK:
        return f"status {status}"
    content_type = _content_type(record)
    return None if content_type in _PAGE_TYPES else f"content type {content_type or 'not given'}"


def _content_type(record: WarcRecord) -> str:
    given = record.http_content_type or record.headers.get("WARC-Identified-Payload-Type") or ""
    return given.split(";")[0].strip().lower()[:_SHOWN_CHARS]


def _facts(record: WarcRecord) -> tuple[str, str]:
    """The record's url and date."""
    url = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    if not url:
        raise _Refused(Reason.SCHEMA_VIOLATION, "WARC-Target-URI: expected a url, got none")
    date = (record.headers.get("WARC-Date") or "").strip()
    try:
        has_zone = datetime.fromisoformat(date).tzinfo is not None
    except ValueError:
        has_zone = False
    if not has_zone:
        raise _Refused(
            Reason.SCHEMA_VIOLATION,
            f"WARC-Date: expected a time such as 2021-07-01T06:00:00Z, got {date[:_SHOWN_CHARS]!r}",
        )
    return url, date


def _skip(record: WarcRecord) -> None:
    """Go to the record's end. Raises CutShort where it is not as far away as it says."""
    try:
        skipped = record.consume()
    except OSError as error:
        raise CutShort(str(error)) from error
    if skipped < record.content_length:
        raise CutShort(f"expected {record.content_length} bytes, got {skipped}")


def _read(record: WarcRecord, record_max_bytes: int) -> bytes:
    if record.content_length > record_max_bytes:
        _skip(record)
        raise _too_large(record_max_bytes, str(record.content_length))
    try:
        body = _up_to(record.reader, record.content_length)
    except OSError as error:
        raise CutShort(str(error)) from error
    if len(body) < record.content_length:
        raise CutShort(f"expected {record.content_length} bytes, got {len(body)}")
    return body


def _up_to(reader: WarcReader, count: int) -> bytes:
    pieces: list[bytes] = []
    while count > 0 and (piece := reader.read(count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _answer(
    record: WarcRecord, facts: tuple[str, str], body: bytes, record_max_bytes: int
) -> RawPage:
    headers = {name.lower(): value for name, value in record.http_headers.to_dict().items()}
    # Many crawlers store what they have unpacked under the headers that it came with. So what
    # cannot be unpacked was not packed.
    if "chunked" in headers.get("transfer-encoding", "").lower():
        unpacked = _unpacked(ChunkedReader, body, record_max_bytes)
        body = body if unpacked is None else unpacked
    packing = headers.get("content-encoding", "").strip().lower()
    if packing in _UNPACKING:
        unpacked = _unpacked(_UNPACKING[packing], body, record_max_bytes)
        body = body if unpacked is None else unpacked
        del headers["content-encoding"]
    url, date = facts
    return RawPage(
        url=url,
        fetched_at=date,
        body=body,
        content_type=_content_type(record),
        charset=record.http_charset,
        http_status=record.http_headers.status_code,
        headers=headers,
    )


def _unpacked(
    reader: Callable[[io.BytesIO], WarcReader], body: bytes, record_max_bytes: int
) -> bytes | None:
    try:
        found = _up_to(reader(io.BytesIO(body)), record_max_bytes + 1)
    except OSError:
        return None
    if len(found) > record_max_bytes:
        raise _too_large(record_max_bytes, "more")
    return found


def _text(
    record: WarcRecord, facts: tuple[str, str], body: bytes, record_max_bytes: int
) -> RawPage:
    """A WET file has its texts in UTF-8; what is none is left as it is."""
    try:
        text: str | bytes = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body
    url, date = facts
    return RawPage(url=url, fetched_at=date, body=text, content_type="text/plain")


def _too_large(limit_bytes: int, got: str) -> _Refused:
    detail = f"body: expected at most {limit_bytes} bytes, got {got}"
    return _Refused(Reason.TOO_LARGE, detail)
