"""Which numbers are whose: each number of a sentence to the events that it belongs to.

Decides by what stands right behind it ("157 injured" is beyond most parsers), by the arguments of a
trigger, and by the nearest trigger above it in the tree. Must not know the lexicon.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.counted import is_uncounted
from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.frames import Frame, conjuncts
from worker.events.numerals import Numeral, Numerals
from worker.events.paths import REPORTING_VERBS, cases, is_infinitive
from worker.events.tallies import (
    NOUN_ROLES,
    OBJECT_ROLES,
    STATE_ROLES,
    SUBJECT_ROLES,
    Standing,
    befalls,
    is_number_of,
    role_in,
)
from worker.records import Quantity, QuantityRole

_SKIPPED = words("were was have been had has are is be being others more also reportedly people to")
_BEFORE_NUMBERS = frozenset({"between", "about", "around", "over", "under"})
# "After two nights", "within 48 hours": these say when. How long has "for", "to" or nothing.
_HOW_LONG = frozenset({"for", "to", "of", "at", "with", "least"})
_POINTERS = frozenset({"the", "both", "these", "those", "all", "last"})
_LASTING = all_verb_forms("continue last rage run take")
_GROUPS = all_noun_forms("total group number crowd column band gang team force convoy")
_TOTALS = all_noun_forms("number toll figure count tally total")
_CLAUSES = frozenset({"VERB", "AUX"})
_JOINED = frozenset({"obj", "obl"})
_MAX_SKIPPED = 4
_MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Counting:
    """A trigger whose numbers are sought."""

    trigger: Token
    frame: Frame
    kind: str  # type of the event, PLOVER's or our own
    mode: str | None


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
    arguments: Sequence[frozenset[int]],
    with_own: set[int | None],
    at: dict[int, int],
) -> list[int]:
    """The triggers that have it as an argument; else the nearest one above it."""
    node = number.node
    owners = [
        index
        for index, heads in enumerate(arguments)
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
        if node.head.i == node.i or (node.pos_ in _CLAUSES and not is_infinitive(node)):
            return _told_by(number, node, at)
        node = node.head  # an infinitive is its verb's: "fired to disperse some 2,000 people"
    return []


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
    is_subject = number.node.dep_.startswith("nsubj")
    for child in verb.children:
        if child.pos_ != "NOUN" or child.i == number.node.i:
            continue
        is_total = child.lower_ in _TOTALS
        is_told = child.dep_ == "nsubj" or is_total or (is_subject and child.dep_ in _JOINED)
        if is_told:
            told = [word.i for word in (child, *child.children) if word.i in at]
            if told:
                return [at[told[0]]]
    if number.unit == "%":  # "completed 90% of the withdrawal"
        return [at[child.i] for child in number.node.children if child.i in at]
    return []


def _role(number: Numeral, counting: Counting, *, is_behind: bool) -> QuantityRole | None:
    """By what befalls those counted, else by what they are; None where it is no number of it."""
    role = number.role
    if role in {QuantityRole.DURATION, QuantityRole.DISTANCE}:
        return role if _is_extent(number, counting) else None
    if number.counted is not None and number.counted.i == counting.trigger.i:
        return NOUN_ROLES.get(number.counted.lower_, role)  # "12 deaths", "three lawsuits"
    if number.counted is not None and is_uncounted(number.counted.lower_):
        return None
    standing = _standing(_group(number.node), counting)
    if is_behind and standing is Standing.BESIDE:
        standing = Standing.UNDERGOER
    if befalls(role):
        role = _befallen(number, counting, is_behind=is_behind)
        if role is number.role:
            role = role_in(counting.kind, counting.mode, standing, role, number.unit)
    pointed = _is_pointed_at(number)
    keeps = is_number_of(
        counting.kind, standing, role, number.value, number.unit, is_pointed_at=pointed
    )
    return role if keeps else None


def _standing(node: Token, counting: Counting) -> Standing:
    """What those counted are to the trigger, by its frame."""
    frame = counting.frame
    for heads, standing in ((frame.objects, Standing.UNDERGOER), (frame.subjects, Standing.DOER)):
        if any(each.i == node.i for head in heads for each in conjuncts(head)):
            return standing
    if counting.trigger.pos_ == "NOUN":
        is_own = node.head.i == counting.trigger.i and node.dep_.startswith("nmod")
        if is_own:
            return Standing.OF
        if node.dep_.startswith("nsubj"):
            return Standing.DOER  # "200 people joined the rally"
    return Standing.WITH if "with" in cases(node) else Standing.BESIDE


def _group(node: Token) -> Token:
    """What is so many, in the place of those who are in it: "a crowd of 200 people"."""
    is_inside = node.dep_.startswith("nmod") and node.head.lower_ in _GROUPS
    return node.head if is_inside and "of" in cases(node) else node


def _is_extent(number: Numeral, counting: Counting) -> bool:
    """Whether a duration or a distance is the event's own: "sentenced to five years", "a two-day
    visit", "marched 12 km", but not "a town 12 km away", "freed after two nights".
    """
    node, trigger = number.node, counting.trigger
    if number.role is QuantityRole.DURATION and not cases(node) <= _HOW_LONG:
        return False
    if node.head.i == trigger.i or node.i == trigger.i:
        return node.dep_ not in {"nsubj", "nsubj:pass"}
    arguments = _arguments(counting.frame)
    if node.i in arguments or node.head.i in arguments:
        return number.role is QuantityRole.DURATION
    return node.head.lower_ in _LASTING and any(
        child.i == trigger.i for child in node.head.children if child.dep_ == "nsubj"
    )


def _is_pointed_at(number: Numeral) -> bool:
    """Whether the words say which: "the two countries", but "6 of the 7 districts"."""
    if number.whole is not None:
        return False
    noun = number.counted or number.node
    return any(
        child.lower_ in _POINTERS or child.dep_ == "nmod:poss"
        for child in (*noun.lefts, *number.node.lefts)
    )


def _befallen(number: Numeral, counting: Counting, *, is_behind: bool) -> QuantityRole:
    """What is said of those counted: by the word behind, by their noun, by the word above."""
    trigger, node = counting.trigger, number.node
    following = trigger.doc[number.behind] if number.behind < len(trigger.doc) else None
    if following is not None and following.lower_ in STATE_ROLES:
        return STATE_ROLES[following.lower_]
    if number.counted is not None and number.counted.lower_ in NOUN_ROLES:
        return NOUN_ROLES[number.counted.lower_]  # "12 deaths"
    if node.head.lower_ in STATE_ROLES and node.dep_ != "nmod":
        return STATE_ROLES[node.head.lower_]  # "900 are missing"
    return _undergone(node, is_behind, trigger) or number.role


def _undergone(node: Token, is_behind: bool, trigger: Token) -> QuantityRole | None:
    """What the verb or the noun above makes of those that the number counts."""
    if is_behind:
        roles = SUBJECT_ROLES if trigger.tag_ == "VBD" else OBJECT_ROLES | SUBJECT_ROLES
        return roles.get(trigger.lower_)
    while node.dep_ == "conj" and node.head.i != node.i:
        node = node.head
    node = _group(node)
    above = node.head
    word = above.lower_
    # "Detained between five and seven men": a preposition of the number, not of the noun.
    is_object = node.dep_ == "obl" and node.i > above.i and bool(cases(node) & _BEFORE_NUMBERS)
    if "at" in cases(node) and above.head.lower_ in _TOTALS:
        return OBJECT_ROLES.get(word)  # "put the number of detained at 87"
    if is_object or node.dep_ in {"obj", "nsubj:pass"}:
        return OBJECT_ROLES.get(word)
    if node.dep_ == "nsubj":
        if trigger.head.i == above.i and trigger.lower_ in STATE_ROLES:
            return STATE_ROLES[trigger.lower_]  # "four became wounded"
        return SUBJECT_ROLES.get(word)
    if node.dep_.startswith("nmod"):
        return NOUN_ROLES.get(word)
    for child in above.children:
        if child.lower_ in _TOTALS and child.dep_ in {"nsubj", "obj"}:
            if child.lower_ == "toll":
                return QuantityRole.KILLED
            return (OBJECT_ROLES | NOUN_ROLES).get(trigger.lower_)
    return None
