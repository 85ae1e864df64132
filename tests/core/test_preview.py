"""The preview shows every field of the record: head, cards, tables, in words for a reader."""

from dataclasses import replace

import pytest

from tests.core.html_reading import Element, card
from tests.core.html_reading import read as tree
from tests.core.rich_page import EVENTS, rich_page
from worker.preview import page_html
from worker.preview.cards import occurrences
from worker.preview.wording import amount, coordinates, interval, number, signed
from worker.records import (
    EnrichedPage,
    Event,
    EventDate,
    EventDateBasis,
    PageWarning,
    Qualifier,
    Quantity,
    QuantityRole,
    Sentence,
    Span,
)


def read(page: EnrichedPage) -> Element:
    return tree(page_html(page))


def test_header_has_what_is_known_of_the_page():
    root = read(rich_page())
    (header,) = root.of(class_="page")
    shown = header.text()
    assert "Hundreds flee jail in Kandara" in shown
    assert "Lake Courier" in shown
    assert "Ada Berg, Tom Okoro" in shown
    assert "2026-06-03T17:55:00Z (from the page's markup)" in shown
    assert "en (100%)" in shown
    assert "paywall_teaser Only the beginning" in shown
    assert "pagewire 0.1.0+news-0.3.0" in root.text()


def test_every_warning_is_explained():
    root = read(rich_page(warnings=tuple(PageWarning)))
    (warnings,) = root.of(class_="warnings")
    assert len(warnings.inside) == len(PageWarning)


def test_page_without_title_date_events_and_names_is_shown():
    root = read(
        rich_page(
            title=None, published=None, published_basis=None, entities=(), things=(), events=()
        )
    )
    assert "(no title)" in root.text()
    assert "No events were found." in root.text()
    assert not root.of(class_="legend")
    assert not [one for one in root.all() if one.name == "table"]


def test_card_says_who_did_what_to_whom():
    shown = card(read(rich_page()), 1)
    assert shown.startswith("2ASSAULTdrone87% sure\N{MINUS SIGN}9.5")
    assert "Tavan Front REB\N{RIGHTWARDS ARROW}killed\N{RIGHTWARDS ARROW}guards COP" in shown


def test_card_says_where_when_and_how_they_are_known():
    root = read(rich_page())
    assert "whereKandara, TZ (stated)" in card(root, 1)
    assert "whenHours earlier (not resolved)" in card(root, 1)
    assert "when2026-06-01 Monday (reckoned from the publication)" in card(root, 0)
    assert "when2026-06-08 to 2026-06-14 next week" in card(root, 2)
    assert "(nearest before it in its paragraph)" in card(root, 3)


def test_card_has_numbers_with_their_role_and_who_says_it():
    shown = card(read(rich_page()), 0)
    assert "numbersabout 200 escaped prisoner About 200" in shown
    assert "said byLena Odu TZA GOV said paraphrased on 2026-06-03" in shown
    assert "(nothing stated: day of publication)" in shown


def test_card_has_contexts_codes_and_key():
    shown = card(read(rich_page()), 1)
    assert "material conflict · CAMEO 18 · military, terrorism" in shown
    assert "ASSAULT|armed||1234567||" in shown


def test_card_warns_of_what_has_not_happened():
    root = read(rich_page())
    badges = [[one.text() for one in root.of(id=f"e{i}")[0].of(class_="badge")] for i in range(4)]
    assert badges == [[], [], ["planned"], ["negated", "denied"]]


def test_card_says_whom_a_description_stands_for():
    assert "the movement (Tavan Front) REB" in card(read(rich_page()), 4)


def test_sentence_shows_what_the_event_was_read_from():
    (shown,) = read(rich_page()).of(id="e1")
    (sentence,) = [one for one in shown.all() if one.name == "blockquote"]
    roles = {(one.attributes["title"], one.text()) for one in sentence.of(class_="as")}
    assert roles == {
        *(("when", "Hours earlier"), ("actor", "Tavan Front"), ("trigger", "killed")),
        *(("number", "at least 12"), ("recipient", "guards"), ("where", "Kandara")),
    }


def test_endless_sentence_is_cut_around_the_trigger():
    text = "word " * 3000 + "attacked" + " word" * 3000
    event = Event("ASSAULT", None, None, (), Span(15000, 15008, "attacked"), Sentence(0, 30008))
    root = read(rich_page(text=text, entities=(), things=(), events=(event,)))
    (sentence,) = [one for one in root.all() if one.name == "blockquote"]
    assert "attacked" in sentence.text()
    assert len(sentence.text()) < 1000
    assert (sentence.text()[0], sentence.text()[-1]) == ("…", "…")


def test_mentions_of_one_occurrence_are_in_one_box():
    root = read(rich_page())
    (box,) = root.of(class_="occurrence")
    assert [one.attributes["id"] for one in box.of(class_="card")] == ["e1", "e4"]
    assert "Events 4, told 5 times" in root.text()


def test_events_that_were_not_compared_stand_alone():
    events = [replace(event, key="", occurrence=0) for event in EVENTS]
    assert occurrences(events) == [[0], [1], [2], [3], [4]]


def test_table_of_things_begins_with_what_the_page_is_about():
    root = read(rich_page())
    table = next(one for one in root.all() if one.name == "tbody")
    first = table.inside[0]
    assert isinstance(first, Element)
    cells = [one.text() for one in first.inside if isinstance(one, Element)]
    assert cells == [
        "Lena Odu Interior Minister",
        "PERSON",
        "",
        "GOV",
        "",
        "1 2",
        "3",
        "0.90",
        "98%",
    ]


def test_table_of_places_has_coordinates_and_the_events_there():
    root = read(rich_page())
    rows = [one.text() for one in root.all() if one.name == "tr" and "°" in one.text()]
    assert rows == [
        "KandaraRukwa, TZ7.50° S, 31.25° EOpenStreetMap2 484%",
        "OsloOslo, NO59.91° N, 10.75° EOpenStreetMap397%",
    ]


QUANTITY = Quantity(0, 2, "15", QuantityRole.OTHER)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "15"),
        ({"value": 15.0}, "15"),
        ({"value": 2e6, "qualifier": Qualifier.MORE_THAN}, "more than 2,000,000"),
        ({"value": 20.0, "high": 30.0}, "20 to 30"),
        ({"value": 6.0, "whole": 7.0}, "6 of 7"),
        ({"value": 90.5, "unit": "%", "qualifier": Qualifier.AT_LEAST}, "at least 90.5%"),
    ],
)
def test_quantity_in_figures(given, words):
    assert amount(replace(QUANTITY, **given)) == words


def test_numbers_are_written_as_people_write_them():
    assert [number(0.25), number(-1200.0), number(1e300)] == ["0.25", "-1,200", "1e+300"]
    assert [signed(4.0), signed(0.0), signed(-9.5)] == ["+4", "0", "\N{MINUS SIGN}9.5"]
    assert coordinates(-7.5, 31.25) == "7.50° S, 31.25° E"


def test_interval_of_one_day_is_that_day_and_an_open_one_its_known_end():
    def date(earliest: str | None, latest: str | None) -> EventDate:
        return EventDate(None, None, None, earliest, latest, EventDateBasis.STATED)

    assert interval(date("2026-01-01", "2026-01-01")) == "2026-01-01"
    assert interval(date("2026-01-01", "2026-01-31")) == "2026-01-01 to 2026-01-31"
    assert interval(date(None, None)) is None
