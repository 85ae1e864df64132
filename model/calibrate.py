"""Fits what turns the network's probabilities into honest confidence; a pipeline gets it.

Platt scaling: of the entities that get 0.8, about 80 in 100 shall have the right span and label.
It is fitted on rows that were not trained on, on what the network finds and document consistency
relabels (with the probabilities as they are); the errors printed are those of the other half.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from thinc.api import Config

from corpora import ENTITIES, entity_rows, held_out, read_rows
from evaluate import read_gold
from tokens import tokenizer_pipeline
from worker.enrichment.news.calibration import Calibration
from worker.enrichment.news.consistency import RULE_CONFIDENCE

BINS = 10


def judged(
    folder: Path, rows: list[dict[str, Any]], using: Calibration
) -> tuple[np.ndarray, np.ndarray]:
    """Confidence of each entity that the network finds, and whether it is right.

    Labels that a row's corpus (`labels`) does not have are left out, and so are the mentions that
    only the rules of consistency found: their confidence is fixed.
    """
    nlp = spacy.load(folder, config={"components": {"ner": {"calibration": asdict(using)}}})
    sure: list[float] = []
    right: list[bool] = []
    for row, doc in zip(rows, nlp.pipe(row["text"] for row in rows), strict=True):
        gold = {tuple(ent) for ent in row["ents"]}
        for ent in doc.ents:
            start, end = ent.start_char, ent.end_char
            unknown = any(start < e and b < end for b, e in row.get("missing", ()))
            if unknown or ent.label_ not in row["labels"] or ent._.confidence == RULE_CONFIDENCE:
                continue
            sure.append(ent._.confidence)
            right.append((start, end, ent.label_) in gold)
    return np.array(sure), np.array(right, float)


def log_odds(sure: np.ndarray) -> np.ndarray:
    """Of probabilities; `Calibration` keeps them off 0 and 1."""
    return np.log(sure / (1 - sure))


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


def error(sure: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: the mean gap between confidence and truth, in equal groups."""
    groups = np.array_split(np.argsort(sure), BINS)
    gaps = [abs(sure[g].mean() - right[g].mean()) * len(g) for g in groups if len(g)]
    return round(float(sum(gaps) / len(sure)), 3)


def as_gold(row: dict[str, Any]) -> dict[str, Any]:
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


def labelled(rows: list[dict[str, Any]], corpus: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the labels that their corpus uses."""
    labels = {label for row in corpus for *_, label in row["ents"]}
    return [{**row, "labels": labels} for row in rows]


def unseen(corpora: Path) -> list[dict[str, Any]]:
    """Rows that were not trained on, from all corpora, as text.

    UNER's training part and GUM are no use: the treebanks have the same sentences.
    """
    nlp = tokenizer_pipeline()
    found: list[dict[str, Any]] = []
    for name in ENTITIES:
        if name not in ("uner", "gum"):
            corpus = entity_rows(corpora, name, nlp)
            found.extend(labelled(held_out(corpus), corpus))
    dev = list(read_rows(corpora / "entities" / "ner_uner_dev.jsonl.gz"))
    found.extend(labelled(dev, dev))
    return [{**as_gold(row), "labels": row["labels"]} for row in found]


def main() -> None:
    """Fits on half of the rows held out, measures on the others, writes the pipeline's config."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the pipeline folder")
    parser.add_argument("--corpora", type=Path, required=True, help="folder with entities/")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="gold files to measure on")
    args = parser.parse_args()
    rows = unseen(args.corpora)
    sure, right = judged(args.model, rows[0::2], Calibration())
    found = fitted(log_odds(sure), right)
    path = args.model / "config.cfg"
    config = Config().from_disk(path, interpolate=False)
    config["components"]["ner"]["calibration"] = asdict(found)
    config.to_disk(path)
    tests = {"other half": rows[1::2]}
    for path in args.gold:
        gold = read_gold(path)
        tests[path.name] = labelled(gold, gold)
    errors = {name: error(*judged(args.model, rows, found)) for name, rows in tests.items()}
    print(json.dumps({**asdict(found), "error": errors}))


if __name__ == "__main__":
    main()
