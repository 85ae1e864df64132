"""Floors of cleaning on pages of our own: they may rise, never fall.

Changed pages need new floors and a digest. docs/quality.md has what was reached; `pytest -s` prints
the scores. `test_cleaning_gold_floors.py` has those on pages of others.
"""

import functools

import pytest

from tests.evaluation import news_pages
from tests.evaluation.flattening import FLATTENINGS
from tests.evaluation.news_pages import Cleaned, NewsPage, told
from tests.evaluation.scoring import digest
from tests.evaluation.shingles import page_score, same_words
from worker.records import PageWarning

DIGEST = "7e6d1d15ace7689d"
FLOORS = {
    "html": 0.952,
    "seedlike": 0.861,
    "blocks": 0.860,
    "bs4lines": 0.840,
    "oneline": 0.790,
}
# Shares (0..1) of our own pages.
WORST_PAGE_FLOOR = 0.768  # F1 of the article that comes out worst, from HTML
METADATA_FLOORS = {
    "title": 0.972,
    "author": 0.916,
    "date": 1.0,
    "site_name": 0.944,
    "language": 1.0,
}
# Pages that are no whole article and come out as if they were, by form; a page may only leave a
# list. What is left has lost with its markup, or with its lines, what it is told by.
NOT_YET_TOLD: dict[str, list[str]] = {
    "html": [],
    "seedlike": ["home-cards", "home-page", "section-list"],
    "blocks": ["section-list"],
    "bs4lines": ["script-only", "script-shell-with-card", "section-list"],
    "oneline": [
        "gone-page",
        "home-page",
        "not-found-de",
        "section-list",
    ],
}


@functools.cache
def own(form: str) -> list[Cleaned]:
    """Our own pages, cleaned from HTML or from one of the flattenings."""
    pages = list(news_pages.own_pages())
    return news_pages.clean(pages if form == "html" else news_pages.flattened(pages, form))


def articles(form: str) -> list[Cleaned]:
    """Those in which there is an article."""
    return [cleaned for cleaned in own(form) if "reason" not in cleaned.page.truth]


def right(cleaned: Cleaned, name: str) -> bool:
    """Whether a field is what the page says; for one that it does not have, nothing is right."""
    truth = cleaned.page.truth
    expected = ", ".join(truth["authors"]) if name == "author" else truth[name] or ""
    found = cleaned.line.get(name) or ""
    if name == "date":
        return str(found[: len("YYYY-MM-DD")]) == expected
    return same_words(expected, found)


def test_floors_belong_to_these_pages():
    assert digest(*news_pages.own_files()) == DIGEST


def test_every_way_to_flatten_has_a_floor():
    assert FLOORS.keys() == {"html", *FLATTENINGS}


@pytest.mark.parametrize("form", FLOORS)
def test_articles_of_our_own_pages_are_found_as_well_as_before(form):
    found = news_pages.f1(articles(form))
    print(f"own pages, {form}: F1 {found:.4f}")
    assert found >= FLOORS[form]


def test_no_page_of_ours_comes_out_worse_than_the_worst_before():
    scores = {
        cleaned.page.id: page_score(cleaned.page.truth["text"], cleaned.text).f1
        for cleaned in articles("html")
    }
    worst = min(scores, key=lambda name: scores[name])
    print(f"own pages, html: worst {worst} {scores[worst]:.4f}")
    assert scores[worst] >= WORST_PAGE_FLOOR, worst


@pytest.mark.parametrize("name", METADATA_FLOORS)
def test_metadata_of_our_own_pages_is_right_as_often_as_before(name):
    pages = articles("html")
    wrong = [cleaned for cleaned in pages if not right(cleaned, name)]
    share = 1 - len(wrong) / len(pages)
    print(f"own pages, {name}: {share:.4f}", {one.page.id: one.line.get(name) for one in wrong})
    assert share >= METADATA_FLOORS[name]


def truly(page: NewsPage) -> str:
    """What should be said of it."""
    return str(page.truth.get("warning") or ("rejected" if "reason" in page.truth else ""))


def test_only_the_list_of_places_has_a_weak_headline():
    weak = {one.page.id for one in own("html") if PageWarning.WEAK_HEADLINE in one.warnings}
    assert weak == {"listicle"}


@pytest.mark.parametrize("form", FLOORS)
def test_no_article_is_taken_for_less(form):
    wrong = {one.page.id: told(one) for one in own(form) if not truly(one.page) and told(one)}
    assert wrong == {}


@pytest.mark.parametrize("form", FLOORS)
def test_pages_that_are_no_whole_article_are_told(form):
    less = [one for one in own(form) if truly(one.page)]
    missed = [one.page.id for one in less if told(one) != truly(one.page)]
    print(f"own pages, {form}: {len(less) - len(missed)} of {len(less)} told")
    assert [one.page.id for one in less if told(one) not in {"", truly(one.page)}] == []
    assert missed == NOT_YET_TOLD[form], "told now? take it off the list"
