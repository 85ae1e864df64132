"""Loose text becomes paragraphs, layouts become blocks, and no word is lost on the way."""

from lxml.html import HtmlElement, document_fromstring

from worker.cleaning.reshaping import reshape

SENTENCE = "The ferry left the harbour at nine with forty people on board"


def reshaped(body: str, head: str = "") -> HtmlElement:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    tree = document_fromstring(html)
    reshape(tree, html)
    return tree


def paragraphs(tree: HtmlElement) -> list[str]:
    return [paragraph.text_content().strip() for paragraph in tree.iter("p")]


def test_two_line_breaks_end_a_paragraph():
    tree = reshaped(f"<div>{SENTENCE}.<br><br>\n<b>{SENTENCE}</b> again.<br> <br>{SENTENCE}!</div>")
    assert paragraphs(tree) == [f"{SENTENCE}.", f"{SENTENCE} again.", f"{SENTENCE}!"]


def test_one_line_break_stays_inside_its_paragraph():
    tree = reshaped(f"<div>{SENTENCE},<br>said the captain.<br><br>{SENTENCE}.</div>")
    assert paragraphs(tree) == [f"{SENTENCE},said the captain.", f"{SENTENCE}."]
    assert len(tree.findall(".//p/br")) == 1


def test_text_between_blocks_is_a_paragraph_in_its_place():
    tree = reshaped(f"<div><h2>One</h2>{SENTENCE}.<ul><li>Two</li></ul>{SENTENCE}!</div>")
    assert [child.tag for child in tree.find(".//div")] == ["h2", "p", "ul", "p"]


def test_no_word_is_lost_or_moved():
    body = (
        f"<div>a {SENTENCE}<br><br><!-- note -->b<i>c</i>d<br>e<p>f</p>g<br><br><br>h"
        f"<table><tr><td>{SENTENCE} i<br><br>j<div>k</div>l</td></tr></table>m</div>"
    )
    before = document_fromstring(f"<html><body>{body}</body></html>")
    assert "".join(reshaped(body).text_content().split()) == "".join(before.text_content().split())


def test_a_long_text_alone_in_its_element_is_a_paragraph():
    assert paragraphs(reshaped(f"<div>{SENTENCE}. {SENTENCE}. {SENTENCE}.</div>"))


def test_a_short_text_alone_in_its_element_is_none():
    assert paragraphs(reshaped(f"<div>{SENTENCE}</div>")) == []


def test_a_table_that_lays_out_the_page_becomes_blocks():
    tree = reshaped(f"<table><tr><td>Menu</td><td><p>{SENTENCE}.</p></td></tr></table>")
    assert tree.find(".//table") is None
    assert tree.find(".//td") is None


def test_a_table_of_data_stays_a_table():
    tree = reshaped(f"<p>{SENTENCE}.</p><table><tr><td>Rent</td><td>940</td></tr></table>")
    assert len(tree.findall(".//td")) == 2


def test_a_table_inside_a_layout_stays_a_table():
    rents = "<table><tr><td>Rent</td><td>940</td></tr></table>"
    tree = reshaped(f"<table><tr><td><p>{SENTENCE}.</p>{rents}</td></tr></table>")
    assert len(tree.findall(".//table")) == 1
    assert len(tree.findall(".//td")) == 2


def test_posts_of_a_live_blog_are_no_articles_of_their_own():
    said = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
    posts = f"<article><p>{SENTENCE}.</p></article>" * 3
    assert reshaped(posts, said).find(".//article") is None
    assert len(reshaped(posts).findall(".//article")) == 3


def test_children_of_a_long_paragraph_are_not_counted_for_each_of_them(monkeypatch):
    counts: list[HtmlElement] = []

    def count(element: HtmlElement) -> int:
        counts.append(element)
        return 0

    monkeypatch.setattr(HtmlElement, "__len__", count)
    tree = reshaped(f"<div>{SENTENCE}" + "<a>word</a> <br>" * 50 + "</div>")
    assert len(tree.findall(".//p/a")) == 50
    assert len(counts) < 10
