"""What a pronoun or "the movement" stands for, where only one thing can be meant.

Decides nothing in doubt: two candidates are none. Must not know the lexicon nor what an event is.
"""

from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from worker.events.forms import all_verb_forms, words
from worker.events.frames import clause_chain
from worker.events.sectors import is_body, is_somebody
from worker.records import Entity, Thing

_PERSONAL = frozenset({"he", "she", "him", "her", "his"})
_FEMININE = frozenset({"she", "her"})
_NEUTER = frozenset({"it", "its"})
_PLURAL = frozenset({"they", "them", "their"})
_FIRST = frozenset({"i", "we", "my", "our"})
_POSSESSIVE = frozenset({"his", "her", "its", "their", "my", "our"})
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
_SPEECH = all_verb_forms(
    "say tell add announce declare state claim insist write tweet warn vow argue confirm stress"
    " explain note reply report admit acknowledge deny believe think reiterate promise pledge"
)
_CLAUSES_UNDER = frozenset({"ccomp", "advcl", "conj", "xcomp", "parataxis", "acl", "acl:relcl"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_OBJECTS = frozenset({"obj", "iobj"})
_WINDOW_CHARS = 600
_MAX_MENTIONS = 12
_MAX_CLIMB = 6
_MAX_BACK = 3  # sentences


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
            if word in _PERSONAL:
                return self._person(token)
            if word in _NEUTER | _PLURAL and token.dep_ in _SUBJECTS:
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
        or else in the sentence before.
        """
        wrong = _MEN if token.lower_ in _FEMININE else _WOMEN
        people = [
            ent
            for ent in self._before(token.idx)
            if ent.label == "PERSON" and not self._is_called(ent, wrong)
        ]
        found = {ent.thing for ent in people}
        if len(found) > 1:
            subjects = [ent for ent in people if self._is_subject(ent)]
            found = {ent.thing for ent in subjects}
            if len(found) > 1:
                start = _start_before(token)
                found = {
                    ent.thing
                    for ent in subjects
                    if ent.start >= start and "\n" not in self._text[ent.end : token.idx]
                }
        return found.pop() if len(found) == 1 else None

    def _last_subject(self, token: Token) -> int | None:
        """The body or country that was the subject of the sentence before."""
        before = self._before(token.sent.start_char)
        wanted = {"NORP", "ORG"} if token.lower_ in _PLURAL else {"ORG", "GPE"}
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


def _is_plain_definite(noun: Token) -> bool:
    """Whether it is "the movement" or "his country", and nothing more is said of it."""
    return any(t.dep_ in {"det", "nmod:poss"} and t.lower_ in _DEFINITE for t in noun.lefts) and (
        all(t.dep_ in {"det", "nmod:poss", "case", "punct", "conj", "cc"} for t in noun.children)
    )


def noun_before(pronoun: Token) -> Token | None:
    """The noun that was the subject of the sentence before, if what a pronoun says goes on with it:
    "The army sent a brigade. It also called up reservists."
    """
    word, node = pronoun.lower_, pronoun
    if word not in _PERSONAL | _NEUTER | _PLURAL:
        return None
    if pronoun.dep_ not in _SUBJECTS and not (word == "them" and pronoun.dep_ in _OBJECTS):
        return None
    for _ in range(_MAX_BACK):
        start = node.sent.start
        if start == 0 or "\n" in node.doc[start - 1].text_with_ws:
            return None
        root = node.doc[start - 1].sent.root
        subjects = [t for t in root.children if t.dep_ in _SUBJECTS and t.i < root.i]
        if len(subjects) != 1:
            return None
        node = subjects[0]
        if node.pos_ != "PRON":
            return node if node.pos_ == "NOUN" and _agree(word, node) else None
        if node.lower_ != word:
            return None
    return None


def _start_before(token: Token) -> int:
    """Where the sentence before the token's begins, in characters; its own where there is none."""
    sentence = token.sent
    before = token.doc[sentence.start - 1].sent if sentence.start else sentence
    return int(before.start_char)


def antecedent(pronoun: Token) -> Token | None:
    """The noun of the same sentence that grammar lets a pronoun stand for.

    The subject of the clause above: "Mali said that it had arrested him", "we reject this, the
    minister said", "Mali began its withdrawal".
    """
    word = pronoun.lower_
    steps = 0
    below = pronoun
    for above in clause_chain(pronoun):
        if above.i == pronoun.i:
            continue
        steps += 1
        if steps > _MAX_CLIMB:
            return None
        is_own_clause = below.i == pronoun.i and below.dep_ in _SUBJECTS | _OBJECTS
        if above.pos_ in {"VERB", "AUX", "ADJ", "NOUN"} and not is_own_clause:
            subject = next((t for t in above.children if t.dep_ in _SUBJECTS), None)
            inside = subject is not None and subject.i == below.i
            if subject is not None and subject.tag_ in {"WDT", "WP"} and not inside:
                spoken = above.lower_ in _SPEECH and above.dep_ == "acl:relcl"
                return above.head if spoken and _agree(word, above.head) else None
            if subject is not None and not inside and subject.pos_ != "PRON":
                spoken = above.lower_ in _SPEECH
                if word in _FIRST:
                    return subject if spoken else None
                return subject if _agree(word, subject) else None
        if word in _FIRST:
            said = next(
                (t for t in above.children if t.dep_ == "parataxis" and t.lower_ in _SPEECH), None
            )
            if said is not None:
                return next((t for t in said.children if t.dep_ in _SUBJECTS), None)
        if word not in _POSSESSIVE and above.pos_ == "VERB" and above.dep_ not in _CLAUSES_UNDER:
            return None
        below = above
    return None


def _agree(word: str, noun: Token) -> bool:
    """Whether the noun's number and kind allow the pronoun."""
    is_plural = noun.tag_ in {"NNS", "NNPS"} or any(t.dep_ == "conj" for t in noun.children)
    if word in _PLURAL:
        return is_plural or noun.tag_ == "NNP" or is_body(noun.lower_)
    if is_plural:
        return False
    if noun.pos_ == "PROPN":
        is_person = noun.ent_type_ in {"PERSON", "PER"}
        return is_person if word in _PERSONAL else not is_person
    return is_somebody(noun.lower_) and is_body(noun.lower_) != (word in _PERSONAL)


def _by_title(things: Sequence[Thing]) -> dict[str, list[int]]:
    """The persons by the last word of each of their titles."""
    found: dict[str, list[int]] = {}
    for index, thing in enumerate(things):
        for word in {title.lower().split()[-1] for title in thing.titles if title.strip()}:
            found.setdefault(word, []).append(index)
    return found
