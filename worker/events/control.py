"""Who does what a dependent verb says, where the verb above it has an object: its subject, or that.

Decides for "asked Russia to help" and "condemned Russia for attacking Kyiv", and who has what is
given in "sent Kenya six boats". Must not know frames.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from worker.events.forms import all_verb_forms

# "promised Iraq to help": whoever promises is the one who helps.
_SUBJECT_CONTROL = all_verb_forms("promise vow")
# What is done to somebody for a deed, or to keep somebody from it: the deed is that somebody's.
_JUDGING = all_verb_forms(
    "accuse acquit applaud arrest attack ban bar berate blame bomb cite charge commend condemn"
    " congratulate convict criticise criticize dismiss denounce deport detain deter discipline"
    " execute expel fault fine forgive hail hang honour honor indict investigate jail imprison keep"
    " kill lambast lash mock pardon pay penalise penalize praise prevent prohibit prosecute"
    " punish rebuke reprimand reward sack sanction scold sentence slam stop sue suspect suspend"
    " thank try"
)
_GIVING = all_verb_forms(
    "award bring deliver donate give grant hand lend offer pledge promise provide sell send ship"
    " supply transfer"
)
_OBJECTS = frozenset({"iobj", "obj"})
_REASONS = frozenset({"for", "from", "of", "over", "with"})
_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE", "LOC"})
_PLACES = frozenset({"GPE", "LOC"})
_BEFORE = frozenset({"compound", "nmod:poss"})


def doers(verb: Token) -> list[Token]:
    """The objects of the verb above that are the subjects of this one; empty if it has its own."""
    above = verb.head
    objects = [t for t in above.children if t.dep_ == "obj" or is_bare_name(t)]
    if verb.dep_ == "xcomp":
        return [] if above.lower_ in _SUBJECT_CONTROL else objects  # "asked Russia to help"
    # "condemned Russia for attacking Kyiv", where "used the money for buying arms" is none.
    return objects if above.lower_ in _JUDGING and _is_reason(verb) else []


def _is_reason(verb: Token) -> bool:
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "case"}}
    return verb.tag_ == "VBG" and not marks.isdisjoint(_REASONS)


def is_bare_name(token: Token) -> bool:
    """Whether the parser took for a circumstance a name that no preposition makes one: "sentenced
    former minister Ann Lee".
    """
    if token.dep_ != "obl" or token.ent_type_ not in _NAMES:
        return False
    if token.left_edge.i != token.head.i + 1:
        return False
    return not any(child.dep_ in {"case", "mark"} for child in token.children)


def given_to(verb: Token, objects: Sequence[Token]) -> Token | None:
    """Who is given something without a "to": "sent Kenya six boats", also where the parser took the
    name for a part of what is given.
    """
    if verb.lower_ not in _GIVING or not objects:
        return None
    first = objects[0]
    if len(objects) > 1:
        is_second = first.dep_ in _OBJECTS and verb.i < first.i < objects[1].i
        return first if is_second and first.pos_ != "PRON" else None
    for name in first.lefts:
        if name.i != verb.i + 1 or name.dep_ not in _BEFORE or name.ent_type_ not in _PLACES:
            continue
        is_owner = any(child.dep_ == "case" for child in name.children)  # "Kenya's six boats"
        if is_owner:
            continue
        if name.nbor().pos_ == "NUM":
            return name
        # "Sold Kenya tea to Peru": whose the goods are, for another gets them.
        if not name.text.isupper() and not (_has_to(verb) or _has_to(first)):
            return name
    return None


def _has_to(word: Token) -> bool:
    return any(
        child.dep_ in {"obl", "nmod"}
        and any(case.dep_ == "case" and case.lower_ == "to" for case in child.children)
        for child in word.children
    )
