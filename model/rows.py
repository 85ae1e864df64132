"""Rows: texts with the entities that somebody marked in them, in token numbers or in characters.

Decides what a row looks like. Must not know which corpora there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from lines import Unreadable, read_lines


class TokenRow(TypedDict):
    """A row of an entity corpus; all numbers are those of tokens, an end is the next one's."""

    tokens: list[str]
    spaces: list[bool]  # whether one follows the token
    ents: list[tuple[int, int, str]]  # start, end, label
    missing: NotRequired[list[int]]  # nobody annotated these


class TextRow(TypedDict):
    """A row of a gold file; all numbers are those of characters."""

    text: str
    ents: list[tuple[int, int, str]]  # start, end, label
    missing: NotRequired[list[tuple[int, int]]]  # start, end of what nobody annotated


def read_rows(path: Path) -> Iterator[Any]:
    """Rows of a file of JSON lines, plain or .gz: TokenRow of an entity corpus, TextRow of gold.

    Raises Unreadable at a line that is no JSON object; what is in it, nobody looks at here.
    """
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise Unreadable(f"{path}: line {number} is no JSON: {error}") from error
            if not isinstance(row, dict):
                raise Unreadable(f"{path}: line {number} is no JSON object")
            yield row


def in_characters(row: TokenRow) -> TextRow:
    """The row as text with offsets."""
    words, starts, text = row["tokens"], [], ""
    for word, space in zip(words, row["spaces"], strict=True):
        starts.append(len(text))
        text += word + " " * space
    chars = [(starts[i], starts[i] + len(word)) for i, word in enumerate(words)]
    return {
        "text": text,
        "ents": [(chars[s][0], chars[e - 1][1], label) for s, e, label in row["ents"]],
        "missing": [chars[i] for i in row.get("missing", ())],
    }
