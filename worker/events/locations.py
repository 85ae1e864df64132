"""Where an event was: its own place, else one of its sentence, else of its paragraph before it.

Decides by prepositions of place and by the tree; of places that lie in one another the smaller one
counts, and a name before a common noun. A country that acts or is acted on is a government, not a
place. None is better than a wrong one. Must not know where on earth a place is.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from worker.events.asides import is_named_by, is_of_somebody
from worker.events.datelines import begins_dateline, opens_report
from worker.events.forms import words
from worker.events.paths import WITHIN, distance, ways_up
from worker.events.place_mentions import (
    MAX_CLIMB,
    OBJECTS,
    WAYS,
    PlaceMention,
    is_at_subject,
    is_of_object,
    place_mentions,
)
from worker.events.place_verbs import (
    AT_ANY_OBJECT,
    AT_THEIR_OBJECT,
    AT_UNNAMED_OBJECT,
    BLOCKING,
    FIGHTS,
    LEAVING,
    MOVING,
)
from worker.events.unnamed_places import UnnamedPlace, unnamed_places
from worker.records import Entity, Location, LocationBasis, Participant

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_IN = words(
    "in at near outside inside around across throughout within on off along beside amid above"
    " over under between"
)
# "Escaped from a jail in Gao" was in Gao; "convicted over an attack in Gao" need not be.
_THROUGH = WITHIN | words("from into to of through with around inside across along behind towards")
_COST_OF_WAY = 2  # "flew from Cairo and landed in Doha": where it happened, before where to
# Here "Oslo talks" are talks in Oslo; "Moscow sanctions" are the government's.
_NAMED_AFTER_PLACE = words("ASSAULT CASUALTY CONSULT DISASTER PROTEST")
_ABOUT = words("ACCUSE REJECT REQUEST STATEMENT THREATEN")
# What bodies do happens in one place with what is told around it; words do not.
BODILY = words("ASSAULT CASUALTY CRIME DISASTER ESCAPE PROTEST")
_BODILY_MODES = frozenset({"arrest"})
_NEAREST = 16
_MAX_GAP_CHARS = 20
_DETERMINERS = words("the a an this that its his her their several many some two three")


class Places:
    """The places of a text."""

    def __init__(self, doc: Doc, text: str, entities: Sequence[Entity]) -> None:
        self._entities = entities
        self._indexes = [i for i, ent in enumerate(entities) if ent.label in _PLACES]
        self._starts = [entities[i].start for i in self._indexes]
        self._mentions = place_mentions(doc, text, entities, self._indexes)
        self._on_page = [
            mention
            for mention in self._mentions
            if mention.preposition in _IN or begins_dateline(text, entities[mention.index])
        ]
        self._of_datelines = {m.index for m in self._mentions if opens_report(doc, m.start)}
        self._on_page_starts = [mention.start for mention in self._on_page]
        self._text = text
        self._unnamed_start = -1
        self._unnamed_places: tuple[UnnamedPlace, ...] = ()

    def of(
        self,
        trigger: Token,
        sentence: SpacySpan,
        participants: Iterable[Participant],
        kind: str,
        mode: str | None,
    ) -> Location | None:
        """The place of an event of a type and a mode."""
        taken = {part.entity for part in participants}
        first = bisect_left(self._starts, sentence.start_char)
        last = bisect_left(self._starts, sentence.end_char)
        around = self._mentions[first:last]
        if len(around) > 2 * _NEAREST:
            at = bisect_left(self._starts, trigger.idx) - first
            around = around[max(0, at - _NEAREST) : at + _NEAREST]
        if kind in _ABOUT:  # "criticised the coup in Mali" from anywhere
            around = [each for each in around if not is_of_object(each, trigger)]
        own = self._named_after(trigger, around, kind) or self._own(trigger, around, taken, kind)
        if own is not None:
            return self._location(own, LocationBasis.STATED)
        if (unnamed := self._unnamed(trigger, sentence, kind)) is not None:
            return unnamed
        if is_of_somebody(trigger):
            return None  # "the bombing suspect was seen in Lyon"
        is_headline = sentence.text.rstrip()[-1:].isalnum()
        is_bodily = kind in BODILY or mode in _BODILY_MODES or is_headline
        near = [
            each
            for each in around
            if each.index not in taken
            and (
                _is_struck(each)
                or (each.preposition in _IN and (is_bodily or is_at_subject(each, trigger)))
            )
        ]
        if near:
            nearest = min(near, key=lambda each: (abs(each.start - trigger.idx), each.start))
            return self._location(nearest, LocationBasis.SENTENCE)
        others = {each.index for each in around} - taken
        if not is_bodily or others - self._of_datelines:
            return None
        return self._before(sentence, trigger.idx if others else sentence.start_char)

    def named_after(self, trigger: Token, sentence: SpacySpan, kind: str) -> int | None:
        """Index of the entity that an event's noun is named after: of "the Oslo talks", Oslo."""
        first = bisect_left(self._starts, sentence.start_char)
        last = bisect_left(self._starts, trigger.idx)
        mention = self._named_after(trigger, self._mentions[first:last][-_NEAREST:], kind)
        return None if mention is None else mention.index

    def _named_after(
        self, trigger: Token, around: Sequence[PlaceMention], kind: str
    ) -> PlaceMention | None:
        if kind not in _NAMED_AFTER_PLACE or trigger.pos_ != "NOUN":
            return None
        return next(
            (
                each
                for each in around
                if each.names_trigger
                and is_named_by(trigger, each.governor)
                and "iso3166" not in self._entities[each.index].ids
            ),
            None,
        )

    def _before(self, sentence: SpacySpan, end: int) -> Location | None:
        """The nearest place before a character of the sentence, in its paragraph."""
        before = bisect_left(self._on_page_starts, end) - 1
        if before < 0:
            return None
        mention = self._on_page[before]
        if "\n" in self._text[mention.start : sentence.start_char]:
            return None
        return self._location(mention, LocationBasis.PAGE)

    def _unnamed(self, trigger: Token, sentence: SpacySpan, kind: str) -> Location | None:
        """The place without a name that hangs on the trigger or on its clause."""
        if self._unnamed_start != sentence.start_char:
            self._unnamed_start = sentence.start_char
            self._unnamed_places = tuple(unnamed_places(sentence))
        if not self._unnamed_places:
            return None
        costs = ways_up(trigger, other_subjects=False)
        best: tuple[tuple[int, int], UnnamedPlace] | None = None
        for place in self._unnamed_places:
            cost = _unnamed_cost(trigger, costs, place, kind)
            if place.preposition in _IN and _follows(trigger, place.start, self._text):
                cost = 0
            if cost is not None:
                order = cost, abs(place.start - trigger.idx)
                best = (order, place) if best is None or order < best[0] else best
        if best is None:
            return None
        place = best[1]
        text = self._text[place.start : place.end]
        return Location(place.start, place.end, text, basis=LocationBasis.STATED)

    def _own(
        self, trigger: Token, around: Sequence[PlaceMention], taken: set[int | None], kind: str
    ) -> PlaceMention | None:
        """The place that hangs on the trigger or on its clause."""
        costs = ways_up(trigger, other_subjects=False)
        best: tuple[tuple[int, bool, int], PlaceMention] | None = None
        for mention in around:
            cost = self._cost(trigger, costs, mention, taken, kind)
            if cost is None:
                continue
            is_country = "iso3166" in self._entities[mention.index].ids
            order = (cost, is_country, abs(mention.start - trigger.idx))
            if best is None or order < best[0]:
                best = order, mention
        return None if best is None else best[1]

    def _cost(
        self,
        trigger: Token,
        costs: dict[int, int],
        mention: PlaceMention,
        taken: set[int | None],
        kind: str,
    ) -> int | None:
        governor = mention.governor
        if governor is None:
            return None
        is_free = mention.index not in taken
        if mention.preposition == "between" and not is_free:
            return None  # "talks between Peru and Chile"
        if mention.preposition in _IN:
            if _follows(trigger, mention.start, self._text):
                return 0
            return distance(costs, governor, _THROUGH)
        if mention.preposition in WAYS:
            is_own = governor.i == trigger.i or (
                governor.head.i == trigger.i and governor.dep_ == "obj"
            )
            moves = _moves(trigger, kind) and mention.preposition not in {"of", "against"}
            return (
                _cost_of_way(trigger, mention.preposition, kind)
                if is_own and (is_free or moves)
                else None
            )
        if mention.preposition == "for":
            return 0 if governor.i == trigger.i and trigger.lower_ in FIGHTS else None
        is_country = "iso3166" in self._entities[mention.index].ids
        there = AT_ANY_OBJECT if is_country else AT_THEIR_OBJECT
        is_object = mention.is_object and governor.i in costs and governor.lower_ in there
        return costs[governor.i] + _COST_OF_WAY if is_object else None

    def _location(self, mention: PlaceMention, basis: LocationBasis) -> Location:
        ent = self._entities[mention.index]
        end = mention.end or ent.end
        text = self._text[ent.start : end] if mention.end else ent.text
        return Location(ent.start, end, text, mention.index, ent.thing, basis)


