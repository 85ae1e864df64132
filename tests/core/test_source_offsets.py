"""Where paragraphs stood in the body."""

from itertools import product

import pytest

from worker.cleaning.source_offsets import find_spans, source_offsets
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


FAR = "Elsewhere other things were said of boats and harbours. " * 50
ARTICLE = [f"On day {day} the ferry stayed in port, the harbour office said." for day in range(5)]


def spoilt(paragraph: int) -> str:
    """The article in a body where one paragraph has other letters."""
    return "\n".join("It was mended." if i == paragraph else ARTICLE[i] for i in range(5))


@pytest.mark.parametrize(
    ("paragraph", "copy"),
    [*product(range(4), [[0], [0, 0], [3]]), *product(range(1, 4), [[0, 1], [2, 1]])],
)
def test_copy_far_below_is_not_cited_and_hides_no_later_paragraph(paragraph, copy):
    """`copy`: the paragraphs of it, counted from the one that is spoilt."""
    below = "\n".join(ARTICLE[(paragraph + other) % 5] for other in copy)
    body = f"{FAR}\n{spoilt(paragraph)}\n{FAR}\n{ARTICLE[paragraph]}\n{below}"
    places = source_offsets(ARTICLE, body, markup=False)
    assert [place is None for place in places] == [number == paragraph for number in range(5)]
    end = len(FAR) + len(spoilt(paragraph)) + 2
    assert all(place is None or place.end < end for place in places)


def test_paragraphs_below_a_long_stretch_of_other_text_are_found():
    parts = [ARTICLE[0], FAR, *ARTICLE[1:3], FAR, FAR, *ARTICLE[3:]]
    assert None not in source_offsets(ARTICLE, "\n".join(parts), markup=False)


def test_paragraphs_that_are_all_far_from_each_other_are_found():
    paragraphs = [f"On day {day} the ferry stayed in port, they said." for day in range(200)]
    body = FAR.join(paragraphs)
    assert cited(paragraphs, body, markup=False) == [line[:-1] for line in paragraphs]


def test_paragraphs_are_cited_rightly_among_tens_of_thousands_of_tags():
    paragraphs = [f"Boat {number} left the harbour." for number in range(30_000)]
    body = "&eacute;<br>".join(paragraphs)
    assert cited(paragraphs, body, markup=True) == [line[:-1] for line in paragraphs]


def test_last_paragraph_is_found_however_far_below():
    assert None not in source_offsets(ARTICLE[:2], f"{ARTICLE[0]}\n{FAR}{ARTICLE[1]}", markup=False)


def test_heading_that_stands_in_the_menu_too_is_found_below_its_paragraph():
    body = f"Background\n{FAR}\n{ARTICLE[0]}\nBackground\n{ARTICLE[1]}"
    places = source_offsets([ARTICLE[0], "Background", ARTICLE[1]], body, markup=False)
    assert [place and place.start > len(FAR) for place in places] == [True] * 3


def test_entity_at_the_end_or_at_the_beginning_is_cited_as_a_whole():
    body = "<p>&Eacute;t&eacute;: <b>&eacute;t&eacute;</b></p>"
    assert cited(["Été: été"], body, markup=True) == [body[3:-8]]


def test_nul_in_the_body_moves_nothing():
    assert cited([FIRST, SECOND], HTML.replace("</p><p>", "</p>\0<p>\0"), markup=True) == cited(
        [FIRST, SECOND], HTML, markup=True
    )


@pytest.mark.parametrize(
    "body", ["<p" * 200_000, "<!--" * 100_000, "<script" * 100_000, "&" * 400_000, "&amp" * 100_000]
)
def test_broken_markup_is_read_once(body):
    assert source_offsets([FIRST], body, markup=True) == [None]


def test_missing_paragraphs_are_given_up_after_a_while():
    body = "word " * 1000 + FIRST
    paragraphs = [f"missing paragraph number {number} of many" for number in range(60)]
    assert source_offsets([*paragraphs, FIRST], body, markup=False)[-1] is None


class Counted(str):
    """Letters that count how many of them are read in search of something."""

    read = 0

    def find(self, wanted: str, start: int = 0, end: int = 2**62) -> int:  # type: ignore[override]
        found = super().find(wanted, start, end)
        self.read += (min(end, len(self)) if found < 0 else found + len(wanted)) - start
        return found


@pytest.mark.parametrize(
    "paragraphs",
    [
        [f"paragraph{number}isnowhereatall" for number in range(5_000)],
        [f"paragraph{number}isfarfromeachother{number}" for number in range(0, 5_000, 100)] * 50,
        ["paragraph1isfarfromeachother1", "paragraph4999isfarfromeachother4999"] * 2_000,
        [f"paragraph{number}isfarfromeachother{number}" for number in range(4_999, 0, -1)],
    ],
)
def test_letters_are_read_a_bounded_number_of_times(paragraphs):
    letters = Counted("".join(f"paragraph{n}isfarfromeachother{n}" for n in range(5_000)))
    find_spans(paragraphs, letters)
    assert len(letters) < letters.read < 200 * len(letters)


def test_long_line_of_many_paragraphs_is_gone_through_once():
    paragraphs = [f"Boat {number} left the harbour." for number in range(30_000)]
    body = " ".join(paragraphs)  # minutes, if each place were counted from the line's beginning
    places = source_offsets(paragraphs, body, markup=False)
    assert [body[place.start : place.end + 1] for place in places if place] == paragraphs
