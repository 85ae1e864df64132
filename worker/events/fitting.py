"""Whether the words around a trigger are those that an entry of the lexicon asks for.

Decides by the frame alone. Must not know what else in the sentence is an event.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, words
from worker.events.frames import MEASURES, Frame, measured
from worker.events.governing_words import GOVERNING_VERBS, Distance
from worker.events.lexicon import Entry, Voice
from worker.events.modality import is_negated
from worker.events.noun_classes import A_NUMBER
from worker.events.participants import Cast

_TIMES = frozenset({"DATE", "TIME"})
_OPEN = frozenset({"will", "would", "shall", "should", "must", "may", "might", "be"})
# What only measures the noun behind its "of": "dozens of rockets" are rockets.
_MEASURES = (
    MEASURES
    | all_noun_forms(
        "round series row pair group batch part wave volley string barrage bunch percent cent %"
    )
    | words("any both each neither one other others")
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
    if entry.phrases and not _has_phrase(entry.phrases, frame, cast):
        return False
    if entry.not_phrases and _has_phrase(entry.not_phrases, frame, cast):
        return False
    if entry.needs_argument and not (frame.objects or frame.has_clause or frame.passive):
        return False
    return (
        _voice_fits(entry.voice, frame)
        and _modifiers_fit(entry, frame, cast)
        and _complements_fit(entry, frame)
        and _subjects_fit(entry, frame, cast)
        and _objects_fit(entry, frame, cast)
    )


def _objects_fit(entry: Entry, frame: Frame, cast: Cast) -> bool:
    found = _words(frame.objects, cast)
    if entry.not_objects & found:
        return False
    if entry.objects_if_any and any(
        entry.objects_if_any.isdisjoint(_words([thing], cast)) for thing in frame.objects
    ):
        return False
    return not entry.objects or bool(entry.objects & found)


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


def own_nouns(entry: Entry, frame: Frame, cast: Cast) -> frozenset[int]:
    """The places of the nouns that belong to the entry's own phrase and are no event of theirs:
    "called for *talks*", "launched a *strike*".
    """
    own = [*frame.objects] if entry.objects else []
    own += [measured(noun, _MEASURES) for noun in own]
    own += [noun for prep, noun in frame.obliques if _is_phrase(entry.phrases, prep, noun, cast)]
    return frozenset(noun.i for noun in own)


def _words(nouns: Iterable[Token], cast: Cast) -> AbstractSet[str]:
    """What may be asked of the nouns: themselves in lower case, and the labels of names, in
    capitals. What is only a measure gives way to what it measures.
    """
    found: set[str] = set()
    for noun in nouns:
        inner = measured(noun, _MEASURES)
        found |= {inner.lower_, spelling(inner), *cast.kinds_at(inner)}
        if inner.pos_ == "NUM" and cast.label_at(inner) is None:
            found.add(A_NUMBER)
    return found


def _has_phrase(phrases: Mapping[str, AbstractSet[str]], frame: Frame, cast: Cast) -> bool:
    return any(_is_phrase(phrases, prep, noun, cast) for prep, noun in frame.obliques)


def _is_phrase(phrases: Mapping[str, AbstractSet[str]], prep: str, noun: Token, cast: Cast) -> bool:
    asked = phrases.get(prep)
    return asked is not None and not asked.isdisjoint(_words([noun], cast))


def _modifiers_fit(entry: Entry, frame: Frame, cast: Cast) -> bool:
    if not entry.modifiers and not entry.not_modifiers:
        return True
    found = set(frame.modifiers).union(*(_words(thing.lefts, cast) for thing in frame.objects))
    return not entry.not_modifiers & found and (
        not entry.modifiers or bool(entry.modifiers & found)
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


def _subjects_fit(entry: Entry, frame: Frame, cast: Cast) -> bool:
    found = _words(frame.subjects, cast)
    return not entry.not_subjects & found and (not entry.subjects or bool(entry.subjects & found))


def _voice_fits(voice: Voice, frame: Frame) -> bool:
    if voice is Voice.AGENT:
        return bool(frame.subjects and frame.objects)
    if voice is Voice.AGENTLESS:
        return not frame.subjects if frame.passive else not frame.objects
    return True
