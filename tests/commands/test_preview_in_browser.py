"""The preview of a real page in a real browser: marks, links, and what stays dead."""

import re
from pathlib import Path

import pytest

from tests.chromium import DESK, PHONE, Chromium, Tab

pytestmark = pytest.mark.chromium

SCRIPT = "<script>alert('title')</script>"
IMAGE = "<img src=//evil.example/x.png onerror=alert(1)>"
# Escaped, so that these are the words of the page and not its markup.
WORDS = (SCRIPT + IMAGE).replace("<", "&lt;").replace(">", "&gt;")
ARTICLE = (
    f"<html lang=en><head><title>Ferry link reopens {WORDS}</title>"
    "<meta property='article:published_time' content='2026-03-04T10:00:00Z'>"
    f"<meta property='og:site_name' content=\"{WORDS}\">"
    "<link rel=canonical href=\"javascript:alert('link')\"></head>"
    f"<body><article><h1>Ferry link reopens {WORDS}</h1>"
    "<p>President Kais Saied met the crew of the ferry in Tunis on Tuesday, officials said.</p>"
    f"<p>Rebels shelled the harbour of Marib and killed six people, a note with {WORDS} said.</p>"
    "<p>The ferry between Tunis and Marseille sailed again after a pause of two years.</p>"
    "</article></body></html>"
)


@pytest.fixture
def preview(pagewire, tmp_path: Path) -> str:
    """Where a browser finds it."""
    page, target = tmp_path / "page.html", tmp_path / "preview.html"
    page.write_text(ARTICLE, encoding="utf-8")
    assert pagewire("preview", page, "--output", target).code == 0
    return target.as_uri()


def test_reader_sees_names_and_events_marked_and_follows_them_to_cards_and_back(
    preview: str, browser: Chromium
) -> None:
    with Tab(browser, preview) as tab:
        assert "Kais Saied" in tab.texts(".text .person")
        clear = "rgba(0, 0, 0, 0)"
        name = "getComputedStyle(document.querySelector('.text .person')).backgroundColor"
        assert tab.value(name) != clear
        tab.value("document.querySelector('#show-person').click()")
        assert tab.value(name) == clear

        assert {"met", "killed"} <= set(tab.texts(".text .trigger"))
        (killed,) = [one for one in tab.texts(".card") if "6 killed person" in one]
        assert re.search("ASSAULT .* Rebels REB → killed → people", killed)
        tab.value("document.querySelector('.text .trigger').click()")
        assert tab.value("document.querySelector(':target').className").startswith("card")
        tab.value("document.querySelector(':target a.n').click()")
        assert "trigger" in tab.value("document.querySelector(':target').className")
        assert {address.partition("#")[0] for address in tab.requested} == {preview}
        assert tab.complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_nothing_sticks_out_of_the_screen(preview: str, browser: Chromium, size) -> None:
    with Tab(browser, preview, size) as tab:
        assert tab.too_wide() == []


def test_what_the_page_said_is_words_even_where_the_policy_is_switched_off(
    preview: str, browser: Chromium
) -> None:
    with Tab(browser, preview, trusting=True) as tab:
        assert f"Ferry link reopens {SCRIPT}{IMAGE}" in tab.texts("h1")
        assert f"a note with {SCRIPT}{IMAGE} said" in tab.text
        assert tab.texts("script, img, [href^=javascript]") == []
        assert tab.requested == [preview]
