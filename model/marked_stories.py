"""Stories of our own, with names marked as in `[ORG Reuters]`, into rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language

from labels import ENTITY_LABELS
from rows import TokenRow
from tests.evaluation.marks import unmarked

_BETWEEN_STORIES = re.compile(r"^###$", re.MULTILINE)


def read_stories(path: Path, nlp: Language) -> Iterator[TokenRow]:
    """The stories of a file, which are divided by lines `###`.

    Raises ValueError at a mark that cannot be read.
    """
    for story in _BETWEEN_STORIES.split(path.read_text(encoding="utf-8")):
        if story.strip():
            yield _row(story.strip(), path, nlp)


def _row(story: str, path: Path, nlp: Language) -> TokenRow:
    try:
        text, spans = unmarked(story, ENTITY_LABELS)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    doc = nlp.make_doc(text)
    ents: list[tuple[int, int, str]] = []
    missing: list[int] = []
    for start, end, label in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        assert span is not None  # as wide as the tokens that the name touches
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
