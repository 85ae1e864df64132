"""The key of an event: what other pages that tell of it say too.

Decides which of an event's facts go into it and how coarsely. Outlets agree on the type, the
countries, the surnames, the town and the day; they differ on how they call the rest, and on what
they leave out. So each part is written as its coarsest name, and what another part makes needless
is left out. Must not know the other events of the page.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from worker.events.countries import alpha2
from worker.records import (
    Event,
    EventDate,
    EventDateBasis,
    LocationBasis,
    Modality,
    Participant,
    QuantityRole,
    Thing,
)

_ARTICLES = frozenset({"a", "an", "the", "its", "his", "her", "their", "this", "that", "these"})
_BEHIND_SURNAMES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_OF_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
# Two sides do this, and a body is one as a country is: "India and the EU signed a deal in Delhi".
_SIGNED = frozenset({"COOPERATE", "SUPPORT"})
# "Gunmen", "militants", "the Front": each outlet has its own word for them.
_ARMED, _ARMED_SECTORS = "armed", frozenset({"REB", "UAF", "PRM", "IMG", "CRM", "ISM"})
# Many a day between the same two: the place tells them apart. Our own types have no quad class.
_MATERIAL_CONFLICT = 4
_STATED = frozenset({EventDateBasis.STATED, EventDateBasis.RELATIVE})
# Numbers that tell an event from another of its kind, the most telling first.
_NUMBERS = (
    QuantityRole.KILLED,
    QuantityRole.INJURED,
    QuantityRole.MISSING,
    QuantityRole.ARRESTED,
    QuantityRole.ABDUCTED,
    QuantityRole.RELEASED,
    QuantityRole.ESCAPED,
    QuantityRole.DISPLACED,
    QuantityRole.CONVICTED,
    QuantityRole.PROTESTERS,
    QuantityRole.TROOPS,
    QuantityRole.FIGHTERS,
    QuantityRole.PEOPLE,
    QuantityRole.WEAPONS,
    QuantityRole.PLACES,
    QuantityRole.VEHICLES,
    QuantityRole.ORGANISATIONS,
    QuantityRole.MONEY,
)
_EXACT_BELOW = 10


@dataclass(frozen=True, slots=True)
class _Side:
    """Who acts or is acted on, by what other pages call them; nouns like "people" are nobody."""

    lands: set[str] = field(default_factory=set)  # ISO 3166-1 alpha-2
    people: set[str] = field(default_factory=set)  # surnames
    lands_of_people: set[str] = field(default_factory=set)  # for which they act
    bodies: set[str] = field(default_factory=set)

    def __or__(self, other: "_Side") -> "_Side":
        return _Side(
            self.lands | other.lands,
            self.people | other.people,
            self.lands_of_people | other.lands_of_people,
            self.bodies | other.bodies,
        )


def key_of(event: Event, things: Sequence[Thing]) -> str:
    """type|actors|recipients|place|day|number, or nothing where neither side nor place is known.

    Between countries these stand for those who act for them, and the place counts in fights alone.
    Inside one country surnames do without a place, a town does without a number, and the country's
    own police or people go without saying.
    """
    place, country = _place(event, things)
    actors, recipients = (_side(parts, event, things) for parts in (event.actors, event.recipients))
    if event.type == "CONSULT":  # all who meet are actors, and so is whom they meet at
        actors, recipients = actors | recipients | _Side({country} if country else set()), _Side()
    both = actors | recipients
    lands = both.lands | both.lands_of_people
    is_signed = event.type in _SIGNED and bool(lands and both.bodies)
    is_between = len(lands) > 1 or is_signed
    is_named = bool(both.people) and not is_between
    is_fight = event.quad_class in {_MATERIAL_CONFLICT, None}
    if is_between:
        sides = [side.lands | side.lands_of_people | side.bodies for side in (actors, recipients)]
    else:
        own = {country} | both.lands_of_people | (both.lands if is_named and is_fight else set())
        sides = [side.people | side.bodies | side.lands - own for side in (actors, recipients)]
    if is_named or (is_between and not is_fight):
        place = ""
    if not (any(sides) or place):
        return ""
    is_enough = is_named or is_between or (place and place != country)
    who = [",".join(sorted(side)) for side in sides]
    number = "" if is_enough else _number(event)
    return "|".join([event.type or event.ext_type or "", *who, place, _day(event), number])


def thing_name(thing: Thing) -> str:
    """What other pages call it too: its country's code or its place's number before its name."""
    return thing.ids.get("iso3166") or thing.ids.get("geonames") or plain_words(thing.canonical)


def plain_words(text: str) -> str:
    """A name or a phrase without its articles and accents, in lower case, without a key's marks."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        char if char.isalnum() else " " for char in bare if not unicodedata.combining(char)
    )
    return " ".join(word for word in kept.split() if word not in _ARTICLES)


def _side(participants: Iterable[Participant], event: Event, things: Sequence[Thing]) -> _Side:
    """One side of an event."""
    everybody = (*event.actors, *event.recipients)
    is_official = any(part.sector in _OF_STATE for part in everybody)
    side = _Side()
    for part in participants:
        thing = None if part.thing is None else things[part.thing]
        own = alpha2(part.country)
        if part.sector in _ARMED_SECTORS:
            side.bodies.add(_ARMED)
        elif thing is not None and thing.label == "PERSON":
            side.people.add(_surname(thing.canonical))
            # "His Greek counterpart Ann Lee" is no private person.
            if own and (part.sector in _OF_STATE or (is_official and part.sector is None)):
                side.lands_of_people.add(own)
        elif own and (thing is None or thing.label != "ORG" or part.sector in _OF_STATE):
            side.lands.add(own)
        elif thing is not None:
            side.bodies.add(thing_name(thing))
    return side


def _surname(name: str) -> str:
    words = [word for word in plain_words(name).split() if word not in _BEHIND_SURNAMES]
    return words[-1] if words else ""


def _place(event: Event, things: Sequence[Thing]) -> tuple[str, str]:
    """Its name and its country, "" where the sentence gives none: the page's would be a guess."""
    place = event.location
    if place is None or place.thing is None or place.basis is LocationBasis.PAGE:
        return "", ""
    thing = things[place.thing]
    own = thing.ids.get("iso3166") or (thing.position.country if thing.position else None)
    return thing_name(thing), own or ""


def _day(event: Event) -> str:
    """The day or the days; "on Monday police said that ..." is worth more than the publication."""
    when, said = event.date, event.attribution and event.attribution.date
    is_open = when is None or when.basis is EventDateBasis.PUBLICATION_DAY
    if is_open and event.modality is Modality.ACTUAL and said and said.basis in _STATED:
        when = said
    return "" if when is None else days(when)


def days(when: EventDate) -> str:
    """A day, or the first and the last of an interval; "" where it is not resolved."""
    if when.earliest is None or when.latest in {None, when.earliest}:
        return when.earliest or ""
    return f"{when.earliest}/{when.latest}"


def _number(event: Event) -> str:
    """The most telling number, large ones to one digit: counts grow from page to page."""
    values: dict[QuantityRole, float] = {}
    for quantity in event.quantities:
        if quantity.value is not None:
            values.setdefault(quantity.role, quantity.value)
    role = next((role for role in _NUMBERS if role in values), None)
    if role is None:
        return ""
    value = values[role]
    return f"{role}={value if value < _EXACT_BELOW else float(f'{value:.0e}'):.15g}"
