"""Lines of an extracted article that are no part of it, whatever element they stood in.

Decides by whole lines: the title and what stands above it, the byline and dateline that come
before the first sentence, and what sites write between paragraphs. Must not know markup.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from worker.cleaning.credit_lines import is_credit
from worker.cleaning.flattened.words import FURNITURE_LINES
from worker.cleaning.scripts import SENTENCE_ENDS

_TITLE_LINES = 15
_TITLE_SHARE = 0.4  # of the text; a title that stands lower is no title
_SHORTEST_PROSE_CHARS = 20
_LEAD_LINES = 8
_LEAD_MAX_CHARS = 70
_APPEAL_MAX_CHARS = 160
_FURNITURE_MAX_CHARS = 60
_MARKS = " -*#|·•"
_ITEM = "- "  # as trafilatura writes an item of a list
_NO_LETTERS = re.compile(r"[\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")
# How a line begins that asks its reader to do something for the site, unless it is one step of how
# to do something else.
_REQUEST = re.compile(
    r"click here|sign up (?:to|for|now|here)\b|subscribe (?:to|now|here)\b"
    r"|get (?:the )?(?:\S{1,20} ){1,2}app\b|download (?:our|the) (?:\S{1,20} ){0,3}app\b",
    re.IGNORECASE,
)
# And how one begins that speaks of the site, or of other articles.
_APPEAL = re.compile(
    r"(?:read|see) more *(?::|$)|(?:see|read) also\b|also read\b|don.t miss *(?::|$)"
    r"|get the latest (?:\S{1,20} ){0,3}(?:news|stories|headlines|updates|from|on)\b"
    r"|like this story|follow us\b|©|copyright (?:©|\(c\)|\d)|\(c\) \d"
    r"|follow (?:\S{1,30} ){1,5}on (?:facebook|twitter|x|instagram|youtube|our|social)\b"
    r"|all rights reserved|continue reading\b|already a subscriber|tell us what you think"
    r"|never miss (?:an? |another |our )?(?:\S{1,20} ){0,2}(?:story|thing|update|issue|edition)\b"
    r"|by subscribing,? (?:you|i)\b|find out what.s happening in\b",
    re.IGNORECASE,
)
# The same, unless a sentence follows: it may be the article's ("Watch: the sea is rising.").
_LABEL = re.compile(r"related:|watch:|first published:", re.IGNORECASE)


def without_furniture(text: str, title: str | None, authors: Sequence[str]) -> str:
    """The text without such lines; they stay where nothing else would be left."""
    lines = _below_title(text.split("\n"), title)
    below = _without_byline(lines, {author.casefold() for author in authors})
    left = (it for it in (list(_own(below)), below) if any(map(_WORD.search, it)))
    return "\n".join(next(left, lines))


def _own(lines: list[str]) -> Iterator[str]:
    """The lines that are no furniture; of a list of steps those that ask for something as well."""
    for is_list, group in groupby(lines, lambda line: line.startswith(_ITEM)):
        together = list(group)
        own = [line for line in together if not (_asks(line) or _is_furniture(line))]
        if is_list and own:
            own = [line for line in together if not _is_furniture(line)]
        yield from own


def _below_title(lines: list[str], title: str | None) -> list[str]:
    """Without the title and what stands above it, where it stands near the beginning."""
    wanted = (title or "").strip().casefold()
    before = sum(map(len, lines)) * _TITLE_SHARE if wanted else 0.0
    for position, line in enumerate(lines[:_TITLE_LINES]):
        if before <= 0:
            break
        if line.strip(_MARKS).casefold() == wanted:
            own = lines[: _article_lines(lines[:position])] + lines[position + 1 :]
            is_text = any(len(line) > _SHORTEST_PROSE_CHARS for line in own)
            return own if is_text else lines
        before -= len(line)
    return lines


def _article_lines(above: list[str]) -> int:
    """How many of the lines above the title are the article's: it may be a video's title as well.

    One sentence that other lines part from the title is a caption, or what a reader said.
    """
    prose = [
        number
        for number, line in enumerate(above, 1)
        if len(line) > _LEAD_MAX_CHARS and line.rstrip().endswith(SENTENCE_ENDS)
    ]
    return prose[-1] if len(prose) > 1 or prose == [len(above)] else 0


def _without_byline(lines: list[str], authors: set[str]) -> list[str]:
    """Without names and dates before the first sentence. Other lines there may be headings."""
    kept: list[str] = []
    for position, line in enumerate(lines[:_LEAD_LINES]):
        words = line.strip(_MARKS)
        if len(words) > _LEAD_MAX_CHARS or words.endswith(SENTENCE_ENDS) or "。" in words:
            return kept + lines[position:]
        if not (is_credit(words) or words.casefold() in authors):
            kept.append(line)
    return kept + lines[_LEAD_LINES:]


def _asks(line: str) -> bool:
    words = line.strip(_MARKS)
    return len(words) <= _APPEAL_MAX_CHARS and _REQUEST.match(words) is not None


def _is_furniture(line: str) -> bool:
    words = line.strip(_MARKS)
    if len(words) <= _APPEAL_MAX_CHARS:
        if _APPEAL.match(words):
            return True
        if _LABEL.match(words) and not words.endswith(SENTENCE_ENDS):
            return True
    if len(words) > _FURNITURE_MAX_CHARS:
        return False
    return " ".join(_NO_LETTERS.sub(" ", words).split()).casefold() in FURNITURE_LINES
