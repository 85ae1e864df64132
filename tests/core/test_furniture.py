"""Lines around and between the paragraphs go; the article's own stay, and never all of them."""

import pytest

from worker.cleaning.furniture import without_furniture

TITLE = "Council sells the bridge"
FIRST = "The council of Old Bexter sold its only bridge on Monday for one coin."
SECOND = "It was the lowest bid, and the only one."


def kept(*lines: str, title: str | None = TITLE, authors: tuple[str, ...] = ()) -> list[str]:
    return without_furniture("\n".join(lines), title, authors).split("\n")


def test_the_title_goes_with_what_stands_above_it():
    assert kept("Bexter Post", "News", TITLE, FIRST, SECOND) == [FIRST, SECOND]


LEAD = "The council of Old Bexter has sold its only bridge, which was built in 1904 of oak."


def test_paragraphs_above_a_line_that_is_the_title_again_stay():
    rest = [SECOND, *[FIRST] * 4]
    assert kept(LEAD, LEAD, "Watch this", TITLE, *rest) == [LEAD, LEAD, *rest]
    assert kept(LEAD, TITLE, *rest) == [LEAD, *rest]


def test_a_caption_above_the_title_goes_with_what_parts_them():
    assert kept(LEAD, "Photo: Ana Field", TITLE, SECOND, FIRST, FIRST) == [SECOND, FIRST, FIRST]


def test_a_title_far_down_cuts_nothing():
    assert kept(FIRST, SECOND, TITLE, SECOND) == [FIRST, SECOND, TITLE, SECOND]


def test_a_page_that_is_only_its_title_keeps_it():
    assert kept(TITLE, "Photo") == [TITLE, "Photo"]


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Field, Staff Writer",
        "Ana Field",
        "Thursday, October 8, 2009",
        "· Updated 20 Feb 2026 · 3 min read",
        "08:40",
        "Updated at 08:40 GMT",
        "Mon, 8 Feb, 10:30 a.m. ET",
        "Bexter, 8 March, 08:40",
        "Stand: 10:30 Uhr",
        "بقلم سامي حداد",
    ],
)
def test_a_byline_or_dateline_above_the_first_sentence_goes(line):
    assert kept(line, FIRST, authors=("Ana Field",)) == [FIRST]


@pytest.mark.parametrize(
    "line",
    [
        "A bridge for nothing",
        "In 2019 it was new.",
        "By the river stood the old bridge.",
        "The bridge vote of 2024",
        "12 dead by 10:30",
        "The 10:30 to Bexter",
        "2024年5月9日，大桥正式通车。 [3]",
    ],
)
def test_another_line_above_the_first_sentence_stays(line):
    assert kept(line, FIRST) == [line, FIRST]


def test_a_date_below_the_first_sentence_stays():
    assert kept(FIRST, "March 2019", SECOND) == [FIRST, "March 2019", SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "READ MORE: The price of bridges",
        "- See also: The price of bridges",
        "CLICK HERE TO GET THE POST APP",
        "Follow the Bexter Post on Facebook",
        "Like this story? Share it with a friend!",
        "© 2026 Bexter Post",
        "Share this article",
        "Watch: Mayor opens the bridge",
        "First published: 12 October 2019",
        "Never miss a story",
        "Get the latest Bexter news in your inbox.",
        "By subscribing you agree to our terms.",
        "Advertisement",
    ],
)
def test_what_speaks_of_the_site_goes(line):
    assert kept(FIRST, line, SECOND) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, said the mayor.",
        "Never miss a chance, he told the boys.",
        "Get the latest of them, she said.",
        "By subscribing to the treaty, Norland gave up the island.",
        "Watch: the sea is rising.",
        "First published: 1834, in London, and read ever since.",
        "Follow the money, she said on television.",
        "Related crimes rose by a tenth.",
        "Copyright was not the question in court.",
        "Share prices fell.",
    ],
)
def test_a_sentence_that_begins_like_that_stays(line):
    assert kept(FIRST, line) == [FIRST, line]


def test_step_of_a_list_stays_and_a_list_of_requests_goes():
    steps = ["- Open the page of the bank", "- Sign up for an account", "- Download the bank's app"]
    requests = ["- Sign up for our newsletter", "- Download our app"]
    assert kept(FIRST, *steps, "- Read more: The price of banks", SECOND) == [FIRST, *steps, SECOND]
    assert kept(FIRST, *requests, SECOND, requests[0]) == [FIRST, SECOND]


def test_furniture_stays_where_nothing_else_would_be_left():
    assert kept("Read more: The price of bridges", "Share") == [
        "Read more: The price of bridges",
        "Share",
    ]
    assert kept("Bexter 2026") == ["Bexter 2026"]
