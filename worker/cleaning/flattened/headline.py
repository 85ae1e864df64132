"""The headline of a flattened page, where nobody declared one.

Decides which of the first lines is it: one that stands there twice, as the page's title and above
the article, or the first that looks like one. Must not know the article.
"""

import re
from collections.abc import Sequence

from worker.cleaning.credit_lines import is_byline, is_credit
from worker.cleaning.flattened.units import Unit
from worker.cleaning.scripts import SENTENCE_ENDS, WITHOUT_SPACES
from worker.cleaning.stand_ins import word_count
from worker.cleaning.titles import without_site

_SEARCHED_UNITS = 40
_HEADLINE_CHARS = (15, 250)
_FEWEST_WORDS = 3
_LETTERS_OF_A_SIGN = 3  # a sign of Chinese or Thai says as much
_MARKS = "#*|> "  # what some flatteners put before headings
_ENDS = (".", ":", ",", "...")  # of what is no headline
_CRUMBS = re.compile(r" [>»›→/] ?\S")  # "Home > News > Courts"


def headline(units: Sequence[Unit]) -> str | None:
    """The headline without marks and site name; None when no line looks like one."""
    shortest, longest = _HEADLINE_CHARS
    lines = [unit.text.strip(_MARKS) for unit in units[:_SEARCHED_UNITS] if unit.starts_line]
    candidates = [
        line
        for line in lines
        if shortest <= _letters(line) <= longest
        and word_count(line) >= _FEWEST_WORDS
        and not line.endswith(_ENDS)
    ]
    for position, line in enumerate(candidates):
        # Alone, or at the end of breadcrumbs, or before the site's name.
        if any(line in other for other in candidates[:position] + candidates[position + 1 :]):
            return without_site(line)
    for position, line in enumerate(lines):
        above = lines[position - 1] if position else ""
        if is_byline(line) and len(above.split()) > 1 and not above.endswith(_ENDS):
            return without_site(above)  # a short one; what has more words was found before
        if line in candidates and not _CRUMBS.search(line) and not is_credit(line):
            return without_site(line)
    return None


def stands_below_sentence(title: str | None, paragraphs: Sequence[str]) -> bool:
    """Whether the first line of an article that is this title has a sentence above it."""
    if title not in paragraphs:
        return False
    return any(it.endswith(SENTENCE_ENDS) for it in paragraphs[: paragraphs.index(title)])


def _letters(line: str) -> int:
    """How long the line is, in letters of an alphabet."""
    return len(line) + (_LETTERS_OF_A_SIGN - 1) * len(WITHOUT_SPACES.findall(line))
