"""Who stands where around a noun that names a deed: its owner, its prepositions, its light verb.

Decides which verb lends its subject to a noun. Must not know the lexicon or what an event is.
"""

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms
from worker.events.frames import (
    MAX_CONTROL,
    Frame,
    obliques_of,
    relative_antecedent,
    surface_subjects,
    verb_frame,
)

_MODIFIERS = frozenset({"compound", "amod", "nummod", "det", "nmod:poss"})
# Verbs that only lend their subject to the noun: "launched an attack", "held talks".
LIGHT_VERBS = all_verb_forms(
    "attend begin call carry complete conduct continue convene direct do end hold have initiate"
    " issue launch lead maintain make mount open organize organise perform resume run stage start"
    " take plan"
)
# Verbs whose subject is behind the deed that is their object: "ordered the arrest".
_LENDING_VERBS = all_verb_forms(
    "announce approve authorise authorize complete declare escalate express finish intensify join"
    " order reiterate repeat resume suspend end step threaten"
)
# And words that tie their subject to a deed by a preposition: "is responsible for the killings".
_TIES = {
    "for": frozenset({"responsible", "blame"}),
    "of": frozenset({"guilty", "accused", "capable"}),
    "in": all_verb_forms("engage participate involve partake") | {"part"},
}
# Who does something in the course of these takes part: "in a call with the king, she praised him".
_MEETINGS = all_noun_forms("call conversation meeting talk discussion negotiation consultation")
_WHILE = frozenset({"in", "during", "after", "at", "following"})
_CALL = all_verb_forms("call")
_SHARES = frozenset({"percent", "half", "most", "part", "majority", "rest", "third", "%"})


def noun_frame(noun: Token) -> Frame:
    """The frame of a noun: its possessor, its prepositions, and the subject of a light verb."""
    possessors = [
        token
        for token in noun.children
        if token.dep_ in {"nmod:poss", "compound", "amod"}
        and token.pos_ in {"PROPN", "NOUN", "ADJ"}
    ]
    verb = _whole(noun).head
    subjects: tuple[Token, ...] = ()
    obliques = list(obliques_of(noun))
    if is_lent(noun):
        frame = verb_frame(verb)
        subjects = frame.subjects
        known = {token.i for _, token in obliques}
        obliques += [pair for pair in frame.obliques if pair[1].i not in known]
    elif _is_behind(noun):
        subjects = tuple(map(relative_antecedent, surface_subjects(noun)))
    elif _is_while(noun) and any(by == "with" for by, _ in obliques):
        subjects = verb_frame(verb).subjects
    before = frozenset(token.lower_ for token in noun.lefts if token.dep_ in _MODIFIERS)
    return Frame(subjects, (), tuple(possessors), tuple(obliques), modifiers=before)


def is_lent(noun: Token) -> bool:
    """Whether a light verb carries the noun: "launched an attack", not "called it an attack"."""
    noun = _whole(noun)
    verb = noun.head
    if verb.lower_ not in LIGHT_VERBS or noun.dep_ not in {"obj", "nsubj:pass"}:
        return False
    return verb.lower_ not in _CALL or all(token.dep_ != "xcomp" for token in verb.children)


def lent_subjects(noun: Token) -> list[Token]:
    """The subjects of a verb that makes them those of the noun as well."""
    for _ in range(MAX_CONTROL):
        if noun.dep_ != "conj":
            break
        noun = noun.head
    noun = _whole(noun)
    above = noun.head
    if noun.dep_ == "obj" and above.lower_ in _LENDING_VERBS:
        return list(verb_frame(above).subjects)
    tied = any(
        above.lower_ in _TIES.get(case.lower_, ()) for case in noun.children if case.dep_ == "case"
    )
    if not tied:
        return []
    if above.pos_ in {"NOUN", "ADJ"} and above.dep_ in {"obj", "xcomp"}:
        above = above.head  # "took part in", "held responsible for"
    return [relative_antecedent(token) for token in surface_subjects(above)]


def _whole(noun: Token) -> Token:
    """What stands for it where only a part is told of: "completed 90% of the withdrawal"."""
    above = noun.head
    is_part = noun.dep_ == "nmod" and (above.pos_ in {"NUM", "SYM"} or above.lower_ in _SHARES)
    return above if is_part else noun


def _is_behind(deed: Token) -> bool:
    """Whether it is what somebody is said to be behind: "Peru was behind the attack"."""
    below = {(child.dep_, child.lower_) for child in deed.children}
    return ("case", "behind") in below and any(dep == "cop" for dep, _ in below)


def _is_while(noun: Token) -> bool:
    """Whether it is what somebody was in when he did something."""
    if noun.lower_ not in _MEETINGS or noun.dep_ != "obl" or noun.head.pos_ != "VERB":
        return False
    return any(child.lower_ in _WHILE for child in noun.children if child.dep_ == "case")
