"""The regression that weighs the evidence for events, and the judgements that it learns from."""

import csv
import math

import numpy as np
import pytest

from events.judgements import JUDGED, story_text
from events.regression import calibration_error, fitted, probabilities, ranked_right
from worker.events.plover import EXT_TYPES, PLOVER_TYPES


def test_weight_of_one_fact_is_the_logarithm_of_its_odds():
    rows = np.ones((40, 1))
    right = np.array([1.0] * 30 + [0.0] * 10)
    (weight,) = fitted(rows, right, np.ones(40), np.array([1e-9]))
    assert weight == pytest.approx(math.log(30 / 10), abs=1e-6)


def test_example_that_counts_twice_is_two_examples():
    rows, right = np.array([[1.0, 0], [1, 1], [1, 1]]), np.array([1.0, 0, 1])
    ridge = np.array([0.1, 0.5])
    twice = fitted(rows, right, np.array([2.0, 1, 1]), ridge)
    again = fitted(np.vstack([rows[:1], rows]), np.append(1.0, right), np.ones(4), ridge)
    assert twice == pytest.approx(again)


def test_ridge_pulls_a_fact_of_few_examples_to_nothing():
    rows, right = np.array([[1.0, 1], [1, 0], [1, 0]]), np.array([1.0, 1, 0])
    weak, strong = (
        fitted(rows, right, np.ones(3), np.array([0.1, pull]))[1] for pull in (0.1, 50.0)
    )
    assert weak > 10 * strong > 0


def test_what_no_example_shows_weighs_nothing():
    rows, right = np.array([[1.0, 0], [1, 0]]), np.array([1.0, 0])
    assert fitted(rows, right, np.ones(2), np.array([0.1, 3.0]))[1] == 0


def test_separable_examples_come_to_an_end():
    rows = np.array([[1.0, 1]] * 20 + [[1, 0]] * 20)
    right = np.array([1.0] * 20 + [0.0] * 20)
    found = fitted(rows, right, np.ones(40), np.array([0.01, 0.01]))
    assert (probabilities(rows, found) > 0.5).tolist() == [True] * 20 + [False] * 20


def test_ranked_right_counts_pairs_in_their_order():
    chances, right = np.array([0.9, 0.4, 0.4, 0.1]), np.array([True, True, False, False])
    assert ranked_right(chances, right) == (2 + 1 + 0.5) / 4


def test_chances_that_come_true_have_no_calibration_error():
    chances = np.array([0.5] * 16)
    right = np.array([True, False] * 8)
    assert calibration_error(chances, right) == pytest.approx(0)
    assert calibration_error(chances, np.array([True] * 16)) == pytest.approx(0.5)


def test_judged_triggers_stand_where_they_are_said_to():
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) > 700
    assert {row["judged"] for row in rows} == {"right", "wrong"}
    assert {row["type"] for row in rows} <= PLOVER_TYPES | EXT_TYPES
    for row in rows:
        start = int(row["start"])
        assert story_text(row["story"])[start:].startswith(row["trigger"]), row
