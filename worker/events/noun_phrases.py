"""What a noun is by the words around it: a number, an office without an article, a state of mind.

Decides by the tree alone. Must not know names.
"""

from spacy.tokens import Token

from worker.events.frames import MEASURES

_CONDITIONS = frozenset({"alert", "emergency", "siege", "war"})


def is_number(token: Token) -> bool:
    return token.pos_ == "NUM" or token.lower_ in MEASURES


def is_of(token: Token) -> bool:
    return token.dep_ == "nmod" and any(t.dep_ == "case" and t.lower_ == "of" for t in token.lefts)


def is_bare_office(token: Token) -> bool:
    """Whether it is "chairman", not "the chairman" nor "chairmen"."""
    return token.tag_ == "NN" and not any(
        child.dep_ in {"det", "nmod:poss", "nummod"} for child in token.children
    )


def share_place(noun: Token, person: Token) -> bool:
    """Whether a later name stands in the same place of the tree: beside the noun or under it."""
    if person.dep_ == "conj" and person.head.i in {noun.i, noun.head.i}:
        return person.i > noun.i
    return person.i > noun.i and (person.head.i, person.dep_) == (noun.head.i, noun.dep_)


def is_condition(noun: Token) -> bool:
    """Whether it is a "state of siege" and no state."""
    return noun.lower_ == "state" and any(t.lower_ in _CONDITIONS for t in noun.rights)


def is_bearer(name: Token) -> bool:
    """Whether a name belongs to the office before it: "Secretary of Defense Ann Lee"."""
    office = name.head
    if name.dep_ != "nmod" or office.tag_ not in {"NN", "NNP"} or office.i > name.i:
        return False
    first = name.left_edge
    if any(child.dep_ == "case" for child in name.children):
        return False
    between = name.doc[office.i + 1 : first.i]
    return bool(between) and between[0].lower_ in {"of", "for"}
