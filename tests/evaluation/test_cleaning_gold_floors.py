"""Floors of cleaning on pages of others, which do not belong into a repository.

`PAGEWIRE_GOLD` names a folder with sets of them, `PAGEWIRE_PAGE` the file of one page. Floors may
rise, never fall; docs/quality.md has what was reached, and what the folder and the page are.
`pytest -s` prints the scores.
"""

import functools
import os
from pathlib import Path

import pytest

from tests.evaluation import news_pages
from tests.evaluation.news_pages import Cleaned, NewsPage, told
from tests.evaluation.scoring import digest
from tests.evaluation.shingles import page_score, words_within

DIGEST = "1f0b2b30bb448bd2"
SETS = ("aeb", "magic", "readability")
# set, and the way in which it was flattened
FLOORS = {
    ("aeb", None): 0.979,
    ("magic", None): 0.866,
    ("readability", None): 0.940,
    ("aeb", "seedlike"): 0.972,
    ("aeb", "blocks"): 0.980,
    ("aeb", "inscriptis"): 0.981,
    ("aeb", "html2text"): 0.965,
    ("aeb", "bs4lines"): 0.962,
    ("aeb", "oneline"): 0.933,
}
WORST_PAGE_FLOOR = 0.75  # F1 of the page of `aeb` that comes out worst, from HTML
# Shares (0..1) of the pages of `readability` that have the field.
METADATA_FLOORS = {"title": 0.942, "author": 0.933, "site_name": 1.0, "date": 1.0}

# A page as a scraper flattened it: its article, as a person would copy it, is these lines of it.
PAGE_DIGEST = "7d4314ab828aaf6a"
ARTICLE_LINES = (7, 69)  # from 1, both included

# Read before conftest.py takes the settings of the shell away.
GOLD = os.environ.get("PAGEWIRE_GOLD")
PAGE = os.environ.get("PAGEWIRE_PAGE")


needs_gold = [
    pytest.mark.skipif(
        not GOLD,
        reason="PAGEWIRE_GOLD names no folder with <set>/truth.jsonl, html/ and flat/;"
        " docs/quality.md says what it is",
    ),
    pytest.mark.slow,
    pytest.mark.timeout(600),
]


@functools.cache
def gold(name: str, flattening: str | None = None) -> list[Cleaned]:
    """A set of the gold, cleaned."""
    return news_pages.clean(news_pages.gold_pages(Path(GOLD or ""), name, flattening))


def contained(cleaned: Cleaned, name: str) -> bool:
    """Whether the field is found as it is given, or one contains the other; of a date, the day."""
    given, found = cleaned.page.truth[name], cleaned.line.get(name) or ""
    if name == "date":
        return bool(given[: len("YYYY-MM-DD")] == found[: len("YYYY-MM-DD")])
    return words_within(given, found) or words_within(found, given)


class TestGold:
    """On the sets."""

    pytestmark = needs_gold

    def test_floors_belong_to_this_gold(self):
        paths = [news_pages.gold_truth(Path(GOLD or ""), name) for name in SETS]
        assert digest(*paths) == DIGEST

    @pytest.mark.parametrize(("name", "flattening"), FLOORS)
    def test_articles_are_found_as_well_as_before(self, name, flattening):
        found = news_pages.f1(gold(name, flattening))
        print(f"{name}, {flattening or 'html'}: F1 {found:.4f}")
        assert found >= FLOORS[name, flattening]

    @pytest.mark.parametrize(("name", "flattening"), FLOORS)
    def test_no_article_is_taken_for_less(self, name, flattening):
        # Where somebody copied no article, or one that breaks off, less is what is there.
        whole = [
            one
            for one in gold(name, flattening)
            if (text := one.page.truth["text"]) and not text.endswith("...")
        ]
        assert {one.page.id: told(one) for one in whole if told(one)} == {}

    def test_no_page_comes_out_worse_than_the_worst_before(self):
        scores = {
            cleaned.page.id: page_score(cleaned.page.truth["text"], cleaned.text).f1
            for cleaned in gold("aeb")
        }
        worst = min(scores, key=lambda page: scores[page])
        print(f"aeb, html: worst {worst} {scores[worst]:.4f}")
        assert scores[worst] >= WORST_PAGE_FLOOR, worst

    @pytest.mark.parametrize("flattening", [way for name, way in FLOORS if name == "aeb"])
    def test_no_page_is_empty(self, flattening):
        assert [one.page.id for one in gold("aeb", flattening) if not one.text] == []

    @pytest.mark.parametrize("name", METADATA_FLOORS)
    def test_metadata_is_right_as_often_as_before(self, name):
        pages = [one for one in gold("readability") if one.page.truth[name]]
        wrong = [one for one in pages if not contained(one, name)]
        share = 1 - len(wrong) / len(pages)
        print(f"readability, {name}: {share:.4f} of {len(pages)}", [o.page.id for o in wrong])
        assert share >= METADATA_FLOORS[name]


@pytest.mark.skipif(
    not PAGE, reason="PAGEWIRE_PAGE names no file; docs/quality.md says what page it is"
)
def test_page_of_a_scraper_becomes_exactly_its_article():
    path = Path(PAGE or "")
    assert digest(path) == PAGE_DIGEST, "another page, of which nobody said what its article is"
    body = path.read_text(encoding="utf-8")
    first, last = ARTICLE_LINES
    article = "\n".join(body.split("\n")[first - 1 : last])
    (cleaned,) = news_pages.clean([NewsPage(path.stem, "", body, "text", {"text": article})])
    assert cleaned.text == article
