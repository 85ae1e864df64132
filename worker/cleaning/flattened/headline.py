"""The headline of a flattened page, where nobody declared one.

Decides which of the first lines is it: one that stands there twice, as the page's title and above
the article; else the one above the byline or the date; else the last above the first paragraph.
Furniture is none of them (`page_lines.py`). Must not know the article.
"""

from collections.abc import Sequence

from worker.cleaning.credit_lines import is_byline, is_credit
from worker.cleaning.flattened.page_lines import is_page_line, site_names
from worker.cleaning.flattened.units import Unit
from worker.cleaning.scripts import SENTENCE_ENDS, WITHOUT_SPACES
from worker.cleaning.stand_ins import word_count
from worker.cleaning.titles import is_site, without_site

SEARCHED_UNITS = 40
_HEADLINE_CHARS = (15, 250)
_FEWEST_WORDS = 3
_LETTERS_OF_A_SIGN = 3  # a sign of Chinese or Thai says as much
MARKS = "#*|> "  # what some flatteners put before headings
ENDS = (".", ":", ",", "...")  # of what is no headline
_PARAGRAPH_WORDS = 12
_FULL_HEADLINE_WORDS = 5  # what has fewer may be the name of a site or of a section


def headline(units: Sequence[Unit]) -> str | None:
    """The headline without marks and site name; None when no line looks like one."""
    searched = [unit.text.strip(MARKS) for unit in units[:SEARCHED_UNITS] if unit.starts_line]
    sites = site_names(units)
    lines = ["" if is_page_line(line) or is_site(line, sites) else line for line in searched]
    found = _twice(lines, searched) or _above_credit(lines) or _above_paragraph(lines)
    return without_site(found)


def stands_below_sentence(title: str | None, paragraphs: Sequence[str]) -> bool:
    """Whether the first line of an article that is this title has a sentence above it."""
    if title not in paragraphs:
        return False
    return any(it.endswith(SENTENCE_ENDS) for it in paragraphs[: paragraphs.index(title)])


def _twice(lines: Sequence[str], searched: Sequence[str]) -> str | None:
    """The first line that stands again alone, at the end of breadcrumbs, or before the site's name.

    Of two that one line holds the longer one is the headline, the other the site's name.
    """
    candidates = [line for line in searched if is_candidate(line)]
    for line in filter(is_candidate, lines):
        again = [other for other in candidates if line in other]
        longer = [it for it in candidates if len(it) > len(line) and it in lines]
        holding = [other for other in again if other != line]
        is_part = any(it != other and it in other for it in longer for other in holding)
        if len(again) > 1 and not is_part:
            return line
    return None


def _above_credit(lines: Sequence[str]) -> str | None:
    """The line above the first byline, or else above the first date, that can be a headline.

    A short one is believed above a byline only: dates stand below the names of sites as well. What
    is longer than a headline right above it is the summary that many papers put below one.
    """
    for is_below in (is_byline, is_credit):
        for number in (it for it, line in enumerate(lines) if is_below(line)):
            above = number - 1
            while above >= 0 and _stands_between(lines[above]):
                above -= 1
            if above < 0:
                continue
            line, first = lines[above], lines[above - 1] if above else ""
            if _is_full(first) and _is_full(line) and len(first) < len(line):
                return first
            is_short = is_below is is_byline and len(line.split()) > 1
            if is_candidate(line) or (is_short and not line.endswith(ENDS)):
                return line
    return None


def _stands_between(line: str) -> bool:
    """Whether a line may part a headline from its byline: a button, a date, a summary."""
    return not line or is_credit(line) or _is_paragraph(line)


def _is_full(line: str) -> bool:
    is_long = len(line.split()) >= _FULL_HEADLINE_WORDS
    return is_long and is_candidate(line) and not is_credit(line)


def _above_paragraph(lines: Sequence[str]) -> str | None:
    """The last line above the first paragraph that can be a headline, or else the first of all."""
    first = next((n for n, line in enumerate(lines) if _is_paragraph(line)), None)
    found = [n for n, line in enumerate(lines) if is_candidate(line) and not is_credit(line)]
    above = [n for n in found if first is not None and n < first]
    chosen = above[-1:] or found[:1]
    return lines[chosen[0]] if chosen else None


def is_candidate(line: str) -> bool:
    """Whether a line has the length of a headline, and ends like one."""
    shortest, longest = _HEADLINE_CHARS
    return (
        shortest <= _letters(line) <= longest
        and word_count(line) >= _FEWEST_WORDS
        and not line.endswith(ENDS)
    )


def _is_paragraph(line: str) -> bool:
    return word_count(line) >= _PARAGRAPH_WORDS and line.endswith(SENTENCE_ENDS)


def _letters(line: str) -> int:
    """How long the line is, in letters of an alphabet."""
    return len(line) + (_LETTERS_OF_A_SIGN - 1) * len(WITHOUT_SPACES.findall(line))
