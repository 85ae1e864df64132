import numpy as np
import pytest
from numpy.typing import NDArray

from calibrate import by_rule, fitted, log_odds
from confidence import GROUPS, error, halves
from gold import Passage
from worker.enrichment.news.consistency import RULE_CONFIDENCE


def sigmoid(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    sure: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return sure


def test_slope_and_offset_that_made_the_answers_are_found_again():
    chance = np.random.default_rng(1)
    odds = chance.normal(2, 2, 50_000)
    right = (chance.random(50_000) < sigmoid(0.6 * odds - 0.4)).astype(float)
    found = fitted(odds, right)
    assert found.slope == pytest.approx(0.6, abs=0.03)
    assert found.offset == pytest.approx(-0.4, abs=0.05)


def test_calibrated_confidence_is_nearer_to_the_truth():
    chance = np.random.default_rng(2)
    odds = chance.normal(3, 2, 5_000)
    right = (chance.random(5_000) < sigmoid(0.3 * odds)).astype(float)
    found = fitted(odds, right)
    after = error(sigmoid(found.slope * odds + found.offset), right)
    assert after < 0.03 < error(sigmoid(odds), right)


@pytest.mark.parametrize("right", [0.0, 1.0])
def test_fit_ends_where_all_answers_are_alike(right):
    found = fitted(np.linspace(1, 5, 30), np.full(30, right))
    assert np.isfinite([found.slope, found.offset]).all()


def test_what_only_the_rules_found_is_told_from_what_the_network_says():
    sure = np.array([0.3, RULE_CONFIDENCE, np.nextafter(RULE_CONFIDENCE, 1)])
    assert by_rule(sure).tolist() == [False, True, False]


def test_log_odds_and_sigmoid_undo_each_other():
    sure = np.array([0.01, 0.5, 0.99])
    assert sigmoid(log_odds(sure)) == pytest.approx(sure)


def test_error_of_confidence_that_is_always_right_is_zero():
    assert error(np.ones(100), np.ones(100)) == 0


def test_error_is_the_mean_gap():
    assert error(np.full(100, 0.9), np.tile([1.0, 0.0], 50)) == pytest.approx(0.4, abs=0.11)
    assert error(np.array([0.8] * GROUPS), np.ones(GROUPS)) == pytest.approx(0.2)


def test_errors_of_sure_and_unsure_groups_do_not_cancel():
    sure = np.repeat([0.2, 0.8], 50)
    right = np.repeat([0.5, 0.5], 50)
    assert error(sure, right) == pytest.approx(0.3)


def test_fewer_entities_than_groups_can_be_measured():
    assert error(np.array([0.5]), np.array([1.0])) == pytest.approx(0.5)


def test_no_entity_has_no_error():
    with pytest.raises(ValueError, match="no entity"):
        error(np.array([]), np.array([]))


def test_halves_share_nothing_and_leave_nothing_out():
    fit, rest = halves([Passage(str(n), frozenset(), (), frozenset()) for n in range(7)])
    assert sorted(one.text for one in fit + rest) == list("0123456")
