"""What is said of a page's nesting, held against the tree that a parser makes of it."""

import random
import re

import pytest
from resiliparse.parse.html import HTMLTree, Node

from worker.cleaning.markup_cost import MarkupCost, markup_cost, without_code
from worker.failures import PageRejected, Reason
from worker.limits import CleaningLimits

UNLIMITED = CleaningLimits(html_max_ancestors=10**9, html_max_depth=10**6)
# The factor by which a tree may be deeper: implied rows of a table, forms that end too early.
FACTOR = 2.1
NAMES = (
    *("div", "span", "p", "b", "i", "a", "font", "li", "ul", "dd", "dt", "table", "tr", "td", "th"),
    *("tbody", "caption", "colgroup", "select", "option", "optgroup", "button", "form", "object"),
    *("marquee", "template", "svg", "math", "g", "path", "title", "style", "script", "noscript"),
    *("textarea", "desc", "foreignObject", "mi", "annotation-xml", "mglyph", "h1", "h2", "br"),
    *("img", "nobr", "center", "ruby", "rt", "iframe", "frameset", "link", "area", "input", "x-y"),
    *("pre", "section", "applet", "body", "html", "head", "tt", "xmp", "dialog", "details"),
)
ODDITIES = (
    *("<!--", "-->", "<!-->", "--!>", "<![CDATA[", "]]>", "<!x ", "<? ", "</>", "</ ", "text", " "),
    *("<", '"', "'a", '=">', '<a =">', '<b a="<div>">', "/>", "<svg/>", "<g a=x/>"),
    *(
        '<path d="a"/>',
        "<annotation-xml encoding=text/html>",
        "<font color=1>",
        "<SCRIPT>",
        "</br>",
    ),
    *("<trac\u212a>", "</\u017fcript>"),
)


def soup(chance: random.Random, names: list[str], pieces: int) -> str:
    made = []
    for _ in range(pieces):
        kind = chance.random()
        if kind < 0.55:
            attribute = chance.choice(["", "", " a=0", " a=1"])
            made.append(f"<{chance.choice(names)}{attribute}>")
        elif kind < 0.9:
            made.append(f"</{chance.choice(names)}>")
        else:
            made.append(chance.choice(ODDITIES))
    return "".join(made)


def parsed(html: str) -> tuple[int, int]:
    """Depth of the tree, and the ancestors of all its elements added up."""
    deepest = ancestors = depth = 0
    node: Node | None = HTMLTree.parse(html).document
    while node is not None:
        if not (node.tag or "#").startswith("#"):
            deepest, ancestors = max(deepest, depth), ancestors + depth
        if node.first_child is not None:
            node, depth = node.first_child, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None
    return deepest, ancestors


def cost(html: str) -> MarkupCost:
    return markup_cost(html, UNLIMITED)


def assert_not_hidden(html: str) -> None:
    deepest, ancestors = parsed(html)
    said = cost(html)
    assert deepest <= FACTOR * (said.depth + 6), html[:300]  # 6: <html>, <body> and the like
    assert ancestors <= FACTOR * (said.ancestors + 8 * said.elements + 100), html[:300]


@pytest.mark.parametrize("seed", range(200))
def test_element_that_is_read_at_once_counts_as_its_tags_one_by_one(seed):
    chance = random.Random(seed)
    names = chance.sample(NAMES, 8)
    pieces = []
    for name, text in zip(
        chance.choices(names, k=80), chance.choices(["", "x"], k=80), strict=True
    ):
        pieces.append(chance.choice([f"<{name}>", f"</{name}>", f"<{name} a=1>{text}</{name}>"]))
    html = "".join(pieces)
    at_once = cost(html)
    # Attributes of an end tag mean nothing, and such a tag is not read together with its start.
    one_by_one = cost(re.sub(r"</([^>]+)>", r"</\1 a>", html))
    for measure in ("elements", "depth", "ancestors"):
        assert getattr(at_once, measure) == getattr(one_by_one, measure), html


