"""Whom a word is aimed at, where its frame does not say: the nearest somebody further down.

Decides by the tree alone which of the names and people below a word is the one that it is about:
"rejected the calls by Moscow", "agreed to lift the ban on Cuba", "demanded that Iran stop". Must
not know the lexicon.
"""

from collections.abc import Container, Iterable, Iterator
from heapq import heappop, heappush
from typing import Protocol

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.sectors import sector_of

# What the way to a word costs, in the unit of one clause; the cheapest somebody is taken.
_CLAUSE = 1.0
_PURPOSE = 1.5
_PHRASE = 0.5
_MODIFIER = 0.75
_CONDITION = 2.0
_PLACE = 2.0
_PLACE_OF_NOUN = 1.25
# "Sent peacekeepers to Angola": a name is whom it is about, before people without one.
_NAMELESS = 1.5
_NO_BODY = 0.75  # a region is less likely meant than a government
_OWN_MEANS = 4.0  # "its troops": what is sent is not whom it is sent to
# What comes from somebody and is his word or his doing.
_ACTS = all_noun_forms(
    "accusation advance allegation appeal bid call change claim decision demand intervention"
    " invitation mediation move offer plan pressure proposal request resolution ultimatum"
)
_MEANS = frozenset({"MIL", "COP"})
_WAYS = all_noun_forms("highway path road route way")
_MAX_STEPS = 40  # a word of a hostile sentence may have hundreds below it

