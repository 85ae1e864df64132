"""CoNLL-U into sentences, sentences into documents, documents into what spaCy reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

from lines import Unreadable, read_lines

SYNTAX_TRAIN = ("en_ewt-ud-train.conllu.gz", "gum_permissive-train.conllu.gz")
SYNTAX_DEV = "en_ewt-ud-dev.conllu.gz"
BLANK_LINE = "\n\n"
_COLUMNS = 10  # of CoNLL-U


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


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Sentences of a CoNLL-U file; empty nodes are dropped, multiword tokens split.

    Raises Unreadable at a line that has not ten columns.
    """
    sentence = Sentence()
    inside_range_until, range_space = 0, True
    for line in read_lines(path):
        line = line.rstrip("\n")
        if not line:
            if sentence.words:
                yield sentence
            sentence, inside_range_until = Sentence(), 0
        elif line.startswith("#"):
            sentence.new_doc |= line.startswith("# newdoc")
            sentence.new_paragraph |= line.startswith("# newpar") and "newpar_block" not in line
        else:
            columns = line.split("\t")
            if len(columns) != _COLUMNS:
                raise Unreadable(f"{path}: is no CoNLL-U: {line[:80]!r}")
            number, form, lemma, upos, xpos, feats, head, dep, _, misc = columns
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
    if sentence.words:  # the file does not end with a blank line
        yield sentence


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


def syntax_doc(vocab: Vocab, piece: list[Sentence]) -> Doc:
    """One spaCy document; a blank line stands before each new paragraph."""
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
        if words and sentence.new_paragraph:
            spaces[-1] = False
            heads.append(len(words) - 1)
            words.append(BLANK_LINE)
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
