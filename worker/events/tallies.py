"""What an event makes of those whom a number counts: the killed, the arrested, the protesters.

Decides the role of a number by the word that it belongs to, then by the kind of event, and whether
it is the event's number at all. Must not know how the words hang together.
"""

from collections.abc import Mapping
from enum import Enum, auto

from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.records import QuantityRole


class Standing(Enum):
    """What those who are counted are to the trigger."""

    DOER = auto()  # they do it
    UNDERGOER = auto()  # it is done to them, or it is what there are so many of
    OF = auto()  # they hang on the trigger, a noun: "the death of four miners"
    WITH = auto()  # they help to do it: "attacked with 600 men"
    BESIDE = auto()  # they stand elsewhere in its clause


# What happens to those whom a verb's object, a passive's subject or a noun's "of" names.
_UNDERGOING_VERBS = {
    QuantityRole.KILLED: "kill drown murder massacre execute slay behead assassinate slaughter"
    " martyr",
    QuantityRole.INJURED: "injure wound hurt maim",
    QuantityRole.DISPLACED: "displace uproot evacuate",
    QuantityRole.ARRESTED: "arrest detain jail apprehend imprison recapture",
    QuantityRole.ABDUCTED: "abduct kidnap capture",
    QuantityRole.RELEASED: "release free liberate",
    QuantityRole.CONVICTED: "convict sentence",
}
# These say it of their subject.
_UNDERGONE_VERBS = {
    QuantityRole.KILLED: "die fall perish drown starve",
    QuantityRole.DISPLACED: "flee",
    QuantityRole.ESCAPED: "escape abscond",
}
_UNDERGOING_NOUNS = {
    QuantityRole.KILLED: "death killing fatality murder assassination massacre execution",
    QuantityRole.INJURED: "injury wounding",
    QuantityRole.DISPLACED: "displacement evacuation",
    QuantityRole.ARRESTED: "arrest detention",
    QuantityRole.ABDUCTED: "abduction kidnapping capture",
    QuantityRole.RELEASED: "release",
    QuantityRole.ESCAPED: "escape",
    QuantityRole.CONVICTED: "conviction",
}
STATE_ROLES = {  # "left 12 people dead", "the 12 wounded"
    "dead": QuantityRole.KILLED,
    "wounded": QuantityRole.INJURED,
    "injured": QuantityRole.INJURED,
    "missing": QuantityRole.MISSING,
    "homeless": QuantityRole.DISPLACED,
    "displaced": QuantityRole.DISPLACED,
    "unaccounted": QuantityRole.MISSING,
}
OBJECT_ROLES = {
    form: role for role, verbs in _UNDERGOING_VERBS.items() for form in all_verb_forms(verbs)
} | {"slain": QuantityRole.KILLED, "slew": QuantityRole.KILLED}
SUBJECT_ROLES = {
    form: role for role, verbs in _UNDERGONE_VERBS.items() for form in all_verb_forms(verbs)
}
NOUN_ROLES = {
    form: role for role, nouns in _UNDERGOING_NOUNS.items() for form in all_noun_forms(nouns)
} | {"dead": QuantityRole.KILLED, "injuries": QuantityRole.INJURED}
SUFFERED_ROLES = dict.fromkeys(all_noun_forms("life"), QuantityRole.KILLED) | dict.fromkeys(
    all_noun_forms(
        "arm bruise burn concussion cut eye finger foot fracture hand injury leg limb wound"
    ),
    QuantityRole.INJURED,
)

