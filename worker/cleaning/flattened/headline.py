"""The headline of a flattened page, where nobody declared one.

Decides which of the first lines is it: one that stands there twice, as the page's title and above
the article, or the first that looks like one. Must not know the article.
"""

import re
from collections.abc import Sequence

from worker.cleaning.flattened.units import Unit
from worker.cleaning.titles import without_site

_SEARCHED_UNITS = 40
_HEADLINE_CHARS = (15, 250)
_FEWEST_WORDS = 3
_MARKS = "#*|> "  # what some flatteners put before headings
_CRUMBS = re.compile(r" [>»›→/] ?\S")  # "Home > News > Courts"


def headline(units: Sequence[Unit]) -> str | None:
    """The headline without marks and site name; None when no line looks like one."""
    shortest, longest = _HEADLINE_CHARS
    lines = [unit.text.strip(_MARKS) for unit in units[:_SEARCHED_UNITS] if unit.starts_line]
    candidates = [
        line
        for line in lines
        if shortest <= len(line) <= longest
        and len(line.split()) >= _FEWEST_WORDS
        and not line.endswith((".", ":", ",", "..."))
    ]
    for position, line in enumerate(candidates):
        # Alone, or at the end of breadcrumbs, or before the site's name.
        if any(line in other for other in candidates[:position] + candidates[position + 1 :]):
            return without_site(line)
    alone = (line for line in candidates if not _CRUMBS.search(line))
    first = next(alone, None)
    return without_site(first) if first else None
