"""Words for a time: the days that they mean on the day they were published, or none."""

from datetime import date

import pytest

from worker.events.days import resolve
from worker.records import EventDateBasis

WEDNESDAY = date(2026, 6, 3)


def days(
    words: str,
    published: date | None = WEDNESDAY,
    lead: str = "",
    *,
    ahead: bool = False,
    is_past: bool = False,
):
    found = resolve(words, lead, published, ahead=ahead, is_past=is_past)
    assert found is not None
    return str(found.earliest), str(found.latest)


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("Wednesday", "2026-06-03", "2026-06-03"),
        ("Thursday", "2026-05-28", "2026-05-28"),
        ("last Wednesday", "2026-05-27", "2026-05-27"),
        ("next Wednesday", "2026-06-10", "2026-06-10"),
        ("late Thursday", "2026-05-28", "2026-05-28"),
        ("Monday night", "2026-06-01", "2026-06-01"),
        ("yesterday", "2026-06-02", "2026-06-02"),
        ("tomorrow", "2026-06-04", "2026-06-04"),
        ("this morning", "2026-06-03", "2026-06-03"),
        ("last night", "2026-06-02", "2026-06-03"),
        ("overnight", "2026-06-02", "2026-06-03"),
        ("weekend", "2026-05-30", "2026-05-31"),
        ("last week", "2026-05-25", "2026-05-31"),
        ("this week", "2026-06-01", "2026-06-03"),
        ("next month", "2026-07-01", "2026-07-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("earlier this month", "2026-06-01", "2026-06-03"),
        ("late last year", "2025-09-01", "2025-12-31"),
        ("the past two weeks", "2026-05-20", "2026-06-03"),
        ("the past 24 hours", "2026-06-02", "2026-06-03"),
        ("two days ago", "2026-06-01", "2026-06-01"),
        ("a week ago", "2026-05-24", "2026-05-30"),
        ("two months ago", "2026-04-01", "2026-04-30"),
        ("three years ago", "2023-01-01", "2023-12-31"),
        ("3 May", "2026-05-03", "2026-05-03"),
        ("May 3", "2026-05-03", "2026-05-03"),
        ("15 June", "2026-06-15", "2026-06-15"),
        ("15 August", "2025-08-15", "2025-08-15"),
        ("3 to 5 May", "2026-05-03", "2026-05-05"),
        ("May 3-5", "2026-05-03", "2026-05-05"),
        ("Sept. 3", "2025-09-03", "2025-09-03"),
        ("Tuesday, 3 March", "2026-03-03", "2026-03-03"),
        ("June", "2026-06-01", "2026-06-03"),
        ("July", "2025-07-01", "2025-07-31"),
        ("last June", "2025-06-01", "2025-06-30"),
        ("early July", "2025-07-01", "2025-07-10"),
        ("mid-May", "2026-05-11", "2026-05-20"),
        ("April last year", "2025-04-01", "2025-04-30"),
        ("early April next year", "2027-04-01", "2027-04-10"),
        ("first week of May", "2026-05-01", "2026-05-07"),
        ("last week of May", "2026-05-25", "2026-05-31"),
        ("second half of May", "2026-05-16", "2026-05-31"),
        ("start of the year", "2026-01-01", "2026-04-30"),
        ("end of last month", "2026-05-21", "2026-05-31"),
    ],
)
def test_relative_words_mean_days_before_publication(words, earliest, latest):
    assert days(words) == (earliest, latest)
    found = resolve(words, "", WEDNESDAY, ahead=False)
    assert found is not None
    assert found.basis is EventDateBasis.RELATIVE
    alone = resolve(words, "", None, ahead=False)
    assert alone is not None
    assert (alone.earliest, alone.latest, alone.basis) == (None, None, EventDateBasis.UNRESOLVED)


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("Wednesday", "2026-06-03", "2026-06-03"),
        ("Thursday", "2026-06-04", "2026-06-04"),
        ("15 June", "2026-06-15", "2026-06-15"),
        ("3 May", "2027-05-03", "2027-05-03"),
        ("July", "2026-07-01", "2026-07-31"),
        ("this week", "2026-06-03", "2026-06-07"),
        ("weekend", "2026-06-06", "2026-06-07"),
        ("last Thursday", "2026-05-28", "2026-05-28"),
    ],
)
def test_of_what_is_to_come_the_next_day_is_meant(words, earliest, latest):
    assert days(words, ahead=True) == (earliest, latest)