def test_page_without_its_code_has_everything_else():
    html = (
        '<style media="print">p { color: red }</style><p>One<script>a = "</p><p>"</script>'
        '<script type="application/ld+json">{"a": 1}</script><SCRIPT src=x></SCRIPT>'
        "<textarea><script>b</script></textarea><!-- <style>c</style> -->"
        "<svg><style>d</style></svg><p>Two<script>e = 1"
    )
    assert without_code(html, cost(html).code) == (
        '<style media="print"></style><p>One<script></script>'
        '<script type="application/ld+json">{"a": 1}</script><SCRIPT src=x></SCRIPT>'
        "<textarea><script>b</script></textarea><!-- <style>c</style> -->"
        "<svg><style>d</style></svg><p>Two<script>"
    )


@pytest.mark.parametrize("seed", range(200))
def test_no_soup_of_tags_is_deeper_or_larger_than_is_said(seed):
    chance = random.Random(seed)
    names = chance.sample(NAMES, chance.choice([2, 3, 4, 6, 12]))
    unit = soup(chance, names, chance.choice([3, 5, 8, 15]))
    assert_not_hidden(soup(chance, names, 4) + 30 * unit + soup(chance, names, 6))


@pytest.mark.parametrize(
    "unit",
    [
        "<div></x>",  # an end tag of nothing
        "<div><!</div>",  # an end tag in a comment
        "<div><!-->",  # an empty comment, not the beginning of one
        "<div><!----!>",
        '<a =">" x><div>',  # a quote that quotes nothing
        "<div/>",  # a slash that means nothing
        "<li><dd>",
        "<b><div></b>",
        "<div><object></div>",
        "<span><p></span><object>",
        "<noscript><div>",
        "<div><script></\u017fcript></div></script>",
        "<div><script><!--<script></script></div>--></script>",
        "<svg><td>",
        "<svg><link>",
        "<svg><g a=x/>",
        "<svg><script><g>",
        "<svg><![CDATA[</svg>]]><tr>",
        "<math><annotation-xml encoding=text/html><p>",
        "<trac\u212a>",
        "<frameset><title></frameset><frameset>",
        "<optgroup>",
    ],
)
def test_depth_cannot_be_hidden(unit):
    html = 100 * unit + "word"
    assert_not_hidden(html)


def test_elements_that_are_opened_again_after_each_block_are_counted():
    html = "<p>" + "".join(f"<b a={n}>" for n in range(100)) + 100 * "<p>word"
    assert_not_hidden(html)
    assert cost(html).elements > 100 * 100


def test_equal_elements_are_opened_again_three_times_at_most():
    assert cost("<p><b><i>word" * 1000).elements < 20_000


def test_kilobytes_that_become_millions_of_elements_are_rejected_while_they_are_counted():
    html = "<p>" + "".join(f"<b a={n}>" for n in range(4000)) + 4000 * "<p>word"
    assert len(html) < 100_000
    with pytest.raises(PageRejected) as caught:
        markup_cost(html, CleaningLimits())
    assert caught.value.reason is Reason.HOSTILE_MARKUP
    assert f"more than {CleaningLimits().html_max_ancestors:,} ancestors" in caught.value.detail


def test_ordinary_pages_are_measured_as_they_are():
    html = (
        "<!DOCTYPE html><html><head><title>a <b></title><script>if (a<b) c('<div><div>')</script>"
        "</head><body><p>one<p>two <b>three</b><ul><li>four<li><a href='x>y'>five</a></ul>"
        "<table><tr><td><font size=1>six<td>seven</table><br><img src=x></body></html>"
    )
    assert cost(html).depth == 4  # title and script do not count what they hold


def test_attributes_are_charged_together():
    tag = "<i " + " ".join(f"a{n}" for n in range(1_900)) + ">"
    limits = CleaningLimits(html_max_ancestors=1_000_000)
    markup_cost(tag * 10, limits)
    with pytest.raises(PageRejected) as caught:
        markup_cost(tag * 100, limits)
    assert caught.value.reason is Reason.HOSTILE_MARKUP


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<textarea>", "</textarea>"),
        ("<title>", "</title>"),
        ("<svg><![CDATA[", "]]></svg>"),
        ("", ""),
        ("</x>", ""),
        ("<frameset><xmp>", ""),
    ],
)
def test_attributes_cannot_be_hidden(before, after):
    flood = "<a " + " ".join(f"a{n}" for n in range(3_000)) + ">"
    with pytest.raises(PageRejected) as caught:
        markup_cost(before + flood + after, CleaningLimits())
    assert caught.value.detail == "a <a> tag has 3,000 attributes; the limit is 2,000"
