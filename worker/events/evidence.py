"""What speaks for an event and against it, in words: what `confidence.toml` has a weight for.

Decides which of a closed list of plain facts hold for an event that was read. Must not know what
they weigh.
"""

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.genres import AMOUNTS, GENRES, Genres
from worker.events.lexicon import load_lexicon
from worker.events.noun_frames import is_lent
from worker.events.plover import EXT_TYPES, MODES, PLOVER_TYPES
from worker.events.promises import Told
from worker.records import (
    Entity,
    Event,
    EventDateBasis,
    LocationBasis,
    Modality,
    Participant,
    QuantityRole,
)

_OFFICIAL = frozenset(
    {"GOV", "MIL", "COP", "SPY", "JUD", "LEG", "PTY", "OPP", "REB", "PRM", "UAF", "IGO", "UNO"}
    | {"EUR", "NGO", "IMG", "ISM"}
)
_SECTORS = ("official", "other", "none")
_LABELS = ("PERSON", "ORG", "GPE", "NORP", "MISC", "noun", "pronoun")
_SIDES = ("actor", "recipient")
_FIRST = frozenset({"i", "we", "me", "us", "my", "our"})
_SECOND = frozenset({"you", "your"})
_HABITS = frozenset(
    {"always", "often", "usually", "never", "sometimes", "every", "once", "twice", "rarely"}
)
_TAGS = ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NN", "NNS", "JJ")
_PLACES_IN_CLAUSE = (
    "ROOT",
    "acl",
    "acl:relcl",
    "advcl",
    "appos",
    "ccomp",
    "conj",
    "nmod",
    "nsubj",
    "nsubj:pass",
    "obj",
    "obl",
    "parataxis",
    "xcomp",
)
_COUNTED = frozenset(
    {QuantityRole.KILLED, QuantityRole.INJURED, QuantityRole.ARRESTED, QuantityRole.PROTESTERS}
    | {QuantityRole.DISPLACED, QuantityRole.MISSING, QuantityRole.RELEASED}
)
_STATED_DAYS = frozenset({EventDateBasis.STATED, EventDateBasis.RELATIVE})
_MOST_ASKED = 3
_MANY_TYPES = 4  # of a word: "take", "hold"
_SHORT_TOKENS, _LONG_TOKENS = 8, 45
# What is told alike in every genre: somebody says it, dies of it, or the ground shakes.
_ALIKE = frozenset({"STATEMENT", "CASUALTY", "DISASTER"})
_VERBAL_QUADS = frozenset({1, 3})
_KINDS = ("verbal", "material", "alike", "own")

_PLAIN = (
    "forbids something",
    "passive",
    "word of several types",
    "word of many types",
    "carried by a verb",
    "bare noun",
    "definite noun",
    "plural noun",
    "possessed noun",
    "capital trigger",
    "phrase of several words",
    "subject is a thing",
    "object is a thing",
    "no subject",
    "subject is I or we",
    "subject is you",
    "imperative",
    "present tense",
    "habit",
    "governed",
    "has content",
    "negated",
    "headline",
    "short sentence",
    "long sentence",
    "stated place",
    "stated day",
    "counted people",
    "other number",
    "said by somebody",
    "quoted",
    "no sides",
    "noun without sides",
    "definite noun without sides",
)
NAMES: tuple[str, ...] = (
    *(f"type {name}" for name in sorted(PLOVER_TYPES | EXT_TYPES)),
    *(f"mode {kind} {mode}" for kind in sorted(MODES) for mode in sorted(MODES[kind])),
    *(f"asks for {count}" for count in range(_MOST_ASKED + 1)),
    *(f"{kind} by what is said" for kind in sorted(PLOVER_TYPES)),
    *(f"tag {tag}" for tag in _TAGS),
    *(f"stands as {place}" for place in _PLACES_IN_CLAUSE),
    *(f"modality {modality}" for modality in Modality),
    *(f"{side} {label}" for side in _SIDES for label in _LABELS),
    *(f"{side} sector {sector}" for side in _SIDES for sector in _SECTORS),
    *_PLAIN,
    *(f"{genre} in the sentence, {kind}" for genre in GENRES for kind in _KINDS),
    *(
        f"{amount} {genre} in the text, {kind}"
        for genre in GENRES
        for amount in AMOUNTS
        for kind in _KINDS
    ),
)


def evidence(
    one: Told, event: Event, sentence: SpacySpan, genres: Genres, entities: Sequence[Entity]
) -> tuple[str, ...]:
    """Which of `NAMES` hold for an event that a sentence tells, in no order."""
    kind = event.type or event.ext_type or ""
    found = [f"type {kind}", f"tag {one.trigger.tag_}"]
    found.append(f"stands as {_head_of(one.trigger).dep_}")
    found.append(f"modality {event.modality}")
    asked, forbidden = one.entry.conditions
    found.append(f"asks for {min(asked, _MOST_ASKED)}")
    if forbidden:
        found.append("forbids something")
    if event.type != one.entry.type:
        found.append(f"{kind} by what is said")
    if event.mode is not None:
        found.append(f"mode {event.type} {event.mode}")
    found += _of_sides(event, entities)
    of_trigger = list(_of_trigger(one))
    found += of_trigger
    if "no sides" in found and one.trigger.pos_ == "NOUN":
        found.append("noun without sides")
        if "definite noun" in of_trigger:
            found.append("definite noun without sides")
    found += _of_frame(one, event)
    found += _of_sentence(one, event, sentence)
    found += _of_genres(kind, event, sentence, genres)
    return tuple(name for name in found if name in _KNOWN)


