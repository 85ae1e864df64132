"""Combining marks heaped on one letter, which make normalisation quadratic.

Decides that a letter carries so many marks and no more, as Unicode's stream-safe format does
(UAX #15). No language comes near it. Must not know what the text is.
"""

import re
import unicodedata
from collections.abc import Iterable

_MOST_MARKS = 30
_LAST_PLANE_WITH_MARKS = 0x1FFFF


def _is_mark(char: str) -> bool:
    if unicodedata.decomposition(char):
        char = unicodedata.normalize("NFD", char)[0]
    return unicodedata.combining(char) != 0


_MARKS = tuple(filter(_is_mark, map(chr, range(0x300, _LAST_PLANE_WITH_MARKS))))


def _ranges(chars: Iterable[str]) -> str:
    """The characters for a pattern, as ranges: those beyond U+FFFF are tried one by one."""
    codes = {ord(char) for char in chars}
    starts = sorted(code for code in codes if code - 1 not in codes)
    ends = sorted(code for code in codes if code + 1 not in codes)
    return "".join(f"{chr(a)}-{chr(z)}" for a, z in zip(starts, ends, strict=True))


_MARK = f"[{_ranges(_MARKS)}]"
_HEAP = re.compile(f"({_MARK}{{{_MOST_MARKS}}}){_MARK}+")
# Words of most languages are shorter, so that this is all that is asked of their texts.
_MAY_BE_HEAP = re.compile(f"[{_MARKS[0]}-{_MARKS[-1]}]{{{_MOST_MARKS + 1}}}")


def without_heaps(text: str) -> str:
    """The text with at most thirty marks in a row; what is over that is dropped."""
    if text.isascii() or not _MAY_BE_HEAP.search(text):
        return text
    return _HEAP.sub(r"\1", text)