_TOWARDS = words(
    "to with against on upon at from for toward towards over into of between among by onto"
)
_PLACES = words("in near inside around across within throughout along outside")
_DEMANDS = all_verb_forms("demand call protest urge seek oppose denounce condemn target")
_SEND = all_verb_forms("send deploy dispatch provide contribute")
_MOVE = all_verb_forms("withdraw pull move recall")  # soldiers, but survivors are pulled out of it
_MAKE = all_verb_forms("form create establish found")
# "Fought despite a truce mediated by Oman": who did that stands beside the event.
_BESIDE = words("after amid amidst before despite during following since under")
_CONDITIONS = frozenset({"if", "unless", "until"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_BEFORE = frozenset({"compound", "amod", "nmod:desc"})


class Known(Protocol):
    """What must be known of a noun."""

    def is_named(self, token: Token) -> bool:
        """Whether it lies in the name of a person, a body, a country, a people."""

    def is_somebody(self, token: Token) -> bool:
        """Whether it names people or a body of people, by a name or by a noun."""

    def is_place(self, token: Token) -> bool:
        """Whether it lies in the name of a place that nobody governs: "Darfur", "the West"."""

    def carries_name(self, token: Token) -> bool:
        """Whether a name belongs to its phrase: "Iranian officials", "the government of Mali"."""


def aim(
    start: Token,
    known: Known,
    taken: Container[int],
    *,
    beside: Iterable[tuple[str, Token]] = (),
    places: bool = True,
) -> Token | None:
    """The noun below `start` that is meant, None where nobody is.

    `taken` are indexes of tokens that are in the event already; `beside` are phrases (preposition,
    noun) that belong to the word without hanging on it; `places`: whether "in X" will do.
    """
    way: list[tuple[float, int, bool, Token]] = []  # cost, order in the text, is it the end

    def go_on(cost: float, steps: Iterable[tuple[float, Token]]) -> None:
        for step, child in steps:
            if child.i in taken or (step >= _PLACE_OF_NOUN and not places and _in_place(child)):
                continue
            if known.is_named(child):
                is_thing = child.dep_ in _BEFORE and child.head.lower_ not in _ACTS
                end = child.head if is_thing else child  # "the Iranian tanker", but "a US offer"
                heappush(way, (cost + step, end.i, True, end))
                continue
            if child.dep_ not in _BEFORE and known.is_place(child):
                heappush(way, (cost + step + _NO_BODY, child.i, True, child))
            elif child.dep_ not in _BEFORE and known.is_somebody(child):
                price = 0.0 if known.carries_name(child) else _NAMELESS
                if price and sector_of([child.lower_]) in _MEANS:
                    price = _OWN_MEANS
                if not (price and (is_sent(child) or is_made(child))):
                    heappush(way, (cost + step + price, child.i, True, child))
            heappush(way, (cost + step, child.i, False, child))

    go_on(0.0, _from(start, start))
    if start.pos_ == "NOUN" and start.dep_ == "obj":  # "staged a march to demand that he go"
        go_on(0.0, _purposes(start.head))
    told = ((by, noun) for by, noun in beside if by != "according")
    go_on(0.0, ((_PHRASE if by in _TOWARDS else _PLACE, noun) for by, noun in told))
    for _ in range(_MAX_STEPS):
        if not way:
            break
        cost, _, is_end, token = heappop(way)
        if is_end:
            return token
        go_on(cost, _from(token, start))
    return None


def _from(token: Token, start: Token) -> Iterator[tuple[float, Token]]:
    return _from_noun(token) if token.pos_ in {"NOUN", "PROPN"} else _from_verb(token, start)


def _from_verb(verb: Token, start: Token) -> Iterator[tuple[float, Token]]:
    """What a verb leads to, and at which cost."""
    for child in verb.children:
        if child.dep_ in {"obj", "iobj"}:
            yield 0.0, child
        elif child.dep_ in _SUBJECTS and verb.i != start.i:
            yield 0.25, child
        elif child.dep_.startswith("obl"):
            preposition = _preposition(child)
            if preposition == "by" and _preposition(verb.head) in _BESIDE:
                continue
            if preposition in _TOWARDS:
                yield _PHRASE, child
            elif preposition in _PLACES:
                yield _PLACE, child
        elif child.dep_ in {"ccomp", "xcomp"}:
            yield _CLAUSE, child
    yield from _purposes(verb)


def _purposes(verb: Token) -> Iterator[tuple[float, Token]]:
    """The clauses that say what for, or unless what, at their cost."""
    for child in verb.children:
        if child.dep_ != "advcl":
            continue
        marks = {token.lower_ for token in child.children if token.dep_ == "mark"}
        if "to" in marks or (child.tag_ == "VBG" and child.lower_ in _DEMANDS):
            yield _PURPOSE, child
        elif marks & _CONDITIONS:
            yield _CONDITION, child


def _from_noun(noun: Token) -> Iterator[tuple[float, Token]]:
    """What a noun leads to, and at which cost."""
    if noun.lower_ in _WAYS:  # "checkpoints on the road to Jos" are not for Jos
        return
    for child in noun.children:
        if child.dep_ == "nmod:poss":
            yield _PHRASE, child
        elif child.dep_ in _BEFORE and not _is_half(child):
            yield _MODIFIER, child
        elif child.dep_.startswith(("nmod", "obl")):
            preposition = _preposition(child)
            if preposition in _TOWARDS:
                yield _PHRASE, child
            elif preposition in _PLACES:
                yield _PLACE_OF_NOUN, child
        elif child.dep_ in {"acl", "ccomp", "xcomp"}:
            yield _CLAUSE, child


def is_made(noun: Token) -> bool:
    """Whether it is only brought about, so that nothing can be aimed at it: "form a committee"."""
    return noun.dep_ == "obj" and noun.head.lower_ in _MAKE


def is_sent(noun: Token) -> bool:
    """Whether it is who is sent, to somebody else: "will send doctors"."""
    if noun.dep_ != "obj":
        return False
    is_moved = noun.head.lower_ in _MOVE and sector_of([noun.lower_]) in {*_MEANS, "REB"}
    return is_moved or noun.head.lower_ in _SEND


def _is_half(word: Token) -> bool:
    """Whether it is the first half of a compound: "UN-brokered", "Hindu-Muslim"."""
    return word.i + 1 < len(word.doc) and word.nbor().text == "-"


def _preposition(noun: Token) -> str:
    return next((child.lower_ for child in noun.children if child.dep_ == "case"), "")


def _in_place(noun: Token) -> bool:
    return _preposition(noun) in _PLACES
