"""Talks that came to nothing: "the talks collapsed", "the breakdown of negotiations".

Decides which word says so of a noun for talks. Talks that merely end were held, and are told as
held, whatever their result. Must not know the lexicon or what an event is.
"""

from collections.abc import Set

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.frames import conjuncts, obliques_of
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
_STALLED = words("deadlocked stalled stuck")  # such talks may go on
_FAILED = words("collapsed failed") | _STALLED
_REVIVING = all_verb_forms(
    "begin continue open proceed rekindle relaunch renew reopen restart resume resurrect revive"
    " salvage save start"
)
_BLAMING = frozenset({"after", "amid", "because", "despite", "due", "following", "over"})
_ALMOST = words("almost nearly")


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
    above = noun.head
    if noun.dep_ == "nmod" and above.lower_ in _FAILURES:
        is_theirs = any(by == "of" and it.i == noun.i for by, it in obliques_of(above))
        return above if is_theirs else None
    if noun.dep_.startswith("nsubj"):
        if any(verb.lower_ in _REVIVING for verb in conjuncts(above)):
            return None  # "talks stalled in May but have resumed"
        if _says_so(above):
            return above
        states = (child for child in above.children if child.dep_ == "xcomp")
        if (state := next((one for one in states if one.lower_ in _FAILED), None)) is not None:
            return state
    how = {child.lower_ for child in noun.lefts if child.dep_ == "amod"}
    return noun if how & _FAILED and _is_all_told(noun, how) else None


def _is_all_told(noun: Token, how: Set[str]) -> bool:
    """Whether the talks do nothing after what stands before them says, in lower case, how they are:
    "the failed talks angered Oslo", but "the stalled talks produced a deal".
    """
    cases = {child.lower_ for child in noun.children if child.dep_ == "case"}
    if noun.dep_ == "obj":  # "resumed the stalled talks"
        return False
    return not cases.isdisjoint(_BLAMING) if how & _STALLED else "to" not in cases


def _says_so(word: Token) -> bool:
    """Whether the word says of its subject that it failed."""
    form = word.lower_
    objects = {child.lower_ for child in word.children if child.dep_ == "obj"}
    if any(child.lower_ in _ALMOST for child in word.lefts):
        return False
    if form in _ARRIVING:
        return not _WALLS.isdisjoint(objects)  # "an impasse"
    if objects:  # "broke down the mistrust"
        return False
    if form in _FAILING | _FAILED:
        return True
    after = {child.lower_ for child in word.rights}
    if any(form in verbs and particle in after for particle, verbs in _WITH_PARTICLE.items()):
        return True
    ends = obliques_of(word) if form in _ENDING else ()
    return any(by == "in" and it.lower_ in _FAILURES | _WALLS for by, it in ends)
