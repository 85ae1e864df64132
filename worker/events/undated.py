"""What has no date of its own and still was not on the day of the news.

Decides by the clause: harm that a war has done since it began, what was done "since the coup", "a
day after" which something came, what a relative clause tells beside a date. Must not know which
date is whose (`dates.py`), nor the types of events.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from worker.events.forms import words
from worker.events.frames import verb_frame
from worker.events.tense import auxiliaries, clause_verb

_HAVE = frozenset({"has", "have", "'ve", "’ve"})
# What has lasted for long when it is said to have killed: its toll is of all its days.
_LASTING = words("conflict crisis epidemic insurgency pandemic rebellion siege uprising war")
_SIDES = frozenset({"after", "before"})
_LONG_UNITS = words("day days week weeks month months year years decade decades")
_RELATIVE = frozenset({"acl:relcl", "advcl:relcl"})
_MAX_STEPS = 6


def is_of_many_days(trigger: Token) -> bool:
    """Whether it sums up what was done over a time that the sentence leaves open or only begins:
    "the war has killed thousands", "has jailed 90 since the coup".
    """
    verb = clause_verb(trigger)
    if not auxiliaries(verb) & _HAVE:
        return False
    if any(subject.lower_ in _LASTING for subject in verb_frame(verb).subjects):
        return True
    return any(
        each.lower_ == "since" and each.dep_ in {"case", "mark"}
        for child in verb.children
        for each in child.children
    )


def is_counted_from(trigger: Token) -> bool:
    """Whether the clause above says how long after or before it was: "came a day after they
    *withdrew* their support".
    """
    return any(
        each.dep_ in {"mark", "case"}
        and each.lower_ in _SIDES
        and each.i > each.sent.start
        and each.nbor(-1).lower_ in _LONG_UNITS
        for node in _up(trigger)
        for each in node.children
    )


def is_in_relative_clause(trigger: Token) -> bool:
    """Whether it is told of a noun, as what is known of it: "the doctor who *tortured* them"."""
    return any(node.dep_ in _RELATIVE for node in _up(trigger))


def _up(trigger: Token) -> Iterator[Token]:
    """The word, and those above it."""
    node = trigger
    for _ in range(_MAX_STEPS):
        yield node
        if node.head.i == node.i:
            return
        node = node.head
