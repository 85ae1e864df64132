"""Words that the lexicon has and that tell of no event where they stand.

Decides by the tree around the word: what is a part of another word, undone, charged, said of a
whole kind, or told before. Must not know the other events of the sentence.
"""

from spacy.tokens import Token

from worker.events.asides import is_of_somebody
from worker.events.forms import all_verb_forms, words
from worker.events.frames import Frame
from worker.events.lexicon import Entry

# What these are done to is over or never was: "lifted the ban", "averted a strike".
_REVERSALS = all_verb_forms(
    "avert avoid ban cancel drop end foil forbid halt lift outlaw postpone prevent rescind revoke"
    " scrap shelve stop suspend terminate thwart violate"
)
_UNDONE = frozenset({"obj", "nsubj:pass"})
_POINTERS = frozenset({"the", "this", "that", "these", "those"})
_CHARGES = all_verb_forms("charge accuse convict suspect acquit") | words(
    "charges accusation accusations allegation allegations suspicion count counts guilty"
)
_WITH = frozenset({"of", "with", "for", "on"})
# What are said to be so are no kind of thing, but certain ones that are to come.
_AHEAD = words("due likely unlikely possible ongoing imminent underway certain ready over")
_TITLE_TOKENS = 7
_ENDS = frozenset(".!…:;")
_STOPS = frozenset({",", ":", ";", "-", "–", "—"})
_HARMED = words("dead killed injured wounded hurt missing casualties")
_DETERMINED = frozenset({"det", "nummod", "nmod:poss", "amod", "compound"})


def is_part(word: Token) -> bool:
    """Whether it only says what another word is: "wounded soldiers"."""
    if is_of_somebody(word):
        return False
    return word.dep_ == "compound" or (word.dep_ == "amod" and word.i < word.head.i)


def is_described(verb: Token, entry: Entry) -> bool:
    """Whether it only says which paper or promise is meant: "a statement issued in Bonn"."""
    return (
        verb.dep_ == "acl"
        and verb.tag_ == "VBN"
        and bool(entry.objects)
        and (entry.ext_type == "STATEMENT" or entry.type == "AGREE")
    )


def is_undone(noun: Token) -> bool:
    """Whether it is over or never was: "lifted the ban"."""
    return noun.pos_ == "NOUN" and noun.dep_ in _UNDONE and noun.head.lower_ in _REVERSALS


def is_charge(noun: Token) -> bool:
    """Whether a bare noun says what somebody is charged with: "on charges of assault"."""
    above = noun
    while above.dep_ == "conj" and above.head.i != above.i:
        above = above.head
    if noun.pos_ != "NOUN" or above.head.lower_ not in _CHARGES or noun.tag_ != "NN":
        return False
    if any(child.dep_ not in {"case", "conj", "cc", "punct", "amod"} for child in noun.children):
        return False  # "charged with the murder of his neighbour"
    return any(child.dep_ == "case" and child.lower_ in _WITH for child in above.children)


def is_generic(noun: Token) -> bool:
    """Whether it is said of all of a kind what they are like: "Cyclones this strong are rare"."""
    like = noun.head
    if noun.tag_ != "NNS" or noun.dep_ != "nsubj" or like.tag_ not in {"JJ", "JJR", "JJS"}:
        return False
    if like.lower_ in _AHEAD or any(child.dep_ in _DETERMINED for child in noun.children):
        return False
    return any(child.dep_ == "cop" and child.lower_ == "are" for child in like.children)


def is_title(noun: Token, frame: Frame) -> bool:
    """Whether it only heads a section or a link: "Attack", "2019 Kandara bombing"."""
    above = noun.head if is_of_somebody(noun) else noun
    while above.dep_ == "conj" and above.head.i != above.i:
        above = above.head
    if above.dep_ != "ROOT" or frame.obliques:
        return False
    line = [token for token in noun.sent if not token.is_space]
    if len(line) > _TITLE_TOKENS or line[-1].text in _ENDS:
        return False
    if any(token.i > noun.i and _is_toll(token) for token in line):
        return False
    return all(token.pos_ not in {"VERB", "AUX"} for token in line)


def _is_toll(token: Token) -> bool:
    """Whether it says what became of how many, as of an event: "Mortar attack, three dead"."""
    if token.lower_ not in _HARMED:
        return False
    before = token.nbor(-1)
    return before.pos_ == "NUM" or before.text in _STOPS or before.nbor(-1).text in _STOPS


def is_mention(noun: Token, frame: Frame, entry: Entry) -> bool:
    """Whether it only points back to what was told before: "heard *the explosion*", "her death"."""
    if entry.ext_type == "CASUALTY" and any(
        child.dep_ == "nmod:poss" and child.pos_ == "PRON" for child in noun.children
    ):
        return True
    return (
        noun.dep_ == "obj"
        and any(child.lower_ in _POINTERS for child in noun.children)
        and not (frame.subjects or frame.possessors or frame.obliques)
    )
