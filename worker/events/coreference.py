"""What a pronoun or "the movement" stands for, where only one thing can be meant.

Decides nothing in doubt: two candidates are none. Must not know the lexicon nor what an event is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Doc, Token

from worker.events.antecedents import NEUTER, PERSONAL, PLURAL, antecedent
from worker.events.forms import words
from worker.events.sectors import is_body, is_somebody
from worker.records import Entity, Thing

_FEMININE = frozenset({"she", "her"})
_MASCULINE = PERSONAL - _FEMININE
_MEN = words("mr sir lord king prince sheikh sultan emir pope bishop father")
_WOMEN = words("mrs ms miss lady queen princess madam sister")
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their"})
# What a name may be called when it is spoken of again: by the labels that it may have.
_CALLED = {
    "ORG NORP": "group movement organisation organization militia party company firm agency union"
    " bloc alliance charity network faction insurgents militants rebels",
    "GPE": "country nation kingdom republic",
}
_CALLED_AGAIN = {
    noun: frozenset(labels.split()) for labels, nouns in _CALLED.items() for noun in nouns.split()
}
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_WINDOW_CHARS = 600
_MAX_MENTIONS = 12


class Coreference:
    """The names of a page, asked what a word refers back to."""

    def __init__(
        self, doc: Doc, text: str, entities: Sequence[Entity], things: Sequence[Thing]
    ) -> None:
        self._doc = doc
        self._text = text
        self._entities = entities
        self._things = things
        self._named = [i for i, ent in enumerate(entities) if ent.thing is not None]
        self._starts = [entities[i].start for i in self._named]
        self._by_title = _by_title(things)

    def thing_of(self, token: Token) -> int | None:
        """Index of the thing that a pronoun or a definite noun stands for, if that is safe."""
        word = token.lower_
        if token.pos_ == "PRON":
            if word in PERSONAL:
                return self._person(token)
            if word in NEUTER | PLURAL and token.dep_ in _SUBJECTS:
                return self._last_subject(token)
            return None
        if not _is_plain_definite(token):
            return None  # "the republic of Nakhichevan" is no republic that was named before
        if word in _CALLED_AGAIN:
            return self._only(token, _CALLED_AGAIN[word])
        return self._bearer(token, word)

    def _before(self, start: int) -> list[Entity]:
        """The nearest mentions before a place, the nearest first."""
        end = bisect_left(self._starts, start)
        near = self._named[max(0, end - _MAX_MENTIONS) : end]
        return [
            self._entities[i]
            for i in reversed(near)
            if start - self._entities[i].end <= _WINDOW_CHARS
        ]

    def _only(self, token: Token, labels: frozenset[str]) -> int | None:
        """The one thing of these labels that was named just before."""
        fitting = [ent for ent in self._before(token.idx) if ent.label in labels]
        if "GPE" in labels:
            fitting = [ent for ent in fitting if "iso3166" in ent.ids]
        found = {ent.thing for ent in fitting}
        return found.pop() if len(found) == 1 else None

    def _bearer(self, token: Token, word: str) -> int | None:
        """The one person of the page whose title the word is, if named already."""
        bearers = self._by_title.get(word, ())
        if len(bearers) != 1:
            return None
        first = self._entities[self._things[bearers[0]].mentions[0]]
        return bearers[0] if first.start < token.idx else None

    def _person(self, token: Token) -> int | None:
        """The one person, or the one who was a subject, of those named just before: in the window,
        or else in the sentence before. Nobody where a noun for a person was a subject since.
        """
        people = self._people_before(token)
        subjects = [ent for ent in people if self._is_subject(ent)]
        found = {ent.thing for ent in people}
        if len(found) > 1:
            found = {ent.thing for ent in subjects}
            if len(found) > 1:
                start = _start_before(token)
                found = {
                    ent.thing
                    for ent in subjects
                    if ent.start >= start and "\n" not in self._text[ent.end : token.idx]
                }
        if len(found) != 1:
            return None
        (person,) = found
        mentions = [ent for ent in subjects or people if ent.thing == person]
        return None if self._is_another_since(mentions[0], token) else person

    def _people_before(self, token: Token) -> list[Entity]:
        """The persons named just before whom he or she may mean, the nearest first; not those of
        whom the nearest mention only says whose brother or lawyer somebody is.
        """
        wrong = _MEN if token.lower_ in _FEMININE else _WOMEN
        near = [ent for ent in self._before(token.idx) if ent.label == "PERSON"]
        nearest: dict[int | None, Entity] = {}
        for ent in near:
            nearest.setdefault(ent.thing, ent)
        barred = {thing for thing, ent in nearest.items() if self._is_whose(ent)}
        barred |= {ent.thing for ent in near if self._is_called(ent, wrong)}
        gender = _FEMININE if token.lower_ in _FEMININE else _MASCULINE
        return [
            ent
            for ent in near
            if ent.thing not in barred and self._genders.get(ent.thing, gender) == gender
        ]

    @cached_property
    def _genders(self) -> dict[int | None, frozenset[str]]:
        """Whom the grammar of some sentence calls he or she, and never both."""
        called: dict[int | None, set[frozenset[str]]] = {}
        for token in self._doc:
            noun = antecedent(token) if token.lower_ in PERSONAL else None
            ent = None if noun is None else self._entity_of(noun)
            if ent is not None and ent.label == "PERSON":
                gender = _FEMININE if token.lower_ in _FEMININE else _MASCULINE
                called.setdefault(ent.thing, set()).add(gender)
        return {thing: genders.pop() for thing, genders in called.items() if len(genders) == 1}

    def _is_another_since(self, ent: Entity, pronoun: Token) -> bool:
        """Whether somebody was the subject since, whom only a noun names: "the suspect"."""
        span = self._doc.char_span(ent.start, ent.end, alignment_mode="expand")
        if span is None:
            return False
        start = span.end if self._is_subject(ent) else span.sent.start
        for token in self._doc[start : pronoun.sent.start]:
            if token.dep_ in _SUBJECTS and _is_one_person(token):
                names = (self._entity_of(t) for t in (token, *token.children))
                if any(name is not None and name.label == "PERSON" for name in names):
                    continue
                meant = self._bearer(token, token.lower_)
                if meant != ent.thing:
                    return True
        return False

    def _is_whose(self, ent: Entity) -> bool:
        """Whether a name only says whose somebody is: "Lee's brother", "a relative of Lee"."""
        span = self._doc.char_span(ent.start, ent.end, alignment_mode="expand")
        if span is None or not _is_one_person(span.root.head):
            return False
        by = {t.lower_ for t in span.root.children if t.dep_ == "case"}
        return span.root.dep_ == "nmod:poss" or (span.root.dep_ == "nmod" and "of" in by)

    def _entity_of(self, token: Token) -> Entity | None:
        """The named thing that a token lies in."""
        at = bisect_right(self._starts, token.idx) - 1
        ent = self._entities[self._named[at]] if at >= 0 else None
        return ent if ent is not None and token.idx < ent.end else None

    def _last_subject(self, token: Token) -> int | None:
        """The body or country that was the subject of the sentence before."""
        before = self._before(token.sent.start_char)
        wanted = {"NORP", "ORG"} if token.lower_ in PLURAL else {"ORG", "GPE"}
        for ent in before:
            if token.sent.start_char - ent.end > _WINDOW_CHARS // 2:
                return None
            if self._is_subject(ent):
                return ent.thing if ent.label in wanted else None
        return None

    def _is_subject(self, ent: Entity) -> bool:
        span = self._doc.char_span(ent.start, ent.end, alignment_mode="expand")
        if span is None:
            return False
        head = span.root.head if span.root.dep_ == "appos" else span.root  # "the mayor, Ann Lee,"
        return head.dep_ in _SUBJECTS

    def _is_called(self, ent: Entity, words: frozenset[str]) -> bool:
        before = self._text[max(0, ent.start - 12) : ent.start].lower().split()
        titles = (ent.title or "").lower().split()
        return any(word.strip(".") in words for word in [*before[-1:], *titles])


def _is_one_person(noun: Token) -> bool:
    """Whether it is "the suspect" or "her brother", and no name."""
    if noun.tag_ != "NN" or any(t.dep_ == "conj" for t in noun.children):
        return False
    return is_somebody(noun.lower_) and not is_body(noun.lower_)


def _is_plain_definite(noun: Token) -> bool:
    """Whether it is "the movement" or "his country", and nothing more is said of it."""
    return any(t.dep_ in {"det", "nmod:poss"} and t.lower_ in _DEFINITE for t in noun.lefts) and (
        all(t.dep_ in {"det", "nmod:poss", "case", "punct", "conj", "cc"} for t in noun.children)
    )


def _start_before(token: Token) -> int:
    """Where the sentence before the token's begins, in characters; its own where there is none."""
    sentence = token.sent
    before = token.doc[sentence.start - 1].sent if sentence.start else sentence
    return int(before.start_char)


def _by_title(things: Sequence[Thing]) -> dict[str, list[int]]:
    """The persons by the last word of each of their titles."""
    found: dict[str, list[int]] = {}
    for index, thing in enumerate(things):
        for word in {title.lower().split()[-1] for title in thing.titles if title.strip()}:
            found.setdefault(word, []).append(index)
    return found