def _is_struck(mention: PlaceMention) -> bool:
    """Whether something happens to the place, and so in it: "a quake hit Gao"."""
    governor = mention.governor
    return mention.is_object and governor is not None and governor.lower_ in AT_THEIR_OBJECT


def _follows(deed: Token, start: int, text: str) -> bool:
    """Whether only "in the" stands between a noun and a place: "counted 310 arrests in Mashhad"
    tells where the arrests were, whatever the parser says.
    """
    gap = text[deed.idx + len(deed) : start] if start > deed.idx else ""
    if deed.pos_ != "NOUN" or not gap or len(gap) > _MAX_GAP_CHARS:
        return False
    preposition, *rest = gap.lower().split() or [""]
    return preposition in _IN and all(word in _DETERMINERS for word in rest)


def _is_beside(governor: Token, costs: dict[int, int]) -> bool:
    """Whether it belongs to the subject or to another verb: "its man in the city urged ..."."""
    node = governor
    for _ in range(MAX_CLIMB):
        if node.i in costs or node.head.i == node.i:
            return False
        if node.dep_ == "nsubj" or (node.dep_ == "conj" and node.pos_ == "VERB"):
            return True
        node = node.head
    return False


def _moves(trigger: Token, kind: str) -> bool:
    """Whether somebody goes somewhere, by the word or by what it tells: "broke out of jail"."""
    return trigger.lower_ in MOVING or kind in {"DISASTER", "ESCAPE"}


