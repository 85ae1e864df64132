"""The title that the network compares a page's lines with, where nobody declared one.

Decides as it did when the network was fitted: the first line that looks like a headline, furniture
or not. It learnt what that line is worth, so another guess, though a better title (`headline.py`),
costs it articles; whoever fits it anew may take the better one. Must not know what readers are
shown.
"""

import re
from collections.abc import Sequence

from worker.cleaning.credit_lines import is_byline, is_credit
from worker.cleaning.flattened.headline import ENDS, MARKS, SEARCHED_UNITS, is_candidate
from worker.cleaning.flattened.units import Unit
from worker.cleaning.titles import without_site

_CRUMBS = re.compile(r" [>»›→/] ?\S")  # "Home > News > Courts"


def measured_title(units: Sequence[Unit]) -> str | None:
    """That line without marks and site name; None when there is none."""
    lines = [unit.text.strip(MARKS) for unit in units[:SEARCHED_UNITS] if unit.starts_line]
    candidates = [line for line in lines if is_candidate(line)]
    for position, line in enumerate(candidates):
        if any(line in other for other in candidates[:position] + candidates[position + 1 :]):
            return without_site(line)
    for position, line in enumerate(lines):
        above = lines[position - 1] if position else ""
        if is_byline(line) and len(above.split()) > 1 and not above.endswith(ENDS):
            return without_site(above)
        if line in candidates and not _CRUMBS.search(line) and not is_credit(line):
            return without_site(line)
    return None
