"""What numbers count: the kinds of nouns and measures, by words alone.

Decides the kind and the unit of what a number stands before. Must not know how the words hang
together, nor what an event makes of those whom it befalls (`tallies.py`).
"""

from collections.abc import Collection

from worker.enrichment.places import is_demonym
from worker.events.forms import all_noun_forms, noun_forms, words
from worker.events.noun_classes import expanded_nouns
from worker.events.sectors import is_body, is_somebody, sector_of
from worker.records import QuantityRole

_KINDS = {
    QuantityRole.TROOPS: "troop soldier serviceman servicewoman personnel policeman officer marine"
    " peacekeeper paratrooper reservist conscript sailor trooper commando police infantryman"
    " battalion brigade regiment platoon squadron reinforcement",
    QuantityRole.FIGHTERS: "fighter rebel militant insurgent guerrilla gunman jihadist militiaman"
    " extremist terrorist attacker combatant mercenary separatist bomber assailant",
    QuantityRole.PROTESTERS: "protester protestor demonstrator marcher rioter striker",
    QuantityRole.PEOPLE: "people person civilian man woman child boy girl resident villager worker"
    " student refugee migrant hostage prisoner victim passenger family household inhabitant citizen"
    " detainee inmate patient teacher doctor journalist activist farmer survivor suspect member"
    " pilgrim tourist employee miner fisherman peasant supporter voter other national foreigner"
    " life casualty body captive convict evacuee individual pupil schoolgirl schoolboy youth"
    " teenager orphan brother sister son daughter fan baby mourner nurse driver",
    QuantityRole.WEAPONS: "weapon missile rocket tank rifle gun bomb drone warhead shell mortar"
    " grenade mine aircraft jet warplane helicopter warship bullet round pistol launcher gunboat"
    " submarine frigate howitzer battery",
    QuantityRole.PLACES: "district village town city house home building province school hospital"
    " shop base checkpoint settlement hamlet mosque church neighborhood neighbourhood station"
    " apartment area region site camp university municipality outpost position"
    " bridge country state hill hilltop crossing street road port airport clinic"
    " factory plant branch tower hotel market island trench flat barn prefecture county"
    " suburb embassy office",
    QuantityRole.VEHICLES: "airplane aeroplane carriage excavator pickup trailer tug wagon",
    QuantityRole.ORGANISATIONS: "company firm bank business enterprise corporation organisation"
    " organization group party faction union agency ministry charity foundation ngo airline"
    " broadcaster newspaper channel website outlet contractor supplier operator refiner bidder"
    " manufacturer exporter importer gang cartel militia movement team club council court"
    " institution entity subsidiary maker",
    QuantityRole.VOTES: "vote ballot",
    QuantityRole.SEATS: "seat",
    QuantityRole.WEIGHT: "tonne ton kilogram kilogramme kilo kg gram gramme ounce",
    QuantityRole.VOLUME: "barrel liter litre gallon",
    QuantityRole.DURATION: "second minute hour day night week fortnight month year decade",
    QuantityRole.DISTANCE: "centimeter centimetre cm kilometer kilometre km mile meter metre foot"
    " yard",
    QuantityRole.AREA: "acre hectare",
    QuantityRole.MONEY: "dollar euro pound shilling rupee naira dinar dirham riyal birr",
}
_ROLE_BY_NOUN = {form: role for role, nouns in _KINDS.items() for form in all_noun_forms(nouns)} | {
    "feet": QuantityRole.DISTANCE,
}
_SINGULARS = {
    form: noun for nouns in _KINDS.values() for noun in nouns.split() for form in noun_forms(noun)
}
# What the list above lacks, by the classes of the lexicon, the first that has it.
_ROLE_OF_CLASS = {
    QuantityRole.WEAPONS: expanded_nouns(["WEAPON"]),
    QuantityRole.VEHICLES: expanded_nouns(["VEHICLE"]),
    QuantityRole.PLACES: expanded_nouns(["BUILDING", "PLACE"]),
}
_PEOPLE = expanded_nouns(["PEOPLE"])
_ROLE_BY_SECTOR = dict.fromkeys(("MIL", "COP"), QuantityRole.TROOPS) | dict.fromkeys(
    ("REB", "UAF", "PRM", "IMG"), QuantityRole.FIGHTERS
)
# Of war where the words before them say so; a carrier of personnel is a vehicle as well.
_ARMED = words(
    "armored armoured military combat fighting fighter personnel army naval war missile"
    " assault attack reconnaissance"
)
# Sides and ways are no number of anything: "on both sides", "from three directions".
_UNCOUNTED = all_noun_forms(
    "side party direction front way time occasion issue point phase round stage step end leg"
    " thing place sides matter respect reason term"
)

