"""The places that a text names, and how each hangs in its sentence.

Decides the preposition of a place and what it is the place of, through "the town of" and "Gerland
station". Must not know events.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from worker.events.forms import words
from worker.events.unnamed_places import first_word, is_place_noun, preposition_of
from worker.records import Entity

WAYS = frozenset({"to", "into", "from", "through", "toward", "towards", "onto", "of", "against"})
OBJECTS = frozenset({"obj", "nsubj:pass"})
MAX_CLIMB = 4
_MAX_GAP = 24
_LIES_IN = re.compile(r",? in (?:the )?(?:(?:north|south|east|west|central)[a-z-]{0,12} )?")
# "The town of Gorazde", "the northern city of Kirkuk": the name hangs on what it is.
_KINDS_OF_PLACE = words(
    "town city village district province region area capital state governorate county island"
    " neighborhood neighbourhood suburb port camp hamlet settlement municipality valley part"
    " parts outskirts north south east west center centre border side territory republic"
)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place that the text names."""

    index: int  # of the entity
    start: int
    preposition: str  # "" where there is none
    governor: Token | None  # what it is the place of
    is_object: bool = False  # of the governor
    end: int | None = None  # of "Gerland station", where the name is only a part of the place
    names_trigger: bool = False  # "the Oslo talks"


def place_mentions(
    doc: Doc, text: str, entities: Sequence[Entity], indexes: Sequence[int]
) -> list[PlaceMention]:
    """How each place hangs in its sentence."""
    by_head: dict[int, int] = {}
    heads: list[Token] = []
    for index in indexes:
        span = doc.char_span(entities[index].start, entities[index].end, alignment_mode="expand")
        heads.append(span.root if span is not None else doc[0])
        by_head[heads[-1].i] = index
    return [
        PlaceMention(index, entities[index].start, "", None)
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


def _mention(index: int, start: int, head: Token, by_head: dict[int, int]) -> PlaceMention:
    preposition, node = preposition_of(head), head
    end: int | None = None
    for _ in range(MAX_CLIMB):
        above = node.head
        if above.i == node.i or not node.dep_.startswith(("nmod", "appos", "compound", "flat")):
            break
        if above.i in by_head and preposition not in WAYS - {"of"}:
            # "Kafr Nabl in Idlib": Idlib is where Kafr Nabl is, and is told of nothing else.
            return PlaceMention(index, start, "", None)
        is_part = node.dep_ == "compound" and is_place_noun(above) and above.i > node.i
        if not is_part and (above.lower_ not in _KINDS_OF_PLACE or preposition not in {"of", ""}):
            break
        if is_part and first_word(above).idx <= start:
            end = above.idx + len(above)  # "Gerland station"
        preposition, node = preposition_of(above) or "", above
    if node.head.i == node.i:
        return PlaceMention(index, start, preposition, None, end=end)
    is_object = node.dep_ in OBJECTS
    names_trigger = node.i == head.i and node.dep_ == "compound"
    return PlaceMention(index, start, preposition, node.head, is_object, end, names_trigger)


def is_of_object(mention: PlaceMention, trigger: Token) -> bool:
    """Whether it is the place of what the trigger speaks of."""
    node = mention.governor
    for _ in range(MAX_CLIMB):
        if node is None or node.i == trigger.i or node.head.i == node.i:
            return False
        if node.dep_ == "obj" and node.head.i == trigger.i:
            return True
        node = node.head
    return False


def is_at_subject(mention: PlaceMention, trigger: Token) -> bool:
    """Whether those who do it are there: "nurses in Mandalay refused to work"."""
    governor = mention.governor
    return (
        governor is not None
        and governor.dep_.startswith("nsubj")
        and governor.head.i == trigger.i
        and mention.preposition == "in"
    )
