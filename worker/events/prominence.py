"""How much an event is what its sentence tells first, rather than by the way.

Decides a number between 0 and 1 from a small table set by hand: it orders the events of a sentence,
and is no probability. Must not know the text.
"""

from spacy.tokens import Token

from worker.events.governing_words import CARRIERS
from worker.events.promises import Told
from worker.records import Modality

_BASE = 0.7
# A word that needs a certain object, particle or subject is rarely mistaken.
_PER_CONDITION, _MOST_CONDITIONS = 0.01, 3
_NOUN = -0.1  # "the attack" may speak of one that was told elsewhere
_SUBORDINATE = -0.1  # background: "greeting the envoy, he praised ..."
_NO_ARGUMENT = -0.15
_EXTENSION = -0.2  # beside an event of PLOVER's it is its consequence, or the telling of it
_NEGATED = -0.1
_MODALITY = {
    Modality.PLANNED: 0.0,
    Modality.ACTUAL: 0.0,
    Modality.ORDERED: -0.1,
    Modality.ATTEMPTED: -0.1,
    Modality.DENIED: -0.2,
    Modality.POSSIBLE: -0.2,
    Modality.CONDITIONAL: -0.3,
    Modality.HISTORICAL: -0.2,
}
_BACKGROUND = frozenset(
    {"acl", "acl:relcl", "advcl", "advcl:relcl", "obl", "nmod", "nmod:poss", "amod", "appos"}
)


def prominence(one: Told, *, arguments: int) -> float:
    """The prominence of an event with so many participants."""
    value = _BASE + _PER_CONDITION * min(sum(one.entry.conditions), _MOST_CONDITIONS)
    value += _MODALITY[one.manner.modality]
    if one.trigger.pos_ == "NOUN" and one.trigger.head.lower_ not in CARRIERS:
        value += _NOUN
    if _head_of(one.trigger).dep_ in _BACKGROUND:
        value += _SUBORDINATE
    if not arguments:
        value += _NO_ARGUMENT
    if one.ext_type is not None:
        value += _EXTENSION
    if one.manner.negated:
        value += _NEGATED
    return max(0.05, min(0.95, value))


def _head_of(token: Token) -> Token:
    """The first of the words that "and" ties together."""
    while token.dep_ == "conj":
        token = token.head
    return token
