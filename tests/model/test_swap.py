import random
from copy import deepcopy

import pytest

from rows import TokenRow
from swap import NameSwap

NAMES = {
    "given": ["Zoltan"],
    "surnames": ["Quispe"],
    "cities": ["Oslo", "Santa Cruz de la Sierra"],
    "countries": ["Peru", "Ivory Coast"],
}
ROW: TokenRow = {
    "tokens": ["In", "Oslo", ",", "Anna", "B.", "Berg", "met", "NATO", "and", "Berg", "?", "."],
    "spaces": [True, False, True, True, True, True, True, True, True, False, False, False],
    "ents": [(1, 2, "LOC"), (3, 6, "PERSON"), (7, 8, "ORG"), (9, 10, "PERSON")],
    "missing": [10],
}


def named(row: TokenRow) -> list[tuple[str, str]]:
    return [(" ".join(row["tokens"][start:end]), label) for start, end, label in row["ents"]]


@pytest.mark.parametrize("seed", range(20))
def test_names_stay_where_their_offsets_are(seed):
    row = NameSwap(NAMES, random.Random(seed)).row(ROW)
    assert len(row["tokens"]) == len(row["spaces"])
    (place, loc), *others = named(row)
    assert place in {*NAMES["cities"], *NAMES["countries"]}
    assert loc == "LOC"
    assert others == [("Zoltan B. Quispe", "PERSON"), ("NATO", "ORG"), ("Quispe", "PERSON")]
    assert [row["tokens"][i] for i in row["missing"]] == ["?"]


@pytest.mark.parametrize("seed", range(20))
def test_space_after_a_longer_name_is_that_of_the_old_one(seed):
    row = NameSwap(NAMES, random.Random(seed)).row(ROW)
    start, end, _ = row["ents"][0]
    assert row["spaces"][start:end] == [True] * (end - start - 1) + [False]


def test_words_outside_names_stay():
    row = NameSwap(NAMES, random.Random(1)).row(ROW)
    inside = {i for start, end, _ in row["ents"] for i in range(start, end)}
    outside = [word for i, word in enumerate(row["tokens"]) if i not in inside]
    assert outside == ["In", ",", "met", "and", "?", "."]


def test_place_outside_the_gazetteer_stays():
    row: TokenRow = {"tokens": ["Atlantis"], "spaces": [False], "ents": [(0, 1, "LOC")]}
    assert NameSwap(NAMES, random.Random(1)).row(row)["tokens"] == ["Atlantis"]


def test_row_given_is_not_changed():
    before = deepcopy(ROW)
    NameSwap(NAMES, random.Random(1)).row(ROW)
    assert before == ROW
