"""Scores of the bundled pipelines on texts of our own: what CI can check without any corpus.

The full evaluation is `make eval`, on corpora that do not belong into a repository.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from worker.pipeline import Pipeline

HERE = Path(__file__).parent
SENTENCES, NAMES = HERE / "sentences.txt", HERE / "names.toml"
_MARK = re.compile(r"\[([A-Z]+) ([^\]]+)\]")
_FOLDED = {"GPE": "LOC", "FAC": "LOC"}
_SCORED = frozenset({"PERSON", "ORG", "LOC", "NORP", "MISC"})

Entities = frozenset[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Gold:
    """A text and the entities that somebody marked in it."""

    text: str
    entities: Entities


def digest(*paths: Path) -> str:
    """Names the texts that a score belongs to; the first 16 hex digits of SHA-256."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def read_sentences() -> list[Gold]:
    """The marked sentences, marks taken out."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    return [_unmarked(line) for line in lines if line and not line.startswith("#")]


def _unmarked(line: str) -> Gold:
    text, found, last = "", set(), 0
    for mark in _MARK.finditer(line):
        text += line[last : mark.start()]
        found.add((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        last = mark.end()
    return Gold(text + line[last:], frozenset(found))


def entity_f(pipeline: Pipeline, gold: Iterable[Gold]) -> float:
    """F1 of exact spans with their label, 0 to 100; GPE and FAC count as LOC."""
    right = found = wanted = 0
    rows = list(gold)
    annotated = pipeline.annotate_texts([row.text for row in rows])
    for row, annotations in zip(rows, annotated, strict=True):
        guess = {(e.start, e.end, _FOLDED.get(e.label, e.label)) for e in annotations.entities}
        guess = {one for one in guess if one[2] in _SCORED}
        right += len(guess & row.entities)
        found += len(guess)
        wanted += len(row.entities)
    return 200 * right / (found + wanted)


def name_recall(pipeline: Pipeline) -> dict[str, float]:
    """World region to the share of its names, 0 to 100, that are found whole and as PERSON."""
    listed = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    recall: dict[str, float] = {}
    for region, names in listed["regions"].items():
        pairs = [(name, frame.format(name)) for name in names for frame in listed["frames"]]
        annotated = pipeline.annotate_texts([text for _, text in pairs])
        hits = sum(
            any(ent.text == name and ent.label == "PERSON" for ent in annotations.entities)
            for (name, _), annotations in zip(pairs, annotated, strict=True)
        )
        recall[region] = 100 * hits / len(pairs)
    return recall
