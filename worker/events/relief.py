"""Forces that are moved to help: rescuers sent to a quake, soldiers who shore up a dyke.

Decides whether a move is relief by who is moved and what for; PLOVER's mobilisation is a posture
against somebody. Must not know the lexicon.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.frames import Frame, conjuncts, obliques_of

_HELPERS = all_noun_forms(
    "rescuer firefighter fireman medic paramedic doctor nurse surgeon diver volunteer ambulance"
)
_HELPING = words(
    "aid disaster emergency firefighting humanitarian medical relief rescue search-and-rescue"
)
_HELP = all_noun_forms(
    "aid assistance cleanup clean-up evacuation recovery relief rescue search distribution"
)
_TO_HELP = frozenset({"for", "in", "on", "with"})
_SAVING = all_verb_forms("evacuate rescue save")
# Verbs that are relief by what they are done to.
_WORK = (
    (
        all_verb_forms("aid assist find help locate reach search seek support treat"),
        all_noun_forms(
            "victim survivor evacuee casualty evacuation rescue relief rescuer recovery search"
            " cleanup stranded"
        )
        | words("missing injured wounded stranded homeless displaced buried trapped"),
    ),
    (
        all_verb_forms("battle combat contain control douse extinguish fight put tackle"),
        all_noun_forms("blaze fire wildfire flame bushfire"),
    ),
    (
        all_verb_forms("bring carry deliver distribute drop give hand take"),
        all_noun_forms("aid food water medicine tent blanket relief supply meal"),
    ),
    (
        all_verb_forms("build fill fortify pile plug raise reinforce repair shore strengthen"),
        all_noun_forms("dam dike dyke embankment levee sandbag"),
    ),
    (all_verb_forms("clear remove sift"), all_noun_forms("debris mud rubble snow silt")),
)


def is_relief(trigger: Token, frame: Frame) -> bool:
    """Whether what is told of moving forces is told of help."""
    obliques = frame.obliques if trigger.pos_ == "VERB" else tuple(obliques_of(trigger))
    moved = [*frame.objects, *(noun for by, noun in obliques if by == "of")]
    if any(_is_helper(each) for noun in moved for each in conjuncts(noun)):
        return True
    if any(by in _TO_HELP and _is_help(noun) for by, noun in obliques):
        return True
    return any(_helps(each) for verb in _purposes(trigger) for each in conjuncts(verb))


def _is_helper(noun: Token) -> bool:
    return noun.lower_ in _HELPERS or any(word.lower_ in _HELPING for word in noun.lefts)


def _is_help(noun: Token) -> bool:
    """Whether it is "relief", "rescue work"."""
    return noun.lower_ in _HELP or any(word.lower_ in _HELPING for word in noun.lefts)


def _purposes(trigger: Token) -> Iterator[Token]:
    """What it is done for: "deployed to find survivors", "sent them to help"."""
    nodes: Iterable[Token] = (trigger, *(t for t in trigger.children if t.dep_ in {"obj", "obl"}))
    for node in nodes:
        for verb in node.children:
            marks = {child.lower_ for child in verb.children if child.dep_ == "mark"}
            if verb.pos_ == "VERB" and verb.i > trigger.i and marks & {"to", "for"}:
                yield verb


def _helps(verb: Token) -> bool:
    if verb.lower_ in _SAVING:
        return True
    below = {token.lower_ for token in verb.subtree if token.i > verb.i}
    return any(verb.lower_ in verbs and not nouns.isdisjoint(below) for verbs, nouns in _WORK)
