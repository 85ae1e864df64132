"""Combining marks heaped on one letter, which make normalisation quadratic.

Decides that a letter carries so many marks and no more, as Unicode's stream-safe format does
(UAX #15). No language comes near it. Must not know what the text is.
"""

import re
import unicodedata

_MOST_MARKS = 30
_LAST_PLANE_WITH_MARKS = 0x1FFFF


def _is_mark(char: str) -> bool:
    if unicodedata.decomposition(char):
        char = unicodedata.normalize("NFD", char)[0]
    return unicodedata.combining(char) != 0


_MARKS = frozenset(filter(_is_mark, map(chr, range(0x300, _LAST_PLANE_WITH_MARKS))))
_MARK = f"[{''.join(sorted(_MARKS))}]"
_HEAP = re.compile(f"({_MARK}{{{_MOST_MARKS}}}){_MARK}+")


def without_heaps(text: str) -> str:
    """The text with at most thirty marks in a row; what is over that is dropped."""
    # A heap is so long that one of its marks is among every 31st characters. Most texts end here:
    # the expression takes thirty times as long.
    if text.isascii() or _MARKS.isdisjoint(text[:: _MOST_MARKS + 1]):
        return text
    return _HEAP.sub(r"\1", text)
