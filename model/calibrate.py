"""Fits what turns the network's probabilities into honest confidence; a pipeline gets it.

Platt scaling: of the entities that get 0.8, about 80 in 100 shall have the right span and label.
It is fitted on text that was not trained on; the error printed is that of the other half.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import spacy
from thinc.api import Config

from corpora import read_rows
from evaluate import read_gold
from worker.enrichment.news.calibration import Calibration
from worker.enrichment.news.components import ANSWER
from worker.enrichment.news.names import spans

BINS = 10


def judged(folder: Path, rows: list[dict[str, object]]) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds of each entity that the network finds, and whether it is right."""
    nlp = spacy.load(folder, exclude=["tagger", "parser", "consistency"])
    encoder = nlp.get_pipe("encoder")
    classes = encoder.graph.classes.entity
    odds: list[float] = []
    right: list[bool] = []
    for row, doc in zip(rows, nlp.pipe(str(row["text"]) for row in rows), strict=True):
        gold = {tuple(ent) for ent in row["ents"]}
        labels = {label for *_, label in gold} | set(row.get("labels", ()))
        found = doc.user_data[ANSWER]
        for first, end, label in spans([classes[number] for number in found.label.tolist()]):
            start, stop = doc[found.tokens[first]].idx, found.tokens[end - 1]
            span = (start, doc[stop].idx + len(doc[stop]), label)
            unknown = any(span[0] < e and b < span[1] for b, e in row.get("missing", ()))
            if unknown or label not in labels:
                continue
            least = float(np.clip(found.label_probability[first:end].min(), 1e-6, 1 - 1e-6))
            odds.append(math.log(least / (1 - least)))
            right.append(span in gold)
    return np.array(odds), np.array(right, float)


def fitted(odds: np.ndarray, right: np.ndarray) -> Calibration:
    """Logistic regression by Newton's method, the step halved while it would not help."""
    features = np.stack([odds, np.ones_like(odds)], axis=1)

    def loss(weights: np.ndarray) -> float:
        signed = np.where(right > 0, 1.0, -1.0) * (features @ weights)
        return float(np.logaddexp(0.0, -signed).sum())

    weights = np.array([0.5, 0.0])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (guess - right)
        curve = (features * (guess * (1 - guess))[:, None]).T @ features + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        while np.abs(step).max() > 1e-6 and loss(weights - step) > loss(weights):
            step = step / 2
        weights = weights - step
    return Calibration(round(float(weights[0]), 4), round(float(weights[1]), 4))


def error(found: Calibration, odds: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: the mean gap between confidence and truth, in equal groups."""
    sure = 1 / (1 + np.exp(-(found.slope * odds + found.offset)))
    groups = np.array_split(np.argsort(sure), BINS)
    gaps = [abs(sure[g].mean() - right[g].mean()) * len(g) for g in groups if len(g)]
    return float(sum(gaps) / len(sure))


def as_gold(row: dict[str, object]) -> dict[str, object]:
    """A row of tokens as text with character spans."""
    words, starts, text = row["tokens"], [], ""
    for word, space in zip(words, row["spaces"], strict=True):
        starts.append(len(text))
        text += word + " " * space
    chars = [(starts[i], starts[i] + len(word)) for i, word in enumerate(words)]
    return {
        "text": text,
        "ents": [[chars[s][0], chars[e - 1][1], label] for s, e, label in row["ents"]],
        "missing": [chars[i] for i in row.get("missing", ())],
    }


def main() -> None:
    """Fits on one half of the rows, measures on the other, writes the pipeline's config."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the pipeline folder")
    parser.add_argument(
        "--rows", type=Path, nargs="*", default=[], help="documents as in entities/"
    )
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="gold files to measure on")
    args = parser.parse_args()
    rows = [as_gold(row) for path in args.rows for row in read_rows(path)]
    labels = sorted({str(label) for row in rows for *_, label in row["ents"]})
    for row in rows:
        row["labels"] = labels
    odds, right = judged(args.model, rows)
    found = fitted(odds[0::2], right[0::2])
    report = {
        "slope": found.slope,
        "offset": found.offset,
        "error_before": round(error(Calibration(), odds[1::2], right[1::2]), 3),
        "error": round(error(found, odds[1::2], right[1::2]), 3),
    }
    for path in args.gold:
        gold = read_gold(path)
        every = sorted({str(label) for row in gold for *_, label in row["ents"]})
        report[path.name] = round(
            error(found, *judged(args.model, [{**row, "labels": every} for row in gold])), 3
        )
    path = args.model / "config.cfg"
    config = Config().from_disk(path, interpolate=False)
    config["components"]["ner"]["calibration"] = {"slope": found.slope, "offset": found.offset}
    config.to_disk(path)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
