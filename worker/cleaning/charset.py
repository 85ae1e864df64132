"""Bytes to text: which charset a body is in.

Decides by evidence before claims: byte-order mark, strict UTF-8, what is declared, a detector.
Must not know what the text means.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from worker.records import RawPage

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16-LE, which is its prefix
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_WINDOW_BYTES = 4096  # browsers look at the first 1,024; pages with long heads exist
_LAST_RESORT = "cp1252"  # what undeclared western pages are in when nothing else fits


@dataclass(frozen=True, slots=True)
class DecodedBody:
    """The body as text. `mismatch`: the bytes are not in the charset that was declared."""

    text: str
    mismatch: bool = False


def decode_body(page: RawPage) -> DecodedBody:
    """The page's body as text. Never fails: bytes that fit nowhere become U+FFFD."""
    if isinstance(page.body, str):
        return DecodedBody(page.body.removeprefix("\ufeff"))
    charset, mismatch = _charset(page.body, list(_declared(page, page.body)))
    text = page.body.decode(charset, errors="replace")
    return DecodedBody(text.removeprefix("\ufeff"), mismatch)


def _charset(body: bytes, declared: list[str]) -> tuple[str, bool]:
    """The charset to decode with, and whether the first declaration was wrong."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return charset, bool(declared) and not charset.startswith(declared[0][:6])
    if _fits(body, "utf-8"):
        return "utf-8", bool(declared) and declared[0] != "utf-8" and not body.isascii()
    for position, charset in enumerate(declared):
        if _fits(body, charset):
            return charset, position > 0
    found = detect_encoding(body, html5_compatible=False)
    detected = map_encoding_to_html5(found, fallback_utf8=False) if found else None
    if detected is None or detected == "utf-8":
        # Not UTF-8 as a whole, yet the detector says so: a damaged UTF-8 page if it was declared.
        detected = "utf-8" if "utf-8" in declared else _LAST_RESORT
    return detected, bool(declared) and detected != declared[0]


def _declared(page: RawPage, body: bytes) -> Iterator[str]:
    """Python names of the charsets that the record, the HTTP headers and the markup claim."""
    header = next((v for k, v in page.headers.items() if k.lower() == "content-type"), "")
    claims = [page.charset or ""]
    head = body[:_META_WINDOW_BYTES].decode("latin-1")
    for place in (page.content_type or "", header, head):
        claims += _LABEL.findall(place)[:1]
    for claim in claims:
        # The WHATWG table also keeps Python's own codecs ("rot13", "unicode_escape") out.
        name = map_encoding_to_html5(claim, fallback_utf8=False) if claim else None
        if name:
            yield name


def _fits(body: bytes, charset: str) -> bool:
    """Whether the bytes decode strictly; a character cut in two at the end is forgiven."""
    try:
        codecs.getincrementaldecoder(charset)().decode(body, final=False)
    except UnicodeDecodeError:
        return False
    return True
