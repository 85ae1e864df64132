"""The look of a text: newlines, spaces, runs of one symbol, length.

Decides what every emitted text has in common: paragraphs apart by one blank line, no trailing
spaces, NFC. Letters are never changed. Must not know where the text came from.
"""

import re
import unicodedata

# C0 without tab and newlines, DEL, and lone surrogates, which neither spaCy nor JSON can hold.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_SYMBOL_RUN = re.compile(r"([^\w\s])\1{5,}")  # "......" and rows of stars carry nothing
_SYMBOLS_KEPT = 3


def usable(text: str) -> str:
    """The text without characters that break parsers, spaCy or JSON."""
    return _UNUSABLE.sub("", text)


def one_newline(text: str) -> str:
    """The text with every kind of line end as a line feed."""
    return _NEWLINES.sub("\n", text)


def normal_text(text: str) -> str:
    """The text in NFC with each line as a paragraph, one blank line between two of them."""
    text = unicodedata.normalize("NFC", one_newline(text))
    text = _SYMBOL_RUN.sub(lambda run: run[1] * _SYMBOLS_KEPT, _SPACES.sub(" ", text))
    lines = (line.strip() for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line)


def cut(text: str, max_chars: int) -> str:
    """At most `max_chars` characters, ending where a paragraph, a sentence or a word does."""
    piece = text[:max_chars]
    for border in ("\n\n", ". ", " "):
        end = piece.rfind(border)
        if end >= max_chars * 3 // 4:
            return piece[: end + border.count(".")].rstrip()
    return piece.rstrip()
