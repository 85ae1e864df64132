"""Where an event was: its own place, else the nearest of its sentence, else of the page before it.

Decides by prepositions of place and by the tree; of places that lie in one another the smaller one
counts. A country that acts or is acted on is a government, not a place. Must not know where on
earth a place is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.paths import WITHIN, distance, ways_up
from worker.records import Entity, Location, LocationBasis, Participant

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_IN = words(
    "in at near outside inside around across throughout within on off along beside amid above"
    " over under between"
)
_WAYS = frozenset({"to", "into", "from", "through", "toward", "towards", "onto", "of", "against"})
# "Escaped from a jail in Gao" was in Gao; "convicted over an attack in Gao" need not be.
_THROUGH = WITHIN | words("from into to of through with around inside across along behind towards")
_COST_OF_WAY = 2  # "flew from Cairo and landed in Doha": where it happened, before where to
# "The town of Gorazde", "the northern city of Kirkuk": the name hangs on what it is.
_KINDS_OF_PLACE = words(
    "town city village district province region area capital state governorate county island"
    " neighborhood neighbourhood suburb port camp hamlet settlement municipality valley part"
    " parts outskirts north south east west center centre border side territory republic"
)
# Whoever visits a place is there, and where the earth shakes is the place of what shook it.
_AT_ANY_OBJECT = all_verb_forms("visit tour enter reach leave invade shake rock") | {"shook"}
# A country here is a government, a town is a place.
_AT_THEIR_OBJECT = _AT_ANY_OBJECT | all_verb_forms(
    "seize capture take retake recapture storm raid besiege bomb shell"
    " bombard occupy hit attack overrun liberate hold control pound"
)
_MOVING = all_verb_forms(
    "withdraw retreat return move arrive travel come go fly flee cross deploy send march advance"
    " pull evacuate deport dispatch land escape"
) | all_noun_forms("withdrawal retreat return deployment visit flight evacuation deportation")
_MOVING |= words("came flew went gone")
_MAX_CLIMB = 4
_MAX_GAP = 24
_LIES_IN = re.compile(r",? in (?:the )?(?:(?:north|south|east|west|central)[a-z-]{0,12} )?")
_NEAREST = 16
_DATELINE_CHARS = 250


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place that the text names."""

    index: int  # of the entity
    start: int
    preposition: str  # "" where there is none
    governor: Token | None  # what it is the place of
    is_object: bool = False  # of the governor


class Places:
    """The places of a text."""

    def __init__(self, doc: Doc, text: str, entities: Sequence[Entity]) -> None:
        self._entities = entities
        self._indexes = [i for i, ent in enumerate(entities) if ent.label in _PLACES]
        self._starts = [entities[i].start for i in self._indexes]
        self._mentions = _mentions(doc, text, entities, self._indexes)
        self._on_page = [
            mention
            for mention in self._mentions
            if mention.preposition in _IN or self._is_dateline(text, mention)
        ]
        self._on_page_starts = [mention.start for mention in self._on_page]

    def of(
        self, trigger: Token, sentence: SpacySpan, participants: Iterable[Participant]
    ) -> Location | None:
        """The place of an event."""
        taken = {part.entity for part in participants}
        first = bisect_left(self._starts, sentence.start_char)
        last = bisect_left(self._starts, sentence.end_char)
        around = self._mentions[first:last]
        if len(around) > 2 * _NEAREST:
            at = bisect_left(self._starts, trigger.idx) - first
            around = around[max(0, at - _NEAREST) : at + _NEAREST]
        own = self._own(trigger, around, taken)
        if own is not None:
            return self._location(own, LocationBasis.STATED)
        near = [each for each in around if each.index not in taken and _is_where(each)]
        if near:
            nearest = min(near, key=lambda each: (abs(each.start - trigger.idx), each.start))
            return self._location(nearest, LocationBasis.SENTENCE)
        before = bisect_left(self._on_page_starts, sentence.start_char) - 1
        return self._location(self._on_page[before], LocationBasis.PAGE) if before >= 0 else None

    def _own(
        self, trigger: Token, around: Sequence[_Mention], taken: set[int | None]
    ) -> _Mention | None:
        """The place that hangs on the trigger or on its clause."""
        costs = ways_up(trigger, other_subjects=False)
        best: tuple[tuple[int, bool, int], _Mention] | None = None
        for mention in around:
            cost = self._cost(trigger, costs, mention, taken)
            if cost is None:
                continue
            is_country = "iso3166" in self._entities[mention.index].ids
            order = (cost, is_country, abs(mention.start - trigger.idx))
            if best is None or order < best[0]:
                best = order, mention
        return None if best is None else best[1]

    def _cost(
        self, trigger: Token, costs: dict[int, int], mention: _Mention, taken: set[int | None]
    ) -> int | None:
        governor = mention.governor
        if governor is None:
            return None
        if mention.preposition in _IN:
            return distance(costs, governor, _THROUGH)
        is_free = mention.index not in taken
        if mention.preposition in _WAYS:
            is_own = governor.i == trigger.i or (
                governor.head.i == trigger.i and governor.dep_ == "obj"
            )
            moves = trigger.lower_ in _MOVING and mention.preposition not in {"of", "against"}
            return _COST_OF_WAY if is_own and (is_free or moves) else None
        is_country = "iso3166" in self._entities[mention.index].ids
        there = _AT_ANY_OBJECT if is_country else _AT_THEIR_OBJECT
        is_object = mention.is_object and governor.i in costs and governor.lower_ in there
        return costs[governor.i] + _COST_OF_WAY if is_object else None

    def _location(self, mention: _Mention, basis: LocationBasis) -> Location:
        ent = self._entities[mention.index]
        return Location(ent.start, ent.end, ent.text, mention.index, ent.thing, basis)

    def _is_dateline(self, text: str, mention: _Mention) -> bool:
        """KABUL, May 3 (Agency) —"""
        ent = self._entities[mention.index]
        if ent.start > _DATELINE_CHARS:
            return False
        line = text[text.rfind("\n", 0, ent.start) + 1 : ent.end + 80].split("\n")[0]
        return line.startswith(ent.text) and any(dash in line for dash in ("--", "—", " – ", " - "))