@pytest.mark.parametrize("published", [None, WEDNESDAY])
@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("July 7, 2021", "2021-07-07", "2021-07-07"),
        ("7 July 2021", "2021-07-07", "2021-07-07"),
        ("7 July 88", "1988-07-07", "1988-07-07"),
        ("3 to 5 May 24", "2024-05-03", "2024-05-05"),
        ("2024-05-03", "2024-05-03", "2024-05-03"),
        ("13/05/2024", "2024-05-13", "2024-05-13"),
        ("May 3-5, 2024", "2024-05-03", "2024-05-05"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("early March 2020", "2020-03-01", "2020-03-10"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("late 2019", "2019-09-01", "2019-12-31"),
        ("2015 to 2019", "2015-01-01", "2019-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
    ],
)
def test_what_names_its_year_needs_no_publication(words, earliest, latest, published):
    assert days(words, published) == (earliest, latest)
    found = resolve(words, "", published, ahead=False)
    assert found is not None
    assert found.basis is EventDateBasis.STATED


def test_last_digits_of_a_year_are_those_of_next_year_at_most():
    assert days("3 March 27") == ("2027-03-03", "2027-03-03")
    assert days("3 March 28") == ("1928-03-03", "1928-03-03")


@pytest.mark.parametrize(
    "words",
    [
        "several days ago",
        "half a year ago",
        "days later",
        "a day earlier",
        "the following day",
        "the same day",
        "the day before",
        "31 June",
        "03/07/2024",
        "a thousand centuries ago, or so they say, ago",
    ],
)
def test_what_does_not_give_its_days_is_not_guessed(words):
    found = resolve(words, "", WEDNESDAY, ahead=False)
    assert found is None or found.basis is EventDateBasis.UNRESOLVED


@pytest.mark.parametrize("words", ["10:30", "two hours", "3 p.m.", "five years", "Ramadan"])
def test_hours_and_durations_are_no_days(words):
    assert resolve(words, "", WEDNESDAY, ahead=False) is None


@pytest.mark.parametrize(
    ("lead", "words", "earliest", "latest"),
    [
        ("since", "Monday", "2026-06-01", "2026-06-03"),
        ("since", "2019", "2019-01-01", "2026-06-03"),
        ("by", "next week", "2026-06-03", "2026-06-14"),
        ("until", "tomorrow", "2026-06-03", "2026-06-04"),
        ("on", "Monday", "2026-06-01", "2026-06-01"),
    ],
)
def test_the_word_before_a_date_stretches_it(lead, words, earliest, latest):
    assert days(words, lead=lead) == (earliest, latest)


def test_day_without_a_year_is_behind_us_where_the_clause_tells_what_was_done():
    assert days("15 June", is_past=True) == ("2025-06-15", "2025-06-15")
    assert days("3 June", is_past=True) == ("2026-06-03", "2026-06-03")


def test_before_and_after_a_day_is_another_day():
    found = resolve("Monday", "before", WEDNESDAY, ahead=False)
    assert found is not None
    assert found.basis is EventDateBasis.UNRESOLVED


def test_calendar_ends_where_python_ends_it():
    assert days("the past 9,000 years") == ("None", "None")
    assert days("5 May 0000") == ("None", "None")


def test_leap_day_without_year_is_not_moved():
    assert days("29 February", date(2024, 3, 1)) == ("2024-02-29", "2024-02-29")
    assert days("29 February", date(2026, 3, 1)) == ("None", "None")
    assert days("29 February", date(2024, 2, 1)) == ("2024-02-29", "2024-02-29")
    assert days("29 February", date(2024, 2, 1), is_past=True) == ("None", "None")
