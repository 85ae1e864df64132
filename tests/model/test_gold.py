import pytest

from gold import comparable, compared, labels_of, passage
from rows import TextRow, TokenRow, in_characters
from worker.records import Entity


@pytest.mark.parametrize(
    ("text", "label", "kept"),
    [
        ("the United States", "GPE", "United States"),
        ("The Hague", "GPE", "Hague"),
        ("Prime Minister Rishi Sunak", "PERSON", "Rishi Sunak"),
        ("the late Mr. Berg", "PERSON", "late Mr. Berg"),
        ("Senator Gen", "PERSON", "Gen"),
        ("Dr. Anna Berg's", "PERSON", "Anna Berg"),
        ("President Street", "FAC", "President Street"),
        ("NATO ’s", "ORG", "NATO"),
        ("Theresa May", "PERSON", "Theresa May"),
        ("Anders", "PERSON", "Anders"),
    ],
)
def test_both_sides_are_trimmed_alike(text, label, kept):
    start, end, _ = compared(f"x {text} y", 2, 2 + len(text), label)
    assert f"x {text} y"[start:end] == kept


@pytest.mark.parametrize(("label", "folded"), [("GPE", "LOC"), ("FAC", "LOC"), ("ORG", "ORG")])
def test_places_are_one_label(label, folded):
    assert compared("Oslo", 0, 4, label) == (0, 4, folded)


def test_row_of_tokens_becomes_text_with_offsets():
    row: TokenRow = {
        "tokens": ["In", "New", "York", ".", "?"],
        "spaces": [True, True, False, False, False],
        "ents": [(1, 3, "LOC")],
        "missing": [4],
    }
    found = in_characters(row)
    assert found == {"text": "In New York.?", "ents": [(3, 11, "LOC")], "missing": [(12, 13)]}


def test_gold_judges_only_labels_and_places_that_it_annotates():
    row: TextRow = {"text": "Oslo and Bergen", "ents": [(0, 4, "LOC")], "missing": [(9, 15)]}
    gold = passage(row, labels_of([row]))
    found = [
        Entity(0, 4, "Oslo", "GPE", "Oslo"),
        Entity(0, 4, "Oslo", "ORG", "Oslo"),
        Entity(9, 15, "Bergen", "GPE", "Bergen"),
        Entity(5, 8, "and", "DATE", "and"),
    ]
    assert [(e.text, e.label) for e in comparable(gold, found)] == [("Oslo", "LOC")]


def test_gold_that_touches_the_unknown_does_not_count():
    row: TextRow = {
        "text": "Oslo and Bergen",
        "ents": [(0, 4, "LOC"), (9, 15, "LOC")],
        "missing": [(9, 15)],
    }
    assert passage(row, labels_of([row])).entities == {(0, 4, "LOC")}
