"""Whether an event is background from long before the page.

Decides by the event's date against the page's, and by words that say so themselves. Must not know
the clock: a page without a date has no past but the one that its words name.
"""

import re
from datetime import date

from spacy.tokens import Token

from worker.records import EventDate

_LONG_BEFORE_DAYS = 200  # news reaches back weeks, a chronicle months; beyond is history
_AGO = re.compile(
    r"\b(?:years|decades?|century|centuries|generations?) (?:ago|earlier|before)\b", re.I
)
_DECADE = re.compile(r"1[5-9]\d0s")  # "the 1990s": over, whenever the page is from
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ERAS = frozenset({"war", "occupation", "dictatorship", "genocide", "apartheid", "era", "rule"})
_CLAUSES = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "conj", "parataxis", "xcomp"})
_PERFECT = frozenset({"had", "’d", "'d"})


def day_of(published: str | None) -> date | None:
    """The day of a page's date; None where it has none that can be read."""
    try:
        return None if published is None else date.fromisoformat(published[:10])
    except ValueError:  # "2024-05" or anything else that whoever publishes may write
        return None


def is_after(when: EventDate | None, published: date | None) -> bool:
    """Whether all its days are still to come on the day of the page."""
    earliest = None if when is None else day_of(when.earliest)
    return earliest is not None and published is not None and earliest > published


def is_background(trigger: Token, when: EventDate | None, published: date | None) -> bool:
    """Whether it happened long before the page was written."""
    if when is not None and when.text is not None and _is_own(trigger, when):
        if _AGO.search(when.text):
            return True
        if published is not None:
            return _days_before(when, published) > _LONG_BEFORE_DAYS
    for noun in trigger.children:
        if _DECADE.fullmatch(noun.text):
            return True
        if noun.lower_ in _ERAS and any(case.lower_ == "during" for case in noun.children):
            return _had_been(trigger)
    return False


def _is_own(trigger: Token, when: EventDate) -> bool:
    """Whether the date stands beside the trigger itself, not in another clause."""
    if when.start is None or when.end is None:
        return False
    span = trigger.doc.char_span(when.start, when.end, alignment_mode="expand")
    if span is None:
        return False
    is_part = trigger.pos_ == "NOUN" and trigger.dep_.startswith(("obj", "nsubj"))
    verb = trigger.head if is_part else trigger
    node = span.root
    while node.i not in {trigger.i, verb.i}:
        if node.dep_ in _CLAUSES or node.head.i == node.i:
            return False
        node = node.head
    return True


def _days_before(when: EventDate, published: date) -> int:
    """Days from the last day that the event may have been on to the page's."""
    if when.latest is not None:
        return (published - date.fromisoformat(when.latest)).days
    years = [int(year) for year in _YEAR.findall(when.text or "")]
    return (published - date(max(years), 12, 31)).days if years else 0


def _had_been(trigger: Token) -> bool:
    """Whether it stands in the pluperfect, before what the page tells."""
    return any(child.dep_ == "aux" and child.lower_ in _PERFECT for child in trigger.children)
