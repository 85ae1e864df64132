"""Bytes to text: which charset a body is in.

Decides by evidence before claims: byte-order mark, the zero bytes of UTF-16, strict UTF-8, UTF-8
but for a few bytes, what is declared, a detector. Must not know what the text means.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from worker.records import Charset, CharsetBasis, RawPage

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


# Letters of UTF-16 are a byte and a zero in most of the world's markup. UTF-8 would take the zeros.
_UTF16_WINDOW_BYTES = 4096
_UTF16_MIN_SHARE = 0.3
_DAMAGED_MAX_SHARE = 0.1  # of the characters; text in another charset has hardly any that fit


@dataclass(frozen=True, slots=True)
class DecodedBody:
    """The body as text. `mismatch`: the bytes are not in the charset that was declared."""

    text: str
    charset: Charset
    mismatch: bool = False


def decode_body(page: RawPage, body: str | bytes) -> DecodedBody:
    """The page's body, unpacked, as text. Never fails: bytes that fit nowhere become U+FFFD."""
    if isinstance(body, str):
        return DecodedBody(body.removeprefix("\ufeff"), Charset(None, CharsetBasis.TEXT))
    charset, mismatch = _charset(body, list(_declared(page, body)))
    text = body.decode(charset.name or _LAST_RESORT, errors="replace")
    return DecodedBody(text.removeprefix("\ufeff"), charset, mismatch)


def _charset(body: bytes, declared: list[str]) -> tuple[Charset, bool]:
    """The charset to decode with, and whether the first declaration was wrong."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            mismatch = bool(declared) and not name.startswith(declared[0][:6])
            return Charset(name, CharsetBasis.BOM), mismatch
    if utf16 := _utf16(body):
        mismatch = bool(declared) and not declared[0].startswith("utf-16")
        return Charset(utf16, CharsetBasis.DETECTED), mismatch
    if _fits(body, "utf-8"):
        mismatch = bool(declared) and declared[0] != "utf-8" and not body.isascii()
        return Charset("utf-8", CharsetBasis.UTF8), mismatch
    if _is_damaged_utf8(body):
        mismatch = bool(declared) and declared[0] != "utf-8"
        return Charset("utf-8", CharsetBasis.DETECTED), mismatch
    for position, name in enumerate(declared):
        if _fits(body, name):
            return Charset(name, CharsetBasis.DECLARED), position > 0
    found = detect_encoding(body, html5_compatible=False)
    detected = map_encoding_to_html5(found, fallback_utf8=False) if found else None
    if detected is None or detected == "utf-8":
        # Not UTF-8 as a whole, yet the detector says so: a damaged UTF-8 page if it was declared.
        detected = "utf-8" if "utf-8" in declared else _LAST_RESORT
    mismatch = bool(declared) and detected != declared[0]
    return Charset(detected, CharsetBasis.DETECTED), mismatch


def _is_damaged_utf8(body: bytes) -> bool:
    """Whether nearly all that is no ASCII is UTF-8: one box of a page may come from elsewhere."""
    text = body.decode("utf-8", errors="replace")
    others = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") <= _DAMAGED_MAX_SHARE * others


def _utf16(body: bytes) -> str | None:
    """Which UTF-16 it is when every other byte is often zero, and the others never."""
    sample = body[:_UTF16_WINDOW_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < _UTF16_MIN_SHARE * len(sample) / 2 or min(even, odd) > 0:
        return None
    return "utf-16-be" if even else "utf-16-le"


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
