"""Documents through the graph and back: windows of one length together, words in their order.

Decides how windows are batched and where what the graph found of them belongs. Must not decide
what any of it means. The shape that a window is padded to depends on that window alone: with other
neighbours it would be rounded otherwise, and equal pages would no longer give equal bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from worker.enrichment.news.graph import Findings, Graph, Integers
from worker.enrichment.news.layout import Layout
from worker.enrichment.news.windows import Window, windows
from worker.enrichment.news.wordpiece import Spelling, WordPiece

_BATCH_PIECES = 1024  # with padding; more costs memory and gains no speed
_MULTIPLE = 16  # pieces
_FRAME = 2  # [CLS] and [SEP] are no words


@dataclass(frozen=True, slots=True)
class Batch:
    """One run of the graph: the windows that went in and what was found of their words.

    length: [windows], words in each; document, first: [windows], where its words belong;
    paragraph: [windows, W], whether a blank line comes before the word.
    """

    findings: Findings
    length: Integers
    document: Integers
    first: Integers
    paragraph: NDArray[np.bool_]

    @property
    def mask(self) -> NDArray[np.bool_]:
        """[windows, W]: whether a word stands there, not padding."""
        mask: NDArray[np.bool_] = np.arange(self.findings.begin.shape[1]) < self.length[:, None]
        return mask


def batches(
    graph: Graph, texts: Sequence[Sequence[str]], layouts: Sequence[Layout]
) -> Iterator[Batch]:
    """All windows of some documents through the graph, a batch at a time: they are large.

    `texts[d]` are the words of document d (no whitespace tokens), `layouts[d]` how they lie.
    """
    rows: list[EncodedWindow] = []
    for number, (words, lay) in enumerate(zip(texts, layouts, strict=True)):
        spelled = [graph.speller.spell(word) for word in words]
        for window in windows([len(s[0]) for s in spelled], lay.line, lay.sentence):
            rows.append(framed(number, window, spelled, lay, graph.speller))
    for group in _groups(rows):
        yield _run(graph, group, layouts)


@dataclass(frozen=True, slots=True)
class EncodedWindow:
    """A window as the encoder reads it: pieces with [CLS] and [SEP], and where its words begin."""

    document: int
    window: Window
    pieces: list[int]
    cases: list[int]
    words: list[int]


def framed(
    document: int, window: Window, spelled: Sequence[Spelling], lay: Layout, speller: WordPiece
) -> EncodedWindow:
    """A window of the document that is spelled so: a [SEP] where a line begins, and at the end."""
    pieces, cases, words = [speller.start], [0], []
    for word in range(window.context, window.end):
        if word > window.first and lay.line[word]:
            pieces.append(speller.end)
            cases.append(0)
        found, case = spelled[word]
        if word >= window.first:
            words.append(len(pieces))
        pieces.extend(found)
        cases.extend([case] * len(found))
    pieces.append(speller.end)
    cases.append(0)
    return EncodedWindow(document, window, pieces, cases, words)


def _groups(rows: Sequence[EncodedWindow]) -> Iterator[list[EncodedWindow]]:
    """Rows of one padded length, at most `_BATCH_PIECES` a group."""
    for length, alike in groupby(sorted(rows, key=_padded), key=_padded):
        group = list(alike)
        step = max(1, _BATCH_PIECES // length)
        for start in range(0, len(group), step):
            yield group[start : start + step]


def _padded(row: EncodedWindow) -> int:
    return -(-len(row.pieces) // _MULTIPLE) * _MULTIPLE


def _run(graph: Graph, group: Sequence[EncodedWindow], layouts: Sequence[Layout]) -> Batch:
    length = _padded(group[0])
    width = length - _FRAME
    pieces = np.zeros((len(group), length), np.int64)
    cases = np.zeros((len(group), length), np.int64)
    words = np.zeros((len(group), width), np.int64)
    paragraph = np.zeros((len(group), width), np.bool_)
    for number, row in enumerate(group):
        pieces[number, : len(row.pieces)] = row.pieces
        cases[number, : len(row.cases)] = row.cases
        words[number, : len(row.words)] = row.words
        paragraph[number, : len(row.words)] = layouts[row.document].paragraph[
            row.window.first : row.window.end
        ]
    return Batch(
        graph.run(pieces, cases, words),
        np.array([len(row.words) for row in group]),
        np.array([row.document for row in group]),
        np.array([row.window.first for row in group]),
        paragraph,
    )
