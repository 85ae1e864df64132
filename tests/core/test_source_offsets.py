"""Where paragraphs stood in the body."""

import pytest

from worker.cleaning.source_offsets import source_offsets
from worker.records import Place

FIRST = "The ferry stayed in port on Tuesday, the harbour office said."
SECOND = "“We will not sail,” Captain Zoë Hall said & left."
HTML = (
    "<html><head><title>The ferry stayed in port on Tuesday</title>"
    '<script>var a = "The ferry stayed in port on Tuesday, the harbour office said.";</script>'
    "</head><body><!-- The ferry stayed --><p>The <b>ferry</b> stayed\n  in port on"
    ' <a href="/tuesday">Tuesday</a>, the harbour&nbsp;office said.</p>'
    "<p>&ldquo;We will not sail,&rdquo; Captain Zo&euml; Hall said &amp; left.</p></body></html>"
)


def cited(paragraphs: list[str], body: str, *, markup: bool) -> list[str | None]:
    places = source_offsets(paragraphs, body, markup=markup)
    return [None if place is None else body[place.start : place.end] for place in places]


def test_paragraph_of_plain_text_is_found_as_it_stands():
    body = f"Menu\n\n{FIRST}\n\n{SECOND}\n"
    assert cited([FIRST, SECOND], body, markup=False) == [FIRST[:-1], SECOND[1:-1]]


def test_paragraph_is_found_over_tags_entities_and_spaces_and_not_in_scripts():
    first, second = cited([FIRST, SECOND], HTML, markup=True)
    assert first == (
        'The <b>ferry</b> stayed\n  in port on <a href="/tuesday">Tuesday</a>, the'
        " harbour&nbsp;office said"
    )
    assert second == "We will not sail,&rdquo; Captain Zo&euml; Hall said &amp; left"


def test_what_stands_twice_is_found_in_order():
    body = "Rain again today.\nSun.\nRain again today."
    places = source_offsets(["Rain again today.", "Rain again today."], body, markup=False)
    assert places == [Place(0, 16), Place(23, 39)]


def test_paragraph_whose_middle_was_repaired_is_found_by_its_ends():
    paragraph = f"{FIRST} Captain Zoë Hall agreed. {FIRST}"
    body = paragraph.replace("ë", "Ã«")
    assert source_offsets([paragraph], body, markup=False) == [Place(0, len(body) - 1)]


def test_paragraph_that_is_not_in_the_body_has_no_place_and_hides_no_other():
    assert cited(["Nobody wrote this anywhere.", FIRST], FIRST, markup=False) == [None, FIRST[:-1]]


def test_paragraph_without_letters_has_no_place():
    assert source_offsets(["***"], "***", markup=False) == [None]


def test_text_that_talks_of_tags_is_no_markup():
    body = "He wrote a <b and nothing else that day."
    assert cited([body], body, markup=False) == [body[:-1]]


@pytest.mark.parametrize(
    "body", ["<p" * 200_000, "<!--" * 100_000, "<script" * 100_000, "&" * 400_000, "&amp" * 100_000]
)
def test_broken_markup_is_read_once(body):
    assert source_offsets([FIRST], body, markup=True) == [None]


def test_missing_paragraphs_are_given_up_after_a_while():
    body = "word " * 1000 + FIRST
    paragraphs = [f"missing paragraph number {number} of many" for number in range(60)]
    assert source_offsets([*paragraphs, FIRST], body, markup=False)[-1] is None
