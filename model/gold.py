"""Passages with the entities that somebody marked in them, and what the worker finds there.

Decides what is compared: labels folded to those of the gold, spans without articles, titles of
people and possessives, which the corpora keep or leave out as they please.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from spacy.tokens import Doc

from labels import ENTITY_LABELS
from lines import Unreadable
from rows import TextRow, TokenRow, read_rows
from tests.evaluation.marks import folded
from worker.enrichment import SpacyPipeline, annotate
from worker.records import Entity

BATCH = 64  # passages read at once
_ARTICLE = re.compile(r"(?:the|an|a)\s+", re.IGNORECASE)
_OF_PEOPLE = (
    *("Mr", "Mrs", "Ms", "Dr", "Sheikh", "President", "Prime", "Foreign", "Minister", "Chancellor"),
    *("Secretary", "Ambassador", "Senator", "Sen", "Rep", "Governor", "Gov", "General", "Gen"),
    *("Col", "Lt", "Capt"),
)
_TITLE = re.compile(rf"(?:{'|'.join(_OF_PEOPLE)})\b\.?\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\s*['’]s$")

Span = tuple[int, int, str]  # start and end in characters, label


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, its entities, and what its corpus cannot tell right from wrong."""

    text: str
    entities: frozenset[Span]  # as `compared` gives them
    missing: tuple[tuple[int, int], ...]  # start and end in characters; nobody annotated these
    labels: frozenset[str]  # that the corpus uses

    def judges(self, span: Span) -> bool:
        """Whether the gold says of such a span if it is right."""
        start, end, label = span
        return label in self.labels and not any(start < e and b < end for b, e in self.missing)


def compared(text: str, start: int, end: int, label: str) -> Span:
    """The span as it is compared with gold; nothing may be left of it: then start is end."""
    label = folded(label)
    leading = (_ARTICLE, _TITLE) if label == "PERSON" else (_ARTICLE,)
    while found := next((m for rule in leading if (m := rule.match(text, start, end))), None):
        start = found.end()
    if found := _POSSESSIVE.search(text[start:end]):
        end = start + found.start()
    return start, end, label


def read_gold(path: Path) -> list[Passage]:
    """The passages of a gold file: JSON lines with text, ents and missing, in characters.

    Raises Unreadable when it is missing or none.
    """
    rows: list[TextRow] = list(read_rows(path))
    try:
        labels = labels_of(rows)
        return [passage(row, labels) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{path}: is no gold file: {error!r}") from error


def labels_of(rows: Sequence[TextRow | TokenRow]) -> frozenset[str]:
    """Those of the network's labels that a corpus uses: it cannot judge the others."""
    used = {folded(label) for row in rows for *_, label in row["ents"]}
    return frozenset(used & set(ENTITY_LABELS))


def passage(row: TextRow, labels: frozenset[str]) -> Passage:
    """A row in characters, of a corpus with these labels."""
    missing = tuple((start, end) for start, end in row.get("missing", ()))
    ungraded = Passage(row["text"], frozenset(), missing, labels)
    found = (compared(row["text"], *ent) for ent in row["ents"])
    return replace(ungraded, entities=frozenset(span for span in found if ungraded.judges(span)))


def annotated(
    pipeline: SpacyPipeline, rows: Sequence[Passage], advance: Callable[[int], object]
) -> Iterator[tuple[Entity, ...]]:
    """The entities of each passage, as `pagewire annotate` gives them; `advance` is told of it."""
    left = iter([row.text for row in rows])
    while texts := list(islice(left, BATCH)):
        yield from pipeline.read(texts, partial(_entities, texts))
        advance(len(texts))


def _entities(texts: Sequence[str], doc: Doc, number: int) -> tuple[Entity, ...]:
    return annotate(doc, texts[number])


def comparable(passage: Passage, entities: Sequence[Entity]) -> list[Entity]:
    """Those that the gold can judge, with spans and labels as they are compared."""
    found: list[Entity] = []
    for entity in entities:
        span = compared(passage.text, entity.start, entity.end, entity.label)
        if passage.judges(span):
            found.append(replace(entity, start=span[0], end=span[1], label=span[2]))
    return found


def spans(entities: Sequence[Entity]) -> frozenset[Span]:
    """Where they are, and their labels."""
    return frozenset((entity.start, entity.end, entity.label) for entity in entities)