def _of_sides(event: Event, entities: Sequence[Entity]) -> Iterator[str]:
    for side, parts in zip(_SIDES, (event.actors, event.recipients), strict=True):
        if parts:
            yield f"{side} {_label(parts[0], entities)}"
            yield f"{side} sector {_sector(parts)}"
    if not event.actors and not event.recipients:
        yield "no sides"


def _label(part: Participant, entities: Sequence[Entity]) -> str:
    if part.entity is not None:
        label = entities[part.entity].label
        return "GPE" if label in {"LOC", "FAC"} else label
    return "pronoun" if part.thing is not None else "noun"


def _sector(parts: Iterable[Participant]) -> str:
    sectors = {part.sector for part in parts if part.sector} | {
        "GOV" for part in parts if part.country and not part.sector
    }
    if not sectors:
        return "none"
    return "official" if sectors & _OFFICIAL else "other"


def _of_trigger(one: Told) -> Iterator[str]:
    trigger = one.trigger
    if trigger.pos_ == "NOUN":
        if is_lent(trigger):
            yield "carried by a verb"
        yield from _of_noun(trigger)
    elif trigger.tag_ in {"VBP", "VBZ"}:
        yield "present tense"
    elif trigger.tag_ == "VB" and trigger.i == trigger.sent.start:
        yield "imperative"
    if trigger.i > trigger.sent.start and trigger.text[0].isupper():
        yield "capital trigger"
    if any(child.dep_ in {"compound:prt", "fixed"} for child in trigger.children):
        yield "phrase of several words"
    types = len({entry.name for entry in load_lexicon().by_word.get(_word(trigger), ())})
    if types > 1:
        yield "word of many types" if types >= _MANY_TYPES else "word of several types"
    if any(child.lower_ in _HABITS for child in trigger.children):
        yield "habit"


def _word(trigger: Token) -> tuple[str, str]:
    """The word as the lexicon has it; the tagger takes many a passive for an adjective."""
    pos = "VERB" if trigger.pos_ in {"VERB", "ADJ", "AUX"} else trigger.pos_
    return pos, trigger.lower_


def _of_noun(noun: Token) -> Iterator[str]:
    before = {child.lower_: child.dep_ for child in noun.children if child.i < noun.i}
    if before.keys() & {"the", "this", "that", "these", "those"}:
        yield "definite noun"
    if not before:
        yield "bare noun"
    if "nmod:poss" in before.values():
        yield "possessed noun"
    if noun.tag_ == "NNS":
        yield "plural noun"


def _of_frame(one: Told, event: Event) -> Iterator[str]:
    frame = one.frame
    subjects = {noun.lower_ for noun in frame.subjects}
    if subjects & _FIRST:
        yield "subject is I or we"
    if subjects & _SECOND:
        yield "subject is you"
    if not subjects:
        yield "no subject"
    elif not event.actors:
        yield "subject is a thing"
    if frame.passive:
        yield "passive"
    if frame.objects and not event.recipients:
        yield "object is a thing"
    if one.manner.governor is not None:
        yield "governed"
    if one.content is not None:
        yield "has content"


def _of_sentence(one: Told, event: Event, sentence: SpacySpan) -> Iterator[str]:
    words = sentence.text.rstrip()
    if words and (words[-1].isalnum() or words[-1] == "'"):
        yield "headline"
    if len(sentence) < _SHORT_TOKENS:
        yield "short sentence"
    elif len(sentence) > _LONG_TOKENS:
        yield "long sentence"
    if event.negated:
        yield "negated"
    if event.location is not None and event.location.basis is LocationBasis.STATED:
        yield "stated place"
    if event.date is not None and event.date.basis in _STATED_DAYS:
        yield "stated day"
    if event.quantities:
        counted = any(quantity.role in _COUNTED for quantity in event.quantities)
        yield "counted people" if counted else "other number"
    if event.attribution is not None:
        yield "quoted" if event.attribution.quoted else "said by somebody"


def _of_genres(kind: str, event: Event, sentence: SpacySpan, genres: Genres) -> Iterator[str]:
    told = _kind(kind, event)
    for name in genres.of_sentence(sentence):
        yield f"{name} in the sentence, {told}"
    for name, amount in genres.of_text.items():
        if amount is not None:
            yield f"{amount} {name} in the text, {told}"


def _kind(kind: str, event: Event) -> str:
    if kind in _ALIKE:
        return "alike"
    if event.quad_class is None:
        return "own"
    return "verbal" if event.quad_class in _VERBAL_QUADS else "material"


def _head_of(token: Token) -> Token:
    """The first of the words that "and" ties together."""
    while token.dep_ == "conj":
        token = token.head
    return token


_KNOWN = frozenset(NAMES)
