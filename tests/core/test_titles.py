"""Titles: which of several is the page's, and what of it is the site's."""

import pytest

from worker.cleaning.titles import best_title, is_site, site_in_title, without_site

SITES = ["The Islander", "www.islander.example"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry runs again - The Islander", "Ferry runs again"),
        ("Ferry runs again - islander", "Ferry runs again"),
        ("Islander.example: Ferry runs again", "Ferry runs again"),
        ("The Islander | Ferry runs again", "Ferry runs again"),
        ("Ferry runs again today | News | The Islander", "Ferry runs again today"),
        ("Boats &amp; nets: a life - The Islander", "Boats & nets: a life"),
        ("两岛之间的渡轮星期四恢复了航行_岛屿新闻网", "两岛之间的渡轮星期四恢复了航行"),
        ("Ferry – a love story", "Ferry – a love story"),
        ("Islander: ferry captain tells all", "ferry captain tells all"),
        ("Votes: 12 - 4", "Votes: 12 - 4"),
        ("The Islander", "The Islander"),
    ],
)
def test_title_loses_its_site_and_nothing_else(title, expected):
    assert without_site(title, *SITES) == expected


def test_blank_title_is_none():
    assert without_site("  \n ") is None


def test_claims_that_agree_beat_one_that_stands_alone():
    title = best_title(
        ["Fähre!!", "Ferry runs again"], "Ferry runs again - The Islander", [], SITES
    )
    assert title == "Ferry runs again"


def test_metadata_beats_a_heading_that_nobody_repeats():
    assert best_title(["Ferry runs again"], "", ["Island news"], SITES) == "Ferry runs again"


def test_title_element_beats_a_heading_that_nobody_repeats():
    assert best_title([], "Ferry runs again", ["Island news"], SITES) == "Ferry runs again"


def test_heading_inside_the_title_shows_where_the_sites_part_begins():
    title = best_title([], "Ferry runs again - Isle Chronicle Online", ["Ferry runs again"], [])
    assert title == "Ferry runs again"


def test_heading_that_is_the_short_part_of_a_title_is_the_sections():
    title = best_title([], "Ferry between the islands runs again - Sea life", ["Sea life"], [])
    assert title == "Ferry between the islands runs again - Sea life"


def test_heading_that_is_the_site_is_no_title():
    assert best_title([], "The Islander", ["The Islander", "Ferry runs again"], SITES) == (
        "Ferry runs again"
    )


def test_title_that_was_cut_is_completed_from_another():
    title = best_title(["Ferry runs…"], "", ["Ferry runs again after nine weeks"], SITES)
    assert title == "Ferry runs again after nine weeks"


def test_page_without_any_title_has_none():
    assert best_title([], "", [], SITES) is None


def test_endless_title_is_cut():
    assert len(best_title(["word " * 190], "", [], []) or "") <= 500


def test_site_is_what_stands_around_the_title():
    assert site_in_title("News | Ferry runs again - The Islander", "Ferry runs again") == [
        "News",
        "The Islander",
    ]


@pytest.mark.parametrize("name", ["the islander", "Islander", "ISLANDER.example", "islander "])
def test_site_is_known_in_any_spelling(name):
    assert is_site(name, SITES)


def test_part_of_a_site_is_not_the_site():
    assert not is_site("Island", SITES)


def test_short_headline_before_a_short_name_is_the_only_heading():
    title = "Curfew lifted | Lowmark Herald"
    assert best_title([], title, ["Curfew lifted"], []) == "Curfew lifted"
    other = "Lowmark Herald | Court frees ferry captain"
    assert best_title([], other, ["Lowmark Herald"], []) == other
