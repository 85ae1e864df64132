"""How a sentence speaks of what a word says: as done, planned, tried, asked for, denied, supposed.

Decides the modality and the polarity of a word from its own clause and from what governs it, up to
the clause that is told. Must not know which words are events; `governing_words.py` has the words
that put what they govern at a distance.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from worker.events.governing_words import (
    CARRIERS,
    GOVERNING_ADJECTIVES,
    GOVERNING_CASES,
    GOVERNING_NOUNS,
    GOVERNING_OBJECTS,
    GOVERNING_VERBS,
    Distance,
)
from worker.records import Modality

_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})
_NOBODY = frozenset({"nobody", "none", "nothing"})
_CONDITIONS = frozenset({"if", "unless", "whether"})
_AUXILIARIES = {  # with whether somebody says by them that it is so, or will be
    **dict.fromkeys(("will", "shall", "'ll", "’ll", "wo"), (Modality.PLANNED, True)),
    **dict.fromkeys(("could", "may", "might", "can", "ca"), (Modality.POSSIBLE, False)),
    **dict.fromkeys(("should", "must", "ought"), (Modality.ORDERED, False)),
}
_WOULD = frozenset({"would", "'d", "’d"})
_IS_TO = frozenset({"is", "are", "was", "were"})  # "is to visit"
# What an infinitive or a noun says belongs to the verb above it; a relative clause or an adverbial
# one is told by itself, whatever governs its noun.
_DEPENDENT = frozenset({"xcomp", "ccomp", "csubj", "conj", "acl", "advcl"})
_OF_NOUNS = frozenset({"of", "for", "to", "at"})  # "a threat of war", "an attempt at a coup"
# "A trip aimed at pushing for talks": what it is for is not done yet.
_AIMED = frozenset({"aimed", "aiming", "intended"})
_AIMS = frozenset({"at", "for"})
_MAX_STEPS = 8  # up the tree; who governs from farther away is a parser error more often than not


@dataclass(frozen=True, slots=True)
class Manner:
    """How a word is spoken of."""

    modality: Modality
    negated: bool
    told: bool  # False: asked, wished, a condition, a purpose: nobody says that it is so
    governors: tuple[Token, ...] = ()  # the words that put it at a distance, the nearest first
    distance: Distance | None = None  # at which the nearest puts it; None: an auxiliary, or none

    @property
    def governor(self) -> Token | None:
        """The nearest word that puts it at a distance."""
        return self.governors[0] if self.governors else None


def manner(trigger: Token) -> Manner:
    """How the sentence speaks of what `trigger` says."""
    negated = is_negated(trigger)
    if _is_conditional(trigger):
        return Manner(Modality.CONDITIONAL, negated, told=False)
    auxiliary = _by_auxiliary(trigger)
    chain = _governors(trigger)
    if not chain:
        modality, is_told = auxiliary or (Modality.ACTUAL, True)
        return Manner(modality, negated, told=is_told)
    governor, distance = chain[0]
    modality = distance.modality
    if auxiliary is not None and distance is Distance.HELD:
        modality = auxiliary[0]  # "expects that X will attack": planned, not merely possible
    above = [_by_auxiliary(word) for word, _ in chain]
    is_told = all(one.told for _, one in chain) and all(one is None or one[1] for one in above)
    negated = negated != (distance.negates or is_negated(governor))
    governors = tuple(word for word, _ in chain)
    return Manner(modality, negated, is_told, governors, distance)


def is_negated(token: Token) -> bool:
    """Whether it is "did not attack", "no attack", "without attacking", "nobody was hurt"."""
    for child in token.children:
        word = child.lower_
        if word in _NEGATIONS and child.dep_ in {"advmod", "det", "cc:preconj", "neg", "cc"}:
            return True
        if word == "without" and child.dep_ in {"mark", "case"}:
            return True
        if child.dep_.startswith(("nsubj", "obj")) and (word in _NOBODY or _is_none(child)):
            return True  # "nobody was hurt", "found no bodies"
    if token.dep_ in {"obj", "nsubj:pass"} and token.head.lower_ in CARRIERS:
        return any(child.lower_ in _NEGATIONS for child in token.head.children)
    return False


def _is_none(noun: Token) -> bool:
    """Whether it is "no one", "no soldiers"."""
    return any(child.dep_ == "det" and child.lower_ == "no" for child in noun.children)


def _is_conditional(trigger: Token) -> bool:
    """Whether it stands in a clause of "if", "unless" or "whether"."""
    for node in _clauses(trigger):
        if any(c.dep_ == "mark" and c.lower_ in _CONDITIONS for c in node.children):
            return True
    return False


def _clauses(token: Token) -> Iterator[Token]:
    """The token and what it belongs to, up to a relative clause or the root."""
    for _ in range(_MAX_STEPS):
        yield token
        if token.dep_ in {"acl:relcl", "advcl:relcl", "ROOT", "parataxis"}:
            return
        token = token.head


def _by_auxiliary(trigger: Token) -> tuple[Modality, bool] | None:
    """What "will", "may", "is to" make of it, in its clause or in that of its verb, and if told."""
    node = trigger
    if node.pos_ == "NOUN":
        if node.head.lower_ not in CARRIERS or not node.dep_.startswith(("obj", "nsubj")):
            return None
        node = node.head
    for _ in range(_MAX_STEPS):
        found = _auxiliary(node)
        if found is not None:
            return found
        own_subject = any(child.dep_.startswith("nsubj") for child in node.children)
        if own_subject or node.dep_ not in {"conj", "xcomp"} or node.head.pos_ != "VERB":
            return None
        node = node.head
    return None


def _auxiliary(verb: Token) -> tuple[Modality, bool] | None:
    words = [child.lower_ for child in verb.children if child.dep_ == "aux"]
    for word in words:
        if word in _AUXILIARIES:
            modality, is_told = _AUXILIARIES[word]
            is_guess = modality is Modality.POSSIBLE and "have" in words
            return modality, is_told or is_guess  # "may have killed" says more than "may kill"
        if word in _WOULD:
            return _of_would(verb)
        if word in _IS_TO and _is_infinitive(verb):
            return Modality.PLANNED, True
    return None


def _of_would(verb: Token) -> tuple[Modality, bool]:
    """Future in reported speech; else supposed, with a condition or without."""
    if verb.dep_ in {"ccomp", "conj"}:
        return Modality.PLANNED, True
    for child in verb.children:
        if child.dep_ == "advcl" and any(c.lower_ == "if" for c in child.children):
            return Modality.CONDITIONAL, False
    return Modality.POSSIBLE, False


def _governors(trigger: Token) -> list[tuple[Token, Distance]]:
    """The words above that put it at a distance, each with how it does, the nearest first."""
    chain: list[tuple[Token, Distance]] = []
    node, is_fact = trigger, trigger.pos_ == "NOUN"
    for _ in range(_MAX_STEPS):
        above = node.head
        if node.dep_ in {"ROOT", "parataxis", "acl:relcl", "advcl:relcl"} or above.i == node.i:
            break
        if node.dep_ == "conj":
            if _is_finite(node) and _is_infinitive(above):
                above = above.head  # "offered to help and signed a treaty": he did sign it
        else:
            if not _depends(node):
                break
            distance = _distance(node, above)
            if distance is not None:
                chain.append((above, distance))
                is_fact = False
            elif node.dep_ == "advcl":
                if _is_infinitive(node) and not _is_use(above):
                    chain.append((above, Distance.PURPOSE))
                break
            elif is_fact and node.pos_ == "NOUN" and above.lower_ not in CARRIERS:
                break  # "condemned the attack": the attack is a fact
        node = above
    return chain


def _is_use(verb: Token) -> bool:
    """Whether something was used, and so did what it was for: "the gun was used to kill him"."""
    if verb.lower_ != "used" or verb.tag_ not in {"VBD", "VBN"} or is_negated(verb):
        return False
    return not any(c.dep_ == "aux" and c.tag_ in {"MD", "TO"} for c in verb.children)


def _depends(node: Token) -> bool:
    """Whether what stands above the word can say how it is meant."""
    if node.dep_ in _DEPENDENT:
        return True
    return node.pos_ == "NOUN" and node.dep_.startswith(("obj", "nsubj", "obl", "nmod"))


def _distance(node: Token, above: Token) -> Distance | None:
    """What the word above makes of the one below it."""
    word = above.lower_
    if node.pos_ == "NOUN":
        return _distance_of_noun(node, above)
    infinitive = _is_infinitive(node)
    if above.pos_ == "NOUN":  # "a decision to expel", but not "the decision expelling him"
        marks = {child.lower_ for child in node.children if child.dep_ == "mark"}
        distance = GOVERNING_NOUNS.get(word)
        if distance is not None and "that" in marks:
            return distance if distance.of_clauses else None
        return distance if infinitive or marks & _OF_NOUNS else None
    if above.pos_ == "ADJ" and word in GOVERNING_ADJECTIVES:
        return GOVERNING_ADJECTIVES[word]
    distance = GOVERNING_VERBS.get(word)
    if distance is None:
        return None
    if node.dep_ == "ccomp" and not infinitive:
        if distance is Distance.WARNED and not _is_future(node):
            return None
        return distance if distance.of_clauses else None
    if node.dep_ == "advcl" and not infinitive:
        marks = {child.lower_ for child in node.children if child.dep_ == "mark"}
        if word in _AIMED and marks & _AIMS:
            return Distance.PURPOSE
        # "accused of", "prevented from", "charged with"
        return distance if marks & {"of", "from", "with"} else None
    return distance


def _distance_of_noun(noun: Token, above: Token) -> Distance | None:
    """The same for a noun: "demanded the withdrawal", "called for talks", "a threat of war"."""
    word = above.lower_
    cases = {child.lower_ for child in noun.children if child.dep_ == "case"}
    if above.pos_ == "NOUN":
        return GOVERNING_NOUNS.get(word) if cases & _OF_NOUNS else None
    if noun.dep_ in {"obj", "nsubj:pass"}:
        return GOVERNING_VERBS.get(word) if word in GOVERNING_OBJECTS else None
    if word in _AIMED and cases & _AIMS:
        return Distance.PURPOSE
    if any(word in GOVERNING_CASES.get(case, ()) for case in cases):
        return GOVERNING_VERBS.get(word)
    return None


def _is_future(verb: Token) -> bool:
    found = _auxiliary(verb)
    return found is not None and found[0] is Modality.PLANNED


def _is_finite(verb: Token) -> bool:
    """Whether it is a tense of its own."""
    return verb.tag_ in {"VBD", "VBZ"} and not any(c.dep_ == "aux" for c in verb.children)


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)
