"""Names marked in a text as in `[ORG Reuters]`, and labels as they are compared with the marks.

The scripts in model/ read their stories and their gold by the same rules.
"""

import re
from collections.abc import Collection

# What a text has before a mark, the mark; at the end of the text no mark follows.
_MARKED = re.compile(r"([^\[]*)(?:\[([A-Z]+) ([^\[\]]+)\]|$)")
_FOLDED = {"GPE": "LOC", "FAC": "LOC"}

Span = tuple[int, int, str]  # start and end in characters, label


def folded(label: str) -> str:
    """The label as marks have it: all places are LOC."""
    return _FOLDED.get(label, label)


def unmarked(marked: str, labels: Collection[str]) -> tuple[str, list[Span]]:
    """The text without marks, and the spans that were marked, in their order.

    Raises ValueError at a bracket that belongs to no mark, and at a label that is none of `labels`.
    """
    text, spans = "", []
    for plain, label, name in _MARKED.findall(marked):
        text += plain
        if label:
            spans.append((len(text), len(text) + len(name), label))
            text += name
    closed = marked.count("[") == marked.count("]") == len(spans)
    if not closed or {label for *_, label in spans} - set(labels):
        raise ValueError(f"a name is not marked as [LABEL name] in: {marked[:80]}")
    return text, spans
