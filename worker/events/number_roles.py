"""What a number is to the event that it belongs to: its role, or that it is no quantity of it.

Decides by the word that says what befell those counted, by where they stand in the frame, then by
the type of the event (`tallies.py`). Must not know the other events of the sentence.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from worker.events.counted import is_uncounted
from worker.events.forms import all_noun_forms, all_verb_forms
from worker.events.frames import Frame, conjuncts
from worker.events.numerals import Numeral
from worker.events.paths import cases
from worker.events.tallies import (
    NOUN_ROLES,
    OBJECT_ROLES,
    STATE_ROLES,
    SUBJECT_ROLES,
    SUFFERED_ROLES,
    Standing,
    befalls,
    is_number_of,
    role_in,
)
from worker.records import QuantityRole

_BEFORE_NUMBERS = frozenset({"between", "about", "around", "over", "under"})
# "After two nights", "within 48 hours": these say when. How long has "for", "to" or nothing.
_PUT_OFF = all_verb_forms("extend prolong lengthen shorten delay postpone reduce cut adjourn")
_HOW_LONG = frozenset({"for", "to", "of", "at", "with", "least"})
# Behind these stands what is hit or wanted: "fired on six cars", "asked for ten tents".
_ON = frozenset({"on", "against", "to"})
_AIMED_AT = {"ASSAULT": _ON, "COERCE": _ON, "SANCTION": _ON, "REQUEST": frozenset({"for"})}
_NOWHERE = frozenset[str]()
_POINTERS = frozenset({"the", "both", "these", "those", "all", "last"})
_LASTING = all_verb_forms("continue last rage run take")
_ACTIVE = frozenset({"VBD", "VBG", "VBP", "VBZ"})
_GROUPS = all_noun_forms("total group number crowd column band gang team force convoy")
_BEFORE_NOUN = frozenset({"nummod", "compound", "amod"})
_RELATIVE = frozenset({"after", "before", "ago", "earlier", "later"})
_QUOTATION_MARKS = frozenset('"“”„«»')
_RETURNS = frozenset({"return", "exchange"})
_LOSING = all_verb_forms("lose")
_MANY = 20
TOTALS = all_noun_forms("number toll figure count tally total")


@dataclass(frozen=True, slots=True)
class Counting:
    """A trigger whose numbers are sought."""

    trigger: Token
    frame: Frame
    kind: str  # type of the event, PLOVER's or our own
    mode: str | None


def role_of(number: Numeral, counting: Counting, *, is_behind: bool) -> QuantityRole | None:
    """By what befalls those counted, else by what they are; None where it is no number of it."""
    role = number.role
    if role in {QuantityRole.DURATION, QuantityRole.DISTANCE}:
        return role if _is_extent(number, counting) else None
    if number.counted is not None and number.counted.i == counting.trigger.i:
        if number.value == 1:
            return None  # "one of the meetings"
        return NOUN_ROLES.get(number.counted.lower_, role)  # "12 deaths", "three lawsuits"
    is_open = number.value is None or number.value < _MANY  # "3,000 rounds" are a number
    if number.counted is not None and is_open and is_uncounted(number.counted.lower_):
        return None
    if _is_price(number.node):
        return None
    standing = _standing(_group(number.node), counting)
    if is_behind and standing is Standing.BESIDE:
        standing = Standing.UNDERGOER
    if befalls(role):
        role = _befallen(number, counting, is_behind=is_behind)
        if role is QuantityRole.ARRESTED and counting.mode == "convict":
            role = QuantityRole.CONVICTED  # "jailed two men for four years"
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
    if "with" in cases(node):
        return Standing.WITH
    first = node
    while first.dep_ == "conj" and first.head.i != first.i:
        first = first.head
    aims = _AIMED_AT.get(counting.kind, _NOWHERE)
    objects = [head.i for head in frame.objects]
    is_near = first.dep_ == "obl" or (first.dep_ == "nmod" and first.head.i in objects)
    is_aimed_at = is_near and bool(cases(first) & aims)
    return Standing.UNDERGOER if is_aimed_at else Standing.BESIDE


def _group(node: Token) -> Token:
    """What is so many, or so composed, in the place of those who are in it: "a crowd of 200
    people", "20 people, including four children".
    """
    if not node.dep_.startswith("nmod"):
        return node
    is_group = node.head.lower_ in _GROUPS and "of" in cases(node)
    return node.head if is_group or "including" in cases(node) else node


def _is_price(node: Token) -> bool:
    """Whether it is what was given for it: "freed a pilot in exchange for 15 prisoners"."""
    return node.head.lower_ in _RETURNS and "in" in cases(node.head) and "for" in cases(node)


def _is_extent(number: Numeral, counting: Counting) -> bool:
    """Whether a duration or a distance is the event's own: "sentenced to five years", "a two-day
    visit", "marched 12 km", but not "a town 12 km away", "freed after two nights".
    """
    node, trigger = number.node, counting.trigger
    if number.behind < len(trigger.doc) and trigger.doc[number.behind].lower_ in _RELATIVE:
        return False  # "two days after the army withdrew"
    first, last = sorted((node.i, trigger.i))
    if any(token.text in _QUOTATION_MARKS for token in trigger.doc[first:last]):
        return False  # '"We waited two years," said a man who was jailed'
    while node.dep_ in _BEFORE_NOUN and node.i != trigger.i and node.head.i > node.i:
        node = node.head  # "after a 12-week trial": when, not how long
    open_to = _HOW_LONG | {"by"} if trigger.lower_ in _PUT_OFF else _HOW_LONG
    if number.role is QuantityRole.DURATION and not cases(node) <= open_to:
        return False
    if node.i == trigger.i:
        return True  # "a two-day visit"
    if node.head.i == trigger.i:
        return node.dep_ not in {"nsubj", "nsubj:pass"}
    heads = arguments(counting.frame)
    if node.i in heads or node.head.i in heads:
        return number.role is QuantityRole.DURATION
    return node.head.lower_ in _LASTING and any(
        child.i == trigger.i for child in node.head.children if child.dep_ == "nsubj"
    )


def _is_pointed_at(number: Numeral) -> bool:
    """Whether the words say which: "the two countries", but "6 of the 7 districts"."""
    if number.whole is not None:
        return False
    noun = number.counted or number.node
    if noun.i != number.node.i:  # "seven of his bodyguards"
        return any(child.lower_ in _POINTERS for child in number.node.lefts)
    return any(child.lower_ in _POINTERS or child.dep_ == "nmod:poss" for child in noun.lefts)


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
    return _undergone(node, is_behind, trigger) or _suffered(number, counting)


def _suffered(number: Numeral, counting: Counting) -> QuantityRole:
    """By what those counted have: "suffered injuries", "lost their lives", "lost limbs"."""
    frame = counting.frame
    is_lost = counting.trigger.lower_ in _LOSING and any(
        head.i == number.node.i for head in frame.objects
    )
    if counting.kind == "CASUALTY" and is_lost:
        return QuantityRole.KILLED  # "the brigade lost four men"
    if counting.kind == "CASUALTY" and any(head.i == number.node.i for head in frame.subjects):
        for thing in frame.objects:
            if thing.lower_ in SUFFERED_ROLES:
                return SUFFERED_ROLES[thing.lower_]
    return number.role


def _undergone(node: Token, is_behind: bool, trigger: Token) -> QuantityRole | None:
    """What the verb or the noun above makes of those that the number counts."""
    if trigger.dep_.startswith("acl") and trigger.head.i == node.i:  # "12 men convicted of theft"
        roles = SUBJECT_ROLES if trigger.tag_ in _ACTIVE else OBJECT_ROLES
        return roles.get(trigger.lower_)
    if is_behind:
        roles = SUBJECT_ROLES if trigger.tag_ == "VBD" else OBJECT_ROLES | SUBJECT_ROLES
        return _left(trigger) or roles.get(trigger.lower_)
    while node.dep_ == "conj" and node.head.i != node.i:
        node = node.head
    node = _group(node)
    above = node.head
    word = above.lower_
    # "Detained between five and seven men": a preposition of the number, not of the noun.
    is_object = node.dep_ == "obl" and node.i > above.i and bool(cases(node) & _BEFORE_NUMBERS)
    if "at" in cases(node) and above.head.lower_ in TOTALS:
        return OBJECT_ROLES.get(word)  # "put the number of detained at 87"
    if is_object or node.dep_ in {"obj", "nsubj:pass"}:
        return _left(above) or OBJECT_ROLES.get(word)
    if node.dep_ == "nsubj":
        if trigger.head.i == above.i and trigger.lower_ in STATE_ROLES:
            return STATE_ROLES[trigger.lower_]  # "four became wounded"
        return SUBJECT_ROLES.get(word)
    if node.dep_.startswith("nmod"):
        return NOUN_ROLES.get(word)
    for child in above.children:
        if child.lower_ in TOTALS and child.dep_ in {"nsubj", "obj"}:
            if child.lower_ == "toll":
                return QuantityRole.KILLED
            return (OBJECT_ROLES | NOUN_ROLES).get(trigger.lower_)
    return None


def _left(verb: Token) -> QuantityRole | None:
    """What the word behind a verb says of them: "shot dead 14 people", "two were found dead"."""
    return STATE_ROLES.get(verb.doc[verb.i + 1 : verb.i + 2].text.lower())


def arguments(frame: Frame) -> frozenset[int]:
    """Where the arguments of a trigger stand, with everything that "and" ties to them."""
    heads = [*frame.subjects, *frame.objects, *(noun for _, noun in frame.obliques)]
    return frozenset(token.i for head in heads for token in conjuncts(head))
