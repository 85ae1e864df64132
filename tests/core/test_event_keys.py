"""Keys of events: what reports of one event have in common, and those of two events have not."""

from typing import Any

import pytest

from worker.events.keys import key_of
from worker.records import (
    Attribution,
    Event,
    EventDate,
    EventDateBasis,
    Location,
    LocationBasis,
    Participant,
    Position,
    Quantity,
    QuantityRole,
    Sentence,
    Span,
    Thing,
)


def thing(name: str, label: str = "ORG", land: str | None = None, **ids: str) -> Thing:
    position = Position(0.0, 0.0, land, None, 1.0) if land else None
    return Thing(label, name, ids, None, None, (), position, (0,), 0.5, None)


THINGS = (
    thing("Kenya", "GPE", "KE", iso3166="KE", geonames="192950"),
    thing("The Kandara Front"),
    thing("Mandera", "GPE", "KE", geonames="187896"),
    thing("The Red Cross"),
    thing("José Otieno Jr.", "PERSON"),
    thing("Uganda", "GPE", "UG", iso3166="UG", geonames="226074"),
    thing("Kampala", "GPE", "UG", geonames="232422"),
)
KENYA = Participant(0, 1, "Kenya", thing=0, country="KEN")
UGANDA = Participant(0, 1, "Uganda", thing=5, country="UGA")
REBELS = Participant(0, 1, "the Front", thing=1, sector="REB")
GUNMEN = Participant(0, 1, "gunmen", sector="UAF")
RED_CROSS = Participant(0, 1, "the Red Cross", thing=3, sector="NGO")
POLICE = Participant(0, 1, "Kenyan police", country="KEN", sector="COP")
PEOPLE = Participant(0, 1, "people", sector="CVL")
OTIENO = Participant(0, 1, "Otieno", thing=4)
MINISTER = Participant(0, 1, "Otieno", thing=4, country="KEN", sector="GOV")
HIS_COUNTERPART = Participant(0, 1, "Otieno", thing=4, country="KEN")
UGANDAN_ENVOY = Participant(0, 1, "Ugandan envoy", country="UGA", sector="GOV")


def at(index: int, basis: LocationBasis = LocationBasis.STATED) -> Location:
    return Location(0, 1, "x", thing=index, basis=basis)


def day(earliest: str, latest: str | None = None, basis: str = "stated") -> EventDate:
    return EventDate(0, 1, "x", earliest, latest or earliest, EventDateBasis(basis))


def counted(value: float, role: str = "killed") -> Quantity:
    return Quantity(0, 1, "x", QuantityRole(role), value)


def key(kind: str = "ASSAULT", quad: int | None = 4, **fields: Any) -> str:
    told = Event(kind, None, None, (), Span(0, 1, "x"), Sentence(0, 9), quad_class=quad, **fields)
    return key_of(told, THINGS)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"actors": (KENYA,), "recipients": (UGANDA,), "location": at(6)},
            "ASSAULT|KE|UG|232422||",
        ),
        ({"actors": (GUNMEN,), "location": at(2)}, "ASSAULT|armed||187896||"),
        ({"actors": (REBELS,), "location": at(2)}, "ASSAULT|armed||187896||"),
        ({"actors": (POLICE,), "recipients": (PEOPLE,), "location": at(2)}, "ASSAULT|||187896||"),
        ({"actors": (POLICE,), "recipients": (OTIENO,), "location": at(2)}, "ASSAULT||otieno|||"),
        ({"recipients": (RED_CROSS,), "location": at(2)}, "ASSAULT||red cross|187896||"),
    ],
    ids=["between countries", "gunmen", "rebels", "the own police", "a person", "a body"],
)
def test_key_calls_by_their_coarsest_name(fields, expected):
    assert key(**fields) == expected


def test_place_between_countries_counts_in_fights_alone():
    fields = {"actors": (KENYA,), "recipients": (UGANDA,), "location": at(6)}
    assert key("ACCUSE", 3, **fields) == "ACCUSE|KE|UG|||"


