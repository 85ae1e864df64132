"""Corpora into training windows: words, their pieces, and what the heads shall say of them.

Every epoch draws anew what pages vary in and corpora do not: paragraph breaks, wrapped lines, curly
quotes, capitals, other names. The windows are cut by the same code as at run time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from spacy.language import Language

from corpora import BLANK_LINE, ENTITY_LABELS, Sentence, curly, other_break
from swap import NameSwap
from worker.enrichment.news.batching import framed
from worker.enrichment.news.layout import layout
from worker.enrichment.news.lemmas import script
from worker.enrichment.news.windows import LONGEST, WANTED, windows
from worker.enrichment.news.wordpiece import WordPiece

IGNORED = -100
ENTITY_TAGS = (
    "O",
    *(f"{b}-{label}" for label in ENTITY_LABELS for b in ("B", "I")),
)
_CURLY, _UPPER, _TITLE, _WRAPPED, _LOWER = 0.5, 0.04, 0.02, 0.04, 0.01
_SWAPPED = 0.3  # of a corpus whose names are exchanged


@dataclass(slots=True)
class Inventory:
    """The classes of each head, in the order of their ids."""

    tag: list[str]
    morph: list[str]
    lemma: list[str]
    relation: list[str]
    entity: list[str] = field(default_factory=lambda: list(ENTITY_TAGS))

    def ids(self) -> dict[str, dict[str, int]]:
        """Class to id, for each head."""
        heads = ("tag", "morph", "lemma", "relation", "entity")
        return {name: {c: i for i, c in enumerate(getattr(self, name))} for name in heads}


def inventory(sentences: Iterable[Sentence]) -> Inventory:
    """Every class seen often enough to be learnt, the commonest first."""
    tag, morph, lemma, relation = Counter(), Counter(), Counter(), Counter()
    for s in sentences:
        tag.update(s.xpos)
        morph.update(map(morph_class, s.upos, s.feats))
        lemma.update(map(script, s.words, s.lemmas))
        relation.update(s.deps)

    def kept(counts: Counter[str], least: int) -> list[str]:
        return [name for name, count in counts.most_common() if count >= least]

    return Inventory(kept(tag, 2), kept(morph, 2), kept(lemma, 3), kept(relation, 2))


def morph_class(upos: str, feats: str) -> str:
    """Part of speech and features as one class."""
    return f"{upos}|{feats}" if feats else upos


@dataclass(slots=True)
class Annotated:
    """A document's tokens (whitespace included) and, for each, the ids that the heads shall give.

    `head` holds token numbers, -1 at a root. IGNORED stands where nothing is known.
    """

    tokens: list[str]
    entity: list[int]
    tag: list[int]
    morph: list[int]
    lemma: list[int]
    begin: list[int]
    head: list[int]
    relation: list[int]


@dataclass(slots=True)
class Piecewise:
    """One window, ready for a batch: pieces and cases of length T, labels of length W."""

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


class SyntaxSource:
    """Documents of a treebank, with breaks where paragraphs begin."""

    def __init__(self, documents: list[list[Sentence]], classes: Inventory) -> None:
        self._documents = documents
        self._ids = classes.ids()

    def __iter__(self) -> Iterator[Callable[[random.Random | None], Annotated]]:
        for group in self._documents:
            yield lambda chance, group=group: self._annotated(group, chance)

    def _annotated(self, group: list[Sentence], chance: random.Random | None) -> Annotated:
        found = Annotated([], [], [], [], [], [], [], [])
        ids = self._ids
        bent = chance is not None and chance.random() < _CURLY
        for s in group:
            if found.tokens and s.new_paragraph and (chance is None or chance.random() < 0.75):
                _add_break(found, BLANK_LINE if chance is None else other_break(chance))
            words = _rewritten(curly(s.words, s.spaces) if bent else s.words, chance)
            position: list[int] = []
            for i, word in enumerate(words):
                if i and s.spaces[i - 1] and chance is not None and chance.random() < 0.002:
                    _add_break(found, "\n")
                position.append(len(found.tokens))
                found.tokens.append(word)
                found.entity.append(IGNORED)
                found.tag.append(ids["tag"].get(s.xpos[i], IGNORED))
                morph = morph_class(s.upos[i], s.feats[i])
                found.morph.append(ids["morph"].get(morph, IGNORED))
                found.lemma.append(ids["lemma"].get(script(word, s.lemmas[i]), IGNORED))
                found.begin.append(int(i == 0))
                found.head.append(s.heads[i])
                found.relation.append(ids["relation"].get(s.deps[i], IGNORED))
            for i, at in enumerate(position):
                head = s.heads[i]
                found.head[at] = -1 if head == i else position[head]
        return found


class EntitySource:
    """Documents with entities, tokenised by the pipeline's own tokenizer."""

    def __init__(
        self, rows: list[dict[str, Any]], nlp: Language, classes: Inventory, swap: NameSwap | None
    ) -> None:
        self._rows, self._nlp, self._swap = rows, nlp, swap
        self._ids = classes.ids()["entity"]

    def __iter__(self) -> Iterator[Callable[[random.Random | None], Annotated]]:
        for row in self._rows:
            yield lambda chance, row=row: self._annotated(row, chance)

    def _annotated(self, row: dict[str, Any], chance: random.Random | None) -> Annotated:
        if chance is not None and self._swap is not None and chance.random() < _SWAPPED:
            row = self._swap.row(row)
        text, marks = _marked(row, chance)
        tokens = self._nlp.make_doc(text)
        found = Annotated([t.text for t in tokens], [], *([] for _ in range(6)))
        before = -1
        for token in tokens:
            mark = marks[token.idx]
            if token.is_space or mark is None:
                found.entity.append(IGNORED)
            elif mark == (-1, ""):
                found.entity.append(0)
            else:
                number, label = mark
                found.entity.append(self._ids[("I-" if number == before else "B-") + label])
            before = -1 if mark is None or token.is_space else mark[0]
        blank = [IGNORED] * len(found.tokens)
        for name in ("tag", "morph", "lemma", "begin", "head", "relation"):
            setattr(found, name, list(blank))
        return found


