"""Who stands where around a word: questions asked of a Universal Dependencies tree.

Decides subjects, objects, agents and obliques of a verb or a noun, across passives, conjunctions,
relative clauses and control. Must not know the lexicon or what an event is.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from spacy.tokens import Token

from worker.events.control import doers
from worker.events.for_clauses import called_for, who_must
from worker.events.forms import all_noun_forms, all_verb_forms

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_CLAUSES = frozenset({"ccomp", "xcomp", "parataxis"})
_RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
_PARTICLES = frozenset(["away", "back", "down", "free", "in", "off", "out", "over", "up"])
_OBJECTS = frozenset({"obj", "iobj"})
_MODIFIERS = frozenset({"compound", "amod", "nummod", "det"})
_PASSIVE_MARKS = frozenset({"aux:pass", "nsubj:pass"})
# Verbs that only lend their subject to the noun: "launched an attack", "held talks".
LIGHT_VERBS = all_verb_forms(
    "attend begin call carry conduct continue convene direct do end hold have initiate issue launch"
    " lead make mount open organize organise perform resume run stage start take plan"
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
_CALL = all_verb_forms("call")
MEASURES = all_noun_forms(
    "dozen hundred thousand million ten score number total handful majority couple wave spate lot"
    " third quarter half"
) | {"some", "many", "most", "several", "all", "none", "few"}
# Of these a relative clause says when, where or why, not what.
_CIRCUMSTANCES = all_noun_forms(
    "time moment hour minute second day night morning evening week month year decade century date"
    " season place reason way occasion instant case point extent manner"
)
_HAVE = frozenset({"have", "has", "had", "'ve", "’ve"})
_MAX_CONTROL = 6  # steps up a chain of verbs; longer ones are parser errors


@dataclass(frozen=True, slots=True)
class Frame:
    """The logical arguments of a word: in a passive, `objects` holds the grammatical subject."""

    subjects: tuple[Token, ...] = ()
    objects: tuple[Token, ...] = ()
    possessors: tuple[Token, ...] = ()
    obliques: tuple[tuple[str, Token], ...] = ()  # (preposition, noun)
    passive: bool = False
    has_clause: bool = False
    particles: frozenset[str] = frozenset()  # "broke up": up
    modifiers: frozenset[str] = frozenset()  # "drone strike": drone
    complements: tuple[Token, ...] = ()  # the verbs of its clauses


def verb_frame(verb: Token, passive: bool | None = None) -> Frame:
    """The frame of a verb, in the voice that it stands in or that it is read in."""
    passive = is_passive(verb) if passive is None else passive
    obliques = list(_obliques(verb))
    agents = [noun for by, noun in obliques if by == "by" and passive and not _is_time(noun)]
    objects = [
        token
        for token in verb.children
        if token.dep_ in _OBJECTS
        or (not passive and _is_misread_object(token))
        or (not passive and _is_object_of_particle(token))
    ]
    for thing in objects:
        obliques += _obliques(thing)  # "sanctions on X" hangs on the noun
    clauses = tuple(token for token in verb.children if token.dep_ in _CLAUSES)
    obliques += [("for", who) for who, _ in called_for(verb)]
    clauses = tuple(dict.fromkeys((*clauses, *(clause for _, clause in called_for(verb)))))
    surface = [_antecedent(token) for token in _surface_subjects(verb)]
    if verb.pos_ == "ADJ":
        surface = surface or _number_before(verb)
    if passive:
        objects = surface + objects
    elif not objects:
        objects = _relativized(verb)
    return Frame(
        subjects=tuple(agents if passive else surface),
        objects=tuple(_antecedent(token) for token in objects),
        obliques=tuple(pair for pair in obliques if pair[1] not in agents),
        passive=passive,
        has_clause=bool(clauses),
        particles=frozenset(t.lower_ for t in verb.children if _is_particle(t)),
        complements=clauses,
    )


def _is_misread_object(token: Token) -> bool:
    """Whether the parser took for a passive's subject what follows an active verb."""
    return token.dep_ == "nsubj:pass" and token.i > token.head.i


def _is_object_of_particle(token: Token) -> bool:
    """Whether the parser took the object for something else: "handed over the smuggler"."""
    if token.dep_ != "obl" or token.pos_ not in {"NOUN", "PROPN"} or _is_time(token):
        return False
    if any(child.dep_ == "case" for child in token.children):
        return False
    start = token.left_edge.i
    before = token.doc[start - 1] if start else token
    return before.dep_ == "compound:prt" and before.head.i == token.head.i


def _number_before(adjective: Token) -> list[Token]:
    """The number that stands for somebody: "58 dead as ferry sinks", "reported one dead"."""
    if adjective.is_sent_start:
        return []
    before = adjective.nbor(-1)
    tied = before.head.i == adjective.i or adjective.head.i == before.i
    return [before] if tied and before.pos_ == "NUM" else []


def _is_time(noun: Token) -> bool:
    """Nothing is done "by Friday"."""
    return noun.ent_type_ in {"DATE", "TIME"}


def _relativized(verb: Token) -> list[Token]:
    """The noun that a relative clause leaves out: "two towns it had held"."""
    if verb.dep_ != "acl:relcl" or verb.head.pos_ not in {"NOUN", "PROPN"}:
        return []
    subjects = [token for token in verb.children if token.dep_ in _SUBJECTS]
    if not subjects or any(t.tag_ in _RELATIVE_TAGS for s in subjects for t in (s, *s.children)):
        return []
    if verb.head.lower_ in _CIRCUMSTANCES:  # "the day they fled"
        return []
    for token in verb.children:
        is_stranded = token.dep_ in {"case", "obl"} or token.tag_ == "WRB"
        if is_stranded and (token.tag_ in {"IN", "WRB", "WDT", "WP"}):
            return []
        if token.dep_.startswith("obl") and any(t.tag_ in _RELATIVE_TAGS for t in token.subtree):
            return []
        if token.dep_ in _CLAUSES:
            return []
    return [verb.head]


