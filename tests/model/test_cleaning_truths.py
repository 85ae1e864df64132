"""Which units of a flattened page are its article, from the article's text alone."""

import pytest

from cleaning.truths import kept_shares
from worker.cleaning.flattened.units import units

TRUTH = "The ferry stayed in port on Tuesday. Farmers waited for fodder since Friday."


def shares(page: str, truth: str = TRUTH) -> list[float]:
    found, _ = kept_shares(page, units(page), truth)
    return [round(float(share), 2) for share in found]


def test_lines_of_the_article_are_kept_and_others_not():
    page = (
        "Menu\nThe ferry stayed in port on Tuesday.\nFarmers waited for fodder since Friday.\nMenu"
    )
    assert shares(page) == [0, 1, 1, 0]


def test_unit_that_holds_more_than_the_article_is_kept_in_part():
    page = "Home News The ferry stayed in port on Tuesday. Farmers waited for fodder since Friday."
    assert shares(page) == [pytest.approx(13 / 15, abs=0.01)]


def test_teaser_that_repeats_a_sentence_does_not_take_the_article_s_place():
    article = "The ferry stayed in port on Tuesday. Farmers waited for fodder since Friday."
    page = f"The ferry stayed in port on\n{article}"
    assert shares(page) == [0, 1]


def test_words_are_counted():
    page = "One two.\n\nThree"
    _, counts = kept_shares(page, units(page), TRUTH)
    assert counts.tolist() == [2, 1]
