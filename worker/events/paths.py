"""How closely a word hangs on a trigger: the way through the tree, and where it ends.

Decides the cost of that way, and which borders nothing crosses: what hangs on a reporting verb, in
a relative clause or on what is planned says nothing of the event. Must not know dates or places.
"""

from collections.abc import Mapping

from spacy.tokens import Token

from worker.events.asides import is_of_somebody
from worker.events.forms import all_verb_forms
from worker.events.noun_frames import LIGHT_VERBS
from worker.events.sectors import is_somebody

_MAX_STEPS = 12  # a longer way means nothing, and it keeps the time linear
_CLAUSAL = frozenset(
    {"ccomp", "xcomp", "advcl", "advcl:relcl", "acl", "acl:relcl", "parataxis", "csubj"}
)
_VERBS = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
# An infinitive under these happens when they do; under all others it is planned, asked or feared.
_ONE_WITH_INFINITIVE = all_verb_forms("try begin start continue fail manage attempt help cease")
REPORTING_VERBS = all_verb_forms(
    "say tell report announce state confirm add claim declare note explain write post tweet quote"
    " cite admit deny insist allege warn disclose reveal acknowledge believe think know"
)
_OTHER_TIME = frozenset({"after", "before", "since", "until", "once"})
_CONTRASTS = frozenset({"although", "though", "whereas"})  # what is told there is something else
_CHARGES = frozenset({"of", "for"})  # "guilty of stealing": he did not steal it in court
WITHIN = frozenset({"in", "during", "at", "on", "by", "near", "outside"})
_SHARES = frozenset({"percent", "half", "most", "part", "majority", "rest"})
_COST_OF_CLAUSE = 3
_CARRYING = LIGHT_VERBS | all_verb_forms("set schedule plan expect arrange fix")


def ways_up(trigger: Token, *, other_subjects: bool = True) -> dict[int, int]:
    """Cost to each word from which the trigger can be told about, the trigger itself at 0.

    `other_subjects`: whether "on Monday A attacked and B fled" says of B's flight when it was. It
    does not say where.
    """
    costs = {trigger.i: 0}
    node, cost = trigger, 0
    for _ in range(_MAX_STEPS):
        if node.head.i == node.i or not _is_open_above(node):
            break
        if node.dep_ == "conj" and not other_subjects and _has_subject(node):
            break
        cost += _COST_OF_CLAUSE if node.dep_ in _CLAUSAL else 1
        node = node.head
        costs[node.i] = cost
    return costs


def distance(
    costs: Mapping[int, int], governor: Token, through: frozenset[str] = WITHIN
) -> int | None:
    """Cost from the trigger of those `ways_up` to the word; None where a border lies between.

    `through`: the prepositions behind which a noun says something of its verb.
    """
    node, cost = governor, 0
    for _ in range(_MAX_STEPS):
        if node.i in costs:
            return costs[node.i] + cost
        if node.head.i == node.i or not _is_open_below(node, through):
            return None
        cost += _COST_OF_CLAUSE if node.dep_ in _CLAUSAL else 1
        node = node.head
    return None


def is_infinitive(verb: Token) -> bool:
    """Whether it is "to attack"."""
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)


def is_planned_infinitive(verb: Token) -> bool:
    """Whether it is not done, for all we hear: "agreed to attack", but not "began to attack"."""
    return is_infinitive(verb) and not (
        verb.dep_ == "xcomp" and verb.head.lower_ in _ONE_WITH_INFINITIVE
    )


def cases(noun: Token) -> frozenset[str]:
    """The prepositions of a noun."""
    return frozenset(child.lower_ for child in noun.children if child.dep_ == "case")


def _is_open_above(node: Token) -> bool:
    """Whether what is said of the word above holds for the word, too."""
    head = node.head
    if node.dep_ in {"ccomp", "csubj", "advcl:relcl"} or is_of_somebody(node):
        return False
    if node.dep_ == "parataxis":
        return not ({node.lower_, head.lower_} & REPORTING_VERBS or _is_behind_semicolon(node))
    if node.dep_ == "xcomp":
        return not is_infinitive(node) or head.lower_ in _ONE_WITH_INFINITIVE
    if node.dep_ == "advcl":
        return not _marks(node) & (_OTHER_TIME | _CHARGES)
    if node.dep_ in {"acl", "acl:relcl"}:
        # "The blast that killed 12" was when the blast was; "the man who killed 12" is no event.
        # Nor is "the firm that lent money" one; "the crash in which 31 died" is.
        if head.pos_ == "PROPN" or is_somebody(head.lower_):
            return False
        words = {child.lower_ for child in node.children if child.dep_.startswith(("nsubj", "obl"))}
        return bool(words & {"that", "which"}) or (node.dep_ == "acl" and node.tag_ == "VBG")
    if head.pos_ in {"NUM", "SYM"} or head.lower_ in _SHARES:
        return True  # "90% of the withdrawal"
    if node.pos_ in _NOUNS and head.pos_ in _VERBS and node.dep_ in {"obj", "nsubj:pass"}:
        return head.lower_ in _CARRYING  # who condemns an attack does it on another day
    if node.pos_ in _NOUNS and node.dep_.startswith(("obl", "nmod")):
        return bool(cases(node) & WITHIN)
    return True


def _is_open_below(node: Token, through: frozenset[str]) -> bool:
    """Whether what hangs on the word holds for the word above, too."""
    head = node.head
    if node.dep_ in {"ccomp", "csubj", "acl", "acl:relcl", "advcl:relcl"}:
        return False
    if node.dep_ == "parataxis":
        return not ({node.lower_, head.lower_} & REPORTING_VERBS or _is_behind_semicolon(node))
    if node.dep_ == "xcomp":
        return not is_infinitive(node) or head.lower_ in _ONE_WITH_INFINITIVE
    if node.dep_ == "advcl":
        return not (_marks(node) & (_OTHER_TIME | _CONTRASTS) or is_infinitive(node))
    if node.dep_ == "conj" and node.pos_ in _VERBS:
        return not _has_subject(node)  # "and the army answered on Monday"
    if node.pos_ in _NOUNS and head.pos_ in _VERBS and node.dep_.startswith("obl"):
        return bool(cases(node) & through)
    return True


def _is_behind_semicolon(verb: Token) -> bool:
    """Whether it begins something new: "ten were caught by Friday; three more gave up"."""
    between = (*verb.children, *verb.head.children)
    return any(c.text == ";" and verb.head.i < c.i < verb.i for c in between)


def _has_subject(verb: Token) -> bool:
    """Whether somebody else does it; in "237 were killed and 157 injured" nobody does."""
    subjects = [c for c in verb.children if c.dep_.startswith("nsubj") and c.pos_ != "NUM"]
    if not subjects or not all(map(_is_counted, subjects)):
        return bool(subjects)
    return not any(map(_is_counted, verb.head.children))


def _is_counted(noun: Token) -> bool:
    """Whether it tells how many it was done to: "two men were arrested"."""
    return noun.dep_ == "nsubj:pass" and any(c.dep_ == "nummod" for c in noun.children)


def _marks(verb: Token) -> frozenset[str]:
    return frozenset(child.lower_ for child in verb.children if child.dep_ == "mark")
