"""The numbers of a sentence: value, range, whole, exactness, and what is counted.

Decides by the words from left to right: "between 20 and 30 soldiers", "6 of 7 districts", "more
than $5m". Must not know events; which event a number belongs to is decided in `quantities.py`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.counted import measure, role_of_members, role_of_noun, unit_of
from worker.events.numbers import amount_of, range_of
from worker.events.unlabelled_numbers import SHARE, share_of, unlabelled
from worker.records import Entity, Qualifier, QuantityRole

_MEASURED = frozenset({"MONEY", "PERCENT", "QUANTITY", "TIME"})
_PARTS = frozenset({"CARDINAL", "PERCENT", SHARE})  # "6 of 7", "half of the 400"
_LABELS = _MEASURED | {"CARDINAL"}
_QUALIFIERS = {
    Qualifier.ABOUT: "about|around|some|approximately|roughly|nearly|almost|an estimated|close to",
    Qualifier.MORE_THAN: "more than|over|above|upwards of|in excess of",
    Qualifier.AT_LEAST: "at least|no fewer than|no less than|not less than",
    Qualifier.LESS_THAN: "less than|fewer than|under|below",
    Qualifier.AT_MOST: "up to|as many as|as much as|at most|no more than|not more than",
}
_BY_WORDS = {
    words: qualifier for qualifier, all_of in _QUALIFIERS.items() for words in all_of.split("|")
}
_LONGEST_FIRST = sorted(_BY_WORDS, key=len, reverse=True)
_BEFORE = re.compile(rf"\b({'|'.join(_LONGEST_FIRST)})\s(?:the\s|another\s)?$", re.IGNORECASE)
_BEFORE_CHARS = 32
_BEHIND = re.compile(r"\s(?:or|and)\s(?:(more|above)|(so)|(less|fewer|below))\b")
_BEHIND_QUALIFIERS = (Qualifier.AT_LEAST, Qualifier.ABOUT, Qualifier.AT_MOST)
# Prepositions as well: "control over 12 villages", "talks about two prisoners".
_ALSO_PREPOSITIONS = frozenset({"about", "around", "over", "above", "under", "below"})
_TO = re.compile(r"\s?[-–]\s?|\s(?:to|or)\s")
_AND = re.compile(r"\sand\s")
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_OF = re.compile(
    r"\sof\s(?:(?:the|its|his|her|their|all|these|those)\s){0,2}(?:[\w-]{1,30}['’]s?\s)?"
)
_DURATION = re.compile(r".*(?:hour|minute|second|day|night|week|month|year)s?")
_WHEN = re.compile(r"(?:the\s)?(?:last|past|next|coming|previous|same|following)\s", re.IGNORECASE)
# "A 16 - year - old", "a 5.9 magnitude earthquake", "a few hours after the attack".
_NOT_HOW_MANY = re.compile(
    r"\s?-?\s?(?:magnitude|years?\s?-?\s?old)\b|\s(?:after|before|later|earlier|ago)\b"
)
_SOME = re.compile(r"(?:several|a\sfew|dozens|hundreds)\b", re.IGNORECASE)
# "Voted 82 to 15", "by 82 votes to 15", "a vote of 82 to 15".
_VOTED = re.compile(
    r"\bvot(?:e|es|ed|ing)\s(?:by\s|of\s|was\s|went\s|to\s|against\s|and\s)?(?:\d[\d,]{0,9}\s?(?:to|-|–)\s?)?$",
    re.IGNORECASE,
)
_AGED = re.compile(r"\baged?\s$|\w,\s$")
_STOP = re.compile(r"\s?[,.;)]")
_BEFORE_NOUN = frozenset({"ADJ", "NOUN", "PROPN", "DET", "NUM", "PRON", "PUNCT"})
_MAX_BEFORE_NOUN = 5


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number with the words around it."""

    start: int  # with its qualifier
    end: int
    value: float | None
    high: float | None
    whole: float | None
    qualifier: Qualifier | None
    role: QuantityRole  # by what is counted alone
    unit: str | None
    node: Token  # its place in the tree: the noun that it counts, or itself
    counted: Token | None  # the noun
    behind: int  # index, in the document, of the first word behind number and noun


