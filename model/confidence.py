"""How sure the pipeline is of its entities, and how sure it should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpora import ENTITIES, ENTITIES_DEV, entity_rows, held_out
from gold import Passage, annotated, comparable, labels_of, passage, spans
from rows import in_characters, read_rows
from tokens import tokenizer_pipeline
from worker.enrichment import SpacyPipeline

GROUPS = 10  # of like confidence, in each of which it is compared with the truth


def unseen(corpora: Path) -> dict[str, list[Passage]]:
    """Corpus to its passages that were not trained on."""
    nlp = tokenizer_pipeline()
    found: dict[str, list[Passage]] = {}
    for name in ENTITIES:
        rows = entity_rows(corpora, name, nlp)
        if kept := held_out(name, rows):
            labels = labels_of(rows)
            found[name] = [passage(in_characters(row), labels) for row in kept]
    rows = list(read_rows(corpora / "entities" / ENTITIES_DEV))
    labels = labels_of(rows)
    found["uner dev"] = [passage(in_characters(row), labels) for row in rows]
    return found


def halves(rows: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """What confidence is calibrated on, and what it is measured on: every other passage."""
    return list(rows[0::2]), list(rows[1::2])


def judged(
    pipeline: SpacyPipeline, rows: Sequence[Passage], advance: Callable[[int], object]
) -> tuple[np.ndarray, np.ndarray]:
    """Of each entity found: its confidence, and 1.0 where span and label are right, else 0.0.

    Left out is what a passage's gold cannot judge.
    """
    sure: list[float] = []
    right: list[bool] = []
    for row, entities in zip(rows, annotated(pipeline, rows, advance), strict=True):
        for entity in comparable(row, entities):
            if entity.confidence is not None:
                sure.append(entity.confidence)
                right.append(spans([entity]) <= row.entities)
    return np.array(sure), np.array(right, float)


def error(sure: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error, 0 to 1: the mean gap between confidence and truth.

    Over GROUPS of like confidence and equal size, weighted by their sizes. `sure`: confidences,
    `right`: 1.0 or 0.0, both [entities]. Raises ValueError when there are none.
    """
    if not len(sure):
        raise ValueError("no entity was found: there is no confidence to measure")
    groups = np.array_split(np.argsort(sure, kind="stable"), GROUPS)
    gaps = [abs(sure[g].mean() - right[g].mean()) * len(g) for g in groups if len(g)]
    return float(sum(gaps) / len(sure))
