"""Lines of an extracted article that are no part of it, whatever element they stood in.

Decides by whole lines: the title and what stands above it, the byline and dateline that come
before the first sentence, and what sites write between paragraphs. Must not know markup.
"""

import re
from collections.abc import Sequence

from worker.cleaning.flattened.words import FURNITURE_LINES

_TITLE_LINES = 15
_TITLE_SHARE = 0.4  # of the text; a title that stands lower is no title
_SHORTEST_PROSE_CHARS = 20
_LEAD_LINES = 8
_LEAD_MAX_CHARS = 70
_LEAD_MAX_WORDS = 8
_APPEAL_MAX_CHARS = 160
_FURNITURE_MAX_CHARS = 60
_MARKS = " -*#|·•"
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "”", '"', "…")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
_NUMBER = re.compile(r"\d+")
_BY = re.compile(r"(?:(?:words |story |text )?by|von|par|por|di)\b", re.IGNORECASE)
# How a line begins that speaks of the site, or of other articles, to its reader.
_APPEAL = re.compile(
    r"click here|(?:read|see) more *(?::|$)|(?:see|read) also\b|also read\b|don.t miss *(?::|$)"
    r"|like this story|sign up (?:to|for|now|here)\b|subscribe (?:to|now|here)\b"
    r"|get the latest (?:\S{1,20} ){0,3}(?:news|stories|headlines|updates|from|on)\b"
    r"|get (?:the )?(?:\S{1,20} ){1,2}app\b|follow us\b|©|copyright (?:©|\(c\)|\d)|\(c\) \d"
    r"|follow (?:\S{1,30} ){1,5}on (?:facebook|twitter|x|instagram|youtube|our|social)\b"
    r"|all rights reserved|download (?:our|the) (?:\S{1,20} ){0,3}app\b|continue reading\b"
    r"|already a subscriber|tell us what you think"
    r"|never miss (?:an? |another |our )?(?:\S{1,20} ){0,2}(?:story|thing|update|issue|edition)\b"
    r"|by subscribing,? (?:you|i)\b|find out what.s happening in\b",
    re.IGNORECASE,
)
# The same, unless a sentence follows: it may be the article's ("Watch: the sea is rising.").
_LABEL = re.compile(r"related:|watch:|first published:", re.IGNORECASE)


def without_furniture(text: str, title: str | None, authors: Sequence[str]) -> str:
    """The text without such lines; they stay where nothing else would be left."""
    lines = _below_title(text.split("\n"), title)
    lines = _without_byline(lines, {author.casefold() for author in authors})
    own = [line for line in lines if not _is_furniture(line)]
    return "\n".join(own if any(map(_WORD.search, own)) else lines)


def _below_title(lines: list[str], title: str | None) -> list[str]:
    """What comes after the title, where it stands near the beginning."""
    wanted = (title or "").strip().casefold()
    before = sum(map(len, lines)) * _TITLE_SHARE if wanted else 0.0
    for position, line in enumerate(lines[:_TITLE_LINES]):
        if before <= 0:
            break
        if line.strip(_MARKS).casefold() == wanted:
            below = lines[position + 1 :]
            is_text = any(len(line) > _SHORTEST_PROSE_CHARS for line in below)
            return below if is_text else lines
        before -= len(line)
    return lines


def _without_byline(lines: list[str], authors: set[str]) -> list[str]:
    """Without names and dates before the first sentence. Other lines there may be headings."""
    kept: list[str] = []
    for position, line in enumerate(lines[:_LEAD_LINES]):
        words = line.strip(_MARKS)
        if len(words) > _LEAD_MAX_CHARS or words.endswith(_SENTENCE_ENDS) or "。" in words:
            return kept + lines[position:]
        few = len(_WORD.findall(words)) <= _LEAD_MAX_WORDS
        if not (few and (_is_moment(words) or _BY.match(words) or words.casefold() in authors)):
            kept.append(line)
    return kept + lines[_LEAD_LINES:]


def _is_moment(words: str) -> bool:
    """Whether a short line dates the page. A year alone may be a heading's: "The 2024 vote"."""
    if _CLOCK.search(words):
        return True
    dated = len(_NUMBER.findall(words)) > 1 or len(_WORD.findall(words)) <= 1
    return dated and _YEAR.search(words) is not None


def _is_furniture(line: str) -> bool:
    words = line.strip(_MARKS)
    if len(words) <= _APPEAL_MAX_CHARS:
        if _APPEAL.match(words):
            return True
        if _LABEL.match(words) and not words.endswith(_SENTENCE_ENDS):
            return True
    if len(words) > _FURNITURE_MAX_CHARS:
        return False
    return " ".join(_NO_LETTERS.sub(" ", words).split()).casefold() in FURNITURE_LINES