def test_minister_is_his_country_abroad_and_himself_at_home():
    assert key("ACCUSE", 3, actors=(MINISTER,), recipients=(UGANDA,)) == "ACCUSE|KE|UG|||"
    assert key("RETREAT", 2, actors=(MINISTER,)) == "RETREAT|otieno||||"
    assert key("RETREAT", 2, actors=(MINISTER,), recipients=(KENYA,)) == "RETREAT|otieno||||"


def test_counterpart_of_an_envoy_is_his_country_and_a_private_person_is_not():
    envoys = (UGANDAN_ENVOY, HIS_COUNTERPART)
    assert key("CONSULT", 1, actors=envoys) == "CONSULT|KE,UG||||"
    assert key("CONSULT", 1, actors=(HIS_COUNTERPART,)) == "CONSULT|otieno||||"


def test_all_who_meet_are_actors_and_so_is_the_country_where_they_do():
    met = {"actors": (MINISTER,), "recipients": (MINISTER,), "location": at(6)}
    assert key("CONSULT", 1, **met) == "CONSULT|KE,UG||||"


def test_country_that_signs_with_a_body_is_a_side_at_home_too():
    signed = {"actors": (KENYA, RED_CROSS), "location": at(2)}
    assert key("SUPPORT", 1, **signed) == "SUPPORT|KE,red cross||||"
    assert key("SUPPORT", 1, actors=(KENYA, RED_CROSS)) == "SUPPORT|KE,red cross||||"


def test_country_that_acts_alone_is_an_actor_unless_it_is_the_place():
    assert key("ACCUSE", 3, actors=(KENYA,)) == "ACCUSE|KE||||"
    assert key("ACCUSE", 3, actors=(KENYA,), location=at(2)) == "ACCUSE|||187896||"


def test_place_that_only_the_page_gives_is_left_out():
    assert key(actors=(GUNMEN,), location=at(2, LocationBasis.PAGE)) == "ASSAULT|armed||||"


@pytest.mark.parametrize(
    ("value", "written"), [(4, "4"), (14, "10"), (237, "200"), (1e6, "1000000")]
)
def test_number_to_one_digit_stands_where_no_town_does(value, written):
    killed = (counted(7, "injured"), counted(value))
    assert key(location=at(0), quantities=killed) == f"ASSAULT|||KE||killed={written}"
    assert key(location=at(2), quantities=killed) == "ASSAULT|||187896||"


def test_days_of_an_interval_are_its_first_and_last():
    assert key(location=at(2), date=day("2026-05-01", "2026-05-03")) == (
        "ASSAULT|||187896|2026-05-01/2026-05-03|"
    )


def test_day_of_the_statement_is_better_than_that_of_publication_and_worse_than_its_own():
    said = Attribution(Span(0, 1, "x"), None, quoted=False, date=day("2026-05-01"))
    assumed = day("2026-05-02", basis="publication_day")
    assert key(location=at(2), date=assumed) == "ASSAULT|||187896|2026-05-02|"
    assert key(location=at(2), date=assumed, attribution=said) == "ASSAULT|||187896|2026-05-01|"
    assert key(location=at(2), date=day("2026-04-30"), attribution=said) == (
        "ASSAULT|||187896|2026-04-30|"
    )


@pytest.mark.parametrize(
    "fields",
    [{}, {"date": day("2026-05-01")}, {"recipients": (PEOPLE,), "quantities": (counted(5),)}],
)
def test_event_without_sides_and_place_has_no_key(fields):
    assert key(**fields) == ""


def test_mark_of_the_key_in_a_name_does_not_part_it():
    names = (thing("a|b, the c"),)
    part = Participant(0, 1, "x", thing=0)
    told = Event("ASSAULT", None, None, (), Span(0, 1, "x"), Sentence(0, 1), actors=(part,))
    assert key_of(told, names) == "ASSAULT|b c||||"


def test_our_own_type_stands_in_the_key_where_plover_has_none():
    told = Event(None, "CRIME", None, (), Span(0, 1, "x"), Sentence(0, 1), location=at(2))
    assert key_of(told, THINGS) == "CRIME|||187896||"
