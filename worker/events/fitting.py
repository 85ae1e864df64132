"""Whether the words around a trigger are those that an entry of the lexicon asks for.

Decides by the frame alone. Must not know what else in the sentence is an event.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from spacy.tokens import Token

from worker.events.forms import all_noun_forms
from worker.events.frames import Frame
from worker.events.lexicon import Entry, Voice
from worker.events.participants import Cast

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TIMES = frozenset({"DATE", "TIME"})
_PEOPLE = frozenset({"PERSON", "NORP"})
# What only measures the noun behind its "of": "dozens of rockets" are rockets.
_MEASURES_OF = all_noun_forms(
    "dozen hundred thousand million score number series row pair handful group batch lot majority"
    " couple part wave volley string barrage bunch most half third quarter percent"
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


def _words(nouns: Iterable[Token]) -> AbstractSet[str]:
    """The nouns in lower case; what is only a measure gives way to what it measures."""
    return {_measured(noun).lower_ for noun in nouns}


def _measured(noun: Token) -> Token:
    if noun.lower_ in _MEASURES_OF:
        for child in noun.children:
            if child.dep_ == "nmod" and any(c.lower_ == "of" for c in child.children):
                return child
    return noun


def _has_phrase(phrases: Mapping[str, AbstractSet[str]], frame: Frame) -> bool:
    return any(_measured(noun).lower_ in phrases.get(prep, ()) for prep, noun in frame.obliques)


def _modifiers_fit(entry: Entry, frame: Frame) -> bool:
    if not entry.modifiers and not entry.not_modifiers:
        return True
    words = frame.modifiers
    return not entry.not_modifiers & words and (
        not entry.modifiers or bool(entry.modifiers & words)
    )


def _complements_fit(entry: Entry, frame: Frame) -> bool:
    verbs = {verb.lower_ for verb in frame.complements}
    if entry.needs_clause and not verbs:
        return False
    return not entry.not_complements & verbs and (
        not entry.complements or bool(entry.complements & verbs)
    )


def _subjects_fit(entry: Entry, frame: Frame) -> bool:
    words = {noun.lower_ for noun in frame.subjects}
    return not entry.not_subjects & words and (not entry.subjects or bool(entry.subjects & words))


def _voice_fits(voice: Voice, frame: Frame) -> bool:
    if voice is Voice.AGENT:
        return bool(frame.subjects and frame.objects)
    if voice is Voice.AGENTLESS:
        return not frame.subjects if frame.passive else not frame.objects
    return True
