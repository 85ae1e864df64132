"""How much of an article's text was found, and how much besides: F1 of runs of four words.

Decides the measure, that of the public article-extraction benchmark: order within a run counts,
case counts, punctuation and line breaks do not. Must not know where the texts come from.
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class PageScore:
    """Shares (0..1) of one page; None where there is nothing to take a share of."""

    precision: float | None  # of what was found, how much is in the article
    recall: float | None  # of the article, how much was found
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Of many pages: plain means of the pages' shares, and F1 of those two means."""

    precision: float
    recall: float
    f1: float


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four words with how often it comes; a shorter text is one run."""
    words = _WORD.findall(text)
    if len(words) <= _SHINGLE_WORDS:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(_SHINGLE_WORDS)), strict=False))


def page_score(truth: str, found: str) -> PageScore:
    """One page; nothing found where there is nothing to find is right."""
    expected, got = shingles(truth), shingles(found)
    matched = (expected & got).total()
    both = expected.total() + got.total()
    return PageScore(
        precision=matched / got.total() if got else None,
        recall=matched / expected.total() if expected else None,
        f1=2 * matched / both if both else 1.0,
    )


def score(pages: Iterable[PageScore]) -> Scores:
    """All pages together; a page without precision or recall does not count for that mean."""
    rows = list(pages)
    precision = _mean(row.precision for row in rows)
    recall = _mean(row.recall for row in rows)
    both = precision + recall
    return Scores(precision, recall, 2 * precision * recall / both if both else 0.0)


def same_words(expected: str, found: str) -> bool:
    """Whether both have the same words in the same order, whatever their case."""
    return _WORD.findall(expected.casefold()) == _WORD.findall(found.casefold())


def words_within(part: str, whole: str) -> bool:
    """Whether the words of one stand in the other, in their order and together; none do not."""
    few, many = (f" {' '.join(_WORD.findall(text.casefold()))} " for text in (part, whole))
    return bool(few.strip()) and few in many


def _mean(shares: Iterable[float | None]) -> float:
    known = [share for share in shares if share is not None]
    return statistics.fmean(known) if known else 0.0
