"""What numbers count: the kinds of nouns and measures, and what an event makes of those it befalls.

Decides the role of a number by words alone. Must not know how the words hang together.
"""

from worker.events.forms import all_noun_forms, all_verb_forms, noun_forms
from worker.records import QuantityRole

_KINDS = {
    QuantityRole.TROOPS: "troop soldier serviceman servicewoman personnel policeman officer marine"
    " peacekeeper paratrooper reservist conscript sailor trooper commando police infantryman",
    QuantityRole.FIGHTERS: "fighter rebel militant insurgent guerrilla gunman jihadist militiaman"
    " extremist terrorist attacker combatant mercenary separatist bomber assailant",
    QuantityRole.PROTESTERS: "protester protestor demonstrator marcher rioter striker",
    QuantityRole.PEOPLE: "people person civilian man woman child boy girl resident villager worker"
    " student refugee migrant hostage prisoner victim passenger family household inhabitant citizen"
    " detainee inmate patient teacher doctor journalist activist farmer survivor suspect member"
    " pilgrim tourist employee miner fisherman peasant supporter voter other national foreigner"
    " life casualty body captive convict evacuee individual",
    QuantityRole.WEAPONS: "weapon missile rocket tank rifle gun bomb drone warhead shell mortar"
    " grenade mine aircraft jet warplane helicopter warship bullet round pistol launcher",
    QuantityRole.PLACES: "district village town city house home building province school hospital"
    " shop base checkpoint settlement hamlet mosque church neighborhood neighbourhood station"
    " apartment area region site camp municipality outpost position bridge country state",
    QuantityRole.DURATION: "second minute hour day night week fortnight month year decade",
    QuantityRole.DISTANCE: "kilometer kilometre km mile meter metre foot yard",
    QuantityRole.AREA: "acre hectare",
}
_ROLE_BY_NOUN = {form: role for role, nouns in _KINDS.items() for form in all_noun_forms(nouns)} | {
    "children": QuantityRole.PEOPLE,
    "fishermen": QuantityRole.PEOPLE,
    "lives": QuantityRole.PEOPLE,
    "feet": QuantityRole.DISTANCE,
    "gunmen": QuantityRole.FIGHTERS,
    "militiamen": QuantityRole.FIGHTERS,
    "policemen": QuantityRole.TROOPS,
    "servicemen": QuantityRole.TROOPS,
    "servicewomen": QuantityRole.TROOPS,
    "infantrymen": QuantityRole.TROOPS,
}
# What happens to those whom a verb's object, a passive's subject or a noun's "of" names.
_UNDERGOING_VERBS = {
    QuantityRole.KILLED: "kill murder massacre execute slay behead assassinate slaughter",
    QuantityRole.INJURED: "injure wound hurt maim",
    QuantityRole.DISPLACED: "displace uproot evacuate",
    QuantityRole.ARRESTED: "arrest detain jail apprehend imprison",
    QuantityRole.ABDUCTED: "abduct kidnap capture",
    QuantityRole.RELEASED: "release free liberate pardon",
    QuantityRole.CONVICTED: "convict sentence",
}
# These say it of their subject.
_UNDERGONE_VERBS = {
    QuantityRole.KILLED: "die perish drown starve",
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
_STATES = {  # "left 12 people dead", "the 12 wounded"
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
STATE_ROLES = _STATES

_UNITS = {  # one name for a unit, however it is spelled
    form: name
    for name, nouns in {
        "kilometer": "kilometer kilometre km",
        "meter": "meter metre",
        "centimeter": "centimeter centimetre",
        "mile": "mile",
        "foot": "foot",
        "tonne": "tonne ton",
        "kilogram": "kilogram kilo kg",
        "liter": "liter litre",
    }.items()
    for noun in nouns.split()
    for form in noun_forms(noun)
} | {"feet": "foot", "people": "person"}
_CURRENCIES = {
    "$": "USD",
    "dollar": "USD",
    "usd": "USD",
    "€": "EUR",
    "euro": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "sterling": "GBP",
    "gbp": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "ruble": "RUB",
    "rouble": "RUB",
}
_OTHER_DOLLARS = {"a$": "AUD", "c$": "CAD", "hk$": "HKD", "nz$": "NZD"}
_PEOPLE_LIKE = frozenset(
    {
        QuantityRole.TROOPS,
        QuantityRole.FIGHTERS,
        QuantityRole.PROTESTERS,
        QuantityRole.PEOPLE,
        QuantityRole.OTHER,  # "miners": no list has all whom something can befall
    }
)


def role_of_noun(noun: str) -> QuantityRole:
    """What a number before the noun counts."""
    return _ROLE_BY_NOUN.get(noun.lower(), QuantityRole.OTHER)


def befalls(role: QuantityRole) -> bool:
    """Whether those counted can be killed or arrested; houses and tanks cannot."""
    return role in _PEOPLE_LIKE


def unit_of(noun: str, lemma: str) -> str:
    """The dictionary form of what is counted; one name for a measure, however it is spelled."""
    word = noun.lower()
    if word.endswith("men"):
        return f"{word[:-2]}an"  # lemmatizers know "men", but few of "servicemen"
    return _UNITS.get(word) or lemma.lower() or word


def measure(words: str) -> tuple[QuantityRole, str]:
    """Role and unit of an amount that is written with its measure: "12 km", "90%", "€3bn"."""
    lowered = words.lower()
    last = lowered.split()[-1] if lowered.split() else lowered
    if "%" in lowered or "percent" in lowered or "per cent" in lowered:
        return QuantityRole.SHARE, "%"
    for name, code in _OTHER_DOLLARS.items():
        if lowered.startswith(name):
            return QuantityRole.MONEY, code
    for name, code in _CURRENCIES.items():
        if name in {lowered.removeprefix("us")[:1], last, last.removesuffix("s")}:
            return QuantityRole.MONEY, code
    last = last.rsplit("-", 1)[-1].lstrip("0123456789.,")
    if "square" in lowered or "sq " in lowered or last == "km2":
        return QuantityRole.AREA, f"square {_UNITS.get(last.removesuffix('2'), last)}"
    role = role_of_noun(last)
    unit = _UNITS.get(last) or (last if role is QuantityRole.OTHER else last.removesuffix("s"))
    return role, unit.removesuffix("s") if unit.endswith("s") else unit
