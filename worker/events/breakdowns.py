"""Talks that came to nothing: "the talks collapsed", "the breakdown of negotiations".

Decides which word says so of a noun for talks. Talks that merely end were held, and are told as
held, whatever their result. Must not know the lexicon or what an event is.
"""

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.frames import obliques_of
from worker.events.modality import manner
from worker.records import Modality

_TALKS = all_noun_forms(
    "talk negotiation dialogue mediation consultation discussion summit conference parley meeting"
)
_FAILING = all_verb_forms("collapse crumble fail falter flounder founder stall unravel")
_WITH_PARTICLE = {
    "down": all_verb_forms("break"),
    "apart": all_verb_forms("break come fall"),
    "through": all_verb_forms("fall"),
}
_ARRIVING = all_verb_forms("hit reach")
_WALLS = all_noun_forms("deadlock impasse stalemate")
_ENDING = all_verb_forms("end finish conclude")
_FAILURES = all_noun_forms("breakdown collapse failure stalling")
_FAILED = words("collapsed deadlocked failed stalled stuck")


def breakdown_of(noun: Token) -> Token | None:
    """The word that tells that the talks which `noun` names came to nothing; None where none does.

    It is the noun itself in "the failed talks".
    """
    if noun.lower_ not in _TALKS:
        return None
    word = _failed_word(noun)
    if word is None:
        return None
    how = manner(word)
    return word if how.modality is Modality.ACTUAL and not how.negated else None


def _failed_word(noun: Token) -> Token | None:
    if any(child.lower_ in _FAILED for child in noun.lefts if child.dep_ == "amod"):
        return None if noun.dep_ == "obj" else noun  # "resumed the stalled talks"
    above = noun.head
    if noun.dep_ == "nmod" and above.lower_ in _FAILURES:
        is_theirs = any(by == "of" and it.i == noun.i for by, it in obliques_of(above))
        return above if is_theirs else None
    if not noun.dep_.startswith("nsubj"):
        return None
    if _says_so(above):
        return above
    states = (child for child in above.children if child.dep_ == "xcomp")
    return next((state for state in states if state.lower_ in _FAILED), None)


def _says_so(word: Token) -> bool:
    """Whether the word says of its subject that it failed."""
    form = word.lower_
    if form in _FAILING | _FAILED:
        return True
    after = {child.lower_ for child in word.rights}
    if any(form in verbs and particle in after for particle, verbs in _WITH_PARTICLE.items()):
        return True
    if form in _ARRIVING:  # "an impasse"
        return not _WALLS.isdisjoint(after)
    ends = obliques_of(word) if form in _ENDING else ()
    return any(by == "in" and it.lower_ in _FAILURES | _WALLS for by, it in ends)
