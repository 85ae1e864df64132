"""Nouns of a sentence as participants of an event.

Decides the characters that stand for an argument and which entity it is. Must not know the
lexicon. A pronoun is somebody only where it is safe to say who.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from worker.events.antecedents import antecedent, noun_before
from worker.events.attribution import Speakers
from worker.events.coreference import Coreference
from worker.events.datelines import is_in_dateline
from worker.events.forms import all_noun_forms
from worker.events.frames import MEASURES, conjuncts, measured
from worker.events.noun_phrases import (
    is_bare_office,
    is_bearer,
    is_condition,
    is_number,
    is_of,
    share_place,
)
from worker.events.profiles import Profiles
from worker.events.sectors import is_body, is_deed_or_tool, is_somebody
from worker.events.sectors_in_place import sector_at
from worker.events.storms import Storm, storm_of
from worker.records import (
    Entity,
    Participant,
    Span,
    Thing,
)

_NAMES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "MISC"})
_ACTING = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_COUNTS = frozenset({"CARDINAL", "ORDINAL"})  # part of what they count: "hundreds", "two"
_INSIDE_NAME = frozenset({"flat", "flat:name", "flat:foreign", "compound", "goeswith"})
_LEFT_OF_HEAD = frozenset({"compound", "amod", "nmod:poss", "flat", "nmod:desc"})
_NOT_FIRST = frozenset({"DET", "PRON", "PUNCT", "ADP", "CCONJ"})
_KINDS_OF_PLACE = frozenset({"city", "district", "province", "region", "town", "village"})
_GROUPS = frozenset({"group", "movement", "network", "organisation", "organization"})
_TIMES_OF_DAY = all_noun_forms(
    "morning afternoon evening night noon midnight dawn dusk day week month year"
)
_NOBODY = _TIMES_OF_DAY | all_noun_forms("number total toll figure")
_FIRST = frozenset({"i", "we"})
_MAX_BEFORE = 12  # words; what is longer is no phrase but a parser error


class Cast:
    """The entities of a text, found by place, and the text itself for the words."""

    def __init__(
        self,
        text: str,
        entities: Sequence[Entity],
        things: Sequence[Thing] = (),
        coreference: Coreference | None = None,
        speakers: Speakers | None = None,
    ) -> None:
        self._text = text
        self._entities = entities
        self._starts = [ent.start for ent in entities]
        self._coreference = coreference
        self._speakers = speakers
        self._profiles = Profiles(text, entities, things)
        self._kinds: dict[int, frozenset[str]] = {}  # asked by many entries of one word

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

    def kinds_at(self, token: Token) -> frozenset[str]:
        """Label and sector of the entity that the token lies in, whether it is a country, and of a
        storm what it is.
        """
        index = self.entity_at(token)
        if index is None:
            return frozenset()
        if index not in self._kinds:
            ent = self._entities[index]
            sector = self._profiles.of_entity(ent).sector
            country = "COUNTRY" if ent.label == "GPE" and "iso3166" in ent.ids else None
            storm = storm_of(ent)
            kinds = (ent.label, sector, country, storm.kind if storm else None)
            self._kinds[index] = frozenset(filter(None, kinds))
        return self._kinds[index]

    def storm_at(self, token: Token) -> Storm | None:
        """The storm whose name the token lies in."""
        index = self.entity_at(token)
        return None if index is None else storm_of(self._entities[index])

    def is_named(self, token: Token) -> bool:
        """Whether the token lies in the name of a person, a body, a country, a people."""
        return self.label_at(token) in _ACTING

    def is_somebody(self, token: Token) -> bool:
        """Whether the token names people or a body of people, by a name or by a noun."""
        if self.is_named(token):
            return True
        return is_somebody(token.lower_) and not is_condition(token)

    def is_place(self, token: Token) -> bool:
        """Whether the token lies in the name of a place that nobody governs."""
        return self.label_at(token) in {"LOC", "FAC"}

    def noun_meant(self, pronoun: Token) -> Token | None:
        """Whom the sentence tells of by a noun, or the one before; a name is the page's to find."""
        if pronoun.pos_ != "PRON":
            return None
        inside = antecedent(pronoun)
        if inside is None and pronoun.lower_ in _FIRST and self._speakers is not None:
            speech = self._speakers.speech(pronoun)
            return speech.speaker if speech is not None and speech.quoted else None
        if inside is not None or self._coreference is None:
            return inside
        noun = noun_before(pronoun)
        if noun is None or not self.is_somebody(noun):
            return None
        return noun if self._coreference.thing_of(pronoun) is None else None

    def carries_name(self, token: Token) -> bool:
        """Whether a name belongs to its phrase: "Iranian officials", "the government of Mali"."""
        return any(
            self.is_named(child)
            for child in token.children
            if child.dep_ in _LEFT_OF_HEAD or is_of(child)
        )

    def says_whose(self, noun: Token) -> bool:
        """Whether the words before the noun say whose it is: "Russian airstrikes"."""
        return any(t.dep_ in _LEFT_OF_HEAD and self.is_somebody(t) for t in noun.lefts)

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text."""
        return Span(start, end, self._text[start:end])

    def participants(
        self, heads: Iterable[Token], *, numbers: bool = True
    ) -> tuple[Participant, ...]:
        """Everybody that the nouns and their conjuncts name, in the order of the text.

        A number alone ("157 were injured", "dozens") is somebody where `numbers` allow it.
        """
        tokens = {
            token.i: token
            for head in heads
            for token in conjuncts(self._referent(head))
            if (numbers or not is_number(token)) and not is_in_dateline(token)
        }
        found = {
            (part.start, part.end): part
            for token in self._persons_once(list(tokens.values()))
            if (part := self._participant(token)) is not None
        }
        parts = [found[key] for key in sorted(found)]
        return tuple(
            part
            for part, after in zip(parts, [*parts[1:], None], strict=False)
            if len(parts) == 1 or not _is_before(part, after)
        )

    def _referent(self, head: Token) -> Token:
        """Who is meant by a pronoun of the same sentence or a number of people, else the token."""
        if head.pos_ == "PRON":
            head = self.noun_meant(head) or head
        return measured(head)

    def _persons_once(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """The nouns less a second office of somebody: "chairman and editor Ann Lee"."""
        people = [token for token in tokens if self.label_at(token) == "PERSON"]
        for token in tokens:
            is_office = is_bare_office(token) and self._name_of(token) is None
            if not (is_office and any(share_place(token, person) for person in people)):
                yield token

    def _participant(self, head: Token) -> Participant | None:
        """The name that the noun is or carries, else the noun with what stands before it."""
        label = self.label_at(head)
        if (label is not None and label not in _NAMES) or self.storm_at(head) is not None:
            return None
        index = self._name_of(head)
        if index is not None:
            return self._named(index, head)
        if head.pos_ == "NUM":  # "157 were injured"
            return Participant(head.idx, head.idx + len(head), head.text)
        if head.pos_ not in {"NOUN", "PROPN", "PRON"} or head.lower_ in _NOBODY:
            return None
        thing = self._coreference.thing_of(head) if self._coreference else None
        if head.pos_ == "PRON" and thing is None:
            return None
        start, end = (head.idx, head.idx + len(head)) if head.pos_ == "PRON" else self._phrase(head)
        text = self._text[start:end]
        group = self._group_name(head)
        if group is not None:
            return replace(self._named(group, head), start=start, end=end, text=text)
        if thing is not None:
            return replace(self._profiles.of_thing(thing), start=start, end=end, text=text)
        words = text[: head.idx + len(head) - start].lower().split()
        if is_deed_or_tool(head.lower_):
            words.pop()  # "Russian army drones" are the army's
        held = self._held(head)
        entity = held[0] if held else None
        sector = sector_at(head, self.kinds_at, words)
        return Participant(start, end, text, entity, None, self._country_of(held), sector)

    def _group_name(self, head: Token) -> int | None:
        """The name beside a word for what it is: "the Hamas movement", "the town of Kidal"."""
        if head.lower_ in _KINDS_OF_PLACE:
            return next((self.entity_at(t) for t in head.rights if is_of(t)), None)
        if head.lower_ not in _GROUPS:
            return None
        names = (t for t in head.lefts if t.dep_ == "compound" and self.label_at(t) == "ORG")
        return next(map(self.entity_at, names), None)

    def _named(self, index: int, head: Token) -> Participant:
        """A name as a participant."""
        known = self._profiles.of_entity(self._entities[index])
        country = known.country or self._country_of(self._held(head))  # "Peru's Ann Lee"
        sector = known.sector
        if sector is None and self.entity_at(head) is None:  # "the broadcaster NTR"
            sector = sector_at(head, self.kinds_at)
        return replace(known, entity=index, country=country, sector=sector)

    def _held(self, head: Token) -> list[int]:
        """The names that the phrase holds: "Israeli troops", "the government of Ethiopia"."""
        inside = (t for t in head.children if t.dep_ in _LEFT_OF_HEAD or is_of(t))
        inside = (t for t in inside if not is_in_dateline(t))
        found = (self.entity_at(token) for token in inside)
        return [i for i in found if i is not None and self._entities[i].label in _NAMES]

    def _country_of(self, names: Iterable[int]) -> str | None:
        countries = (self._profiles.country_of(self._entities[index]) for index in names)
        return next(filter(None, countries), None)

    def _phrase(self, head: Token) -> tuple[int, int]:
        """The noun with what stands before it, and with the name behind its "of"."""
        left = head
        for token in head.lefts:
            if token.dep_ in _LEFT_OF_HEAD and not token.is_punct:
                left = token.doc[token.left_edge.i]
                break
        while left.i < head.i and (
            left.pos_ in _NOT_FIRST or left.is_punct or is_in_dateline(left)
        ):
            left = left.nbor()
        if head.i - left.i > _MAX_BEFORE:
            left = head
        end = head.idx + len(head)
        if is_somebody(head.lower_) or head.lower_ in _KINDS_OF_PLACE:
            for child in head.rights:
                index = self.entity_at(child) if is_of(child) else None
                near = child.left_edge.i == head.i + 1
                if near and index is not None and self._entities[index].label in _NAMES:
                    end = self._entities[index].end
                    break
        return left.idx, end

    def _name_of(self, head: Token) -> int | None:
        """The entity that the noun lies in, or that is its name: "President Ann Lee"."""
        index = self.entity_at(head)
        if index is not None:
            return index
        for token in head.children:
            if token.dep_ in _INSIDE_NAME or token.dep_ == "appos":
                inner = self.entity_at(token)
                if inner is None:
                    continue
                label = self._entities[inner].label
                if label == "PERSON" and token.i < head.i and is_body(head.lower_):
                    continue  # "the Lindgren administration" is more than Lindgren
                if label == "PERSON" or (label in _ACTING and token.left_edge.i == head.i + 1):
                    return inner  # "the movement Hamas"
            elif self.label_at(token) == "PERSON" and is_bearer(token):
                return self.entity_at(token)
        return None


def _is_before(part: Participant, after: Participant | None) -> bool:
    """Whether the words are right before others that they belong to: before a name as what its
    bearer is, before a noun as how many ("hundreds more farmers").
    """
    if after is None or part.entity is not None or after.start != part.end + 1:
        return False
    return after.entity is not None or part.text.lower() in MEASURES
