"""A raw page for a human: what it declares, and its body as a reader of the page saw it.

Decides how a body that is markup, text, or neither is shown. Must not know the enriched page.
"""

from dataclasses import dataclass

from worker.cleaning.charset import decode_body
from worker.cleaning.visible_lines import visible_lines
from worker.codec import BODY_OMITTED_HEADER, decode_raw_page
from worker.codec.raw_page import InputFormat
from worker.failures import PageRejected, Reason
from worker.records import RawPage, RawRecord

_DUMPED_BYTES = 256
_ROW_BYTES = 16


@dataclass(frozen=True, slots=True)
class RawSide:
    """`lines` are the whole body, the article and everything around it."""

    record: RawRecord
    lines: tuple[str, ...]
    page: RawPage | None = None  # None where the value is no raw page
    problem: str | None = None  # why it is none, or why its body cannot be read as a page

    @property
    def body_bytes(self) -> int:
        """The size of the body as it came, or of the value where there is no page in it."""
        if self.page is None:
            return len(self.record.value or b"")
        body = self.page.body
        return len(body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"))


def read_raw(record: RawRecord, input_format: InputFormat) -> RawSide:
    """The record as a raw page, or as whatever it is."""
    omitted = dict(record.headers).get(BODY_OMITTED_HEADER)
    if omitted:
        if not omitted.isdigit():  # of a file whose record could not be read
            return RawSide(record, (), None, "the dead letter has no page: it could not be read")
        size = omitted.decode("ascii")
        return RawSide(record, (), None, f"the dead letter has no room for its {size} bytes")
    if record.value is None:
        return RawSide(record, (), None, "no value: a tombstone")
    try:
        page = decode_raw_page(record, input_format=input_format)
    except PageRejected as rejected:
        return RawSide(record, _source(record.value), None, _words(rejected))
    try:
        return RawSide(record, _tidy(visible_lines(page)), page)
    except PageRejected as rejected:
        lines = _lines(page, is_page=rejected.reason is not Reason.NOT_A_PAGE)
        return RawSide(record, lines, page, _words(rejected))


def _words(rejected: PageRejected) -> str:
    return f"{rejected.reason}: {rejected.detail}"


def _lines(page: RawPage, *, is_page: bool) -> tuple[str, ...]:
    """The source of a body that cannot be read as a page."""
    if isinstance(page.body, str):
        return _tidy(page.body.split("\n"))
    return _tidy(decode_body(page, page.body).text.split("\n")) if is_page else _dump(page.body)


def _source(value: bytes) -> tuple[str, ...]:
    try:
        return _tidy(value.decode("utf-8").split("\n"))
    except UnicodeDecodeError:
        return _dump(value)


def _tidy(lines: list[str]) -> tuple[str, ...]:
    return tuple(line for line in map(str.strip, lines) if line)


def _dump(body: bytes) -> tuple[str, ...]:
    """The first bytes, as such dumps look everywhere."""
    rows = [
        body[at : at + _ROW_BYTES] for at in range(0, min(len(body), _DUMPED_BYTES), _ROW_BYTES)
    ]
    return tuple(
        f"{number * _ROW_BYTES:08x}  {row.hex(' '):<{3 * _ROW_BYTES - 1}}  "
        + "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        for number, row in enumerate(rows)
    )
