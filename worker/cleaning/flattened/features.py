"""What is measured of each unit of a flattened page: the numbers that the network reads.

Decides which properties of a line tell article from furniture: its shape, its words, what it has in
common with the rest of the page. Must not know how they are weighed. One pass over the units; every
expression is linear.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from worker.cleaning.flattened.units import Unit
from worker.cleaning.flattened.words import (
    FAMILIES,
    FAMILY_OF,
    FUNCTION_WORDS,
    READER,
    REPORTED,
    WRITER,
)

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?:{_MONTHS})\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b"
    r"|\b(?:19|20)\d\d[-/.年]\d{1,2}|\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b)?|\b\d{1,3} ?(?:hours?|hrs?|minutes?|mins?|days?|weeks?"
    r"|months?|years?|h|m|d)\b(?: ago| read)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|written by|posted by|author|von|par|por|reporting by|editing by|story by)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[*•·▪–—+#>|»-]|\d{1,2}[.)])(?:\s|$)")
_WORD_EDGES = "\"'“”‘’()[]{}<>.,;:!?…*_-–—|#"
_CLOSED = tuple(".!?…。！？؟۔।")
_QUOTES = "\"'”’»)]」』"
_LONG_PROSE_WORDS = 18  # a unit with as many words and a stop tells what the page is about
_FEW_LETTERS = 4  # shorter words say little about a topic
_CUT_WORDS = 400  # of a unit: what stands behind them does not change what it is
_CUT_CHARS = 600
_DIGITS = frozenset("0123456789")
_SYMBOLS = "|/\\()[]{}<>*#+=_~^»›•·&%$@"

NAMES = (
    "chars", "words", "line chars", "starts line", "ends line", "blank before", "indent",
    "closed", "colon", "ellipsis", "lower start", "upper start", "bullet", "heading mark",
    "capitalised", "all capitals", "digits", "symbols", "function words", "commas", "quotes",
    "reported", "reader", "writer", "bar", "address", "date", "clock", "byline", "repeated",
    "in title", "of title", "position", "units before", "units after", "wide letters", "question",
    "stops", "word length", "own topic", "topic weight",
    *(f"furniture {number}" for number in range(FAMILIES)), "furniture share",
)  # fmt: skip
WIDTH = len(NAMES)


def features(units: Sequence[Unit], title: str | None) -> np.ndarray:
    """Float32 of [units, WIDTH], columns as NAMES; most of them lie between 0 and 1.

    `title` is what the page is called, or a guess.
    """
    words = [unit.text.split(None, _CUT_WORDS)[:_CUT_WORDS] for unit in units]
    lowered = [[word.strip(_WORD_EDGES).lower() for word in row] for row in words]
    named = {word.strip(_WORD_EDGES).lower() for word in (title or "").split()}
    page = _Page(len(units), named - FUNCTION_WORDS - {""}, *_topic(units, lowered))
    times = Counter(unit.text for unit in units)
    rows = [
        _row(unit, number, written, lower, times[unit.text], page)
        for number, (unit, written, lower) in enumerate(zip(units, words, lowered, strict=True))
    ]
    return np.array(rows, dtype=np.float32).reshape(len(units), WIDTH)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a unit is compared with."""

    units: int
    title: set[str]
    topic: Counter[str]  # in how many long sentences each content word stands
    sentences: int  # long ones


def _topic(units: Sequence[Unit], lowered: Sequence[list[str]]) -> tuple[Counter[str], int]:
    found: Counter[str] = Counter()
    sentences = 0
    for unit, lower in zip(units, lowered, strict=True):
        if len(lower) >= _LONG_PROSE_WORDS and unit.text.rstrip(_QUOTES).endswith(_CLOSED):
            found.update({word for word in lower if len(word) >= _FEW_LETTERS} - FUNCTION_WORDS)
            sentences += 1
    return found, sentences


def _row(
    unit: Unit, number: int, words: list[str], lower: list[str], times: int, page: _Page
) -> list[float]:
    text, count = unit.text, len(words)
    chars = len(text)
    ending = text.rstrip(_QUOTES)
    wide = 0 if text.isascii() else sum(char > "\u2e7f" for char in text)
    distinct = set(lower)
    content = {word for word in distinct if len(word) >= _FEW_LETTERS} - FUNCTION_WORDS
    long = count >= _LONG_PROSE_WORDS  # then the page's topic holds the unit's own words once
    known = sum(page.topic[word] > long for word in content)
    weight = sum(math.log1p(max(0, page.topic[word] - long)) for word in content)
    shared = distinct & page.title
    families = [0.0] * FAMILIES
    hits = [FAMILY_OF[word] for word in lower if word in FAMILY_OF]
    hits += [FAMILY_OF[pair] for pair in map(" ".join, pairwise(lower)) if pair in FAMILY_OF]
    for family in hits:
        families[family] = 1.0
    numbers = not _DIGITS.isdisjoint(text)
    return [
        math.log1p(chars) / 6,
        math.log1p(count) / 4,
        math.log1p(unit.line_end - unit.line_start) / 8,
        unit.starts_line,
        unit.ends_line,
        unit.blank_before,
        min(1.0, unit.indent / 20),
        ending.endswith(_CLOSED),
        text.endswith((":", "：")),
        ending.endswith(("...", "…")),
        text[0].islower(),
        text[0].isupper(),
        _BULLET.match(text) is not None,
        text.startswith("#"),
        sum(word[0].isupper() for word in words) / count,
        sum(word.isupper() and len(word) > 1 for word in words) / count,
        sum(map(text.count, _DIGITS)) / chars if numbers else 0.0,
        sum(map(text.count, _SYMBOLS)) / chars,
        sum(word in FUNCTION_WORDS for word in lower) / count,
        min(1.0, (text.count(",") + text.count("，") + text.count("、")) / 5),
        any(mark in text for mark in '"“”«»「'),
        not REPORTED.isdisjoint(distinct),
        sum(word in READER for word in lower) * 3 / count,
        sum(word in WRITER for word in lower) * 3 / count,
        any(mark in text for mark in "|»›·•"),
        any(mark in text for mark in ("@", "://", "www.", ".com")),
        numbers and _DATE.search(text, 0, _CUT_CHARS) is not None,
        numbers and _CLOCK.search(text, 0, _CUT_CHARS) is not None,
        _BYLINE.match(text) is not None,
        min(1.0, (times - 1) / 3),
        len(shared) / max(1, len(distinct)),
        len(shared) / max(1, len(page.title)),
        number / page.units,
        math.log1p(number) / 6,
        math.log1p(page.units - number) / 6,
        wide / chars,
        "?" in text,
        min(1.0, (text.count(". ") + text.count("。")) / 4),
        min(2.0, chars / count / 8),
        known / max(1, len(content)),
        weight / max(1, len(content)) / math.log1p(page.sentences + 1),
        *families,
        min(1.0, len(hits) / count),
    ]
