"""Scores of the bundled pipelines on texts of our own: what CI can check without any corpus.

The full evaluation is `make eval`, on corpora that do not belong into a repository.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from spacy.scorer import PRFScore

from tests.evaluation.marks import Span, folded, unmarked
from worker.pipeline import Pipeline

HERE = Path(__file__).parent
SENTENCES, NAMES = HERE / "sentences.txt", HERE / "names.toml"
_SCORED = ("PERSON", "ORG", "LOC", "NORP", "MISC")

Entities = frozenset[Span]


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
    marked = [line for line in lines if line and not line.startswith("#")]
    return [Gold(text, frozenset(ents)) for text, ents in (unmarked(m, _SCORED) for m in marked)]


def entity_f(pipeline: Pipeline, gold: Iterable[Gold]) -> float:
    """F1 of exact spans with their label, 0 to 100; GPE and FAC count as LOC."""
    rows = list(gold)
    annotated = pipeline.annotate_texts([(row.text, None) for row in rows])
    found = [
        frozenset((e.start, e.end, folded(e.label)) for e in annotations.entities)
        for annotations in annotated
    ]
    pairs = zip(found, (row.entities for row in rows), strict=True)
    return f_by_label(pairs, _SCORED)["ALL"]


def f_by_label(
    pairs: Iterable[tuple[Entities, Entities]], labels: Iterable[str]
) -> dict[str, float]:
    """F1 of exact spans, 0 to 100: of each of these labels, and of ALL of them together.

    `pairs`: of each text, what was found and what is gold; other labels do not count.
    """
    scores = {label: PRFScore() for label in labels}
    for pair in pairs:
        for label, score in scores.items():
            found, gold = ({one for one in side if one[2] == label} for side in pair)
            score.score_set(found, gold)
    scores["ALL"] = sum(scores.values(), PRFScore())
    return {label: 100 * score.fscore for label, score in scores.items()}


def name_recall(pipeline: Pipeline) -> dict[str, float]:
    """World region to the share of its names, 0 to 100, that are found whole and as PERSON."""
    listed = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    recall: dict[str, float] = {}
    for region, names in listed["regions"].items():
        pairs = [(name, frame.format(name)) for name in names for frame in listed["frames"]]
        annotated = pipeline.annotate_texts([(text, None) for _, text in pairs])
        hits = sum(
            any(ent.text == name and ent.label == "PERSON" for ent in annotations.entities)
            for (name, _), annotations in zip(pairs, annotated, strict=True)
        )
        recall[region] = 100 * hits / len(pairs)
    return recall
