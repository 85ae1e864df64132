"""What the scorer of whole pages counts as right, missed and too many."""

from dataclasses import replace

import pytest

from tests.evaluation.event_matching import head, same_words
from tests.evaluation.event_pages import GoldEvent, GoldPage
from tests.evaluation.event_scoring import Score, score_page
from worker.records import (
    Annotations,
    Event,
    EventDate,
    EventDateBasis,
    Location,
    LocationBasis,
    Modality,
    Participant,
    Quantity,
    QuantityRole,
    Sentence,
    Span,
    Thing,
)

TEXT = "Mali expelled two envoys in Bamako on Monday. They left."
MARKED = GoldEvent(
    start=5,
    end=13,
    trigger="expelled",
    type="SANCTION",
    types=frozenset({"SANCTION", "COERCE"}),
    actors=(frozenset({"Mali"}),),
    recipients=(frozenset({"two envoys", "diplomats"}),),
    place="Bamako",
    days=("2021-06-14", "2021-06-14"),
    quantities=(("two", "people"),),
    negated=False,
    modality="actual",
    optional=False,
    maybe=frozenset({"Bamako", "2021-06-15"}),
)
MONDAY = EventDate(38, 44, "Monday", "2021-06-14", "2021-06-14", EventDateBasis.RELATIVE)
FOUND = Event(
    type="SANCTION",
    ext_type=None,
    mode="expel",
    contexts=(),
    trigger=Span(5, 13, "expelled"),
    sentence=Sentence(0, 45),
    actors=(Participant(0, 4, "Mali"),),
    recipients=(Participant(18, 24, "envoys"),),
    location=Location(28, 34, "Bamako"),
    date=MONDAY,
    quantities=(Quantity(14, 17, "two", QuantityRole.PEOPLE, 2.0),),
)
ALL_RIGHT = dict.fromkeys(
    ["trigger", "type", "actors", "recipients", "days", "places", "quantities"], 100.0
) | {"extra": 0.0, "polarity": 100.0, "modality": 100.0}


def scored(gold: GoldEvent, *events: Event, things: tuple[Thing, ...] = ()) -> Score:
    page = GoldPage("page", "2021-06-15T08:00:00Z", TEXT, (gold,))
    return score_page(page, Annotations(things=things, events=events))


def counts(score: Score, part: str) -> tuple[int, int, int]:
    one = score.parts[part]
    return one.tp, one.fp, one.fn


def test_all_right_is_100():
    assert scored(MARKED, FOUND).numbers() == ALL_RIGHT
    assert scored(MARKED, FOUND).mistakes == []


def test_event_that_was_not_found_is_missed_with_its_parts():
    score = scored(MARKED)
    for part in ("trigger", "type", "actors", "recipients", "days", "places", "quantities"):
        assert counts(score, part) == (0, 0, 1)
    assert {mistake.kind for mistake in score.mistakes} >= {"missed trigger", "missed actors"}


def test_event_that_nobody_marked_is_extra_and_its_parts_do_not_count():
    left = replace(FOUND, trigger=Span(51, 55, "left"))
    score = scored(MARKED, FOUND, left)
    assert counts(score, "trigger") == (1, 1, 0)
    assert counts(score, "actors") == (1, 0, 0)
    assert score.numbers()["extra"] == 100


def test_of_two_events_on_one_trigger_one_is_extra():
    assert counts(scored(MARKED, FOUND, FOUND), "trigger") == (1, 1, 0)


def test_optional_event_is_neither_missed_nor_extra():
    optional = replace(MARKED, optional=True)
    for score in (scored(optional), scored(optional, FOUND)):
        assert all(counts(score, part) == (0, 0, 0) for part in score.parts)


@pytest.mark.parametrize(
    ("part", "wrong", "counted"),
    [
        ("type", {"type": "COERCE"}, (1, 0, 0)),
        ("type", {"type": None, "ext_type": "SANCTION"}, (1, 0, 0)),
        ("type", {"type": "ASSAULT"}, (0, 1, 1)),
        ("actors", {"actors": ()}, (0, 0, 1)),
        ("actors", {"actors": (Participant(0, 4, "Bamako"),)}, (0, 0, 1)),
        ("actors", {"actors": (Participant(0, 4, "Mali"), Participant(0, 4, "Togo"))}, (1, 1, 0)),
        ("recipients", {"recipients": (Participant(0, 1, "diplomats"),)}, (1, 0, 0)),
        ("days", {"date": None}, (0, 0, 1)),
        ("places", {"location": Location(0, 4, "Mali")}, (0, 1, 1)),
        ("quantities", {"quantities": ()}, (0, 0, 1)),
        ("quantities", {"quantities": (Quantity(14, 17, "two", QuantityRole.KILLED),)}, (0, 1, 1)),
        ("polarity", {"negated": True}, (0, 0, 1)),
        ("modality", {"modality": Modality.DENIED}, (0, 0, 1)),
    ],
)
def test_part_counts_as(part, wrong, counted):
    assert counts(scored(MARKED, replace(FOUND, **wrong)), part) == counted


@pytest.mark.parametrize(
    ("basis", "day", "extra"),
    [
        (EventDateBasis.RELATIVE, "2021-06-13", 1),
        (EventDateBasis.RELATIVE, "2021-06-15", 0),  # it may be
        (EventDateBasis.PUBLICATION_DAY, "2021-06-13", 0),
    ],
)
def test_day_that_the_text_does_not_state_is_wrong_only_if_it_is_given_as_stated(basis, day, extra):
    date = EventDate(None, None, None, day, day, basis)
    score = scored(replace(MARKED, days=None), replace(FOUND, date=date))
    assert counts(score, "days") == (0, extra, 0)


@pytest.mark.parametrize(("basis", "extra"), [("stated", 1), ("sentence", 0), ("page", 0)])
def test_place_that_the_text_does_not_state_is_wrong_only_if_it_is_given_as_stated(basis, extra):
    location = Location(0, 4, "Mali", basis=LocationBasis(basis))
    score = scored(replace(MARKED, place=None), replace(FOUND, location=location))
    assert counts(score, "places") == (0, extra, 0)


def test_pronoun_is_right_where_the_record_says_whom_it_stands_for():
    mali = Thing("GPE", "Mali", {}, "country", None, (), None, (), 1.0, None)
    pronoun = Participant(46, 50, "They", thing=0)
    found = replace(FOUND, actors=(pronoun,))
    assert counts(scored(MARKED, found, things=(mali,)), "actors") == (1, 0, 0)
    assert counts(
        scored(MARKED, replace(found, actors=(replace(pronoun, thing=None),))), "actors"
    ) == (0, 1, 1)


def test_scores_of_pages_add_up():
    both = scored(MARKED, FOUND) + scored(MARKED)
    assert counts(both, "trigger") == (1, 0, 1)
    assert len(both.mistakes) == len(scored(MARKED).mistakes)


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("at least 12 guards", "guards"),
        ("envoys of Norway", "envoys"),
        ("Prime Minister Sonja Aust, 61", "aust"),
        ("Secretary-General of the United Nations", "secretary-general"),
        ("the U.S.", "u.s"),
        ("", ""),
    ],
)
def test_head_of_a_phrase(phrase, word):
    assert head(phrase) == word


def test_words_are_the_same_in_a_row_only():
    assert same_words("port of Senn", "Senn")
    assert same_words("12", "at least 12")
    assert not same_words("2", "12")
    assert not same_words("Senn", "")
