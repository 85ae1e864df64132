"""The short way to a page's article ends where the library's own way does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml.html import tostring
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from worker.cleaning import main_content as module
from worker.cleaning.main_content import main_content
from worker.cleaning.page_tree import page_tree

PAGES = sorted((Path(__file__).parents[1] / "evaluation" / "pages").glob("*.html"))
STORY = "".join(
    f"<p>On day {day} the council met again and could not agree on the price of the bridge.</p>"
    for day in range(8)
)
REPLY = (
    "<p>I have crossed that bridge every day for forty years, and it has never been repaired.</p>"
)


def page(body: str) -> str:
    head = "<head><title>Bridge</title></head>"
    return f"<html>{head}<body><article>{STORY}{body}</article></body></html>"


def places() -> Iterator[str]:
    """Elements of every kind under every name that the library takes away, and names like them."""
    names = [
        "comments", "Comment-12", "commentary", "comol", "disqus_thread", "dsq-comments",
        "my-comment", "article-comments", "post-comments", "mvp-post-add-box", "infinite-scroll",
        "infinitescroll", "elementor-share-buttons", "text",
    ]  # fmt: skip
    for name in names:
        insides = [REPLY, f"<h1>Bridge</h1>{REPLY}"] if "infinite" in name else [REPLY]
        for tag in ("div", "section", "aside", "details", "list", "ol", "ul", "p"):
            for attribute in ("id", "class"):
                for inside in insides:
                    yield f"<{tag} {attribute}='{name}'>{inside}</{tag}> and what stands behind it"


def by_library(html: str) -> str | None:
    found = bare_extraction(html, fast=True, include_comments=False, with_metadata=False)
    return None if found is None else str(found.text)  # type: ignore[union-attr]


def by_us(html: str) -> str | None:
    tree = page_tree(html)
    assert tree is not None
    return main_content(tree, html)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_read_as_by_the_library(path):
    html = re.sub("<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert by_us(html) == by_library(html)


def test_places_that_the_library_takes_away_go_and_others_stay():
    different = [place for place in places() if by_us(page(place)) != by_library(page(place))]
    assert different == []


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><div><p>A short page.</p><p>It says little.</p></div></body></html>",
        "<html><body><div>A short page, in a block.</div><div>And another.</div></body></html>",
        "<html><body></body></html>",
        page("<nav><p>Menu and more of it</p></nav>" * 300),
        page(f"<aside>{REPLY * 60}</aside>"),
    ],
)
def test_pages_with_little_text_read_as_by_the_library(html):
    assert by_us(html) == by_library(html)


def test_article_that_is_little_of_its_page_is_looked_for_again(monkeypatch):
    html = page("".join(f"<p class='teaser'>In row {row}: {REPLY[3:]}" for row in range(90)))
    assert "In row 89" in (by_us(html) or "")
    assert by_us(html) == by_library(html)
    monkeypatch.setattr(module, "ESCALATION_MAX_LENGTH", 0)
    assert "In row 89" not in (by_us(html) or "")


def test_forum_is_left_to_the_library():
    kind = '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>'
    html = page(f"{kind}<div id='comments'>{REPLY}</div>")
    assert "forty years" in (by_us(html) or "")
    assert by_us(html) == by_library(html)


def test_other_pages_never_take_the_long_way(monkeypatch):
    monkeypatch.setattr(module, "bare_extraction", None)
    assert "On day 7" in (by_us(page("")) or "")
    assert by_us("<html><body></body></html>") is None


def test_steps_that_stumble_are_left_to_the_library(monkeypatch):
    expected = by_library(page(""))

    def stumbling(tree: object) -> None:
        raise ValueError(tree)

    monkeypatch.setattr(module, "_best", stumbling)
    assert by_us(page("")) == expected


@pytest.mark.parametrize(
    "html",
    [
        page("caf\xe9 \U0001f6a2 &amp; &nbsp; <b>x</i>"),
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'http://x/d.dtd'>" + page(""),
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN'\n 'http://x/d.dtd'>\n" + page(""),
        "<?xml version='1.0' encoding='iso-8859-1'?>" + page("\xe9"),
        page("\xe9").replace("<head>", "<head><meta charset='iso-8859-2'>"),
        "<!doctype html>\n<html lang='en' />\n" + page(""),
        "<!doctype html>" + page("x" * 10_000 + "\n" + "y" * 10_000 + "\n"),
        page("form\x0cfeed \ufffe \uffff end"),
        STORY,
        f"<article>{STORY}</article>",
        f"some text <div>{STORY}</div><p>more</p>",
    ],
)
def test_tree_is_the_one_that_the_library_makes(html):
    expected, found = load_html(html), page_tree(html)
    assert expected is not None
    assert found is not None
    if expected.tag != "html":
        (found,) = found[0]
    assert tostring(found) == tostring(expected)


@pytest.mark.parametrize(
    "html", ["", " ", "<p>One paragraph.</p>", "One line.", "<!-- nothing -->"]
)
def test_what_the_library_takes_for_no_page_is_none(html):
    assert load_html(html) is None
    assert page_tree(html) is None
