"""What the network says of documents, word by word.

Decides how what it found in windows becomes answers for documents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from worker.enrichment.news import names, trees
from worker.enrichment.news.batching import Batch, batches
from worker.enrichment.news.graph import CANDIDATES, Floats, Graph, Integers
from worker.enrichment.news.layout import Layout

_ROOT_RELATION = "ROOT"


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one document, for each of its words; classes are numbers.

    morph and lemma have three candidates, the best first. head is a word number, a root's own, and
    arc_probability how sure it is; label is a well-formed sequence of entity labels,
    label_probability how sure each is.
    """

    words: Sequence[str]
    tokens: Sequence[int]
    tag: Integers
    morph: Integers
    lemma: Integers
    head: Integers
    relation: Integers
    arc_probability: Floats
    label: Integers
    label_probability: Floats


def answers(
    graph: Graph, texts: Sequence[Sequence[str]], layouts: Sequence[Layout]
) -> list[Answer]:
    """One for each document: `texts[d]` are its words (no whitespace), `layouts[d]` its layout."""
    found = [_empty(words, lay) for words, lay in zip(texts, layouts, strict=True)]
    for batch in batches(graph, texts, layouts):
        mask, findings = batch.mask, batch.findings
        starts = trees.sentence_starts(findings.begin, mask, batch.paragraph)
        heads, arc_probability = trees.trees(findings.arc, starts, mask)
        relation = _relations(graph, batch, heads)
        label, label_probability = names.decode(findings.entity, mask, graph.classes.entity)
        for row, document, words in _places(batch):
            one, length = found[document], words.stop - words.start
            up = heads[row, :length] - 1 + words.start
            own = np.arange(words.start, words.stop)
            one.head[words] = np.where(heads[row, :length] == trees.ROOT, own, up)
            for target, source in (
                (one.tag, findings.tag),
                (one.morph, findings.morph),
                (one.lemma, findings.lemma),
                (one.relation, relation),
                (one.arc_probability, arc_probability),
                (one.label, label),
                (one.label_probability, label_probability),
            ):
                target[words] = source[row, :length]
    return found


def _empty(words: Sequence[str], lay: Layout) -> Answer:
    count = len(words)
    return Answer(
        words,
        lay.tokens,
        tag=np.zeros(count, np.int64),
        morph=np.zeros((count, CANDIDATES), np.int64),
        lemma=np.zeros((count, CANDIDATES), np.int64),
        head=np.zeros(count, np.int64),
        relation=np.zeros(count, np.int64),
        arc_probability=np.zeros(count, np.float32),
        label=np.zeros(count, np.int64),
        label_probability=np.zeros(count, np.float32),
    )


def _relations(graph: Graph, batch: Batch, heads: Integers) -> Integers:
    """[windows, W]: ROOT at the roots and nowhere else."""
    rows = np.arange(len(heads))[:, None]
    chosen = batch.findings.relation_head[rows, heads]
    logits = graph.relations(batch.findings.relation_dependent, chosen)
    root = graph.classes.relation.index(_ROOT_RELATION)
    logits[:, :, root] = -np.inf
    found: Integers = logits.argmax(-1)
    found[heads == trees.ROOT] = root
    return found


def _places(batch: Batch) -> Iterator[tuple[int, int, slice]]:
    """(window, document, its words in it) of each window."""
    for row, (document, first, length) in enumerate(
        zip(batch.document.tolist(), batch.first.tolist(), batch.length.tolist(), strict=True)
    ):
        yield row, document, slice(first, first + length)