_UNITS = {  # one name for a unit, however it is spelled
    form: name
    for name, nouns in {
        "kilometer": "kilometer kilometre km",
        "meter": "meter metre",
        "centimeter": "centimeter centimetre cm",
        "mile": "mile",
        "foot": "foot",
        "tonne": "tonne ton",
        "kilogram": "kilogram kilogramme kilo kg",
        "gram": "gram gramme",
        "liter": "liter litre",
    }.items()
    for noun in nouns.split()
    for form in noun_forms(noun)
} | {"feet": "foot", "people": "person", "others": "person"}
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
_IN_FRONT = {
    "a$": "AUD",
    "c$": "CAD",
    "hk$": "HKD",
    "nz$": "NZD",
    "rs": "rupee",
    "tk": "taka",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "chf": "franc",
}
_OTHER_CURRENCIES = words(
    "pound shilling naira rupee franc peso lira dinar dirham riyal rial birr taka hryvnia zloty"
    " kronor kroner baht rupiah"
)


def role_of_noun(noun: str, before: Collection[str] = ()) -> QuantityRole:
    """What a number counts that stands before the noun, with the words between them."""
    word = noun.lower()
    role = _ROLE_BY_NOUN.get(word) or next(
        (role for role, nouns in _ROLE_OF_CLASS.items() if word in nouns), None
    )
    if role is QuantityRole.VEHICLES and not _ARMED.isdisjoint(before):
        return QuantityRole.WEAPONS
    if role is not None:
        return role
    if is_somebody(word) and not is_body(word.removesuffix("s")):
        return _ROLE_BY_SECTOR.get(sector_of([word]) or "", QuantityRole.PEOPLE)
    if word in _PEOPLE or (noun[0].isupper() and is_demonym(noun.removesuffix("s"))):
        return QuantityRole.PEOPLE
    return QuantityRole.OTHER


def role_of_members(body: str) -> QuantityRole:
    """What those are of whom there are so many in a body: "a 5,000-strong force"."""
    return _ROLE_BY_SECTOR.get(sector_of([body.lower()]) or "", QuantityRole.PEOPLE)


def is_uncounted(noun: str) -> bool:
    """Whether a small number before the noun is no quantity: "two sides", "three directions"."""
    return noun.lower() in _UNCOUNTED


def unit_of(noun: str, lemma: str) -> str:
    """The dictionary form of what is counted; one name for a measure, however it is spelled."""
    word = noun.lower()
    if word.endswith("men"):
        return f"{word[:-2]}an"  # lemmatizers know "men", but few of "servicemen"
    return _UNITS.get(word) or _SINGULARS.get(word) or lemma.lower() or word


def measure(words: str, *, is_money: bool) -> tuple[QuantityRole, str]:
    """Role and unit of an amount that is written with its measure: "12 km", "90%", "€3bn".

    `is_money`: "80 pounds" are, but "80 pounds of flour" are none.
    """
    lowered = words.lower()
    last = lowered.split()[-1] if lowered.split() else lowered
    if "%" in lowered or "percent" in lowered or "per cent" in lowered:
        return QuantityRole.SHARE, "%"
    if not is_money and last.removesuffix("s") == "pound":
        return QuantityRole.WEIGHT, "pound"
    for name, code in _IN_FRONT.items():
        if lowered.startswith(name):
            return QuantityRole.MONEY, code
    for name, code in _CURRENCIES.items():
        if name in {lowered.removeprefix("us")[:1], last, last.removesuffix("s")}:
            return QuantityRole.MONEY, code
    last = last.rsplit("-", 1)[-1].lstrip("0123456789.,")
    if last.removesuffix("s") in _OTHER_CURRENCIES:
        return QuantityRole.MONEY, last.removesuffix("s")
    if "square" in lowered or "sq " in lowered or last == "km2":
        return QuantityRole.AREA, f"square {_UNITS.get(last.removesuffix('2'), last)}"
    if "cubic" in lowered:
        return QuantityRole.VOLUME, f"cubic {_UNITS.get(last, last)}"
    role = role_of_noun(last)
    unit = _UNITS.get(last) or (last if role is QuantityRole.OTHER else last.removesuffix("s"))
    return role, unit.removesuffix("s") if unit.endswith("s") else unit
