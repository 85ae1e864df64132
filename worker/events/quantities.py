"""Which numbers are whose: each number of a sentence to the events that it belongs to.

Decides by what stands right behind it ("157 injured" is beyond most parsers), by the arguments of a
trigger, and by the nearest trigger above it in the tree. Must not know the lexicon.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.counted import (
    NOUN_ROLES,
    OBJECT_ROLES,
    STATE_ROLES,
    SUBJECT_ROLES,
    befalls,
)
from worker.events.forms import words
from worker.events.frames import Frame, conjuncts
from worker.events.numerals import Numeral, Numerals
from worker.events.paths import cases
from worker.records import Quantity, QuantityRole

_SKIPPED = words("were was have been had has are is be being others more also reportedly people to")
_BEFORE_NUMBERS = frozenset({"between", "about", "around", "over", "under"})
_MAX_SKIPPED = 4
_MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Counting:
    """A trigger whose numbers are sought."""

    trigger: Token
    frame: Frame
    is_protest: bool


def quantities(
    numerals: Numerals, sentence: SpacySpan, countings: Sequence[Counting]
) -> list[tuple[Quantity, ...]]:
    """The quantities of each trigger of a sentence; a number may be of several triggers or none."""
    found: list[list[Quantity]] = [[] for _ in countings]
    numbers = list(numerals.of(sentence)) if countings else []
    if not numbers:
        return [() for _ in countings]
    at = {counting.trigger.i: index for index, counting in enumerate(countings)}
    arguments = [_arguments(counting.frame) for counting in countings]
    behind = [_right_behind(number, sentence, at) for number in numbers]
    with_own = {i for i, number in zip(behind, numbers, strict=True) if number.counted is None}
    for number, owner in zip(numbers, behind, strict=True):
        owners = [owner] if owner is not None else _owners(number, arguments, with_own, at)
        for index in owners:
            role = _role(number, countings[index], is_behind=owner is not None)
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


def _arguments(frame: Frame) -> frozenset[int]:
    """Where the arguments of a trigger stand, with everything that "and" ties to them."""
    heads = [*frame.subjects, *frame.objects, *(noun for _, noun in frame.obliques)]
    return frozenset(token.i for head in heads for token in conjuncts(head))


def _right_behind(number: Numeral, sentence: SpacySpan, at: dict[int, int]) -> int | None:
    """The trigger that follows the number at once: "157 injured", "two people were arrested"."""
    if number.counted is not None and number.counted.i in at:
        return at[number.counted.i]  # "three attacks"
    for token in sentence.doc[number.behind : min(number.behind + _MAX_SKIPPED, sentence.end)]:
        if token.i in at and token.pos_ != "NOUN":
            is_own = number.counted is None or number.node.head.i == token.i
            return at[token.i] if is_own else None
        if token.lower_ not in _SKIPPED:
            return None
    return None


def _owners(
    number: Numeral,
    arguments: Sequence[frozenset[int]],
    with_own: set[int | None],
    at: dict[int, int],
) -> list[int]:
    """The triggers that have it as an argument; else the nearest one above it."""
    node = number.node
    owners = [
        index
        for index, heads in enumerate(arguments)
        if node.i in heads or (number.counted is not None and number.counted.i in heads)
    ]
    # "237 were killed and 157 injured": the injured have a number of their own.
    owners = [index for index in owners if index not in with_own] or owners[:1]
    if owners:
        return owners
    for _ in range(_MAX_STEPS):
        if node.i in at:
            return [at[node.i]]
        for child in node.children:  # "the attack left 12 dead", "the death toll rose to 45"
            if child.dep_ == "nsubj" and child.pos_ == "NOUN":
                told = [word.i for word in (child, *child.children) if word.i in at]
                if told:
                    return [at[told[0]]]
        if node.head.i == node.i or node.dep_ == "acl:relcl":
            break
        node = node.head
    children = number.node.children if number.unit == "%" else ()
    return [at[child.i] for child in children if child.i in at]  # "90% of the withdrawal"


def _role(number: Numeral, counting: Counting, *, is_behind: bool) -> QuantityRole:
    """By what befalls those who are counted, else by what they are."""
    if not befalls(number.role):
        return number.role
    trigger, node = counting.trigger, number.node
    following = trigger.doc[number.behind] if number.behind < len(trigger.doc) else None
    if following is not None and following.lower_ in STATE_ROLES:
        return STATE_ROLES[following.lower_]
    if number.counted is not None and number.counted.lower_ in NOUN_ROLES:
        return NOUN_ROLES[number.counted.lower_]  # "12 deaths"
    word = trigger.lower_
    role = _undergone(node, is_behind, trigger)
    if role is not None:
        return role
    if counting.is_protest and number.role in {QuantityRole.PEOPLE, QuantityRole.OTHER}:
        heads = [head for each in counting.frame.subjects for head in conjuncts(each)]
        if any(head.i == node.i for head in heads) or word in {"protest", "protests", "rally"}:
            return QuantityRole.PROTESTERS
    return number.role


def _undergone(node: Token, is_behind: bool, trigger: Token) -> QuantityRole | None:
    """What the verb or the noun above makes of those that the number counts."""
    if is_behind:
        roles = SUBJECT_ROLES if trigger.tag_ == "VBD" else OBJECT_ROLES | SUBJECT_ROLES
        return roles.get(trigger.lower_)
    while node.dep_ == "conj" and node.head.i != node.i:
        node = node.head
    above = node.head
    word = above.lower_
    # "Detained between five and seven men": a preposition of the number, not of the noun.
    is_object = node.dep_ == "obl" and node.i > above.i and bool(cases(node) & _BEFORE_NUMBERS)
    if is_object or node.dep_ in {"obj", "nsubj:pass"}:
        return OBJECT_ROLES.get(word)
    if node.dep_ == "nsubj":
        return SUBJECT_ROLES.get(word)
    if node.dep_.startswith("nmod"):
        return NOUN_ROLES.get(word)
    if any(child.dep_ == "nsubj" and child.lower_ == "toll" for child in above.children):
        return QuantityRole.KILLED
    return None
