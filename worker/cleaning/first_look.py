"""A look at a body before any parser sees it.

Decides what is no page at all, and which text without markup is too long to look for an article.
What markup costs is decided in `markup`. Must not know how articles are extracted.
"""

import re

from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits

# First bytes; a text may well begin with "RIFF" or "ID3", so those say a little more.
_MAGIC = tuple(
    (re.compile(start, re.DOTALL), kind)
    for start, kind in (
        (rb"%PDF-", "PDF"),
        (rb"\x1f\x8b", "gzip"),
        (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "zip"),
        (rb"\x89PNG\r\n", "PNG image"),
        (rb"\xff\xd8\xff", "JPEG image"),
        (rb"GIF8[79]a", "GIF image"),
        (rb"II\*\x00|MM\x00\*", "TIFF image"),
        (rb"\x00\x00[\x01\x02]\x00", "icon"),
        (rb"RIFF.{4}(?:WAVE|WEBP|AVI )", "RIFF media"),
        (rb".{4}ftyp", "MP4 or AVIF media"),
        (rb"\x1a\x45\xdf\xa3", "Matroska media"),
        (rb"OggS\x00", "Ogg media"),
        (rb"ID3[\x02-\x04]\x00|\xff\xfb[\x90-\xef]", "MP3"),
        (rb"FLV\x01|[CF]WS[\x03-\x20]", "Flash"),
        (rb"BZh[1-9]1AY&SY", "bzip2"),
        (rb"\xfd7zXZ\x00", "xz"),
        (rb"\x28\xb5\x2f\xfd", "zstd"),
        (rb"7z\xbc\xaf\x27\x1c", "7-zip"),
        (rb"Rar!\x1a\x07", "RAR"),
        (rb"\x7fELF|MZ.\x00|\xca\xfe\xba\xbe|\x00asm", "program"),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1", "old Office document"),
        (rb"\{\\rtf1", "RTF document"),
        (rb"%!PS-", "PostScript"),
        (rb"SQLite format 3\x00", "SQLite"),
        (rb"wOF[F2]\x00|\x00\x01\x00\x00\x00", "font"),
    )
)
_MAGIC_BYTES = 16
_SAMPLE_CHARS = 65_536
_MAX_GARBAGE_SHARE = 0.05  # random bytes reach 10% and more in every charset; pages stay under 0.1%
# Control and replacement characters, in UTF-8: bytes are looked through ten times as fast.
_ASCII_GARBAGE = bytes((*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F))
_C1_IN_UTF8 = re.compile(b"\xc2[\x80-\x9f]")
_REPLACEMENT = "\ufffd".encode()


def reject_binary(body: str | bytes) -> None:
    """Raises PageRejected(NOT_A_PAGE) when the first bytes are those of another file format."""
    first = body[:_MAGIC_BYTES]
    start = first.encode("latin-1", errors="replace") if isinstance(first, str) else first
    for magic, kind in _MAGIC:
        if magic.match(start):
            raise PageRejected(Reason.NOT_A_PAGE, Stage.CLEAN, f"the body is a {kind} file")


def reject_garbage(text: str, packing: str | None = None) -> None:
    """Raises PageRejected(NOT_A_PAGE) when too many characters are none that a page holds.

    `packing`: what the headers say the body is packed with, when nothing here can unpack it.
    """
    sample = text[:_SAMPLE_CHARS]
    garbage = _garbage_chars(sample.encode("utf-8", "surrogatepass"))
    if garbage > _MAX_GARBAGE_SHARE * len(sample):
        share = 100 * garbage / len(sample)
        detail = f"{share:.0f}% of the characters are control or replacement characters"
        if packing:
            detail += (
                f"; the body seems to be packed as {packing[:20]!r}, which is not unpacked here"
            )
        raise PageRejected(Reason.NOT_A_PAGE, Stage.CLEAN, detail)


def _garbage_chars(sample: bytes) -> int:
    controls = len(sample) - len(sample.translate(None, _ASCII_GARBAGE))
    return controls + len(_C1_IN_UTF8.findall(sample)) + sample.count(_REPLACEMENT)


def reject_long_text(text: str, limits: CleaningLimits) -> None:
    """Raises PageRejected(TOO_LARGE) for text without markup that is over a limit."""
    lines = text.count("\n") + 1
    for count, most, what in (
        (len(text), limits.flattened_max_chars, "characters"),
        (lines, limits.flattened_max_lines, "lines"),
    ):
        if count > most:
            detail = f"the text has {count:,} {what}; the limit is {most:,}"
            raise PageRejected(Reason.TOO_LARGE, Stage.CLEAN, detail)
