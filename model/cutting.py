"""Annotated documents into training windows, and windows into batches.

The windows are cut by the same code as at run time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from examples import Annotated
from labels import IGNORED, LABELS
from worker.enrichment.news.batching import framed
from worker.enrichment.news.layout import layout
from worker.enrichment.news.windows import LONGEST, WANTED, windows
from worker.enrichment.news.wordpiece import WordPiece

# Pieces. What the run time wants lies inside, and so do the short texts and the crowded pages.
_SMALLEST, _LARGEST = WANTED // 4, WANTED * 5 // 4
BATCH_PIECES = 2048  # with the padding
MULTIPLE = 16  # of pieces, to which windows are padded


@dataclass(slots=True)
class Piecewise:
    """One window, ready for a batch: pieces and cases of length T, the others of length W.

    `words` holds the first piece of each word, the labels are class ids; IGNORED: not known.
    """

    pieces: list[int]
    cases: list[int]
    words: list[int]
    entity: list[int]
    tag: list[int]
    morph: list[int]
    lemma: list[int]
    begin: list[int]
    head: list[int]  # 0 the root, i + 1 the window's word i
    relation: list[int]


def cut(doc: Annotated, speller: WordPiece, chance: random.Random | None) -> Iterator[Piecewise]:
    """The document's windows; with `chance`, their size is drawn too."""
    lay = layout(doc.tokens)
    spelled = [speller.spell(doc.tokens[number]) for number in lay.tokens]
    wanted = WANTED if chance is None else chance.randint(_SMALLEST, _LARGEST)
    word_of = {token: word for word, token in enumerate(lay.tokens)}
    for w in windows([len(s[0]) for s in spelled], lay.line, lay.sentence, wanted, LONGEST):
        row = framed(0, w, spelled, lay, speller)
        found = Piecewise(row.pieces, row.cases, row.words, *([] for _ in LABELS))
        for word in range(w.first, w.end):
            token = lay.tokens[word]
            for name in LABELS:
                if name != "head":
                    getattr(found, name).append(getattr(doc, name)[token])
            head = doc.head[token]
            if head == IGNORED:
                found.head.append(IGNORED)
            elif head == -1:
                found.head.append(0)
            else:
                at = word_of[head] - w.first
                inside = 0 <= at < w.end - w.first
                found.head.append(at + 1 if inside else IGNORED)
                if not inside:
                    found.relation[-1] = IGNORED
        yield found


def batches(
    found: list[Piecewise], chance: random.Random | None
) -> Iterator[dict[str, np.ndarray]]:
    """Windows of like length together, at most BATCH_PIECES a batch with the padding.

    `pieces` and `cases` are [windows, T], `words` and the labels [windows, W], all int64.
    """
    order = sorted(range(len(found)), key=lambda i: len(found[i].pieces))
    groups: list[list[int]] = [[]]
    for i in order:
        length = _padded(len(found[i].pieces))
        if groups[-1] and (len(groups[-1]) + 1) * length > BATCH_PIECES:
            groups.append([])
        groups[-1].append(i)
    if chance is not None:
        chance.shuffle(groups)
    for group in groups:
        yield _batch([found[i] for i in group])


def _padded(pieces: int) -> int:
    return -(-pieces // MULTIPLE) * MULTIPLE


def _batch(group: list[Piecewise]) -> dict[str, np.ndarray]:
    rows = len(group)
    length = _padded(max(len(w.pieces) for w in group))
    width = max(len(w.words) for w in group)
    arrays = {name: np.zeros((rows, length), np.int64) for name in ("pieces", "cases")}
    arrays["words"] = np.zeros((rows, width), np.int64)
    for name in LABELS:
        arrays[name] = np.full((rows, width), IGNORED, np.int64)
    for row, window in enumerate(group):
        for name in ("pieces", "cases", "words", *LABELS):
            values = getattr(window, name)
            arrays[name][row, : len(values)] = values
    return arrays
