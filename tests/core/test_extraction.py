"""Which extractor reads a page, and that none of them is given half of it."""

from worker.cleaning import clean
from worker.records import CleanPage, ExtractionMethod, RawPage

PARAGRAPHS = [
    "The ferry between the two islands started again on Thursday after a break of nine weeks.",
    "The first boat carried forty passengers, two dogs and a piano that nobody had ordered.",
    "Captain Marta Lindqvist said that the engine had been rebuilt from parts made in the village.",
]


def cleaned(body: str) -> CleanPage:
    return clean(RawPage(url="https://islander.example/n/ferry", body=body), text_max_chars=100_000)


def test_piece_of_a_page_is_read_like_a_page():
    page = cleaned(f"<div>{'<br><br>'.join(PARAGRAPHS)}</div>")
    assert page.extraction_method is ExtractionMethod.TRAFILATURA
    assert page.text.split("\n\n") == PARAGRAPHS


def test_page_of_one_sentence_gives_it_in_one_piece_and_without_its_menu():
    brief = "<p>Rebels shelled a market in <a href='/m'>Marib</a> on <b>Monday</b>.</p>"
    page = cleaned(f"<nav><a href='/'>Home</a><a>Sport</a></nav><article>{brief}</article>")
    assert page.text == "Rebels shelled a market in Marib on Monday."


def test_brief_of_two_paragraphs_is_not_joined_into_one_line_with_its_date():
    brief = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:2])
    page = cleaned(
        "<title>The ferry is back</title><body><main><article><h1>The ferry is back</h1>"
        f"<time>4 February 2026</time>{brief}</article></main></body>"
    )
    assert page.text.split("\n\n") == PARAGRAPHS[:2]


def test_many_paragraphs_far_down_are_read_by_the_cheap_parser():
    article = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    far = "<div>" * 200 + article + "<p>word</p>" * 10_000
    page = cleaned(f"<html><body>{far}</body></html>")
    assert page.extraction_method is ExtractionMethod.RESILIPARSE
    assert all(paragraph in page.text for paragraph in PARAGRAPHS)


def test_text_behind_a_megabyte_of_spaces_is_found():
    page = cleaned(f"<html><body><div>{' ' * 1_000_000}x<br>{PARAGRAPHS[0]}</div></body></html>")
    assert PARAGRAPHS[0] in page.text
