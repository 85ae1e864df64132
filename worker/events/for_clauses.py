"""Clauses that say who must do something: "called for the army to withdraw", "asked that he go".

Decides by the tree which clause of a verb is one, and who must do it. Must not know the lexicon.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from worker.events.forms import all_verb_forms

_CALLING = all_verb_forms("appeal ask beg call campaign clamour lobby plead press push")
_CLAUSES = frozenset({"advcl", "ccomp", "xcomp"})
_BARE = frozenset({"VB", "VBP"})  # "that the ministers resign" is one or the other
_OBLIGATION = frozenset({"must", "should", "ought"})


def called_for(verb: Token) -> Iterator[tuple[Token, Token]]:
    """(who, the verb of the clause) of "called for the army to withdraw"."""
    if verb.lower_ not in _CALLING:
        return
    for clause in verb.children:
        who = who_must(clause) if clause.dep_ in _CLAUSES else None
        if who is not None:
            yield who, clause


def who_must(clause: Token) -> Token | None:
    """Who must do it, of a clause of "for" and "to"; parsers hang some on the verb above."""
    marks = {child.lower_: child for child in clause.children if child.dep_ == "mark"}
    if not {"for", "to"} <= marks.keys():
        return None
    for child in (*clause.children, *clause.head.children):
        if child.dep_.startswith(("nsubj", "obl", "obj")) and marks["for"].i < child.i < clause.i:
            return child
    return None


def is_wish(clause: Token) -> bool:
    """Whether it is what somebody should do: "that the minister resign", "that he should"."""
    words = {child.lower_: child for child in clause.children}
    if "that" not in words or words["that"].dep_ != "mark" or words.keys() & {"to"}:
        return False
    helping = [child for child in clause.children if child.dep_.startswith("aux")]
    if any(child.lower_ in _OBLIGATION for child in helping):
        return True
    return all(child.lower_ == "be" for child in helping) and (
        clause.tag_ in _BARE or bool(helping)
    )
