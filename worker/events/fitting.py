"""Whether the words around a trigger are those that an entry of the lexicon asks for.

Decides by the frame alone. Must not know what else in the sentence is an event.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from spacy.tokens import Token

from worker.events.forms import all_noun_forms
from worker.events.frames import Frame
from worker.events.governing_words import GOVERNING_VERBS, Distance
from worker.events.lexicon import Entry, Voice
from worker.events.modality import is_negated
from worker.events.participants import Cast

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TIMES = frozenset({"DATE", "TIME"})
_OPEN = frozenset({"will", "would", "shall", "should", "must", "may", "might", "be"})
_PEOPLE = frozenset({"PERSON", "NORP"})
# What only measures the noun behind its "of": "dozens of rockets" are rockets.
_MEASURES_OF = all_noun_forms(
    "ten dozen hundred thousand million round score number series row pair handful group batch lot"
    " majority couple part wave volley string barrage bunch most half third quarter percent"
)


def fits(entry: Entry, frame: Frame, cast: Cast) -> bool:
    """Whether the words around the trigger are those that the entry asks for."""
    # "On Friday" is not what "call on" asks for.
    prepositions = {prep for prep, noun in frame.obliques if cast.label_at(noun) not in _TIMES}
    if entry.needs and not entry.needs & prepositions:
        return False
    if entry.not_needs & prepositions:
        return False
    if entry.particles and not entry.particles & frame.particles:
        return False
    if entry.phrases and not _has_phrase(entry.phrases, frame):
        return False
    if entry.not_phrases and _has_phrase(entry.not_phrases, frame):
        return False
    if entry.needs_argument and not (frame.objects or frame.has_clause or frame.passive):
        return False
    return (
        _voice_fits(entry.voice, frame)
        and _modifiers_fit(entry, frame)
        and _complements_fit(entry, frame)
        and _subjects_fit(entry, frame)
        and _objects_fit(entry, frame, cast)
    )


def _objects_fit(entry: Entry, frame: Frame, cast: Cast) -> bool:
    words = _words(frame.objects)
    if entry.not_objects & words or (entry.objects_if_any and words - entry.objects_if_any):
        return False
    if not entry.objects:
        return True
    labels = {cast.label_at(thing) for thing in frame.objects}
    by_name = (entry.object_is_place and labels & _PLACES) or (
        entry.object_is_person and labels & _PEOPLE
    )
    return bool(entry.objects & words or by_name)


def first_token(token: Token) -> Token:
    """Where the word begins that ends with this token: at "sit" in "sit-in"."""
    if token.i < 2 or not _is_hyphen(token.nbor(-1)) or token.nbor(-2).whitespace_:
        return token
    return token.nbor(-2)


def spelling(token: Token) -> str:
    """The word in lower case; one with a hyphen whole, of which the tokenizer makes three."""
    first = first_token(token)
    return token.lower_ if first.i == token.i else f"{first.lower_}-{token.lower_}"


def _is_hyphen(token: Token) -> bool:
    return token.text == "-" and not token.whitespace_


def own_nouns(entry: Entry, frame: Frame) -> frozenset[int]:
    """The places of the nouns that belong to the entry's own phrase and are no event of theirs:
    "called for *talks*", "launched a *strike*".
    """
    own = [*frame.objects] if entry.objects else []
    own += [_measured(noun) for noun in own]
    own += [noun for prep, noun in frame.obliques if _is_phrase(entry.phrases, prep, noun)]
    return frozenset(noun.i for noun in own)


def _words(nouns: Iterable[Token]) -> AbstractSet[str]:
    """The nouns in lower case; what is only a measure gives way to what it measures."""
    measured = [_measured(noun) for noun in nouns]
    return {noun.lower_ for noun in measured} | {spelling(noun) for noun in measured}


def _measured(noun: Token) -> Token:
    if noun.lower_ in _MEASURES_OF:
        for child in noun.children:
            if child.dep_ == "nmod" and any(c.lower_ == "of" for c in child.children):
                return child
    return noun


def _has_phrase(phrases: Mapping[str, AbstractSet[str]], frame: Frame) -> bool:
    return any(_is_phrase(phrases, prep, noun) for prep, noun in frame.obliques)


def _is_phrase(phrases: Mapping[str, AbstractSet[str]], prep: str, noun: Token) -> bool:
    return not _words([noun]).isdisjoint(phrases.get(prep, ()))


def _modifiers_fit(entry: Entry, frame: Frame) -> bool:
    if not entry.modifiers and not entry.not_modifiers:
        return True
    words = set(frame.modifiers).union(*(_words(thing.lefts) for thing in frame.objects))
    return not entry.not_modifiers & words and (
        not entry.modifiers or bool(entry.modifiers & words)
    )


def _complements_fit(entry: Entry, frame: Frame) -> bool:
    meant = [verb for verb in frame.complements if not _is_reported(verb)]
    if entry.needs_clause and not meant:
        return False
    verbs = {verb.lower_ for verb in meant if not is_negated(verb)}
    if entry.needs_infinitive and not any(is_infinitive(verb) for verb in meant):
        return False
    return not entry.not_complements & verbs and (
        not entry.complements or bool(entry.complements & verbs)
    )


def _is_reported(verb: Token) -> bool:
    """Whether it is told as a fact to who must do nothing: "they attacked, he told reporters"."""
    if verb.dep_ == "xcomp" or verb.tag_ not in {"VBD", "VBN"}:
        return False
    if any(child.dep_ == "aux" and child.lower_ in _OPEN for child in verb.children):
        return False
    above = GOVERNING_VERBS.get(verb.head.lower_)
    if above is None:  # "charged that the board failed" is meant, also turned round
        return False
    return above is Distance.INSTRUCTED or verb.i < verb.head.i


def is_infinitive(verb: Token) -> bool:
    """Whether it is "to release", not "that they released"."""
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)


def _subjects_fit(entry: Entry, frame: Frame) -> bool:
    words = _words(frame.subjects)
    return not entry.not_subjects & words and (not entry.subjects or bool(entry.subjects & words))


def _voice_fits(voice: Voice, frame: Frame) -> bool:
    if voice is Voice.AGENT:
        return bool(frame.subjects and frame.objects)
    if voice is Voice.AGENTLESS:
        return not frame.subjects if frame.passive else not frame.objects
    return True
