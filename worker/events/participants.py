"""Nouns of a sentence as participants of an event.

Decides the characters that stand for an argument and which entity it is. Must not know the
lexicon. Pronouns are nobody here: nothing is resolved that the sentence does not say.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from worker.events.frames import conjuncts
from worker.records import (
    Entity,
    Participant,
    Span,
    Thing,
)

_NAMES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "MISC"})
_COUNTS = frozenset({"CARDINAL", "ORDINAL"})  # part of what they count: "hundreds", "two"
_INSIDE_NAME = frozenset({"flat", "flat:name", "flat:foreign", "compound", "goeswith"})
_LEFT_OF_HEAD = frozenset({"compound", "amod", "nmod:poss", "flat", "nmod:desc"})


class Cast:
    """The entities of a text, found by place, and the text itself for the words."""

    def __init__(self, text: str, entities: Sequence[Entity], things: Sequence[Thing] = ()) -> None:
        self._text = text
        self._entities = entities
        self._things = things
        self._starts = [ent.start for ent in entities]

    def entity_at(self, token: Token) -> int | None:
        """Index of the entity that the token lies in."""
        index = bisect_right(self._starts, token.idx) - 1
        if index >= 0 and token.idx < self._entities[index].end:
            return None if self._entities[index].label in _COUNTS else index
        return None

    def label_at(self, token: Token) -> str | None:
        """Label of the entity that the token lies in."""
        index = self.entity_at(token)
        return None if index is None else self._entities[index].label

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text."""
        return Span(start, end, self._text[start:end])

    def participants(self, heads: Iterable[Token]) -> tuple[Participant, ...]:
        """Everybody that the nouns and their conjuncts name, in the order of the text."""
        found = {
            (part.start, part.end): part
            for head in heads
            for token in conjuncts(head)
            if (part := self._participant(token)) is not None
        }
        return tuple(found[key] for key in sorted(found))

    def _participant(self, head: Token) -> Participant | None:
        """The name that the noun is or carries, else the noun with what stands before it."""
        if head.pos_ not in {"NOUN", "PROPN", "ADJ"}:
            return None
        label = self.label_at(head)
        if label is not None and label not in _NAMES:
            return None
        index = self._name_of(head)
        if index is not None:
            ent = self._entities[index]
            sector = None if ent.thing is None else self._things[ent.thing].sector
            return Participant(ent.start, ent.end, ent.text, index, ent.thing, sector=sector)
        if head.pos_ == "ADJ":
            return None
        left = head
        for token in head.lefts:
            if token.dep_ in _LEFT_OF_HEAD and not token.is_punct:
                left = next(iter(token.subtree)) if token.dep_ == "nmod:poss" else token
                break
        start, end = left.idx, head.idx + len(head)
        return Participant(start, end, self._text[start:end])

    def _name_of(self, head: Token) -> int | None:
        """The entity that the noun lies in, or that is its name: "President Ann Lee"."""
        index = self.entity_at(head)
        if index is not None:
            return index
        for token in head.children:
            if token.dep_ in _INSIDE_NAME or token.dep_ == "appos":
                inner = self.entity_at(token)
                if inner is not None and self._entities[inner].label == "PERSON":
                    return inner
        return None