def _marked(
    row: dict[str, Any], chance: random.Random | None
) -> tuple[str, list[tuple[int, str] | None]]:
    """The text and, for each character, (entity number, label), (-1, "") or None (unknown)."""
    words, spaces = list(row["tokens"]), row["spaces"]
    if chance is not None and chance.random() < _CURLY:
        words = curly(words, spaces)
    inside = {i for start, end, _ in row["ents"] for i in range(start, end - 1)}
    owner: list[tuple[int, str] | None] = [(-1, "")] * len(words)
    for number, (start, end, label) in enumerate(row["ents"]):
        owner[start:end] = [(number, label)] * (end - start)
    for i in row.get("missing", ()):
        owner[i] = None
    breaks = chance is not None and chance.random() < 0.6
    # Rewriting by sentence: a run of words up to a full stop.
    start = 0
    if chance is not None:
        for i, word in enumerate(words):
            if word in ".!?" or i + 1 == len(words):
                words[start : i + 1] = _rewritten(words[start : i + 1], chance)
                start = i + 1
    chars: list[str] = []
    marks: list[tuple[int, str] | None] = []
    for i, (word, space) in enumerate(zip(words, spaces, strict=True)):
        gap = " " if space else ""
        if chance is not None and space and i not in inside and i + 1 < len(words):
            if breaks and word in ".!?" and chance.random() < 0.4:
                gap = other_break(chance)
            elif chance.random() < 0.002:
                gap = "\n"
        chars.append(word + gap)
        marks.extend([owner[i]] * len(word))
        within = owner[i] if i in inside else (None if owner[i] is None else (-1, ""))
        marks.extend([within] * len(gap))
    return "".join(chars), marks


def _rewritten(words: list[str], chance: random.Random | None) -> list[str]:
    """A sentence as a headline or a careless typist would write it, now and then."""
    if chance is None:
        return words
    draw = chance.random()
    if draw < _UPPER:
        return [word.upper() if len(word.upper()) == len(word) else word for word in words]
    if draw < _UPPER + _TITLE:
        return [w[0].upper() + w[1:] if len(w) > 3 or i == 0 else w for i, w in enumerate(words)]
    if draw < _UPPER + _TITLE + _LOWER:
        return [word.lower() if len(word.lower()) == len(word) else word for word in words]
    return words


def _add_break(found: Annotated, text: str) -> None:
    found.tokens.append(text)
    for name in ("entity", "tag", "morph", "lemma", "begin", "head", "relation"):
        getattr(found, name).append(IGNORED)


def cut(doc: Annotated, speller: WordPiece, chance: random.Random | None) -> Iterator[Piecewise]:
    """The document's windows; with `chance`, their size is drawn too."""
    lay = layout(doc.tokens)
    spelled = [speller.spell(doc.tokens[number]) for number in lay.tokens]
    wanted = WANTED if chance is None else chance.randint(WANTED // 4, WANTED * 5 // 4)
    word_of = {token: word for word, token in enumerate(lay.tokens)}
    for w in windows([len(s[0]) for s in spelled], lay.line, lay.sentence, wanted, LONGEST):
        row = framed(0, w, spelled, lay, speller)
        found = Piecewise(row.pieces, row.cases, row.words, *([] for _ in range(7)))
        for word in range(w.first, w.end):
            token = lay.tokens[word]
            for name in ("entity", "tag", "morph", "lemma", "begin", "relation"):
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


LABELS = ("entity", "tag", "morph", "lemma", "begin", "head", "relation")


def batches(
    found: list[Piecewise], chance: random.Random | None, pieces: int = 2048, multiple: int = 16
) -> Iterator[dict[str, np.ndarray]]:
    """Windows of like length together, at most `pieces` a batch with the padding."""
    order = sorted(range(len(found)), key=lambda i: len(found[i].pieces))
    groups: list[list[int]] = [[]]
    for i in order:
        length = -(-len(found[i].pieces) // multiple) * multiple
        if groups[-1] and (len(groups[-1]) + 1) * length > pieces:
            groups.append([])
        groups[-1].append(i)
    if chance is not None:
        chance.shuffle(groups)
    for group in groups:
        yield _batch([found[i] for i in group], multiple)


def _batch(group: list[Piecewise], multiple: int) -> dict[str, np.ndarray]:
    rows = len(group)
    length = -(-max(len(w.pieces) for w in group) // multiple) * multiple
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
