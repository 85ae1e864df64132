"""Lists of other articles go with their heading; a heading of the article's own takes nothing."""

import pytest
from lxml.html import document_fromstring

from worker.cleaning import clean
from worker.cleaning.teaser_lists import drop_teaser_lists
from worker.records import RawPage

LINK = "<a href='/n/1'>Sheep return to the salt marsh</a>"
TEASER = f"<p>{LINK} Two hundred ewes were walked across at low tide.</p>"
STORY = "<p>The lift at Carver Street has broken down, the <a>transit authority</a> said.</p>"


def left(body: str) -> str:
    tree = document_fromstring(f"<html><body>{body}</body></html>")
    drop_teaser_lists(tree.body)
    return " ".join(str(tree.text_content()).split())


@pytest.mark.parametrize(
    "label",
    [
        "More briefs",
        "Most Read",
        "Latest news",
        "Related",
        "You may also like",
        "Up next",
        "Mehr zum Thema",
        "Lire aussi",
        "Lo más leído",
    ],
)
@pytest.mark.parametrize("block", [TEASER * 3, f"<ul><li>{LINK}</ul>", f"<div>{LINK} 3h</div>"])
def test_links_below_a_heading_that_names_them_go(label, block):
    assert left(f"{STORY}<h3>{label}</h3>{block}<h3>End</h3>") == left(f"{STORY}<h3>End</h3>")


@pytest.mark.parametrize(
    "block",
    [
        STORY,
        "<p><a>The transit authority of Bexter</a> said that it would mend the lift.</p>",
        f"<p>{LINK} {'Two hundred ewes were walked across at low tide. ' * 7}</p>",
        "<p><a>Sheep</a> And goats.</p>",
        "<p>No links.</p>",
    ],
)
def test_paragraph_below_such_a_heading_stays_with_it_and_all_that_follows(block):
    body = f"<h2>More news</h2>{block}{TEASER}"
    assert left(body) == " ".join(document_fromstring(body).text_content().split())


@pytest.mark.parametrize(
    "heading",
    ["More than 40 dead", "Other reactions", "Related risks", "Latest figures", "Read the law"],
)
def test_heading_that_names_no_articles_takes_nothing(heading):
    assert heading in left(f"<h2>{heading}</h2>{TEASER}")


def test_list_ends_where_a_paragraph_of_another_kind_begins():
    assert left(f"<h2>More news</h2>{TEASER}{STORY}") == left(STORY)


def test_list_ends_at_the_next_heading_of_its_level():
    deeper = f"<h3>Sea</h3>{TEASER}"
    assert left(f"<h2>More news</h2>{TEASER}{deeper}<h2>Lifts</h2>{TEASER}") == left(
        f"<h2>Lifts</h2>{TEASER}"
    )


def test_brief_comes_without_the_briefs_beside_it():
    brief = "The lift has broken down and will not be mended before Friday, the authority said."
    body = f"<h1>Lift out of order</h1><p>{brief}</p><div><h2>More briefs</h2>{TEASER * 4}</div>"
    page = clean(RawPage(url="https://a.example/b/1", body=body), text_max_chars=10_000)
    assert page.text == brief
