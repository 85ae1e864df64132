"""Headlines of other articles below a line that says so: "Most read", "You may also like".

Decides by the words of that line, and by lines below it that end like no sentence. The first
sentence ends the list, so a label that stands among paragraphs costs them nothing; one line alone
may be the article's next heading. Must not know how units were weighed.
"""

from collections.abc import Sequence
from itertools import pairwise

from worker.cleaning.flattened.paragraphs import belongs_to
from worker.cleaning.flattened.units import Unit
from worker.cleaning.list_labels import is_list_label
from worker.cleaning.scripts import SENTENCE_ENDS

_HEADLINE_MAX_CHARS = 150
_HEADLINES_MIN = 2
_HEADLINES_MAX = 15
_LABEL_WORDS_MIN = 2  # "More" alone is a button, and may be an article's link
_MARKS = " -*#|·•:"


def listed(units: Sequence[Unit]) -> list[bool]:
    """Of each unit whether it is such a line or one of its headlines."""
    found = [False] * len(units)
    goes_on = [False, *(belongs_to(first, second) for first, second in pairwise(units)), False]
    for label, unit in enumerate(units):
        if goes_on[label] or not _is_label(unit):
            continue
        end = label + 1
        last = min(end + _HEADLINES_MAX, len(units))
        # Pieces of a line that was broken at its links are no headlines.
        while end < last and not goes_on[end + 1] and _is_headline(units[end]):
            end += 1
        if end - label > _HEADLINES_MIN:
            found[label:end] = [True] * (end - label)
    return found


def _is_line(unit: Unit) -> bool:
    return unit.starts_line and unit.ends_line


def _is_label(unit: Unit) -> bool:
    words = unit.text.strip(_MARKS)
    is_line = _is_line(unit) and len(words.split()) >= _LABEL_WORDS_MIN
    return is_line and is_list_label(words)


def _is_headline(unit: Unit) -> bool:
    is_short = _is_line(unit) and len(unit.text) <= _HEADLINE_MAX_CHARS
    return is_short and not unit.text.endswith((":", *SENTENCE_ENDS))
