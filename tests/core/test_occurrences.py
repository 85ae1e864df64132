"""Occurrences: mentions of one event on a page share a number."""

from typing import Any

from worker.events.occurrences import numbered
from worker.records import (
    Event,
    EventDate,
    EventDateBasis,
    Location,
    Modality,
    Participant,
    Quantity,
    QuantityRole,
    Sentence,
    Span,
    Thing,
)


def thing(name: str, **ids: str) -> Thing:
    return Thing("ORG", name, ids, None, None, (), None, (0,), 0.5, None)


THINGS = (
    thing("Kenya", iso3166="KE"),
    thing("Al-Shabaab"),
    thing("Mandera", geonames="187896"),
    thing("The Red Cross"),
)


def who(index: int) -> Participant:
    return Participant(0, 1, "x", thing=index)


def event(kind: str = "ASSAULT", word: str = "attacked", **fields: Any) -> Event:
    return Event(kind, None, None, (), Span(0, 8, word), Sentence(0, 9), **fields)


def day(earliest: str, latest: str | None = None) -> EventDate:
    return EventDate(0, 1, "x", earliest, latest or earliest, EventDateBasis.STATED)


def killed(value: float) -> Quantity:
    return Quantity(0, 1, "x", QuantityRole.KILLED, value)


def numbers(*events: Event) -> list[int]:
    return [event.occurrence for event in numbered(events, THINGS)]


def test_same_deed_by_the_same_side_is_one_occurrence():
    assert numbers(event(actors=(who(1),)), event(actors=(who(1),))) == [0, 0]


def test_other_side_other_place_other_day_or_other_number_is_another_occurrence():
    one = event(
        actors=(who(1),),
        location=Location(0, 1, "x", thing=2),
        date=day("2026-05-01"),
        quantities=(killed(5),),
    )
    others: list[dict[str, Any]] = [
        {"actors": (who(0),)},
        {"location": Location(0, 1, "x", thing=0)},
        {"date": day("2026-05-02")},
        {"quantities": (killed(6),)},
    ]
    for other in others:
        fields: dict[str, Any] = {
            "actors": one.actors,
            "location": one.location,
            "date": one.date,
            "quantities": one.quantities,
        }
        assert numbers(one, event(**(fields | other))) == [0, 1], other
    assert numbers(one, one) == [0, 0]


def test_mentions_that_share_nothing_but_their_type_are_two():
    assert numbers(event(word="attacked"), event(word="bombed")) == [0, 1]


def test_plan_and_deed_are_two_and_so_are_a_deed_and_its_denial():
    one = event(actors=(who(1),))
    assert numbers(one, event(actors=(who(1),), modality=Modality.PLANNED)) == [0, 1]
    assert numbers(one, event(actors=(who(1),), negated=True)) == [0, 1]


def test_later_mention_that_says_less_joins_by_what_an_earlier_one_added():
    first = event(actors=(who(1),), word="raided")
    second = event(actors=(who(1),), quantities=(killed(5),), word="raided")
    third = event(quantities=(killed(5),), word="massacre")
    assert numbers(first, second, third) == [0, 0, 0]


def test_day_of_publication_tells_no_mention_from_a_dated_one():
    assumed = EventDate(
        None, None, None, "2026-05-02", "2026-05-02", EventDateBasis.PUBLICATION_DAY
    )
    dated = event(actors=(who(1),), date=day("2026-05-01"))
    undated = event(actors=(who(1),), date=assumed)
    assert numbers(dated, undated) == [0, 0]


def test_numbers_of_occurrences_follow_the_first_mention():
    raid, talks = event(actors=(who(1),)), event("CONSULT", "met", actors=(who(0),))
    assert numbers(raid, talks, raid) == [0, 1, 0]


def test_page_of_ten_thousand_events_compares_each_with_few():
    many = [event(actors=(Participant(0, 1, f"band {number}"),)) for number in range(10_000)]
    assert numbers(*many) == list(range(10_000))
