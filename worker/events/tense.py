"""Whether a clause speaks of what was or of what is to come, by its verb and what helps it.

Decides for a verb, or for the one that a noun hangs on. Must not know dates.
"""

from spacy.tokens import Token

from worker.events.forms import all_verb_forms, words
from worker.events.paths import is_infinitive, is_planned_infinitive

_FUTURE = words("will shall 'll ’ll wo would may could might should must")
_SCHEDULED = frozenset({"planned", "scheduled", "upcoming", "proposed", "forthcoming", "expected"})
# Verbs behind which stands the day of what they announce as often as their own.
_ANNOUNCING = all_verb_forms(
    "agree announce appeal arrange ask call convene delay demand expect invite offer order"
    " plan pledge postpone promise propose reschedule schedule set summon threaten urge vow"
)
_PROGRESSIVE = words("is are 's ’s 're ’re")
# In the present these tell what the calendar holds: "talks resume on Monday".
_ON_CALENDAR = all_verb_forms("begin start resume open convene end expire reopen")
_PAST = words("was were had has have")
_PRESENT = frozenset({"VBP", "VBZ"})
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
        if verb.tag_ in _PRESENT and verb.lower_ in _ON_CALENDAR and not helping:
            return True
        if verb.dep_ != "advcl" or not is_infinitive(verb):
            return is_planned_infinitive(verb)
        verb = verb.head  # "came to hold talks on Monday" and "will come to hold talks on Monday"
    return False


def is_past(word: Token) -> bool:
    """Whether the clause tells what was done: "attacked", "was shot", "has met".

    Not of a noun that hangs on no such verb, nor of a verb that speaks of what is to come
    ("announced a strike on 2 March").
    """
    if word.pos_ not in {"VERB", "AUX"} or word.lower_ in _ANNOUNCING:
        return False
    return word.tag_ == "VBD" or (word.tag_ == "VBN" and not auxiliaries(word) & _FUTURE)


def is_narrated(word: Token) -> bool:
    """Whether the verb of its clause stands in the past: "announced a strike"."""
    verb = clause_verb(word)
    return verb.tag_ == "VBD" or bool(auxiliaries(verb) & _PAST)


def auxiliaries(verb: Token) -> frozenset[str]:
    return frozenset(child.lower_ for child in verb.children if child.dep_.startswith("aux"))
