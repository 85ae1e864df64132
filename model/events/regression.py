"""Logistic regression with a ridge, by Newton's method, and how well its chances fit the truth.

Few numbers, no seed, no surprise.
"""

from __future__ import annotations

import numpy as np

_STEPS = 100
_HALVINGS = 30
_SETTLED = 1e-8
_BINS = 8


def fitted(
    rows: np.ndarray, right: np.ndarray, weight: np.ndarray, ridge: np.ndarray
) -> np.ndarray:
    """The coefficients of each column of `rows` (0 or 1), each pulled to 0 by its `ridge`.

    `weight` says what a row counts; `right` is 1 or 0.
    """

    def loss(coefficients: np.ndarray) -> float:
        odds = rows @ coefficients
        misfit = np.logaddexp(0, odds) - right * odds
        return float(weight @ misfit + ridge @ coefficients**2 / 2)

    found, known = np.zeros(rows.shape[1]), np.inf
    for _ in range(_STEPS):
        chance = probabilities(rows, found)
        slope = rows.T @ (weight * (chance - right)) + ridge * found
        bend = (rows * (weight * chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        for _ in range(_HALVINGS):  # far from the end a whole step may lead uphill
            reached = loss(found - step)
            if reached <= known:
                break
            step = step / 2
        found, known = found - step, reached
        if np.abs(step).max() < _SETTLED:
            break
    return found


def probabilities(rows: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """The chance of each row."""
    found: np.ndarray = 1 / (1 + np.exp(-(rows @ coefficients)))
    return found


def ranked_right(chances: np.ndarray, right: np.ndarray) -> float:
    """How often a right example has a better chance than a wrong one; .5 is no better than dice."""
    better = chances[right][:, None] - chances[~right][None, :]
    return float(((better > 0) + (better == 0) / 2).mean())


def calibration_error(chances: np.ndarray, right: np.ndarray) -> float:
    """The mean gap between chance and truth, over groups of equal size by chance."""
    groups = np.array_split(np.argsort(chances), _BINS)
    gaps = [abs(chances[group].mean() - right[group].mean()) * len(group) for group in groups]
    return float(sum(gaps) / len(chances))
