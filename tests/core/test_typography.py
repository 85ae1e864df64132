"""Typography: what every emitted text has in common, and what nobody sees."""

import unicodedata

import pytest

from tests.core.test_repair import RIGHT
from worker.cleaning.marks import without_heaps
from worker.cleaning.typography import beginning, cut, normal_text, visible


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_text_keeps_every_character(text):
    assert visible(text) == text
    assert normal_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "unseen", ["\xad", "\u200b", "\u2060", "\ufeff", "\u200e", "\u202a", "\u200d"]
)
def test_unseen_character_leaves_a_latin_word(unseen):
    assert visible(f"{unseen}re{unseen}opened{unseen} é") == "reopened é"


def test_joiner_stays_between_letters_that_need_it_and_only_once():
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("می\u200c\u200cخواهم") == "می\u200cخواهم"
    assert visible("Auf\u200clage über") == "Auflage über"


def test_marks_of_direction_stay_where_letters_run_from_right_to_left():
    assert visible("(\u200eABC\u200e) שלום") == "(\u200eABC\u200e) שלום"


def test_zero_width_space_stays_where_words_have_no_other_border():
    assert visible("ប្រទេស\u200bកម្ពុជា and a\u200bb") == "ប្រទេស\u200bកម្ពុជា and ab"


def test_ligatures_of_typesetters_are_letters_again():
    assert visible("ﬁnal ofﬁce, aﬄuent") == "final office, affluent"


def test_width_quotes_and_exponents_are_left_to_the_writer():
    text = "ＡＢＣ，１０³ “q” ‘r’ … ½"
    assert normal_text(visible(text)) == text


def test_spaces_of_every_kind_become_plain_ones():
    assert normal_text("« À\xa0l’été\u202f»\u2009 5\u3000km ") == "« À l’été » 5 km"


def test_every_line_is_a_paragraph():
    assert normal_text("a\r\n b\r\r\n\nc\u2028d ") == "a\n\nb\n\nc\n\nd"


def test_letter_and_accent_become_one_character():
    assert normal_text("cafe\u0301") == "café"


@pytest.mark.parametrize("before", range(35))
def test_heap_of_marks_is_cut_wherever_it_stands(before):
    start = "x" * before + "ก"
    assert without_heaps(start + "\u0e38" * 31) == start + "\u0e38" * 30
    assert without_heaps(start + "\u0e38" * 30) == start + "\u0e38" * 30


def test_rows_of_one_symbol_are_shortened():
    assert normal_text("wait...... ***********") == "wait... ***"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two.\n\nThree four", "One two."),
        ("One two. Three four", "One two."),
        ("Onetwo three four", "Onetwo"),
        ("Onetwothreefour", "Onetwothr"),
    ],
)
def test_text_is_cut_at_the_best_border_in_its_last_quarter(text, expected):
    assert cut(text, 9) == expected


def test_beginning_of_a_text_is_not_filled_with_space():
    assert beginning(" " * 50 + "a b\n \n\nc d", 8) == " a b\nc d"
    assert beginning("a  b", 4) == "a  b"


def test_line_without_a_letter_or_digit_is_no_paragraph():
    assert normal_text("One.\n* * *\n|---|---|\n—\n2\n🚢\nपुल।") == "One.\n\n2\n\nपुल।"
