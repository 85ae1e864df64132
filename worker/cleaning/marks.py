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


_MARKS = "".join(filter(_is_mark, map(chr, range(0x300, _LAST_PLANE_WITH_MARKS))))
_HEAP = re.compile(f"([{_MARKS}]{{{_MOST_MARKS}}})[{_MARKS}]+")


def without_heaps(text: str) -> str:
    """The text with at most thirty marks in a row; what is over that is dropped."""
    return text if text.isascii() else _HEAP.sub(r"\1", text)
