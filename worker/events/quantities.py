"""Which numbers are whose: each number of a sentence to the events that it belongs to.

Decides by what stands right behind it ("157 injured" is beyond most parsers), by the arguments of a
trigger, and by the nearest trigger above it in the tree. Must not know the lexicon.
"""

from collections.abc import Sequence

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.forms import all_verb_forms, words
from worker.events.number_roles import TOTALS, Counting, arguments, role_of
from worker.events.numerals import Numeral, Numerals
from worker.events.paths import REPORTING_VERBS, is_infinitive
from worker.records import Quantity

_SKIPPED = words("were was have been had has are is be being others more also reportedly people to")
_JOINING = all_verb_forms("attend join participate take")
_CARRYING = all_verb_forms("carry contain transport hold store house") | words(
    "worth including laden loaded"
)
_CLAUSES = frozenset({"VERB", "AUX"})
_JOINED = frozenset({"obj", "obl"})
_MAX_SKIPPED = 4
_MAX_STEPS = 12


def quantities(
    numerals: Numerals, sentence: SpacySpan, countings: Sequence[Counting]
) -> list[tuple[Quantity, ...]]:
    """The quantities of each trigger of a sentence; a number may be of several triggers or none."""
    found: list[list[Quantity]] = [[] for _ in countings]
    numbers = list(numerals.of(sentence)) if countings else []
    if not numbers:
        return [() for _ in countings]
    at = {counting.trigger.i: index for index, counting in enumerate(countings)}
    heads = [arguments(counting.frame) for counting in countings]
    behind = [_right_behind(number, sentence, at) for number in numbers]
    with_own = {i for i, number in zip(behind, numbers, strict=True) if number.counted is None}
    for number, owner in zip(numbers, behind, strict=True):
        owners = [owner] if owner is not None else _owners(number, heads, with_own, at)
        for index in owners:
            role = role_of(number, countings[index], is_behind=owner is not None)
            if role is None:
                continue
            found[index].append(
                Quantity(
                    number.start,
                    number.end,
                    numerals.text[number.start : number.end],
                    role,
                    number.value,
                    number.high,
                    number.whole,
                    number.qualifier,
                    number.unit,
                )
            )
    return [tuple(each) for each in found]


def _right_behind(number: Numeral, sentence: SpacySpan, at: dict[int, int]) -> int | None:
    """The trigger that follows the number at once: "157 injured", "two people were arrested"."""
    if number.counted is not None and number.counted.i in at:
        return at[number.counted.i]  # "three attacks"
    for token in sentence.doc[number.behind : min(number.behind + _MAX_SKIPPED, sentence.end)]:
        if token.i in at and token.pos_ != "NOUN":
            is_own = number.counted is None or _is_said_of(token, number.node, at)
            return at[token.i] if is_own else None
        if token.lower_ not in _SKIPPED:
            return None
    return None


def _is_said_of(verb: Token, noun: Token, at: dict[int, int]) -> bool:
    """Whether the verb behind those who are counted tells what befell them.

    "12 rebels were killed"; to the parser, "12 rebels killed" may be no clause.
    """
    if noun.head.i == verb.i:
        return True
    told = verb.head.i == noun.i or (verb.dep_ in {"ccomp", "xcomp"} and verb.head.i == noun.head.i)
    return told and noun.head.i not in at  # "freed 12 men convicted of theft"


def _owners(
    number: Numeral,
    heads_of: Sequence[frozenset[int]],
    with_own: set[int | None],
    at: dict[int, int],
) -> list[int]:
    """The triggers that have it as an argument; else the nearest one above it."""
    node = number.node
    owners = [
        index
        for index, heads in enumerate(heads_of)
        if not _is_misread(node)
        and (node.i in heads or (number.counted is not None and number.counted.i in heads))
    ]
    # "237 were killed and 157 injured": the injured have a number of their own.
    owners = [index for index in owners if index not in with_own] or owners[:1]
    if owners:
        return owners
    for _ in range(_MAX_STEPS):
        if node.i in at:
            return [at[node.i]]
        if _is_misread(node):
            return []
        is_clause = node.pos_ in _CLAUSES and not is_infinitive(node) and not _is_load(node)
        if node.head.i == node.i or is_clause:
            return _told_by(number, node, at)
        node = node.head  # an infinitive is its verb's: "fired to disperse some 2,000 people"
    return []


def _is_load(verb: Token) -> bool:
    """Whether it says what is in or on something: "12 trucks carrying 300 tonnes of flour"."""
    return verb.dep_ in {"acl", "acl:relcl"} and verb.lower_ in _CARRYING


def _is_misread(noun: Token) -> bool:
    """Whether it is a second subject, behind the verb: "12 were killed, two officials said"."""
    if not noun.dep_.startswith("nsubj") or noun.i < noun.head.i:
        return False
    return any(c.dep_.startswith("nsubj") and c.i < c.head.i for c in noun.head.children)


def _told_by(number: Numeral, verb: Token, at: dict[int, int]) -> list[int]:
    """The trigger that a clause tells of whose verb is none.

    "The attack left 12 dead", "put the number of arrests at 45", "200 people joined the rally".
    """
    if verb.lower_ in REPORTING_VERBS:
        return []
    joins = number.node.dep_.startswith("nsubj") and verb.lower_ in _JOINING
    for child in verb.children:
        if child.pos_ != "NOUN" or child.i == number.node.i:
            continue
        is_total = child.lower_ in TOTALS
        is_told = child.dep_ == "nsubj" or is_total or (joins and child.dep_ in _JOINED)
        if is_told:
            told = [word.i for word in (child, *child.children) if word.i in at]
            if told:
                return [at[told[0]]]
    if number.unit == "%":  # "completed 90% of the withdrawal"
        return [at[child.i] for child in number.node.children if child.i in at]
    return []
