"""Whether the words around a trigger are those that an entry of the lexicon asks for.

Decides by the frame alone. Must not know what else in the sentence is an event.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from spacy.tokens import Token

from worker.events.for_clauses import is_wish
from worker.events.forms import all_noun_forms, words
from worker.events.frames import MEASURES, Frame, measured
from worker.events.governing_words import GOVERNING_VERBS, Distance
from worker.events.lexicon import Entry, Voice
from worker.events.modality import is_negated
from worker.events.noun_classes import A_NUMBER, expanded
from worker.events.participants import Cast
from worker.events.plover import TYPES

_ORGANISMS = expanded(["ORGANISM"])
_ARTWORKS = expanded(["ARTWORK"])
_MATERIAL = frozenset(name for name, kind in TYPES.items() if kind.quad_class in {2, 4})
_TO_PEOPLE = frozenset({"ASSAULT", "COERCE", "RETREAT"})
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
# What holds what is behind its "of", and may be asked for itself: "boxes of papers".
_CONTAINERS = all_noun_forms("ton tonne kilo litre liter barrel bag sack crate box load")


class _Slots:
    """What stands around one trigger, as all its entries ask for it."""

    def __init__(self, frame: Frame, cast: Cast, trigger: Token) -> None:
        self.frame = frame
        self._trigger = trigger
        self._cast = cast

    @cached_property
    def prepositions(self) -> AbstractSet[str]:
        """Those that follow. "On Friday" is not what "call on" asks for."""
        return {by for by, noun in self.frame.obliques if self._cast.label_at(noun) not in _TIMES}

    @cached_property
    def subjects(self) -> AbstractSet[str]:
        """A clause is one where it tells of an accident: "a bus crashed, killing 12"."""
        clauses = {"accident" for doer in self.frame.subjects if doer.pos_ == "VERB"}
        return clauses | _words(self.frame.subjects, self._cast)

    @cached_property
    def objects(self) -> Sequence[AbstractSet[str]]:
        return [_words([thing], self._cast) for thing in self.frame.objects]

    @cached_property
    def phrases(self) -> Sequence[tuple[str, AbstractSet[str]]]:
        return [(by, _words([noun], self._cast)) for by, noun in self.frame.obliques]

    @cached_property
    def sentence(self) -> AbstractSet[str]:
        return {token.lower_ for token in self._trigger.sent if token.i != self._trigger.i}

    @cached_property
    def modifiers(self) -> AbstractSet[str]:
        before = (_words(thing.lefts, self._cast) for thing in self.frame.objects)
        return set(self.frame.modifiers).union(*before)


def fitting_entry(
    entries: Iterable[Entry], frame: Frame, cast: Cast, trigger: Token
) -> Entry | None:
    """The first entry that asks for no other words than those around the trigger."""
    slots = _Slots(frame, cast, trigger)
    return next((entry for entry in entries if _fits(entry, slots)), None)


def _fits(entry: Entry, slots: _Slots) -> bool:
    frame = slots.frame
    if entry.needs and not entry.needs & slots.prepositions:
        return False
    if entry.not_needs and entry.not_needs & slots.prepositions:
        return False
    if entry.particles and not entry.particles & frame.particles:
        return False
    if entry.phrases and not _has_phrase(entry.phrases, slots):
        return False
    if entry.not_phrases and _has_phrase(entry.not_phrases, slots):
        return False
    if entry.beside and entry.beside.isdisjoint(slots.sentence):
        return False
    if not entry.not_beside.isdisjoint(slots.sentence):
        return False
    if entry.needs_argument and not (frame.objects or frame.has_clause or frame.passive):
        return False
    return (
        _voice_fits(entry.voice, frame)
        and _modifiers_fit(entry, slots)
        and _complements_fit(entry, frame)
        and _subjects_fit(entry, slots)
        and _objects_fit(entry, slots)
        and not (entry.type and _is_told_of_nobody(entry.type, slots))
    )


def _is_told_of_nobody(kind: str, slots: _Slots) -> bool:
    """Whether what does it, or what it is done to, makes it a figure of speech: "the opera storms
    the Baltic", "the microbe takes parasites prisoner".
    """
    if not _ORGANISMS.isdisjoint(slots.subjects):
        return True
    if kind not in _MATERIAL:
        return False
    if not _ARTWORKS.isdisjoint(slots.subjects):
        return True
    return kind in _TO_PEOPLE and any(not _ORGANISMS.isdisjoint(thing) for thing in slots.objects)


def _objects_fit(entry: Entry, slots: _Slots) -> bool:
    things = slots.objects
    if entry.not_objects and any(not entry.not_objects.isdisjoint(thing) for thing in things):
        return False
    if entry.objects_if_any and any(map(entry.objects_if_any.isdisjoint, things)):
        return False
    return not entry.objects or any(not entry.objects.isdisjoint(thing) for thing in things)


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
    for preposition, noun in frame.obliques:
        asked = entry.phrases.get(preposition)
        if asked is not None and not asked.isdisjoint(_words([noun], cast)):
            own.append(noun)
    return frozenset(noun.i for noun in own)


def _words(nouns: Iterable[Token], cast: Cast) -> AbstractSet[str]:
    """What may be asked of the nouns: themselves in lower case, and the labels of names, in
    capitals. What is only a measure gives way to what it measures.
    """
    found: set[str] = set()
    given = list(nouns)
    meant = map(cast.noun_meant, given)  # "the miners marched. They blocked a gate."
    for noun in (*given, *filter(None, meant)):
        inner = measured(noun, _MEASURES)
        found |= {inner.lower_, spelling(inner), *cast.kinds_at(inner)}
        if inner.lower_ in _CONTAINERS:
            inside = measured(inner, _CONTAINERS)
            found |= {inside.lower_, spelling(inside)}
        if inner.pos_ == "NUM" and cast.label_at(inner) is None:
            found.add(A_NUMBER)
    return found


def _has_phrase(phrases: Mapping[str, AbstractSet[str]], slots: _Slots) -> bool:
    return any(
        preposition in phrases and not phrases[preposition].isdisjoint(noun)
        for preposition, noun in slots.phrases
    )


def _modifiers_fit(entry: Entry, slots: _Slots) -> bool:
    if not entry.modifiers and not entry.not_modifiers:
        return True
    return not entry.not_modifiers & slots.modifiers and (
        not entry.modifiers or bool(entry.modifiers & slots.modifiers)
    )


def _complements_fit(entry: Entry, frame: Frame) -> bool:
    meant = [verb for verb in frame.complements if not _is_reported(verb)]
    if entry.needs_clause and not meant:
        return False
    verbs = {verb.lower_ for verb in meant if not is_negated(verb)}
    if entry.needs_infinitive and not any(is_infinitive(verb) for verb in meant):
        return False
    if entry.needs_wish and not any(map(is_wish, meant)):
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


def _subjects_fit(entry: Entry, slots: _Slots) -> bool:
    if not entry.not_subjects.isdisjoint(slots.subjects):
        return False
    return not entry.subjects or not entry.subjects.isdisjoint(slots.subjects)


def _voice_fits(voice: Voice, frame: Frame) -> bool:
    if voice is Voice.AGENT:
        return bool(frame.subjects and frame.objects)
    if voice is Voice.AGENTLESS:
        return not frame.subjects if frame.passive else not frame.objects
    return True
