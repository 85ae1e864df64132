"""Whether a clause speaks of what was or of what is to come, by its verb and what helps it.

Decides for a verb, or for the one that a noun hangs on. Must not know dates.
"""

from spacy.tokens import Token

from worker.events.forms import words
from worker.events.paths import is_infinitive, is_planned_infinitive

_FUTURE = words("will shall 'll ’ll wo would may could might should must")
_SCHEDULED = frozenset({"planned", "scheduled", "upcoming", "proposed", "forthcoming", "expected"})
_PROGRESSIVE = words("is are 's ’s 're ’re")
_MAX_STEPS = 6


def clause_verb(word: Token) -> Token:
    """The verb that a noun hangs on, as object or otherwise; a verb itself."""
    node = word
    for _ in range(_MAX_STEPS):
        if node.pos_ in {"VERB", "AUX"} or node.head.i == node.i:
            return node
        node = node.head
    return node


def is_ahead(word: Token) -> bool:
    """Whether the clause speaks of what is to come: "will meet", "agreed to meet", "is to meet"."""
    if any(child.lower_ in _SCHEDULED for child in word.children):
        return True
    verb = clause_verb(word)
    for _ in range(_MAX_STEPS):
        helping = auxiliaries(verb)
        if "have" in helping or "been" in helping:
            return False
        if helping & _FUTURE or (verb.tag_ == "VBG" and helping & _PROGRESSIVE):
            return True
        if verb.dep_ != "advcl" or not is_infinitive(verb):
            return is_planned_infinitive(verb)
        verb = verb.head  # "came to hold talks on Monday" and "will come to hold talks on Monday"
    return False


def auxiliaries(verb: Token) -> frozenset[str]:
    return frozenset(child.lower_ for child in verb.children if child.dep_.startswith("aux"))
