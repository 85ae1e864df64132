"""What readers wrote below an article.

Decides by the line that sites put above it, "3 comments" or "2 responses to ...", where most of the
text stands above that line: many sites give the number below the title as well. Must not know how
units were weighed.
"""

import re
from collections.abc import Sequence

from worker.cleaning.flattened.units import Unit

_LINE_MAX_CHARS = 200
_MARKS = " *#|·•:"
_HEADING = re.compile(
    r"\d{1,5} (?:(?:reader )?comments?|responses?|replies|reply|thoughts?)"
    r"(?: (?:to|on) [\"'“‘«].*)?$"
    r"|(?:reader )?comments? ?\(\d{1,5}\)$|\d{1,5} (?:kommentare?|commentaires?|comentarios?)$"
    r"|(?:kommentare?|commentaires?|comentarios?) ?\(\d{1,5}\)$",
    re.IGNORECASE,
)
_ABOVE_SHARE = 0.5  # of the letters kept


def comments_start(units: Sequence[Unit], likely: Sequence[bool]) -> int:
    """The number of the unit from which on readers speak; that of all units where none do.

    `likely`: of each unit whether it looks like an article's.
    """
    kept = [len(unit.text) if keep else 0 for unit, keep in zip(units, likely, strict=True)]
    above, needed = 0, _ABOVE_SHARE * sum(kept)
    for number, unit in enumerate(units):
        if above > needed and _is_heading(unit):
            return number
        above += kept[number]
    return len(units)


def _is_heading(unit: Unit) -> bool:
    is_line = unit.starts_line and unit.ends_line and len(unit.text) <= _LINE_MAX_CHARS
    return is_line and _HEADING.match(unit.text.strip(_MARKS)) is not None
