"""Kept units into paragraphs, as the page had them.

Decides where a line's end is a paragraph's end: not where an upstream scraper broke the line at
every link or emphasis, and not where lines are wrapped at a column. Must not know why a unit was
kept.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from worker.cleaning.flattened.units import Unit
from worker.cleaning.flattened.words import FUNCTION_WORDS

_GOES_ON = tuple(",.;:!?)]}%’”»'")  # no paragraph begins with one of these
_LEFT_OPEN = tuple(",(“‘«$€£-–—&")  # and none ends with one of these
_CLOSED = tuple('.!?…:。！？؟۔।"”’»)')
_WRAPPED_AT = range(50, 101)  # characters; the usual columns of wrapped text
_FEWEST_WRAPPED = 6  # lines that say so
_WRAPPED_SHARE = 0.8  # of the lines that others follow directly
_HEADING_MARK = re.compile(r"#{1,6}\s+")
_LIST_MARK = re.compile(r"[*•·▪]\s+")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^\n*_]{1,300}+)(?<=\S)\1")


def paragraphs(text: str, units: Sequence[Unit], kept: Sequence[bool]) -> list[str]:
    """The article's paragraphs and headings in their order, each in one line."""
    wrapped = _is_wrapped(units)
    marked = any(_HEADING_MARK.match(unit.text) for unit in units)
    found: list[list[str]] = []  # pieces: adding to a text copies it each time
    previous: Unit | None = None
    for unit, keep in zip(units, kept, strict=True):
        if not keep:
            previous = None
            continue
        if previous is None or not belongs_to(previous, unit, wrapped):
            found.append([unit.text])
        else:
            gap = "" if _joins_tightly(text, previous, unit) else " "
            found[-1] += (gap, unit.text)
        previous = unit
    return [_without_marks("".join(pieces), emphasis=marked) for pieces in found]


def belongs_to(previous: Unit, unit: Unit, wrapped: bool = False) -> bool:
    """Whether the unit goes on with the paragraph of the one before it."""
    if not unit.starts_line:
        return True
    if unit.blank_before:
        return False
    if wrapped:
        return True
    if unit.text[0].islower() or unit.text.startswith(_GOES_ON):
        return True
    last = previous.text.rsplit(None, 1)[-1].strip("“‘«(").lower()
    return previous.text.endswith(_LEFT_OPEN) or last in FUNCTION_WORDS


def _joins_tightly(text: str, previous: Unit, unit: Unit) -> bool:
    """Whether no space stands, or should stand, between the two."""
    return previous.end == unit.start or (
        unit.starts_line and unit.text.startswith(tuple(",.;:!?)]}%’”»"))
    )


def _is_wrapped(units: Sequence[Unit]) -> bool:
    """Whether lines end where a column is full: most that go on do not end a sentence."""
    pairs = [
        first for first, second in pairwise(units) if second.starts_line and not second.blank_before
    ]
    if len(pairs) < _FEWEST_WRAPPED:
        return False
    full = [unit for unit in pairs if len(unit.text) in _WRAPPED_AT]
    unclosed = [unit for unit in full if not unit.text.endswith(_CLOSED)]
    return (
        len(full) >= _WRAPPED_SHARE * len(pairs)
        and 2 * len(unclosed) >= len(full)
        and max(len(unit.text) for unit in pairs) <= 1.3 * median(len(u.text) for u in pairs)
    )


def _without_marks(paragraph: str, *, emphasis: bool) -> str:
    """Without the marks of Markdown before it and, where the page is written in it, inside."""
    for mark in (_HEADING_MARK, _LIST_MARK):
        if at := mark.match(paragraph):
            paragraph = paragraph[at.end() :]
    return _EMPHASIS.sub(r"\2", paragraph) if emphasis else paragraph