class Numerals:
    """The numbers of a text, found by the labels of its entities."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        self.text = text
        self._amounts = [ent for ent in entities if ent.label in _LABELS]
        self._starts = [ent.start for ent in self._amounts]

    def of(self, sentence: SpacySpan) -> Iterator[Numeral]:
        """The sentence's numbers in their order."""
        first = bisect_left(self._starts, sentence.start_char)
        last = bisect_left(self._starts, sentence.end_char)
        pieces = [(ent.start, ent.end, ent.label) for ent in self._amounts[first:last]]
        pieces += [
            (start, end, label)
            for start, end, label in unlabelled(sentence)
            if not any(first <= start < last for first, last, _ in pieces)
        ]
        pieces.sort()
        token_starts = [token.idx for token in sentence] if pieces else []
        while pieces:
            numeral, used = self._read(pieces[:2], sentence, token_starts)
            del pieces[:used]
            if numeral is not None:
                yield numeral

    def _read(
        self,
        pieces: Sequence[tuple[int, int, str]],
        sentence: SpacySpan,
        token_starts: Sequence[int],
    ) -> tuple[Numeral | None, int]:
        """The number that begins with the first piece, and how many of the pieces it takes."""
        text = self.text
        start, end, label = pieces[0]
        first = max(0, bisect_right(token_starts, start) - 1)
        words = text[start:end]
        value, high = (share_of(words), None) if label == SHARE else amount_of(words)
        high = None if _is_score(value, high) else high
        whole, used = None, 1
        if len(pieces) > 1:
            next_start, next_end, next_label = pieces[1]
            gap = text[end:next_start]
            between = _BETWEEN.search(text[max(0, start - _BEFORE_CHARS) : start])
            ends = range_of(text[start:end], text[next_start:next_end])
            is_range = _TO.fullmatch(gap) or (between and _AND.fullmatch(gap))
            if is_range and not _is_score(*ends):
                value, high = ends
                used = 2
                end, label = next_end, next_label if label == "CARDINAL" else label
                start -= len(between[0]) if between else 0
            elif _OF.fullmatch(gap) and label in _PARTS and next_label == "CARDINAL":
                whole, used, end = amount_of(text[next_start:next_end])[0], 2, next_end
        behind = max(first + 1, bisect_left(token_starts, end))
        head = _head(sentence, first, min(behind, first + 3) if used == 1 else first + 1)
        if self._is_no_amount(start, end, label, head):
            return None, used
        is_strong = text.startswith("-strong", end)
        counted = head.head.head if is_strong else _counted(sentence, head, behind)
        role, unit = QuantityRole.OTHER, None
        if label == SHARE:
            role, unit = QuantityRole.SHARE, "%"
        elif label in _MEASURED:
            amount = words if whole is not None else text[pieces[0][0] : end]
            role, unit = measure(amount, is_money=label == "MONEY")
        elif _VOTED.search(text[max(0, start - _BEFORE_CHARS) : start]):
            role, unit = QuantityRole.VOTES, "vote"
        elif is_strong and counted is not None:
            role, unit = role_of_members(counted.lower_), "person"
        elif counted is not None:
            role = role_of_noun(counted.text, [word.lower_ for word in counted.lefts])
            unit = unit_of(counted.lower_, counted.lemma_)
        if label in _MEASURED and label != "PERCENT":
            counted = None
        if counted is not None and counted.i >= sentence.start + behind:
            behind = counted.i - sentence.start + 1
        qualifier, start, end = self._qualified(start, end, sentence, token_starts)
        return Numeral(
            start,
            end,
            value,
            high,
            whole,
            qualifier,
            role,
            unit,
            counted if is_strong and counted is not None else _in_tree(head, counted),
            counted,
            sentence.start + behind,
        ), used

    def _is_no_amount(self, start: int, end: int, label: str, head: Token) -> bool:
        """An age, an hour of the day, "Article 5", "one another"."""
        text = self.text
        if _NOT_HOW_MANY.match(text, end):
            return True
        if label == "TIME":
            words = text[start:end]
            is_counted = amount_of(words)[0] is not None or _SOME.match(words) is not None
            return not is_counted or not _DURATION.fullmatch(words) or bool(_WHEN.match(words))
        if label != "CARDINAL":
            return False
        if _AGED.search(text[max(0, start - _BEFORE_CHARS) : start]) and _STOP.match(text, end):
            return True
        if text.startswith(" another", end) or text[end : end + 1] == "-":
            return not text.startswith("-strong", end)  # "one another", "one-way"
        return head.dep_ in {"nummod", "nmod"} and head.i > head.head.i and text[start].isdigit()

    def _qualified(
        self, start: int, end: int, sentence: SpacySpan, token_starts: Sequence[int]
    ) -> tuple[Qualifier | None, int, int]:
        """What is said of the number's exactness, and the number's span with it."""
        before = _BEFORE.search(self.text[max(0, start - _BEFORE_CHARS) : start])
        if before is not None:
            begin = start - len(before[0])
            words = before[1].lower()
            at = max(0, bisect_right(token_starts, begin) - 1)
            is_preposition = (
                words in _ALSO_PREPOSITIONS
                and at > 0
                and sentence[at].dep_ == "case"
                and sentence[at - 1].pos_ == "NOUN"
            )
            if not is_preposition:
                return _BY_WORDS[words], begin, end
        behind = _BEHIND.match(self.text, end)
        if behind is not None and behind.lastindex is not None:
            return _BEHIND_QUALIFIERS[behind.lastindex - 1], start, behind.end()
        return None, start, end


def _is_score(low: float | None, high: float | None) -> bool:
    """Whether they are two numbers and no range: "voted 82 to 15"."""
    return low is not None and high is not None and high < low


def _head(sentence: SpacySpan, first: int, end: int) -> Token:
    """The word of the number that the others hang on."""
    words = sentence[first:end]
    inside = range(words.start, words.end)
    return next((token for token in words if token.head.i not in inside), words[0])


def _counted(sentence: SpacySpan, head: Token, behind: int) -> Token | None:
    """The noun that a number counts: the one it hangs on, or the one that stands behind it."""
    if head.dep_ == "nummod" and head.head.i > head.i and head.head.pos_ in {"NOUN", "PROPN"}:
        return head.head
    nouns = sentence[behind : behind + _MAX_BEFORE_NOUN]
    if len(nouns) and nouns[0].lower_ == "of":
        nouns = nouns[1:]
    for at, token in enumerate(nouns):
        if token.pos_ not in _BEFORE_NOUN or token.is_punct:
            return None
        if token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"compound", "amod", "nmod:poss"}:
            return token if at or token.lower_ not in {"%"} else None
    return None


def _in_tree(head: Token, counted: Token | None) -> Token:
    """Where "6 of 7 districts" and "between 5 and 7 men" hang: the noun's place if it is higher."""
    if counted is not None and head.head.i == counted.i:
        return counted
    return head
