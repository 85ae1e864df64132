"""What a date in a sentence hangs on: a verb, the last of two coordinated ones, or a noun.

Decides by the tree and by the words before the date, and mends what parsers hang wrongly. Must not
know what the words of a date mean, nor which of several is the event's (`dates.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.forms import all_verb_forms, words
from worker.events.paths import REPORTING_VERBS, cases, distance, is_infinitive
from worker.events.tense import auxiliaries
from worker.records import Modality

# Between a date and its verb: "on the night of 3 May", "early on Monday".
_PARTS_OF_TIME = words(
    "night morning afternoon evening day days week weekend month year hours eve early late"
    " midnight noon dawn dusk start end beginning"
)
_ON_NOUN = frozenset({"in", "on", "at", "during", "over", "since"})
_COST_ON_NOUN = 2
_SMALL_WORDS = frozenset({"on", "late", "early", "in", "at", "a", "the", "statement"})
_MAX_BEFORE_DATE = 4
_MAX_BACK = 80
_BEFORE_NOUN = frozenset({"nummod", "compound", "amod"})
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
HAVE = frozenset({"has", "have", "'ve", "’ve"})
_OTHER_TIME = frozenset({"since", "after", "before", "during", "following"})
_MAX_STEPS = 6
_OBJECTS = frozenset({"obj", "obl"})
_AIMED = frozenset({"from", "by", "until", "till"})
_THREATENING = all_verb_forms("threaten")
NOT_YET = frozenset({Modality.PLANNED, Modality.POSSIBLE, Modality.ORDERED, Modality.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a sentence."""

    start: int
    end: int
    first: str  # its words; two dates for "from Monday to Friday"
    last: str
    lead: str  # the word before it
    head: Token  # its own uppermost word
    governor: Token  # what it dates


def uppermost(words: SpacySpan) -> Token:
    """The word of a date that all its others hang on, out to "the night of"."""
    inside = range(words.start, words.end)
    head = next((token for token in words if token.head.i not in inside), words[0])
    while head.head.lower_ in _PARTS_OF_TIME and head.head.i != head.i:
        if head.head.pos_ == "VERB":
            break
        head = head.head
    return head


def years_of_nouns(sentence: SpacySpan) -> Iterator[DateMention]:
    """The years that stand before a noun, "a 1979 coup": the recogniser takes few for dates."""
    for token in sentence:
        is_of_noun = token.dep_ in _BEFORE_NOUN and token.head.tag_ == "NN"
        if is_of_noun and _YEAR.fullmatch(token.text):
            end = token.idx + len(token)
            if token.i < token.head.i:
                yield DateMention(token.idx, end, token.text, token.text, "", token, token.head)


def reporting_verb(sentence: SpacySpan, begin: int, head: Token) -> Token | None:
    """The "said" right before a date: its own, wherever the parser hangs it."""
    if head.dep_ == "nmod:poss":
        return None
    for token in reversed(sentence[max(0, begin - _MAX_BEFORE_DATE) : max(0, begin)]):
        if is_reporting(token):
            return token
        if token.lower_ not in _SMALL_WORDS:
            return None
    return None


def is_reporting(word: Token) -> bool:
    return word.pos_ == "VERB" and word.lower_ in REPORTING_VERBS


def nearest_verb(head: Token) -> Token:
    """What a date hangs on; of coordinated verbs the last one before it, not the first."""
    governor = head.head
    if governor.pos_ != "VERB" or head.i < governor.i:
        return governor
    later = [c for c in governor.children if c.dep_ == "conj" and c.pos_ == "VERB" and c.i < head.i]
    if later:
        return later[-1]
    if HAVE & auxiliaries(governor):
        # Nothing has been done in 2014: "have been seized since the abduction in 2014".
        since = [
            c
            for c in governor.children
            if c.i < head.i and c.pos_ == "NOUN" and cases(c) & _OTHER_TIME
        ]
        if since and "since" not in cases(head):
            return since[-1]
    return governor


def can_be_of(trigger: Token, mention: DateMention, modality: Modality) -> bool:
    """Whether the date is not that of what is only called for: "called a strike for 6 June"."""
    return mention.lead != "for" or trigger.pos_ == "NOUN" or modality in NOT_YET


def is_of_what_is_said(trigger: Token, mention: DateMention) -> bool:
    """Whether it stands behind what somebody asks for, promises or threatens with: "threatened to
    strike on Friday", "demanded their release by Monday", "threatened a strike from 1 January".
    """
    is_aimed = mention.lead in _AIMED or trigger.lower_ in _THREATENING
    return any(
        trigger.i < child.i < mention.head.i
        and (_is_clause(child) or (is_aimed and child.dep_ in _OBJECTS))
        for child in trigger.children
    )


def _is_clause(word: Token) -> bool:
    """Whether it is "to strike" or "that they will strike", and no noun misread."""
    return word.dep_ == "ccomp" or (word.dep_ == "xcomp" and is_infinitive(word))


def is_of_next_verb(trigger: Token, mention: DateMention) -> bool:
    """Whether it stands behind another verb: "criticised the report and vetoed it on Monday"."""
    node = mention.governor
    for _ in range(_MAX_STEPS):
        if node.dep_ != "conj" or node.pos_ != "VERB":
            return False
        if node.head.i == trigger.i:
            return mention.start > node.idx
        node = node.head
    return False


def cost_of(costs: dict[int, int], mention: DateMention) -> int | None:
    """How far a date is from the trigger; None where it is not the trigger's."""
    governor = mention.governor
    if governor.i in costs:
        return costs[governor.i]
    if governor.pos_ in {"NOUN", "PROPN"} and governor.dep_ in {"obj", "nsubj:pass", "appos"}:
        # "Killed two guards on Monday" may hang on the guards; "the 2015 deal" is the deal's year.
        if not cases(mention.head) & _ON_NOUN:
            return None
        above = distance(costs, governor)
        return None if above is None else above + _COST_ON_NOUN
    return distance(costs, governor)


def is_right_before(words: SpacySpan, sentence: SpacySpan) -> bool:
    """Whether they stand in the sentence before; a long one has none that still counts."""
    for token in reversed(sentence.doc[max(0, sentence.start - _MAX_BACK) : sentence.start]):
        if token.i < words.end:
            return True
        if token.is_sent_start:
            return False
    return False


def told_apart(trigger: Token) -> Iterator[Token]:
    """The verbs above whose day is another than the trigger's: "said on Monday that rebels had
    *killed* 12", "resigned on Monday, a day after crowds *stormed* his office".
    """
    node = trigger
    for _ in range(_MAX_STEPS):
        above = node.head
        if above.i == node.i:
            return
        marks = {child.lower_ for child in node.children if child.dep_ == "mark"}
        is_said = node.dep_ in {"ccomp", "parataxis"} and above.lower_ in REPORTING_VERBS
        if is_said or (node.dep_ == "advcl" and marks & _OTHER_TIME):
            yield above
        node = above


def is_mentioned(trigger: Token, costs: dict[int, int]) -> bool:
    """Whether a noun is only spoken of: "condemned the attack" says nothing of its day."""
    is_noun = trigger.pos_ == "NOUN" and trigger.head.i != trigger.i
    return is_noun and len(costs) == 1 and trigger.dep_ != "conj"
