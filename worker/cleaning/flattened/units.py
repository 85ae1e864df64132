"""Flattened text into units: the stretches that are kept or dropped as a whole.

Decides where a unit ends: with its line, and inside a long line with each sentence, since some
scrapers write a page as one line. Must not know what is article and what is furniture.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.cleaning.flattened.words import ABBREVIATIONS

# A line up to this length is one unit: as a paragraph it says more than sentence by sentence.
WHOLE_LINE_CHARS = 400
# A sentence that never ends, as rows of links do, is cut where a word ends after so many.
LONGEST_UNIT_CHARS = 300

# A full stop, with closing quotes, before a space and something that can begin a sentence; the
# stops of Chinese and Japanese need no space after them.
_SENTENCE_END = re.compile(
    r"(?:[.!?…]{1,3}[\"'”’»)\]]{0,2}(?=\s{1,3}[\"'“‘«(\[]?[^\W\d_a-z])|[。！？][”’」』）]{0,2})"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the text, without spaces at its ends; offsets in characters."""

    start: int
    end: int
    text: str
    line_start: int  # of the line without its indentation
    line_end: int
    indent: int  # characters before the line's text
    blank_before: bool  # an empty line stands before its line

    @property
    def starts_line(self) -> bool:
        """Whether nothing of its line stands before it."""
        return self.start == self.line_start

    @property
    def ends_line(self) -> bool:
        """Whether nothing of its line stands after it."""
        return self.end == self.line_end


def units(text: str) -> list[Unit]:
    """All units of a text in their order; nothing but white space lies between them."""
    found: list[Unit] = []
    position, blank = 0, True
    for line in text.split("\n"):
        content = line.strip()
        if not content:
            position += len(line) + 1
            blank = True
            continue
        indent = len(line) - len(line.lstrip())
        start = position + indent
        end = start + len(content)
        position += len(line) + 1
        if len(content) <= WHOLE_LINE_CHARS:
            found.append(Unit(start, end, content, start, end, indent, blank))
        else:
            for left, right in _pieces(content):
                piece = content[left:right]
                found.append(Unit(start + left, start + right, piece, start, end, indent, blank))
        blank = False
    return found


def _pieces(line: str) -> Iterator[tuple[int, int]]:
    """Borders of the sentences of a line, the longest ones cut."""
    start = 0
    for stop in _SENTENCE_END.finditer(line):
        word = line[max(start, stop.start() - 6) : stop.start()].rsplit(None, 1)
        last = word[-1].lower() if word else ""
        if stop[0] == "." and (last in ABBREVIATIONS or len(last) == 1):
            continue
        yield from _short(line, start, stop.end())
        start = stop.end()
    yield from _short(line, start, len(line))


def _short(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without outer spaces, cut between words where it is too long."""
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_UNIT_CHARS:
        cut = line.rfind(" ", start + 1, start + LONGEST_UNIT_CHARS)
        cut = cut if cut > start else start + LONGEST_UNIT_CHARS
        right = cut
        while right > start and line[right - 1].isspace():
            right -= 1
        yield start, right
        start = cut
        while start < end and line[start].isspace():
            start += 1
    if start < end:
        yield start, end
