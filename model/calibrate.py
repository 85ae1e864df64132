"""Fits what turns the network's probabilities into honest confidence; a pipeline gets it.

Platt scaling: of the entities that get 0.8, about 80 in 100 shall have the right span and label.
It is fitted on half of the passages that were not trained on, on what `pagewire annotate` finds
there with the probabilities as they are. `evaluate.py` measures it on the other half.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import spacy
from thinc.api import Config

import worker.enrichment.news.components  # noqa: F401 - the factories, where no entry points are
from confidence import error, halves, judged, unseen
from worker.enrichment import SpacyPipeline
from worker.enrichment.news.calibration import Calibration
from worker.enrichment.news.consistency import RULE_CONFIDENCE
from worker.records import Model

STEPS = 50  # at the most; a handful is the rule
ENOUGH = 1e-6  # a shorter step changes nothing that is kept
_START = (0.5, 0.0)  # slope and offset: networks are surer than they should be
_KEPT_DIGITS = 4


def calibrated(folder: Path, using: Calibration) -> SpacyPipeline:
    """The pipeline of the folder with another calibration."""
    nlp = spacy.load(folder, config={"components": {"ner": {"calibration": asdict(using)}}})
    return SpacyPipeline(nlp, Model(folder.name, nlp.meta["version"], ""))


def by_rule(sure: np.ndarray) -> np.ndarray:
    """Which entities only the rules of consistency found: these, and no calibration, say how sure.

    They are known by their confidence, one for all; a probability of the network never is that
    number to its last digit.
    """
    return sure == RULE_CONFIDENCE


def log_odds(sure: np.ndarray) -> np.ndarray:
    """Of probabilities; `Calibration` keeps them off 0 and 1."""
    return np.log(sure / (1 - sure))


def fitted(odds: np.ndarray, right: np.ndarray) -> Calibration:
    """Logistic regression by Newton's method, the step halved while it would not help.

    `odds`: log-odds, `right`: 1.0 or 0.0, both [entities].
    """
    features = np.stack([odds, np.ones_like(odds)], axis=1)

    def loss(weights: np.ndarray) -> float:
        signed = np.where(right > 0, 1.0, -1.0) * (features @ weights)
        return float(np.logaddexp(0.0, -signed).sum())

    weights = np.array(_START)
    for _ in range(STEPS):
        guess = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (guess - right)
        # What is added keeps it invertible where all guesses are sure.
        hessian = (features * (guess * (1 - guess))[:, None]).T @ features + 1e-6 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        while np.abs(step).max() > ENOUGH and loss(weights - step) > loss(weights):
            step = step / 2
        weights = weights - step
        if np.abs(step).max() <= ENOUGH:
            break
    slope, offset = (round(float(weight), _KEPT_DIGITS) for weight in weights)
    return Calibration(slope, offset)


def write(folder: Path, found: Calibration) -> None:
    """Into the pipeline's configuration, for good."""
    path = folder / "config.cfg"
    config = Config().from_disk(path, interpolate=False)
    config["components"]["ner"]["calibration"] = asdict(found)
    config.to_disk(path)


def main() -> None:
    """Fits on half of the passages held out, writes the pipeline's config, prints the error."""
    from tqdm import tqdm  # of the training environment; the tests of the others have none

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the pipeline folder")
    parser.add_argument("--corpora", type=Path, required=True, help="folder with entities/")
    args = parser.parse_args()
    cut = [halves(passages) for passages in unseen(args.corpora).values()]
    rows = [row for half, _ in cut for row in half]
    others = [row for _, half in cut for row in half]
    with tqdm(total=len(rows) + len(others), unit="text") as bar:
        sure, right = judged(calibrated(args.model, Calibration()), rows, bar.update)
        of_network = ~by_rule(sure)
        found = fitted(log_odds(sure[of_network]), right[of_network])
        apart = error(*judged(calibrated(args.model, found), others, bar.update))
    write(args.model, found)
    print(json.dumps({**asdict(found), "error of the other half": round(apart, 3)}))


if __name__ == "__main__":
    main()
