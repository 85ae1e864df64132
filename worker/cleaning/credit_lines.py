"""Lines that say who wrote a page, or when it was.

Decides by the words of a short line. Must not know where on the page it stands, or who wrote it.
"""

import re

_WORDS_MAX = 8
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
# What stands beside a time of day without a year, but for one word more.
_TIMES = """
updated published posted modified first last on at today yesterday min read
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
january february march april may june july august september october november december jan feb mar
apr jun jul aug sep sept oct nov dec st nd rd th am pm a p m et est edt ct pt gmt utc bst cet ist
aktualisiert um uhr stand von heute gestern publié mis à jour le hier aujourd hui h
publicado actualizado las el hoy ayer de
"""
_TIME_WORDS = frozenset(_TIMES.split())
_NUMBER = re.compile(r"\d+")
_BY = re.compile(
    r"(?:(?:words |story |text )?by|von|par|por|di|av|автор|текст|بقلم|كتب|מאת)\b", re.IGNORECASE
)


def is_credit(words: str) -> bool:
    """Whether a line, without marks at its ends, is a byline or dates the page."""
    return is_byline(words) or (_is_short(words) and _is_moment(words))


def is_byline(words: str) -> bool:
    """Whether such a line begins as a byline does."""
    return _is_short(words) and _BY.match(words) is not None


def _is_short(words: str) -> bool:
    return len(_WORD.findall(words)) <= _WORDS_MAX


def _is_moment(words: str) -> bool:
    """Whether a short line dates the page. "The 2024 vote" and "12 dead by 10:30" are headings."""
    if _CLOCK.search(words) and len(set(_WORD.findall(words.casefold())) - _TIME_WORDS) <= 1:
        return True
    dated = len(_NUMBER.findall(words)) > 1 or len(_WORD.findall(words)) <= 1
    return dated and _YEAR.search(words) is not None
