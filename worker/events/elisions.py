"""Clauses that leave out a word: "237 were killed, 157 injured", "a bus crashed, killing 12".

Decides which participles are clauses of their own by the number right before them, wherever the
parser hangs them, and which ones have an accident as their subject. Must not know the lexicon.
"""

from dataclasses import replace

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.frames import MAX_CONTROL, Frame, last_word, verb_frame
from worker.events.sectors import is_somebody
from worker.events.tallies import OBJECT_ROLES

# What befalls a vehicle or a building.
ACCIDENTS = all_verb_forms(
    "crash collide derail capsize sink overturn plunge veer skid topple careen collapse crumble"
)

# "Went down", "came off the rails" say it with their particle.
_GOING_DOWN = all_verb_forms("go come")
_ARMS = all_noun_forms("bomb drone mine missile mortar projectile rocket shell uav")
_PARTICIPLES = frozenset({"VBN", "VBD", "JJ"})
_ALSO = frozenset({"others", "more", "people", "persons", "civilians"})
_DEFINITE = frozenset({"the", "these", "those", "his", "her", "their", "its"})
_MAX_ALSO = 2
_NOT_BARE = frozenset({"obj", "iobj", "ccomp", "aux", "aux:pass", "compound:prt"})
# No participles; and what nobody is done to who has an infinitive behind it.
_PASTS = words(
    "arose ate became began broke came chose drew drove fell flew forgot froze gave went grew hid"
    " knew rode rose saw shook spoke stole swore threw took tore withdrew wrote"
)
_OF_ONESELF = all_verb_forms("agree decide decline fail pledge promise refuse threaten try vow")
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})


def elided_subject(word: Token) -> Token | None:
    """Those whom a participle without "were" is said of; None where it is no such clause."""
    if word.lower_ not in OBJECT_ROLES or word.tag_ not in _PARTICIPLES:
        return None
    if word.dep_ == "amod" and word.i < word.head.i:
        return None  # "wounded soldiers"; behind its noun it is no part of that
    if any(child.dep_ in {"aux", "aux:pass", "obj"} for child in word.children):
        return None
    if word.is_sent_start:
        return None
    doc, at = word.doc, word.i - 1
    if word.i + 1 < len(doc) and doc[word.i + 1].pos_ in {"NOUN", "PROPN", "PRON"}:
        return None  # "12 wounded soldiers", "12 killed them"
    counted = None
    while word.i - at <= _MAX_ALSO and doc[at].lower_ in _ALSO:
        counted = counted or (doc[at] if doc[at].pos_ in {"NOUN", "PRON"} else None)
        if doc[at].is_sent_start:
            return None
        at -= 1
    if doc[at].pos_ != "NUM":
        return None
    if not doc[at].is_sent_start and doc[at - 1].lower_ in _DEFINITE:
        return None  # "the 12 wounded"
    return counted or doc[at]


def clause_frame(verb: Token) -> Frame:
    """The frame of a verb, also where only the number before it says whom it befell."""
    frame = verb_frame(verb)
    if frame.subjects and (accident := _accident(verb, frame)) is not None:
        return replace(frame, subjects=(accident,))
    subject = elided_subject(verb)
    if subject is None:
        return frame
    doers = tuple(noun for by, noun in frame.obliques if by == "by") or (
        frame.subjects if frame.passive else ()
    )
    obliques = tuple(pair for pair in frame.obliques if pair[1] not in doers)
    return replace(frame, subjects=doers, objects=(subject,), obliques=obliques, passive=True)


def _accident(verb: Token, frame: Frame) -> Token | None:
    """The verb of the accident whose outcome a verb tells: it kills that the bus crashed."""
    above = verb
    for _ in range(MAX_CONTROL):  # "killing six and wounding two"
        if above.dep_ not in {"conj", "advcl"} or above.head.pos_ != "VERB":
            return None
        above = above.head
        if above.lower_ in ACCIDENTS or above.lower_ in _GOING_DOWN:
            break
    else:
        return None
    children = list(above.children)
    if above.lower_ in _GOING_DOWN and not any(t.lower_ in {"down", "off"} for t in children):
        return None
    if any(t.dep_ in {"obj", "aux:pass"} for t in children):
        return None  # "crashed a lorry into the market"
    subjects = [t for t in children if t.dep_ in _SUBJECTS and t in frame.subjects]
    is_vehicle = subjects and not any(t.lower_ in _ARMS or is_somebody(t.lower_) for t in subjects)
    return above if is_vehicle and all(t.pos_ == "NOUN" for t in subjects) else None


def may_be_headline(verb: Token) -> bool:
    """Whether it may be a passive without its "be": "Spy chief jailed for ten years".

    Headlines tell in the present tense, and have no articles and no full stop.
    """
    if verb.dep_ != "ROOT" or verb.tag_ not in {"VBD", "VBN"} or last_word(verb.sent).is_punct:
        return False
    if any(token.dep_ in _NOT_BARE for token in verb.children) or verb.lower_ in _PASTS:
        return False
    if verb.lower_ in _OF_ONESELF and any(token.dep_ == "xcomp" for token in verb.children):
        return False  # "Farmers refused to leave"
    subjects = [token for token in verb.children if token.dep_ in _SUBJECTS]
    return bool(subjects) and not any(t.dep_ == "det" for s in subjects for t in s.children)
