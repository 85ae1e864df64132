"""Who stands where around a word: questions asked of a Universal Dependencies tree.

Decides subjects, objects, agents and obliques of a verb, across passives, conjunctions, relative
clauses and control. Must not know the lexicon or what an event is.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from spacy.tokens import Span, Token

from worker.events.control import doers, given_to, is_bare_name
from worker.events.datelines import is_in_dateline
from worker.events.for_clauses import called_for, who_must
from worker.events.forms import all_noun_forms

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_CLAUSES = frozenset({"ccomp", "xcomp", "parataxis"})
_FINITE = frozenset({"VBD", "VBZ"})
_RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
_PARTICLES = frozenset(["away", "back", "down", "free", "in", "off", "out", "over", "up"])
_OBJECTS = frozenset({"obj", "iobj"})
_PREDICATES = frozenset({"VERB", "AUX", "ADJ"})
_QUOTES = frozenset('"“„«')
_PASSIVE_MARKS = frozenset({"aux:pass", "nsubj:pass"})
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
MAX_CONTROL = 6  # steps up a chain of verbs; longer ones are parser errors


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
    obliques = [*obliques_of(verb), *_quoted(verb)]
    agents = [noun for by, noun in obliques if by == "by" and passive and not _is_time(noun)]
    objects = [
        token
        for token in verb.children
        if token.dep_ in _OBJECTS
        or (not passive and _is_misread_object(token))
        or (not passive and (_is_object_of_particle(token) or is_bare_name(token)))
    ]
    if (owner := given_to(verb, objects)) is not None and not passive:
        obliques.append(("to", owner))
        objects = [owner, *(thing for thing in objects if thing.i != owner.i)]
    for thing in objects:
        obliques += obliques_of(thing)  # "sanctions on X" hangs on the noun
    clauses = tuple(token for token in verb.children if token.dep_ in _CLAUSES)
    obliques += [("for", who) for who, _ in called_for(verb)]
    clauses = tuple(dict.fromkeys((*clauses, *(clause for _, clause in called_for(verb)))))
    surface = [relative_antecedent(token) for token in surface_subjects(verb)]
    if verb.pos_ == "ADJ":
        surface = surface or _number_before(verb)
    if passive:
        objects = surface + objects
    elif not objects:
        objects = _relativized(verb)
    return Frame(
        subjects=tuple(agents if passive else surface),
        objects=tuple(relative_antecedent(token) for token in objects),
        obliques=tuple(pair for pair in obliques if pair[1] not in agents),
        passive=passive,
        has_clause=bool(clauses),
        particles=frozenset(t.lower_ for t in verb.children if _is_particle(t)),
        complements=clauses,
    )


def _is_misread_object(token: Token) -> bool:
    """Whether the parser took for a subject what follows a verb: "Lee asked Reed for it"."""
    if token.i < token.head.i:
        return False
    if token.dep_ == "nsubj":
        return token.left_edge.i == token.head.i + 1 and any(
            other.dep_ == "nsubj" and other.i < token.head.i for other in token.head.children
        )
    return token.dep_ == "nsubj:pass"


def _is_object_of_particle(token: Token) -> bool:
    """Whether the parser took the object for something else: "handed over the smuggler"."""
    if token.dep_ != "obl" or token.pos_ not in {"NOUN", "PROPN"} or _is_time(token):
        return False
    if any(child.dep_ == "case" for child in token.children):
        return False
    start = token.left_edge.i
    before = token.doc[start - 1] if start else token
    return before.dep_ == "compound:prt" and before.head.i == token.head.i


def _quoted(verb: Token) -> Iterator[tuple[str, Token]]:
    """What follows a preposition and a quotation mark, between which the parser sees no tie:
    "called on “the two peoples to make peace”".
    """
    particles = [token for token in verb.children if token.dep_ == "compound:prt"]
    for noun in verb.children:
        start = noun.left_edge.i
        if noun.pos_ not in {"NOUN", "PROPN"} or start < 1:
            continue
        mark = noun.doc[start]
        if mark.text in _QUOTES and mark.nbor(-1) in particles:
            yield mark.nbor(-1).lower_, noun


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
    for _ in range(MAX_CONTROL):
        inner = None
        if noun.lower_ in measures or noun.pos_ == "NUM":
            inner = next((t for by, t in obliques_of(noun) if by == "of"), None)
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


def last_word(sentence: Span) -> Token:
    """Its last word or mark: the blank line behind a paragraph is a token of its sentence."""
    return next((token for token in reversed(sentence) if not token.is_space), sentence[-1])


def surface_subjects(verb: Token, steps: int = 0) -> list[Token]:
    """The grammatical subjects: its own, or the one it shares with the verb above it."""
    own = [
        token
        for token in verb.children
        if token.dep_ in _SUBJECTS and not (_is_misread_object(token) and _is_active(verb))
    ]
    own = [t for t in own if not (_speaks_behind(t, verb) or is_in_dateline(t))]
    if own and own[0].i < verb.i:  # "the army fled, a witness said": he said it, and did not flee
        own = [token for token in own if token.i < verb.i]
    if own or steps >= MAX_CONTROL:
        return own
    if (who := who_must(verb)) is not None:
        return [who]
    above = verb.head
    if verb.dep_ == "conj" and above.pos_ in {"VERB", "AUX"}:
        if verb.tag_ in _FINITE and above.tag_ == "VB" and above.dep_ in _CLAUSES | {"advcl"}:
            above = above.head  # "ordered them to leave and closed the road"
        return surface_subjects(above, steps + 1)
    if verb.dep_ in {"xcomp", "advcl"} and (above.pos_ in _PREDICATES or _has_copula(above)):
        return doers(verb) or surface_subjects(above, steps + 1)
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and _has_copula(above):
        return surface_subjects(above, steps + 1)  # "Oman is a donor, giving 6 million dollars"
    if verb.dep_ == "acl" and (verb.tag_ == "VBG" or is_passive(verb)):
        return [above]
    return []


def _has_copula(noun: Token) -> bool:
    """Whether it is what somebody is."""
    return noun.pos_ in {"NOUN", "PROPN"} and any(t.dep_ == "cop" for t in noun.children)


def _speaks_behind(noun: Token, verb: Token) -> bool:
    """Whether the parser took the speaker for the doer: "it fell, killing six, police said"."""
    if noun.i < verb.i:
        return False
    if verb.tag_ == "VBG" and verb.dep_ in {"advcl", "conj"}:
        return True  # a participle has its subject before it
    end = noun.right_edge.i + 1
    after = noun.doc[end] if end < len(noun.doc) else noun
    return after.pos_ == "VERB" and after.i in {above.i for above in clause_chain(verb)}


def obliques_of(head: Token) -> Iterator[tuple[str, Token]]:
    """(preposition, noun) for every prepositional phrase, conjuncts left to the caller."""
    for token in head.children:
        if token.dep_.startswith(("obl", "nmod")) and token.dep_ != "nmod:poss":
            for case in token.children:
                if case.dep_ == "case":
                    yield case.lower_, token
                    break


def relative_antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for; any other token itself."""
    if token.tag_ not in _RELATIVE_TAGS:
        return token
    for above in clause_chain(token):
        if above.dep_ in {"acl:relcl", "acl"} and above.head.pos_ in {"NOUN", "PROPN"}:
            return above.head
        if above.dep_ == "advcl:relcl" and token.lower_ == "who":
            return _noun_before(token)
    return token


def _noun_before(pronoun: Token) -> Token:
    """The noun before a clause that the parser gives to the verb: "Ann Lee, who left, said"."""
    at = pronoun.i - 1
    while at > pronoun.sent.start and pronoun.doc[at].is_punct:
        at -= 1
    noun = pronoun.doc[at]
    if noun.dep_ == "flat":
        noun = noun.head
    return noun if noun.pos_ in {"NOUN", "PROPN"} else pronoun
