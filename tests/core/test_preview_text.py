"""The preview marks the right characters, and is text wherever the page spoke."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from random import Random
from typing import Any

import pytest

from tests.core.html_reading import Element, card, ids, links
from tests.core.html_reading import read as tree
from tests.core.rich_page import ENTITIES, EVENTS, TEXT, THINGS, rich_page
from worker.preview import page_html
from worker.preview.pieces import Mark, pieces
from worker.records import EnrichedPage, Entity, Event, Sentence, Span

HOSTILE = "</style></title></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;"


def read(page: EnrichedPage) -> Element:
    return tree(page_html(page))


def hostile(value: Any) -> Any:
    """The same record with every string that a page could have put into it replaced."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(map(hostile, value))
    if isinstance(value, dict):
        return {hostile(key): hostile(inside) for key, inside in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: hostile(getattr(value, f.name)) for f in fields(value)})
    return value


def test_text_that_is_copied_out_is_the_records_text():
    (text,) = read(rich_page()).of(class_="text")
    assert [one.text() for one in text.inside if isinstance(one, Element)] == TEXT.split("\n\n")


def test_marked_words_are_those_of_the_offsets():
    root = read(rich_page())
    for index, ent in enumerate(ENTITIES):
        (found,) = root.of(id=f"m{index}")
        assert found.text() == ent.text
        assert found.attributes["data-l"] == ent.label
    for index, event in enumerate(EVENTS):
        (trigger,) = root.of(id=f"t{index}")
        assert (trigger.text(), trigger.attributes["href"]) == (event.trigger.text, f"#e{index}")


def test_overlapping_names_and_triggers_keep_the_text_and_every_link():
    text = "The Kandara Siege Museum opened."
    events = [
        Event("ASSAULT", None, None, (), Span(12, 17, "Siege"), Sentence(0, 32), quad_class=4),
        Event(None, "CRIME", None, (), Span(12, 17, "Siege"), Sentence(0, 32)),
        Event(None, "MOVEMENT", None, (), Span(12, 31, text[12:31]), Sentence(0, 32)),
    ]
    entities = (
        Entity(4, 17, text[4:17], "EVENT", text[4:17]),
        Entity(4, 24, text[4:24], "FAC", text[4:24]),
        Entity(12, 24, text[12:24], "ORG", text[12:24]),
    )
    page = rich_page(text=text, entities=entities, events=tuple(events), things=())
    root = read(page)
    (shown,) = root.of(class_="text")
    assert shown.text() == text
    assert {f"m{i}" for i in range(3)} <= ids(root)
    assert {f"t{i}" for i in range(3)} <= ids(root)
    assert not [
        one for link in links(shown) for one in link.all() if one is not link and one.name == "a"
    ]


def test_every_link_inside_the_page_leads_somewhere():
    root = read(rich_page())
    inside = {link.attributes["href"] or "" for link in links(root)}
    inside = {address[1:] for address in inside if address.startswith("#")}
    assert inside
    assert inside <= ids(root)


def test_mark_over_two_paragraphs_is_in_both():
    page = rich_page(text="one two\n\nthree", entities=(Entity(4, 14, "two\n\nthree", "ORG", "x"),))
    (text,) = read(replace(page, events=(), things=())).of(class_="text")
    assert [one.text() for one in text.of(class_="org")] == ["two", "three"]


def test_pieces_cover_the_stretch_once_and_know_their_marks():
    random = Random(7)
    for _ in range(200):
        marks = [
            Mark(start, start + random.randint(-1, 9), "x", i)
            for i, start in enumerate(random.choices(range(-5, 40), k=8))
        ]
        found = list(pieces(3, 30, marks, cuts=[10, 99]))
        assert [at for piece in found for at in range(piece.start, piece.end)] == [*range(3, 30)]
        assert any(piece.end == 10 for piece in found)
        for piece in found:
            for place in range(piece.start, piece.end):
                covering = {m.index for m in marks if m.start <= place < m.end}
                assert {m.index for m in piece.marks} == covering


def test_identifier_is_a_link_only_in_the_form_of_its_scheme():
    things = (
        replace(THINGS[3], ids={"geonames": "1234567"}),
        replace(THINGS[3], ids={"geonames": "../login"}),
    )
    out = {link.attributes["href"] for link in links(read(rich_page(things=things, events=())))}
    assert [one for one in out if one and "geonames" in one] == ["https://www.geonames.org/1234567"]


def test_thousands_of_marks_on_one_word_are_few_elements():
    entities = tuple(Entity(i, 4000 - i, "x", "ORG", "x") for i in range(1500))
    page = rich_page(text="x" * 4000, entities=entities, events=(), things=())
    root = read(page)
    (text,) = root.of(class_="text")
    assert text.text() == "x" * 4000
    assert len(list(text.all())) < 10 * 2 * len(entities)


def test_whatever_stands_in_a_record_is_shown_as_text():
    page = hostile(rich_page())
    assert page.events[0].actors[0].text == HOSTILE
    root, harmless = read(page), read(rich_page())
    assert {one.name for one in root.all()} == {one.name for one in harmless.all()}
    assert {key for one in root.all() for key in one.attributes} == {
        key for one in harmless.all() for key in one.attributes
    }
    assert [one.text() for one in root.all() if one.name in {"title", "h1"}] == [HOSTILE, HOSTILE]
    assert HOSTILE in card(root, 0)


def test_hostile_text_is_marked_and_copied_out_as_it_is():
    text = HOSTILE + " Odu met Bo."
    start = text.index("Odu")
    ent = Entity(start, start + 3, "Odu", "<b>", "<i>", {"<u>": '"'})
    page = rich_page(text=text, entities=(ent, replace(ent, start=3, end=40)), events=(), things=())
    (shown,) = read(page).of(class_="text")
    assert shown.text() == text
    assert {one.name for one in shown.all()} == {"div", "p", "span"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///a", "//["])
def test_address_that_is_no_web_page_is_no_link(url):
    root = read(rich_page(url=url))
    assert url in root.of(class_="page")[0].text()
    assert url not in {link.attributes["href"] for link in links(root)}


def test_page_loads_and_runs_nothing():
    source = page_html(rich_page())
    root = read(rich_page())
    policy = [one.attributes for one in root.all() if "http-equiv" in one.attributes]
    assert policy[0]["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
    assert not {one.name for one in root.all()} & {"script", "link", "img", "iframe", "object"}
    assert not [one for one in root.all() if "src" in one.attributes]
    assert "url(" not in source
    assert "@import" not in source


def test_text_of_another_direction_stays_in_its_place():
    root = read(rich_page(title="محادثات المياه", language="ar"))
    assert [one.attributes.get("dir") for one in root.all() if one.name == "h1"] == ["auto"]
    assert root.of(class_="text")[0].attributes["lang"] == "ar"


def test_record_whose_indexes_lead_nowhere_is_shown():
    stray = replace(EVENTS[1], actors=(replace(EVENTS[1].actors[0], thing=99),))
    assert "Tavan Front" in card(read(rich_page(things=(), events=(stray,))), 0)
