"""Dates and bylines of text whose markup is gone."""

import pytest

from worker.cleaning import clean
from worker.cleaning.datelines import dateline, lines_near_title
from worker.records import CleanPage, DateBasis, RawPage

TITLE = "Ferry runs again between the islands"
PROSE = (
    "The ferry between the two islands started again on Thursday after a break of nine weeks, and"
    " the first boat carried forty passengers and a piano."
)


def flattened(*lines: str, url: str = "https://islander.example/ferry", **fields: str) -> CleanPage:
    body = "\n".join([TITLE, *lines, PROSE, PROSE])
    page = RawPage(url=url, body=body, content_type="text/plain", **fields)  # type: ignore[arg-type]
    return clean(page, text_max_chars=10_000)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("7 March 2024", "2024-03-07"),
        ("By Jo Berg, 7th March 2024", "2024-03-07"),
        ("Posted on March 7, 2024 by Jo Berg", "2024-03-07"),
        ("Published: 2024-03-07 08:00", "2024-03-07"),
        ("Thu, Mar. 7, 2024 | Islands", "2024-03-07"),
        ("Erschienen am 7. März 2024", "2024-03-07"),
        ("Publié le 7 mars 2024", "2024-03-07"),
        ("2024年3月7日", "2024-03-07"),
        ("13/03/2024", "2024-03-13"),
        ("07.03.2024", "2024-03-07"),
        ("03/07/2024", ""),  # March or July
        ("March 2024", ""),
        ("2024", ""),
        ("31 February 2024", ""),
        ("The strike of 7 March 2024 ended with a long speech by the mayor of the town", ""),
    ],
)
def test_dateline_is_read_if_it_is_a_full_date_with_one_meaning(line, day):
    assert dateline([line]) == day


def test_line_that_says_published_beats_the_day_of_the_visit():
    assert dateline(["Friday, 8 March 2024", "Published 7 March 2024"]) == "2024-03-07"


def test_two_days_that_nothing_tells_apart_are_no_date():
    assert dateline(["8 March 2024", "7 March 2024"]) == ""


def test_lines_near_the_title_are_found_below_a_long_menu():
    menu = [f"Section {number}" for number in range(200)]
    lines = lines_near_title("\n".join([*menu, TITLE, "7 March 2024", PROSE]), TITLE)
    assert lines[:2] == [TITLE, "7 March 2024"]
    assert "Section 5" not in lines


def test_flattened_page_has_author_and_date_of_its_byline():
    page = flattened("By Jo Berg, 7 March 2024")
    assert page.authors == ("Jo Berg",)
    assert (page.published, page.published_basis) == ("2024-03-07", DateBasis.TEXT)


def test_flattened_page_of_nobody_has_no_author():
    assert flattened("by admin").authors == ()


def test_day_in_the_url_beats_a_line_of_text():
    page = flattened("9 March 2024", url="https://islander.example/2024/03/07/ferry")
    assert (page.published, page.published_basis) == ("2024-03-07", DateBasis.URL)


def test_dateline_after_the_visit_is_misread():
    assert flattened("7 March 2024", fetched_at="2023-01-01T00:00:00Z").published is None


@pytest.mark.parametrize(
    "line", ["Von Ines Calder, 7. März 2024", "Posted on 7 March by Ines Calder"]
)
def test_byline_with_its_day_names_the_author(line):
    assert flattened(line).authors == ("Ines Calder",)
