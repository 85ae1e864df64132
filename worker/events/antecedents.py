"""The noun that grammar lets a pronoun stand for, in its sentence or as the subject of the last.

Decides by the tree alone, and nothing in doubt. Must not know the names of the page.
"""

from spacy.tokens import Token

from worker.events.forms import all_verb_forms
from worker.events.frames import clause_chain
from worker.events.sectors import is_body, is_somebody

PERSONAL = frozenset({"he", "she", "him", "her", "his"})
NEUTER = frozenset({"it", "its"})
PLURAL = frozenset({"they", "them", "their"})
_FIRST = frozenset({"i", "we", "my", "our"})
_POSSESSIVE = frozenset({"his", "her", "its", "their", "my", "our"})
# "The army said nobody was hurt": not the army.
_INDEFINITE = frozenset(
    [
        "anybody",
        "anyone",
        "everybody",
        "everyone",
        "neither",
        "nobody",
        "none",
        "nothing",
        "one",
        "somebody",
        "someone",
    ]
)
_SPEECH = all_verb_forms(
    "say tell add announce declare state claim insist write tweet warn vow argue confirm stress"
    " explain note reply report admit acknowledge deny believe think reiterate promise pledge"
)
_CLAUSES_UNDER = frozenset({"ccomp", "advcl", "conj", "xcomp", "parataxis", "acl", "acl:relcl"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_OBJECTS = frozenset({"obj", "iobj"})
_MAX_CLIMB = 6
_MAX_BACK = 3  # sentences


def noun_before(pronoun: Token) -> Token | None:
    """The noun that was the subject of the sentence before, if what a pronoun says goes on with it:
    "The army sent a brigade. It also called up reservists."
    """
    word, node = pronoun.lower_, pronoun
    if word not in PERSONAL | NEUTER | PLURAL:
        return None
    if pronoun.dep_ not in _SUBJECTS and not (word == "them" and pronoun.dep_ in _OBJECTS):
        return None
    for _ in range(_MAX_BACK):
        start = node.sent.start
        if start == 0 or "\n" in node.doc[start - 1].text_with_ws:
            return None
        root = node.doc[start - 1].sent.root
        subjects = [t for t in root.children if t.dep_ in _SUBJECTS and t.i < root.i]
        if len(subjects) != 1:
            return None
        node = subjects[0]
        if node.pos_ != "PRON":
            return node if node.pos_ == "NOUN" and _agree(word, node) else None
        if node.lower_ != word:
            return None
    return None


def antecedent(pronoun: Token) -> Token | None:
    """The noun of the same sentence that grammar lets a pronoun stand for.

    The subject of the clause above: "Mali said that it had arrested him", "we reject this, the
    minister said", "Mali began its withdrawal".
    """
    word = pronoun.lower_
    if word in _INDEFINITE:
        return None
    steps = 0
    below = pronoun
    for above in clause_chain(pronoun):
        if above.i == pronoun.i:
            continue
        steps += 1
        if steps > _MAX_CLIMB:
            return None
        is_own_clause = below.i == pronoun.i and below.dep_ in _SUBJECTS | _OBJECTS
        if above.pos_ in {"VERB", "AUX", "ADJ", "NOUN"} and not is_own_clause:
            subject = next((t for t in above.children if t.dep_ in _SUBJECTS), None)
            inside = subject is not None and subject.i == below.i
            if subject is not None and subject.tag_ in {"WDT", "WP"} and not inside:
                spoken = above.lower_ in _SPEECH and above.dep_ == "acl:relcl"
                return above.head if spoken and _agree(word, above.head) else None
            if subject is not None and not inside and subject.pos_ != "PRON":
                spoken = above.lower_ in _SPEECH
                if word in _FIRST:
                    return subject if spoken else None
                return subject if _agree(word, subject) else None
        if word in _FIRST:
            said = next(
                (t for t in above.children if t.dep_ == "parataxis" and t.lower_ in _SPEECH), None
            )
            if said is not None:
                return next((t for t in said.children if t.dep_ in _SUBJECTS), None)
        if word not in _POSSESSIVE and above.pos_ == "VERB" and above.dep_ not in _CLAUSES_UNDER:
            return None
        below = above
    return None


def _agree(word: str, noun: Token) -> bool:
    """Whether the noun's number and kind allow the pronoun."""
    is_plural = noun.tag_ in {"NNS", "NNPS"} or any(t.dep_ == "conj" for t in noun.children)
    if word in PLURAL:
        return is_plural or noun.tag_ == "NNP" or is_body(noun.lower_)
    if is_plural:
        return False
    if noun.pos_ == "PROPN":
        is_person = noun.ent_type_ in {"PERSON", "PER"}
        return is_person if word in PERSONAL else not is_person
    return is_somebody(noun.lower_) and is_body(noun.lower_) != (word in PERSONAL)
