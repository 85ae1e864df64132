"""Names marked in plain text."""

import pytest

from tests.evaluation.marks import folded, unmarked


def test_marks_are_taken_out_and_remembered_where_they_were():
    text, spans = unmarked(
        "[PERSON Ann Boe] of [ORG Reuters], in\n[LOC Oslo]", ["PERSON", "ORG", "LOC"]
    )
    assert text == "Ann Boe of Reuters, in\nOslo"
    assert [(text[start:end], label) for start, end, label in spans] == [
        ("Ann Boe", "PERSON"),
        ("Reuters", "ORG"),
        ("Oslo", "LOC"),
    ]


def test_text_without_marks_is_itself():
    assert unmarked("No names.", ["LOC"]) == ("No names.", [])


@pytest.mark.parametrize(
    "marked",
    ["[LOC Oslo", "Oslo]", "[Oslo]", "[loc Oslo]", "[LOC [LOC Oslo]]", "[CITY Oslo]", "[LOC ]"],
)
def test_bracket_that_is_no_mark_is_an_error(marked):
    with pytest.raises(ValueError, match="not marked"):
        unmarked(f"In {marked} today.", ["LOC"])


@pytest.mark.parametrize(("label", "as_marked"), [("GPE", "LOC"), ("FAC", "LOC"), ("ORG", "ORG")])
def test_all_places_are_one_label(label, as_marked):
    assert folded(label) == as_marked
