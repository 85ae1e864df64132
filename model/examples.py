"""Corpora into annotated documents: words, and what the heads shall say of them.

Every epoch draws anew what pages vary in and corpora do not: paragraph breaks, wrapped lines, curly
quotes, capitals, other names.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from spacy.language import Language
from spacy.tokens import Doc

from labels import IGNORED, LABELS, OUTSIDE, Inventory, morph_class
from rows import TokenRow
from swap import NameSwap
from treebanks import BLANK_LINE, Sentence
from typesetting import curly, other_break, rewritten
from worker.enrichment.news.lemmas import script

_CURLY = 0.5  # of the documents get typographic quotes
_SWAPPED = 0.3  # of the documents of a corpus whose names are exchanged
_PARAGRAPHS_KEPT = 0.75  # of the breaks that a treebank knows of
_WITH_PARAGRAPHS = 0.6  # of the documents of entity corpora, which know of none
_PARAGRAPH_ENDS = 0.4  # of the sentences in these
_WRAPPED = 0.002  # of the spaces inside a sentence are a line's end
_NO_ENTITY = -1  # in the place of an entity's number
_SENTENCE_ENDS = ".!?"

# Of a character: the number of its entity and the label; (_NO_ENTITY, "") outside of all; None
# where the annotation is unknown.
Mark = tuple[int, str] | None


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


class SyntaxSource:
    """Documents of a treebank, with breaks where paragraphs begin."""

    def __init__(self, documents: list[list[Sentence]], classes: Inventory) -> None:
        self._documents = documents
        self._ids = classes.ids()

    def __iter__(self) -> Iterator[Callable[[random.Random | None], Annotated]]:
        for group in self._documents:
            yield partial(self._annotated, group)

    def _annotated(self, group: list[Sentence], chance: random.Random | None) -> Annotated:
        found = Annotated([], *([] for _ in LABELS))
        ids = self._ids
        bent = chance is not None and chance.random() < _CURLY
        for s in group:
            if found.tokens and s.new_paragraph:
                if chance is None:
                    _add_break(found, BLANK_LINE)
                elif chance.random() < _PARAGRAPHS_KEPT:
                    _add_break(found, other_break(chance))
            words = rewritten(curly(s.words, s.spaces) if bent else s.words, chance)
            position: list[int] = []
            for i, word in enumerate(words):
                if i and s.spaces[i - 1] and chance is not None and chance.random() < _WRAPPED:
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
        self, rows: list[TokenRow], nlp: Language, classes: Inventory, swap: NameSwap | None
    ) -> None:
        self._rows, self._nlp, self._swap = rows, nlp, swap
        self._ids = classes.ids()["entity"]

    def __iter__(self) -> Iterator[Callable[[random.Random | None], Annotated]]:
        for row in self._rows:
            yield partial(self._annotated, row)

    def _annotated(self, row: TokenRow, chance: random.Random | None) -> Annotated:
        if chance is not None and self._swap is not None and chance.random() < _SWAPPED:
            row = self._swap.row(row)
        text, marks = marked(row, chance)
        tokens = self._nlp.make_doc(text)
        found = Annotated([t.text for t in tokens], *([] for _ in LABELS))
        for name in LABELS:
            setattr(found, name, [IGNORED] * len(tokens))
        found.entity = entity_ids(tokens, marks, self._ids)
        return found


def entity_ids(tokens: Doc, marks: Sequence[Mark], ids: dict[str, int]) -> list[int]:
    """The class of each token, from the marks of its characters; IGNORED where they disagree."""
    found: list[int] = []
    before = _NO_ENTITY
    for token in tokens:
        own = marks[token.idx : token.idx + len(token)]
        mark = own[0]
        if token.is_space or mark is None or len(set(own)) > 1:
            # The tokenizer does not part what the corpus parts: no label would be true of it all.
            found.append(IGNORED)
        elif mark == (_NO_ENTITY, ""):
            found.append(ids[OUTSIDE])
        else:
            number, label = mark
            found.append(ids[("I-" if number == before else "B-") + label])
        before = _NO_ENTITY if own[-1] is None or token.is_space else own[-1][0]
    return found


def marked(row: TokenRow, chance: random.Random | None) -> tuple[str, list[Mark]]:
    """A row's text, with `chance` as a page might have it, and the mark of each character."""
    words, spaces = list(row["tokens"]), row["spaces"]
    if chance is not None and chance.random() < _CURLY:
        words = curly(words, spaces)
    inside = {i for start, end, _ in row["ents"] for i in range(start, end - 1)}
    owner = _owners(row)
    breaks = chance is not None and chance.random() < _WITH_PARAGRAPHS
    # Rewriting by sentence: a run of words up to a full stop.
    start = 0
    if chance is not None:
        for i, word in enumerate(words):
            if word in _SENTENCE_ENDS or i + 1 == len(words):
                words[start : i + 1] = rewritten(words[start : i + 1], chance)
                start = i + 1
    chars: list[str] = []
    marks: list[Mark] = []
    for i, (word, space) in enumerate(zip(words, spaces, strict=True)):
        gap = " " if space else ""
        if chance is not None and space and i not in inside and i + 1 < len(words):
            if breaks and word in _SENTENCE_ENDS and chance.random() < _PARAGRAPH_ENDS:
                gap = other_break(chance)
            elif chance.random() < _WRAPPED:
                gap = "\n"
        chars.append(word + gap)
        marks.extend([owner[i]] * len(word))
        within = owner[i] if i in inside or owner[i] is None else (_NO_ENTITY, "")
        marks.extend([within] * len(gap))
    return "".join(chars), marks


def _owners(row: TokenRow) -> list[Mark]:
    """The mark of each of the row's tokens."""
    owner: list[Mark] = [(_NO_ENTITY, "")] * len(row["tokens"])
    for number, (start, end, label) in enumerate(row["ents"]):
        owner[start:end] = [(number, label)] * (end - start)
    for i in row.get("missing", ()):
        owner[i] = None
    return owner


def _add_break(found: Annotated, text: str) -> None:
    found.tokens.append(text)
    for name in LABELS:
        getattr(found, name).append(IGNORED)