def _is_particle(token: Token) -> bool:
    """Whether the word is part of the verb; the parser takes many ("walked out") for an adverb."""
    return token.dep_ == "compound:prt" or (token.dep_ == "advmod" and token.lower_ in _PARTICLES)


def noun_frame(noun: Token) -> Frame:
    """The frame of a noun: its possessor, its prepositions, and the subject of a light verb."""
    possessors = [
        token
        for token in noun.children
        if token.dep_ in {"nmod:poss", "compound", "amod"}
        and token.pos_ in {"PROPN", "NOUN", "ADJ"}
    ]
    verb = noun.head
    subjects: tuple[Token, ...] = ()
    obliques = list(_obliques(noun))
    if is_lent(noun):
        frame = verb_frame(verb)
        subjects = frame.subjects
        known = {token.i for _, token in obliques}
        obliques += [pair for pair in frame.obliques if pair[1].i not in known]
    before = frozenset(token.lower_ for token in noun.lefts if token.dep_ in _MODIFIERS)
    return Frame(subjects, (), tuple(possessors), tuple(obliques), modifiers=before)


def is_lent(noun: Token) -> bool:
    """Whether a light verb carries the noun: "launched an attack", not "called it an attack"."""
    verb = noun.head
    if verb.lower_ not in LIGHT_VERBS or noun.dep_ not in {"obj", "nsubj:pass"}:
        return False
    return verb.lower_ not in _CALL or all(token.dep_ != "xcomp" for token in verb.children)


def lent_subjects(noun: Token) -> list[Token]:
    """The subjects of a verb that makes them those of the noun as well."""
    for _ in range(_MAX_CONTROL):
        if noun.dep_ != "conj":
            break
        noun = noun.head
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
    return [_antecedent(token) for token in _surface_subjects(above)]


def is_passive(verb: Token) -> bool:
    """Whether the grammatical subject, stated or shared, undergoes what the verb says."""
    for node in clause_chain(verb):  # "was seized, searched and sold" says it once
        if any(token.dep_ in _PASSIVE_MARKS for token in node.children):
            return not _is_active(node)
        if node.tag_ != "VBN" or any(token.dep_ in {"aux", "obj"} for token in node.children):
            return False
        if node.dep_ != "conj":
            return node.dep_ == "acl"
    return False


def _is_active(verb: Token) -> bool:
    """Whether no word makes it a passive and one makes it active: "police have arrested"."""
    deps = {token.dep_ for token in verb.children}
    if "aux:pass" in deps:
        return False
    has = any(token.dep_ == "aux" and token.lower_ in _HAVE for token in verb.children)
    return has or {"nsubj", "nsubj:pass"} <= deps


def measured(noun: Token, measures: AbstractSet[str] = MEASURES) -> Token:
    """What a noun of number is a number of: of "thousands of Kurds" the Kurds."""
    for _ in range(_MAX_CONTROL):
        inner = None
        if noun.lower_ in measures or noun.pos_ == "NUM":
            inner = next((t for by, t in _obliques(noun) if by == "of"), None)
        if inner is None:
            return noun
        noun = inner
    return noun


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and everything that "and" ties to it."""
    chain = [token]
    while chain:
        token = chain.pop()
        yield token
        chain += [child for child in token.children if child.dep_ == "conj"]


def clause_chain(token: Token) -> Iterator[Token]:
    """The token and its governors up to the root of the sentence."""
    yield token
    while token.head.i != token.i:
        token = token.head
        yield token


def _surface_subjects(verb: Token, steps: int = 0) -> list[Token]:
    """The grammatical subjects: its own, or the one it shares with the verb above it."""
    own = [
        token
        for token in verb.children
        if token.dep_ in _SUBJECTS and not (_is_misread_object(token) and _is_active(verb))
    ]
    if own and own[0].i < verb.i:  # "the army fled, a witness said": he said it, and did not flee
        own = [token for token in own if token.i < verb.i]
    if own or steps >= _MAX_CONTROL:
        return own
    if (who := who_must(verb)) is not None:
        return [who]
    above = verb.head
    if verb.dep_ == "conj" and above.pos_ in {"VERB", "AUX"}:
        return _surface_subjects(above, steps + 1)
    if verb.dep_ in {"xcomp", "advcl"} and above.pos_ in {"VERB", "AUX", "ADJ"}:
        return doers(verb) or _surface_subjects(above, steps + 1)
    if verb.dep_ == "acl" and (verb.tag_ == "VBG" or is_passive(verb)):
        return [above]
    return []


def _obliques(head: Token) -> Iterator[tuple[str, Token]]:
    """(preposition, noun) for every prepositional phrase, conjuncts left to the caller."""
    for token in head.children:
        if token.dep_.startswith(("obl", "nmod")) and token.dep_ != "nmod:poss":
            for case in token.children:
                if case.dep_ == "case":
                    yield case.lower_, token
                    break


def _antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for; any other token itself."""
    if token.tag_ not in _RELATIVE_TAGS:
        return token
    for above in clause_chain(token):
        if above.dep_ in {"acl:relcl", "acl"} and above.head.pos_ in {"NOUN", "PROPN"}:
            return above.head
    return token
