import gzip
import json

import pytest
import spacy

from corpora import ENTITIES, entity_file, entity_rows, held_out, trained_on, unglued
from rows import TokenRow


@pytest.mark.parametrize("name", ENTITIES)
@pytest.mark.parametrize("count", [0, 1, 24, 25, 26, 103])
def test_each_row_is_trained_on_or_held_out_and_never_both(name, count):
    rows = [{"number": number} for number in range(count)]
    both = trained_on(name, rows) + held_out(name, rows)
    assert sorted(row["number"] for row in both) == list(range(count))


def test_one_row_in_25_is_held_out():
    assert held_out("stories", [{"number": n} for n in range(50)]) == [
        {"number": 24},
        {"number": 49},
    ]


@pytest.mark.parametrize("name", ["uner", "gum"])
def test_corpora_whose_sentences_the_treebanks_have_are_trained_on_whole(name):
    assert held_out(name, [{}] * 100) == []


def test_lone_underscore_becomes_a_line_break_of_the_same_length():
    tokens = ["said", ":", "_", "We", "a_b"]
    row: TokenRow = {"tokens": tokens, "spaces": [False] * 5, "ents": [(3, 4, "ORG")]}
    assert unglued(row) == {**row, "tokens": ["said", ":", "\n", "We", "a_b"]}
    assert tokens[2] == "_", "the row itself is not changed"


@pytest.mark.parametrize("name", ["docred", "re3d"])
def test_countries_that_the_files_have_as_peoples_are_places(tmp_path, name):
    tokens = ["Philippine", "and", "Laos", "and", "the", "Philippines", "Party", "Philippines"]
    ents = [[0, 1, "NORP"], [2, 3, "NORP"], [5, 7, "NORP"], [7, 8, "ORG"]]
    row = {"tokens": tokens, "spaces": [True] * 8, "ents": ents, "missing": [1]}
    path = entity_file(tmp_path, name)
    path.parent.mkdir()
    path.write_bytes(gzip.compress(json.dumps(row).encode()))
    (found,) = entity_rows(tmp_path, name, spacy.blank("en"))
    labels = [label for *_, label in found["ents"]]
    assert labels == ["NORP", "LOC", "NORP", "ORG"], "only where the span is the country's name"
    assert {**found, "ents": ents} == row
