"""Reads the corpora: CoNLL-U for the syntax, JSON lines and our own stories for the entities."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

SYNTAX_TRAIN = ("en_ewt-ud-train.conllu.gz", "gum_permissive-train.conllu.gz")
SYNTAX_DEV = "en_ewt-ud-dev.conllu.gz"
ENTITIES_DEV = "ner_uner_dev.jsonl.gz"
STORIES = "stories"
ENTITIES = (
    "uner", "gum", "docred", "wikigold", "crossner_pol", "crossner_other", "re3d", STORIES,
)  # fmt: skip
# The treebanks trained on have the same sentences: confidence calibrated on these would flatter, so
# no row of them is kept from the training.
_IN_THE_TREEBANKS = frozenset({"uner", "gum"})
HELD_OUT = 25  # every so many rows of the other entity corpora
_COLUMNS = 10  # of CoNLL-U
_GLUE = "_"  # a token of re3d where its text had a line break
BLANK_LINE = "\n\n"
_PLAIN_BREAKS = 0.85  # share of the breaks that are a blank line
# What else stands between paragraphs in text that nobody tidied.
_OTHER_BREAKS = ("\n", "\n\n\n", "\n \n", "\n\n ")
_BETWEEN_STORIES = re.compile(r"^###$", re.MULTILINE)
_MARKED = re.compile(r"([^\[]*)(?:\[([A-Z]+) ([^\[\]]+)\]|$)")
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


class Unreadable(ValueError):
    """A file that is missing, broken or of another form; the message names it."""


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as stream:
            yield from stream
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: {error}") from error


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Sentences of a CoNLL-U file; empty nodes are dropped, multiword tokens split.

    Raises Unreadable at a line that has not ten columns.
    """
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


def other_break(chance: random.Random) -> str:
    """A blank line, and now and then something like it."""
    if chance.random() < _PLAIN_BREAKS:
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
    """Rows of a file of JSON lines, plain or .gz.

    Those of an entity corpus have `tokens`, `spaces`, `ents` and `missing`, in token numbers; those
    of a gold file `id`, `text`, `ents` and `missing`, in characters. Raises Unreadable at a line
    that is no JSON object.
    """
    for number, line in enumerate(_lines(path), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise Unreadable(f"{path}: line {number} is no JSON: {error}") from error
            if not isinstance(row, dict):
                raise Unreadable(f"{path}: line {number} is no JSON object")
            yield row


def read_stories(path: Path, nlp: Language) -> Iterator[dict[str, Any]]:
    """Rows as of `read_rows` from a file of stories, with names marked as in `[ORG Reuters]`.

    Stories are divided by lines `###`. Raises ValueError at a mark that cannot be read.
    """
    for story in _BETWEEN_STORIES.split(path.read_text(encoding="utf-8")):
        if story.strip():
            yield _row(story.strip(), path, nlp)


def _row(story: str, path: Path, nlp: Language) -> dict[str, Any]:
    text, spans = "", []
    for plain, label, name in _MARKED.findall(story):
        text += plain
        if label:
            spans.append((len(text), len(text) + len(name), label))
            text += name
    closed = story.count("[") == story.count("]") == len(spans)
    if not closed or {label for *_, label in spans} - set(ENTITY_LABELS):
        raise ValueError(f"{path}: a name is not marked as [LABEL name] in: {story[:80]}")
    doc = nlp.make_doc(text)
    ents: list[tuple[int, int, str]] = []
    missing: list[int] = []
    for start, end, label in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        if (span.start_char, span.end_char) == (start, end):
            ents.append((span.start, span.end, label))
        else:  # the tokenizer does not part the name from what it hangs on
            missing.extend(range(span.start, span.end))
    return {
        "tokens": [token.text for token in doc],
        "spaces": [bool(token.whitespace_) for token in doc],
        "ents": ents,
        "missing": missing,
    }


def entity_file(folder: Path, name: str) -> Path:
    """Where the rows of a public entity corpus lie."""
    suffix = "" if name.startswith("crossner") else "_train"
    return folder / "entities" / f"ner_{name}{suffix}.jsonl.gz"


def entity_files(folder: Path) -> list[Path]:
    """All files of entities that training, calibration and evaluation read."""
    public = [entity_file(folder, name) for name in ENTITIES if name != STORIES]
    return [*public, folder / "entities" / ENTITIES_DEV]


def entity_rows(folder: Path, name: str, nlp: Language) -> list[dict[str, Any]]:
    """All rows of one entity corpus; `stories` are our own, beside this file."""
    if name == STORIES:
        files = sorted(Path(__file__).with_name(STORIES).glob("*.txt"))
        return [row for path in files for row in read_stories(path, nlp)]
    rows = list(read_rows(entity_file(folder, name)))
    return [unglued(row) for row in rows] if name == "re3d" else rows


def unglued(row: dict[str, Any]) -> dict[str, Any]:
    """The row with a line break wherever a lone `_` holds two sentences together.

    A break is as long as what it replaces, so that all offsets hold.
    """
    return {**row, "tokens": ["\n" if word == _GLUE else word for word in row["tokens"]]}


def held_out(name: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The corpus' rows that are not trained on: confidence is calibrated on them."""
    return [] if name in _IN_THE_TREEBANKS else list(rows[HELD_OUT - 1 :: HELD_OUT])


def trained_on(name: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All other rows of the corpus."""
    everything = name in _IN_THE_TREEBANKS
    return [row for number, row in enumerate(rows, 1) if everything or number % HELD_OUT]
