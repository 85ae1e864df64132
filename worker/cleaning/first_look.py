"""A look at a body before any parser sees it.

Decides what is no page at all, and which text without markup is too long to look for an article.
What markup costs is decided in `markup`. Must not know how articles are extracted.
"""

import re

from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"RIFF", "RIFF media"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7-zip"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"OggS", "Ogg media"),
    (b"ID3", "MP3"),
    (b"\x7fELF", "program"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
)
_SAMPLE_CHARS = 65_536
_MAX_GARBAGE_SHARE = 0.05  # random bytes reach 10% and more in every charset; pages stay under 0.1%
_GARBAGE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")


def reject_binary(body: str | bytes) -> None:
    """Raises PageRejected(NOT_A_PAGE) when the first bytes are those of another file format."""
    first = body[:16]
    start = first.encode("latin-1", errors="replace") if isinstance(first, str) else first
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            raise PageRejected(Reason.NOT_A_PAGE, Stage.CLEAN, f"the body is a {kind} file")


def reject_garbage(text: str) -> None:
    """Raises PageRejected(NOT_A_PAGE) when too many characters are none that a page holds."""
    sample = text[:_SAMPLE_CHARS]
    garbage = len(_GARBAGE.findall(sample))
    if garbage > _MAX_GARBAGE_SHARE * len(sample):
        share = 100 * garbage / len(sample)
        detail = f"{share:.0f}% of the characters are control or replacement characters"
        raise PageRejected(Reason.NOT_A_PAGE, Stage.CLEAN, detail)


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
