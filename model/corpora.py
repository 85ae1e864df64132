"""Reads the corpora into spaCy documents: CoNLL-U for the syntax, JSON lines for the entities.

Web pages have blank lines between paragraphs and curly quotes; most treebanks have neither. Both
are put in here, at random, so that the pipeline has seen them. Nothing here knows about training.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

BLANK_LINE = "\n\n"
# What else stands between paragraphs in text that nobody tidied.
_OTHER_BREAKS = ("\n", "\n\n\n", "\n \n", "\n\n ")
ENTITY_LABELS = ("PERSON", "ORG", "LOC", "NORP", "MISC")


@dataclass(slots=True)
class Sentence:
    """One CoNLL-U sentence; `heads` point inside the sentence, a root points at itself."""

    new_doc: bool = False
    new_paragraph: bool = False
    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    feats: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)


def _lines(path: Path) -> Iterator[str]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            yield from stream
    else:
        with path.open(encoding="utf-8") as stream:
            yield from stream


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Sentences of a CoNLL-U file; empty nodes are dropped, multiword tokens split."""
    sentence = Sentence()
    inside_range_until, range_space = 0, True
    for line in _lines(path):
        line = line.rstrip("\n")
        if not line:
            if sentence.words:
                yield sentence
            sentence, inside_range_until = Sentence(), 0
        elif line.startswith("#"):
            sentence.new_doc |= line.startswith("# newdoc")
            sentence.new_paragraph |= line.startswith("# newpar") and "newpar_block" not in line
        else:
            number, form, lemma, upos, xpos, feats, head, dep, _, misc = line.split("\t")
            space = "SpaceAfter=No" not in misc
            if "." in number:
                continue
            if "-" in number:
                inside_range_until, range_space = int(number.split("-")[1]), space
                continue
            index = int(number)
            if index <= inside_range_until:
                space = index == inside_range_until and range_space
            sentence.words.append(form.replace(" ", "\u00a0"))
            sentence.spaces.append(space)
            sentence.lemmas.append(form if lemma == "_" else lemma)
            sentence.upos.append(upos)
            sentence.xpos.append(xpos)
            sentence.feats.append("" if feats == "_" else feats)
            sentence.heads.append(index - 1 if head == "0" else int(head) - 1)
            sentence.deps.append("ROOT" if head == "0" else dep)


def documents(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences grouped by document."""
    group: list[Sentence] = []
    for sentence in sentences:
        if sentence.new_doc and group:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def pieces(group: list[Sentence], longest: int) -> Iterator[list[Sentence]]:
    """A document cut into runs of at most `longest` sentences, at a paragraph if possible."""
    piece: list[Sentence] = []
    for sentence in group:
        full = len(piece) >= longest
        if full or (sentence.new_paragraph and len(piece) >= longest // 2):
            yield piece
            piece = []
        piece.append(sentence)
    if piece:
        yield piece


def syntax_doc(vocab: Vocab, piece: list[Sentence], chance: random.Random | None) -> Doc:
    """One spaCy document; with `chance`, three paragraphs in four begin after a blank line."""
    words: list[str] = []
    spaces: list[bool] = []
    lemmas: list[str] = []
    upos: list[str] = []
    xpos: list[str] = []
    feats: list[str] = []
    heads: list[int] = []
    deps: list[str] = []
    starts: list[bool] = []
    for sentence in piece:
        if words and sentence.new_paragraph and (chance is None or chance.random() < 0.75):
            spaces[-1] = False
            heads.append(len(words) - 1)
            words.append(other_break(chance))
            for column, value in ((lemmas, words[-1]), (upos, "SPACE"), (xpos, "_SP")):
                column.append(value)
            feats.append("")
            deps.append("dep")
            spaces.append(False)
            starts.append(False)
        offset = len(words)
        starts.extend(i == 0 for i in range(len(sentence.words)))
        words.extend(sentence.words)
        spaces.extend(sentence.spaces)
        lemmas.extend(sentence.lemmas)
        upos.extend(sentence.upos)
        xpos.extend(sentence.xpos)
        feats.extend(sentence.feats)
        heads.extend(head + offset for head in sentence.heads)
        deps.extend(sentence.deps)
    if chance is not None and chance.random() < 0.5:
        words = curly(words, spaces)
    return Doc(
        vocab,
        words=words,
        spaces=spaces,
        lemmas=lemmas,
        pos=upos,
        tags=xpos,
        morphs=feats,
        heads=heads,
        deps=deps,
    )


def other_break(chance: random.Random | None) -> str:
    """A blank line, and now and then something like it."""
    if chance is None or chance.random() < 0.85:
        return BLANK_LINE
    return chance.choice(_OTHER_BREAKS)


def curly(words: list[str], spaces: list[bool]) -> list[str]:
    """The words with typographic quotes and apostrophes instead of the straight ones."""
    result: list[str] = []
    for index, word in enumerate(words):
        opens = (index == 0 or spaces[index - 1]) and not spaces[index]
        if word in ('"', "``", "''"):
            word = "“" if opens else "”"
        elif word == "'":
            word = "‘" if opens else "’"
        elif "'" in word:
            word = word.replace("'", "’")
        result.append(word)
    return result


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of an entity file: `tokens`, `spaces`, `ents`, `missing`."""
    for line in _lines(path):
        if line.strip():
            yield json.loads(line)


def entity_path(folder: Path, name: str) -> Path:
    """The file of one entity corpus; CrossNER has no split in its name."""
    suffix = "" if name.startswith("crossner") else "_train"
    return folder / "entities" / f"ner_{name}{suffix}.jsonl.gz"