def _cost_of_way(trigger: Token, preposition: str, kind: str) -> int:
    """Of "fled from Gao to Mopti" Gao is nearer, of "flew from Cairo to Doha" Doha."""
    is_start = preposition == "from"
    return _COST_OF_WAY + (is_start != (trigger.lower_ in LEAVING or kind == "ESCAPE"))


def _unnamed_cost(
    trigger: Token, costs: dict[int, int], place: UnnamedPlace, kind: str
) -> int | None:
    noun, preposition = place.noun, place.preposition
    governor = noun.head
    if governor.i == noun.i:
        return None
    if preposition in _IN:
        return None if _is_beside(governor, costs) else distance(costs, governor, _THROUGH)
    is_own = governor.i == trigger.i or (governor.head.i == trigger.i and governor.dep_ == "obj")
    if governor.lower_ == "control" and preposition in {"of", "over"}:
        return _COST_OF_WAY if is_own else None
    if preposition in WAYS - {"of", "against"}:
        is_way = is_own and _moves(trigger, kind)
        return _cost_of_way(trigger, preposition, kind) if is_way else None
    if preposition == "for":
        return 0 if governor.i == trigger.i and trigger.lower_ in FIGHTS else None
    is_object = noun.dep_ in OBJECTS and governor.i == trigger.i
    there = AT_UNNAMED_OBJECT | BLOCKING if kind == "PROTEST" else AT_UNNAMED_OBJECT
    return _COST_OF_WAY if is_object and trigger.lower_ in there else None