# What is not said by a word of these, an event's type and mode say.
_BY_EVENT: Mapping[tuple[str, str | None, Standing], QuantityRole] = {
    ("ASSAULT", "abduct", Standing.UNDERGOER): QuantityRole.ABDUCTED,
    ("COERCE", "arrest", Standing.UNDERGOER): QuantityRole.ARRESTED,
    ("RETREAT", "release", Standing.UNDERGOER): QuantityRole.RELEASED,
    ("SANCTION", "convict", Standing.UNDERGOER): QuantityRole.CONVICTED,
    ("ESCAPE", None, Standing.DOER): QuantityRole.ESCAPED,
    ("ESCAPE", None, Standing.UNDERGOER): QuantityRole.ESCAPED,
    ("ESCAPE", None, Standing.OF): QuantityRole.ESCAPED,
    ("PROTEST", None, Standing.DOER): QuantityRole.PROTESTERS,
    ("PROTEST", None, Standing.OF): QuantityRole.PROTESTERS,
    ("MOBILIZE", None, Standing.UNDERGOER): QuantityRole.TROOPS,
}
_CASUALTIES = frozenset({"CASUALTY", "ASSAULT", "DISASTER"})
# Who says something is named by it, not counted: "two officials said", "the two leaders met".
_SAYING = words("STATEMENT CONSULT SUPPORT ACCUSE REQUEST REJECT AGREE CONCEDE THREATEN")
_MEN = {  # whose they are says what they are
    ("ASSAULT", Standing.WITH): QuantityRole.FIGHTERS,
    ("MOBILIZE", Standing.UNDERGOER): QuantityRole.TROOPS,
    ("RETREAT", Standing.UNDERGOER): QuantityRole.TROOPS,
}
_LEGAL = frozenset({"ACCUSE", "SANCTION"})
_FEW = 10
# A number without a noun is one of people where these are done: "three more gave up".
_OF_PEOPLE = words("CASUALTY ESCAPE MOVEMENT BORDER_CROSSING PROTEST RETREAT")
_FEW_ARE_POINTED_AT = frozenset(
    {QuantityRole.PEOPLE, QuantityRole.PLACES, QuantityRole.ORGANISATIONS}
)
# Things: those that the event is done to count, not those that somebody has with him.
_THINGS = frozenset({QuantityRole.OTHER, QuantityRole.VEHICLES})
# These move and sink like people: "three boats capsized", "14 vessels left the port".
_ACTING = frozenset({Standing.DOER, Standing.OF})
_CAN_SUFFER = frozenset(
    {
        QuantityRole.TROOPS,
        QuantityRole.FIGHTERS,
        QuantityRole.PROTESTERS,
        QuantityRole.PEOPLE,
        QuantityRole.OTHER,  # "miners": no list has all whom something can befall
    }
)


def befalls(role: QuantityRole) -> bool:
    """Whether those counted can be killed or arrested; houses and tanks cannot."""
    return role in _CAN_SUFFER


def role_in(
    kind: str, mode: str | None, standing: Standing, role: QuantityRole, unit: str | None
) -> QuantityRole:
    """What a type of event makes of those counted; `role` is what they are by their noun."""
    if unit == "life" and kind in _CASUALTIES:
        return QuantityRole.KILLED  # "cost 8,000 lives"
    if unit == "bomber" and kind == "MOBILIZE":
        return QuantityRole.WEAPONS  # aircraft; those who attack are men
    seizes = kind == "TERRITORY_CONTROL" or (kind, mode) == ("COERCE", "seize")
    if unit is None and seizes and standing is Standing.UNDERGOER:
        return QuantityRole.PLACES  # "retook one of them"
    if role is not QuantityRole.PEOPLE and unit is not None:
        return role
    made = _BY_EVENT.get((kind, mode, standing)) or _BY_EVENT.get((kind, None, standing))
    if unit == "man":
        made = made or _MEN.get((kind, standing))
    if made is None and unit is None and standing in {Standing.DOER, Standing.UNDERGOER}:
        return QuantityRole.PEOPLE if kind in _OF_PEOPLE else role
    return made or role


def is_number_of(
    kind: str,
    standing: Standing,
    role: QuantityRole,
    value: float | None,
    unit: str | None,
    *,
    is_pointed_at: bool,
) -> bool:
    """Whether a number says how many or how much of the event, not who or which.

    `is_pointed_at`: "the two countries", "these three".
    """
    is_few = value is not None and value < _FEW
    if kind in _SAYING and standing is Standing.DOER:
        return not is_few
    if kind == "STATEMENT":
        return False  # they are those of what is said
    if role in _THINGS:
        charges = kind in _LEGAL and unit in {"charge", "count"}
        is_hit = standing is Standing.UNDERGOER and unit is not None
        acts = role is QuantityRole.VEHICLES and standing in _ACTING
        return charges or ((is_hit or acts) and not is_pointed_at)
    if role in _FEW_ARE_POINTED_AT and is_pointed_at:
        return not is_few
    is_open = role in _CAN_SUFFER or role in _FEW_ARE_POINTED_AT
    return value != 1 or not is_open or standing in {Standing.UNDERGOER, Standing.OF}