def _is_where(mention: _Mention) -> bool:
    """Whether something happens there, whatever it is: "in Gao", "a quake hit Gao"."""
    if mention.preposition in _IN:
        return True
    governor = mention.governor
    return mention.is_object and governor is not None and governor.lower_ in _AT_THEIR_OBJECT


def _mentions(
    doc: Doc, text: str, entities: Sequence[Entity], indexes: Sequence[int]
) -> list[_Mention]:
    """How each place hangs in its sentence."""
    by_head: dict[int, int] = {}
    heads: list[Token] = []
    for index in indexes:
        span = doc.char_span(entities[index].start, entities[index].end, alignment_mode="expand")
        heads.append(span.root if span is not None else doc[0])
        by_head[heads[-1].i] = index
    return [
        _Mention(index, entities[index].start, "", None)
        if _is_around(text, entities, indexes, at)  # the smaller one before it is told of
        else _mention(index, entities[index].start, head, by_head)
        for at, (index, head) in enumerate(zip(indexes, heads, strict=True))
    ]


def _is_around(text: str, entities: Sequence[Entity], indexes: Sequence[int], at: int) -> bool:
    """Whether the place before lies in this one: "Kafr Nabl in Idlib", "Paris, France"."""
    if at == 0:
        return False
    before, ent = entities[indexes[at - 1]], entities[indexes[at]]
    gap = text[before.end : ent.start] if ent.start - before.end <= _MAX_GAP else ""
    is_country = "iso3166" in ent.ids and "iso3166" not in before.ids
    return bool(_LIES_IN.fullmatch(gap)) or (gap == ", " and is_country)


def _mention(index: int, start: int, head: Token, by_head: dict[int, int]) -> _Mention:
    preposition, node = _preposition(head), head
    for _ in range(_MAX_CLIMB):
        above = node.head
        if above.i == node.i or not node.dep_.startswith(("nmod", "appos", "compound", "flat")):
            break
        if above.i in by_head and preposition not in _WAYS - {"of"}:
            # "Kafr Nabl in Idlib": Idlib is where Kafr Nabl is, and is told of nothing else.
            return _Mention(index, start, "", None)
        if above.lower_ not in _KINDS_OF_PLACE or preposition not in {"of", ""}:
            break
        preposition, node = _preposition(above) or "", above
    if node.head.i == node.i:
        return _Mention(index, start, preposition, None)
    return _Mention(index, start, preposition, node.head, node.dep_ in {"obj", "nsubj:pass"})


def _preposition(noun: Token) -> str:
    return next((child.lower_ for child in noun.children if child.dep_ == "case"), "")
