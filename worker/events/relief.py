"""Forces that are moved to help: rescuers sent to a quake, soldiers who shore up a dyke.

Decides whether a move is relief by who is moved and what for; PLOVER's mobilisation is a posture
against somebody. Must not know the lexicon.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.frames import Frame, conjuncts, measured, obliques_of
from worker.events.sectors import sector_of

_HELPERS = all_noun_forms(
    "rescuer firefighter fireman medic paramedic doctor nurse surgeon diver ambulance"
)
_HELPING = words(
    "aid disaster emergency firefighting humanitarian medical relief rescue search-and-rescue"
)
_HELP = all_noun_forms("aid assistance cleanup clean-up evacuation relief rescue")
_LOOKING = all_noun_forms("hunt recovery search")  # help where it is for who is in need
# With a word of help before it: "emergency powers" are none.
_EFFORTS = all_noun_forms(
    "area campaign duty effort equipment mission operation response supply task team work zone"
)
_TO_HELP = frozenset({"for", "in", "on", "with"})
_OF_WHOM = frozenset({"for", "of", "to"})
_AGAINST = frozenset({"against", "from"})
_SAVING = all_verb_forms("evacuate rescue save")
_HELPING_TO = all_verb_forms("aid assist help")
_BACKING = _HELPING_TO | all_verb_forms("support")
_IN_NEED = all_noun_forms("casualty evacuee stranded survivor victim")
_NEEDY = words("missing injured wounded stranded homeless displaced buried trapped")
_GOODS = all_noun_forms("aid food water medicine tent blanket relief meal")
# Verbs that are relief by what they are done to.
_WORK = (
    (_BACKING, all_noun_forms("firefighter rescuer")),
    (
        all_verb_forms("battle combat contain control douse extinguish fight put tackle"),
        all_noun_forms("blaze fire wildfire flame bushfire flood floodwater"),
    ),
    (all_verb_forms("bring carry deliver distribute drop give hand take"), _GOODS),
    (
        all_verb_forms("build fill fortify pile plug raise reinforce repair shore strengthen"),
        all_noun_forms("dam dike dyke embankment levee sandbag"),
    ),
    (all_verb_forms("clear remove sift"), all_noun_forms("debris mud rubble snow silt")),
)
_CARING = _BACKING | all_verb_forms("find locate look reach search seek treat")
# Whoever is helped, sought or fought off among these makes it a matter of power.
_POWERS = frozenset(["COP", "CRM", "GOV", "LEG", "MIL", "OPP", "PRM", "PTY", "REB", "SPY", "UAF"])
_CAPTIVES = all_noun_forms("captive detainee hostage prisoner")
_ATTACKS = all_noun_forms("assault attack offensive raid sabotage uprising revolt")


def is_relief(trigger: Token, frame: Frame) -> bool:
    """Whether what is told of moving forces is told of help; where in doubt, it is not."""
    obliques = frame.obliques if trigger.pos_ == "VERB" else tuple(obliques_of(trigger))
    if any(by in _AGAINST and _is_of_power(noun) for by, noun in obliques):
        return False
    moved = [*frame.objects, *(noun for by, noun in obliques if by == "of")]
    if any(each.lower_ in _HELPERS for noun in moved for each in conjuncts(noun)):
        return True
    purposes = list(_purposes(trigger))
    if purposes:  # "emergency forces to crush the revolt": what they are called says nothing
        return any(_helps(verb) for verb in purposes)
    if any(_has_helping(each) for noun in moved for each in conjuncts(noun)):
        return True
    return any(by in _TO_HELP and _is_help(noun) for by, noun in obliques)


def _has_helping(noun: Token) -> bool:
    return any(word.lower_ in _HELPING for word in noun.lefts)


def _is_help(noun: Token) -> bool:
    """Whether it is "relief", "rescue work", "search of survivors"."""
    whom = [measured(each) for by, each in obliques_of(noun) if by in _OF_WHOM]
    if any(map(_is_of_power, whom)):
        return False
    if noun.lower_ in _LOOKING:
        also = any(each.lower_ in _HELP for each in conjuncts(noun))  # "search and rescue"
        return also or any(map(_is_in_need, whom))
    return noun.lower_ in _HELP or (noun.lower_ in _EFFORTS and _has_helping(noun))


def _purposes(trigger: Token) -> Iterator[Token]:
    """What it is done for: "deployed to find survivors", "sent them to help"."""
    nodes: Iterable[Token] = (trigger, *(t for t in trigger.children if t.dep_ in {"obj", "obl"}))
    for node in nodes:
        for verb in node.children:
            marks = {child.lower_ for child in verb.children if child.dep_ == "mark"}
            if verb.pos_ == "VERB" and verb.i > trigger.i and marks & {"to", "for"}:
                yield verb


def _helps(verb: Token) -> bool:
    """Whether the verb with its own object, and nothing below that, tells of help."""
    form = verb.lower_
    if form in _HELPING_TO:  # "help evacuate the village", "help police to find survivors"
        inner = (child for child in verb.children if child.dep_ in {"xcomp", "ccomp", "advcl"})
        done = next((child for child in inner if child.pos_ == "VERB" and child.i > verb.i), None)
        if done is not None:
            return _helps(done)
    around = list(obliques_of(verb))
    things = [measured(noun) for noun in verb.children if noun.dep_ in {"obj", "iobj"}]
    things += [measured(noun) for by, noun in around if by in {"against", *_TO_HELP}]
    whom = [each for noun in things for each in conjuncts(noun)]
    if any(map(_is_of_power, (*whom, *(noun for by, noun in around if by in _AGAINST | {"to"})))):
        return False
    if form in _SAVING:
        return True
    if form in _CARING and any(map(_is_in_need, whom)):
        return True
    if form in _BACKING and any(map(_is_help, whom)):
        return True
    return any(
        form in verbs and any(noun.lower_ in nouns for noun in whom) for verbs, nouns in _WORK
    )


def _is_in_need(noun: Token) -> bool:
    """Whether it is survivors, missing children, the families of victims."""
    inner = (each for by, each in obliques_of(noun) if by == "of")
    if noun.lower_ in _IN_NEED | _NEEDY or any(each.lower_ in _IN_NEED for each in inner):
        return True
    is_needy = any(word.lower_ in _NEEDY for word in noun.lefts if word.dep_ == "amod")
    return is_needy and not _is_of_power(noun)


def _is_of_power(noun: Token) -> bool:
    """Whether it is somebody armed, in power or held by such, or what they do to one another."""
    return noun.lower_ in _CAPTIVES | _ATTACKS or sector_of([noun.lower_]) in _POWERS
