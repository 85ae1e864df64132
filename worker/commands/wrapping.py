"""Texts whose lines are wrapped at a column, as agencies and mail send them.

Decides whether a text is one, by its lines alone, and puts spaces where its lines end, so that a
name or a sentence that goes on in the next line is read as one. Every character stays in its place.
Must not know what is sought in it. Of pages `cleaning` has made a line of each paragraph already.
"""

from itertools import pairwise
from statistics import median

_COLUMNS = range(50, 101)  # characters
_FEWEST = 3  # lines that others follow directly
_SHARE = 0.8  # of them, that end near the column
_CLOSED = (".", "!", "?", "…", '"', "”", ":")
_LONGEST = 1.3  # times the usual line


def unwrapped(text: str) -> str:
    """The text with spaces for the ends of lines inside its paragraphs, if it is wrapped.

    The rules are those by which flattened pages are told (`cleaning/flattened/paragraphs.py`).
    """
    lines = text.split("\n")
    followed = [first for first, second in pairwise(lines) if first.strip() and second.strip()]
    if len(followed) < _FEWEST:
        return text
    sizes = [len(line) for line in followed]
    full = [line.rstrip() for line in followed if len(line) in _COLUMNS]
    unclosed = [line for line in full if not line.endswith(_CLOSED)]
    is_wrapped = (
        len(full) >= _SHARE * len(followed)
        and 2 * len(unclosed) >= len(full)
        and max(sizes) <= _LONGEST * median(sizes)
    )
    if not is_wrapped:
        return text
    pieces = [lines[0]]
    for first, second in pairwise(lines):
        pieces += [" " if first.strip() and second.strip() else "\n", second]
    return "".join(pieces)
