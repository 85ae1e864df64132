"""Rows of an entity corpus out of the files that its makers publish.

Decides how their columns and JSON become tokens, spaces and labels. Must not know where the files
lie. Text without its spaces gets those that English prose has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from lines import Unreadable, read_lines
from rows import TokenRow

OUTSIDE, UNKNOWN = "O", "?"
# What a label of the corpus is here; one that is not named is OUTSIDE, and UNKNOWN teaches nothing.
Labels = Mapping[str, str]
Nationality = Callable[[str], bool]
_PASSAGE_SENTENCES = 8
_NO_SPACE_BEFORE = re.compile(r"[.,:;!?%)\]}’”…]+|[’'](?:s|S|re|ve|ll|d|m|t)?|n['’]t")
_NO_SPACE_BEHIND = re.compile(r"[(\[{$£€“‘#]")
_TEXT = "# text = "
_ARTICLES = frozenset({"the", "a", "an"})  # no part of a name here

Sentence = tuple[list[str], list[str]]  # words, and for each the tag that its file has
Tagged = tuple[list[str], list[bool], list[str]]  # words, whether a space follows, tags


def column_documents(path: Path) -> Iterator[list[Tagged]]:
    """Documents of a file with a word and its tag a line, the tag last: CrossNER, WikiGold.

    A blank line ends a sentence, `-DOCSTART-` a document; where there is none, so many sentences
    are one. Raises Unreadable.
    """
    document: list[Tagged] = []
    marked = False
    for words, tags in _sentences(path):
        if words[0] == "-DOCSTART-":
            marked = True
            if document:
                yield document
            document = []
            continue
        document.append((words, spaces_of(words), tags))
        if not marked and len(document) == _PASSAGE_SENTENCES:
            yield document
            document = []
    if document:
        yield document


def uner_documents(path: Path) -> Iterator[list[Tagged]]:
    """Documents of Universal NER: number, word, tag and whose it is, after `# text`.

    `B-O` is a token whose annotation was taken back: nobody knows. Raises Unreadable.
    """
    document: list[Tagged] = []
    text = ""
    words: list[str] = []
    tags: list[str] = []
    for number, line in enumerate([*read_lines(path), "\n"], 1):
        if line.startswith(_TEXT):
            text = line.removeprefix(_TEXT).rstrip("\n")
        elif line.startswith("# newdoc") and document:
            yield document
            document = []
        elif line.strip() and not line.startswith("#"):
            columns = line.rstrip("\n").split("\t")
            if len(columns) < 3:
                raise Unreadable(f"{path}: line {number} has no three columns")
            words.append(columns[1])
            tags.append(columns[2])
        elif not line.strip() and words:
            document.append((words, _spaces_in(text, words), tags))
            words, tags = [], []
    if document:
        yield document


def docred_documents(path: Path) -> Iterator[list[Tagged]]:
    """Documents of (Re-)DocRED: `sents`, and `vertexSet` with each thing's mentions."""
    try:
        documents = json.loads("".join(read_lines(path)))
        for document in documents:
            tags = [[OUTSIDE] * len(words) for words in document["sents"]]
            for mention in (one for thing in document["vertexSet"] for one in thing):
                first, end = mention["pos"]
                of_sentence = tags[mention["sent_id"]]
                if set(of_sentence[first:end]) == {OUTSIDE}:  # of two on one word, the first
                    inside = [f"I-{mention['type']}"] * (end - first - 1)
                    of_sentence[first:end] = [f"B-{mention['type']}", *inside]
            yield [
                (words, spaces_of(words), mine)
                for words, mine in zip(document["sents"], tags, strict=True)
            ]
    except (json.JSONDecodeError, KeyError, TypeError, IndexError) as error:
        raise Unreadable(f"{path}: is no DocRED: {type(error).__name__}: {error}") from error


def row_of(document: Iterable[Tagged], labels: Labels, nationality: Nationality) -> TokenRow:
    """A document as one row, names without their article. MISC or LOC that is a people is NORP."""
    row = TokenRow(tokens=[], spaces=[], ents=[], missing=[])
    for words, spaces, tags in document:
        base = len(row["tokens"])
        row["tokens"] += words
        row["spaces"] += [*spaces[:-1], True]
        for start, end, name in _spans(tags):
            has_article = end - start > 1 and words[start].lower() in _ARTICLES
            first = start + 1 if has_article else start
            label = labels.get(name, OUTSIDE)
            if label in {"MISC", "LOC"} and nationality(" ".join(words[first:end])):
                label = "NORP"
            if label == UNKNOWN:
                row["missing"] += range(base + first, base + end)
            elif label != OUTSIDE:
                row["ents"].append((base + first, base + end, label))
    return row


def spaces_of(words: list[str]) -> list[bool]:
    """Whether a space follows each word, as in prose; straight quotes open and close in turns."""
    spaces = [True] * len(words)
    opened = False
    for at, word in enumerate(words):
        glued_before = bool(_NO_SPACE_BEFORE.fullmatch(word))
        if word == '"':
            glued_before, opened = opened, not opened
        if glued_before and at:
            spaces[at - 1] = False
        if _NO_SPACE_BEHIND.fullmatch(word) or (word == '"' and opened):
            spaces[at] = False
    return spaces


def _sentences(path: Path) -> Iterator[Sentence]:
    words: list[str] = []
    tags: list[str] = []
    for number, line in enumerate([*read_lines(path), "\n"], 1):
        columns = line.split()
        if not columns:
            if words:
                yield words, tags
            words, tags = [], []
        elif len(columns) < 2:
            raise Unreadable(f"{path}: line {number} has a word and no tag")
        else:
            words.append(columns[0])
            tags.append(columns[-1])


def _spaces_in(text: str, words: list[str]) -> list[bool]:
    """As the text has them; where it lacks a word, as in prose."""
    ends, position = [], 0
    for word in words:
        at = text.find(word, position)
        if at < 0:
            return spaces_of(words)
        position = at + len(word)
        ends.append(position)
    return [text[end : end + 1] == " " for end in ends]


def _spans(tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """Of tags B-X and I-X; an I-X behind another label begins one (files that have no B-)."""
    begins = [
        at
        for at, (before, tag) in enumerate(pairwise([OUTSIDE, *tags]))
        if tag != OUTSIDE and (tag.startswith("B-") or tag[2:] != before[2:])
    ]
    for first in begins:
        end = first + 1
        while end < len(tags) and tags[end] == f"I-{tags[first][2:]}":
            end += 1
        yield first, end, tags[first][2:]
