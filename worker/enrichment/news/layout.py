"""How a document's tokens lie: which are words, where paragraphs break, where sentences may begin.

Decides from the tokens' texts alone. Must not know spaCy's Doc, so that training can use it too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ENDS = frozenset(".!?…")
_CLOSES = frozenset("\"'”’»)]")


@dataclass(frozen=True, slots=True)
class Layout:
    """The words (tokens that are no whitespace) of a document, in order; all lists have one length.

    tokens: the word's token number; line: a line begins here, so that the encoder sees a [SEP];
    paragraph: the line follows a blank one, so that a sentence begins; sentence: one may begin.
    """

    tokens: list[int]
    line: list[bool]
    paragraph: list[bool]
    sentence: list[bool]


def layout(tokens: Sequence[str]) -> Layout:
    """The layout of a tokenised text, whitespace tokens included."""
    found = Layout([], [], [], [])
    line = paragraph = ended = False
    for number, token in enumerate(tokens):
        if token.isspace():
            line |= "\n" in token
            paragraph |= bool(_BLANK_LINE.search(token))
            continue
        found.tokens.append(number)
        found.line.append(line)
        found.paragraph.append(paragraph)
        found.sentence.append(line or (ended and not token[0].islower() and token not in _CLOSES))
        # "ended" outlives closing quotes and brackets, which belong to the sentence before them.
        ended = token[-1] in _ENDS or (ended and token in _CLOSES)
        line = paragraph = False
    return found
