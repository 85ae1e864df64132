"""One change of a page, with the words that show it.

Decides names and types. Must not know how a change is found nor how it is told.
"""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from worker.diff.page import Part

_AROUND_CHARS = 160
_CUT = "\N{HORIZONTAL ELLIPSIS}"
ARROW = "\N{RIGHTWARDS ARROW}"


class Kind(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Op(StrEnum):
    """What became of a stretch of the text."""

    SAME = "="
    OUT = "-"
    IN = "+"


Segment = tuple[Op, str]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text, with those before and behind them."""

    before: str
    words: str
    behind: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed (a label, a type, a field), and how: `old` and `new` in words.

    `segments` are the old and the new text in one, of a change of the text.
    """

    part: Part
    what: str
    kind: Kind
    old: str = ""
    new: str = ""
    quote: Quote | None = None
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class PageDiff:
    """All changes of one page. `similarity` is the share of the text that stayed, 0..1."""

    id: str
    url: str
    title: str
    similarity: float
    changes: tuple[Change, ...]


class Lines:
    """The lines of a text, found by an offset."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def at(self, offset: int) -> tuple[str, int]:
        """The line in which the offset lies, and the offset within it."""
        number = max(0, bisect_right(self._starts, offset) - 1)
        return self._lines[number], offset - self._starts[number]

    def quote(self, start: int, end: int) -> Quote:
        """The words from start to end with some of the line around them."""
        line, at = self.at(start)
        end = at + end - start
        return Quote(
            ending(line[:at], _AROUND_CHARS), line[at:end], beginning(line[end:], _AROUND_CHARS)
        )


def beginning(text: str, chars: int) -> str:
    """As much of it as fits in so many characters, whole words where there are any."""
    if len(text) <= chars:
        return text
    words, space, _ = text[:chars].rpartition(" ")
    return (words if space else text[:chars]) + _CUT


def ending(text: str, chars: int) -> str:
    """The same from the end."""
    if len(text) <= chars:
        return text
    _, space, words = text[-chars:].partition(" ")
    return _CUT + (words if space else text[-chars:])
