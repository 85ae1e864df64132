"""What the markup names as something else goes; a name that means the article itself does not."""

import pytest
from lxml.html import document_fromstring

from worker.cleaning.pruning import prune

STORY = "".join(
    f"<p>On day {day} the council met again and could not agree on the price of the bridge.</p>"
    for day in range(8)
)


def pruned(body: str) -> str:
    tree = document_fromstring(f"<html><body>{body}</body></html>")
    prune(tree)
    return str(tree.text_content())


@pytest.mark.parametrize(
    "place",
    [
        "related-posts",
        "article__newsletter",
        "js-most-read",
        "ReadMore",
        "sign_up",
        "paywall",
        "standfirst",
        "col-side",
        "sr-only",
        "visually-hidden",
        "screen-reader-text",
    ],
)
def test_a_place_beside_the_article_goes(place):
    assert "Elsewhere" not in pruned(f"{STORY}<div class='{place}'><p>Elsewhere</p></div>")
    assert "Elsewhere" not in pruned(f"{STORY}<div id='{place}'><p>Elsewhere</p></div>")


@pytest.mark.parametrize("name", ["correlated", "promoted-mayor", "seaside", "decker", "text"])
def test_a_name_that_only_looks_like_one_stays(name):
    assert "Elsewhere" in pruned(f"{STORY}<div class='{name}'><p>Elsewhere</p></div>")


def test_what_is_hidden_goes_unless_it_is_much_of_the_prose():
    assert "Elsewhere" not in pruned(f"{STORY}<p hidden>Elsewhere</p>")
    assert "day 7" in pruned(f"<div hidden>{STORY}</div>")


def test_a_name_that_holds_much_of_the_prose_stays():
    assert "day 7" in pruned(f"<div class='subscriber-text'>{STORY}</div>")


def test_a_name_on_many_paragraphs_of_the_article_stays():
    marked = STORY.replace("<p>", "<p class='paywall'>")
    assert "day 7" in pruned(STORY + marked)


def test_a_place_that_holds_the_headline_stays():
    assert "Bridge" in pruned(f"<div class='side'><h1>Bridge</h1></div>{STORY}")


def test_the_header_of_an_article_goes():
    header = "<header><h1>Bridge</h1><p>A standfirst without a name</p></header>"
    assert "standfirst" not in pruned(f"<article>{header}{STORY}</article>")


def test_text_behind_what_goes_stays():
    assert "tail" in pruned(f"{STORY}<div><div class='related'>Elsewhere</div>tail</div>")


@pytest.mark.parametrize(
    "line",
    [
        "<a href='/a'>Town to lose its only bridge</a>",
        "<b><a href='/a'>Town to lose its only bridge</a></b>",
        "Read more: <a href='/a'>Town to lose its only bridge</a>",
        "Baca juga: <a href='/a'>Town to lose its only bridge</a>",
        "<a href='/a'>Town to lose its bridge</a> | <a href='/b'>Print this page</a>",
    ],
)
def test_a_paragraph_that_is_a_link_goes(line):
    text = document_fromstring(line).text_content()
    assert text not in pruned(f"{STORY}<p>{line}</p>")


@pytest.mark.parametrize(
    "line",
    [
        "It stands in <a href='/a'>the town of Old Bexter</a>, which has no other way out.",
        "<a href='https://bridge.example'>https://bridge.example/tickets</a>",
        "She said: <a href='/a'>Town to lose its bridge</a>, and left the room.",
    ],
)
def test_a_paragraph_with_words_of_its_own_stays(line):
    assert document_fromstring(line).text_content() in pruned(f"{STORY}<p>{line}</p>")


def test_a_link_in_a_place_of_its_own_goes_once():
    line = "<p class='related'><a href='/a'>Town to lose its only bridge</a></p>"
    assert "Town" not in pruned(STORY + line)


def test_links_stay_where_they_are_the_article():
    links = "".join(f"<p><a href='/{n}'>The bridge of street {n}</a></p>" for n in range(9))
    assert "street 8" in pruned(f"<p>Nine bridges of the town.</p>{links}")


def test_a_page_without_a_body_is_left_alone():
    tree = document_fromstring("<html><head><title>x</title></head></html>")
    prune(tree)
    assert tree.findtext(".//title") == "x"


@pytest.mark.parametrize("tag", ["li", "blockquote", "dd", "pre"])
def test_a_name_that_holds_much_of_the_prose_in_other_elements_stays(tag):
    told = STORY.replace("<p>", f"<{tag}>").replace("</p>", f"</{tag}>")
    assert "day 7" in pruned(f"<p>Eight days.</p><div class='paywall-text'>{told}</div>")


def test_offers_in_a_list_are_no_prose():
    offers = (
        "<li>Unlimited access to every story, video and podcast on all of your devices</li>" * 5
    )
    assert "Unlimited" not in pruned(f"{STORY}<ul class='paywall'>{offers}</ul>")


def test_only_the_beginning_of_a_long_name_is_read():
    long = "x " * 200
    assert "Elsewhere" not in pruned(f"{STORY}<div class='related {long}'>Elsewhere</div>")
    assert "Elsewhere" in pruned(f"{STORY}<div class='{long} related'>Elsewhere</div>")
