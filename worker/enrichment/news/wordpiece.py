"""A word as the encoder reads it: pieces of a closed vocabulary, and how it is written.

Decides piece ids and letter case. Must not know documents. The encoder is uncased, so the case of
each word goes in beside its pieces. Source of the method: WordPiece as in BERT (Devlin et al. 2019,
arXiv:1810.04805), longest match first, after lower-casing and removing accents.
"""

import unicodedata
from collections.abc import Iterable
from enum import IntEnum

PAD, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
_CONTINUED = "##"
_LONGEST_PART = 100  # characters; BERT's own limit, longer ones are unknown
_MOST_PIECES = 12  # of one word: an encoded blob shall not fill a window
_CACHED_WORDS = 50_000


class Case(IntEnum):
    """How a word is written; the value is its row in the encoder's table of cases."""

    NONE = 0  # no letter that has case: numbers, punctuation, other scripts; also [CLS] and [SEP]
    LOWER = 1
    TITLE = 2
    UPPER = 3
    MIXED = 4
    CAPITAL = 5  # a single capital letter


Spelling = tuple[tuple[int, ...], Case]


class WordPiece:
    """Splits words into piece ids; remembers the words it has seen, up to a limit."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """`vocabulary`: the pieces in the order of their ids. Raises KeyError without [PAD] etc."""
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self.pad, self.start, self.end = (self._ids[piece] for piece in (PAD, START, END))
        self._unknown = self._ids[UNKNOWN]
        self._seen: dict[str, Spelling] = {}

    def spell(self, word: str) -> Spelling:
        """The word's piece ids, at least one and at most 12, and its case."""
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _CACHED_WORDS:
                self._seen.clear()
            pieces = [piece for part in _parts(word) for piece in self._pieces(part)]
            known = tuple(pieces[:_MOST_PIECES]) or (self._unknown,), case_of(word)
            if len(word) <= _LONGEST_PART:
                self._seen[word] = known
        return known

    def _pieces(self, part: str) -> list[int]:
        """Longest match first; unknown as a whole when some stretch is in no piece."""
        if len(part) > _LONGEST_PART:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(part):
            for end in range(len(part), start, -1):
                piece = part[start:end] if start == 0 else _CONTINUED + part[start:end]
                if piece in self._ids:
                    found.append(self._ids[piece])
                    start = end
                    break
            else:
                return [self._unknown]
        return found


def case_of(word: str) -> Case:
    """How a word is written."""
    if word.islower():
        return Case.LOWER
    if word.isupper():
        return Case.UPPER if len(word) > 1 else Case.CAPITAL
    if word.istitle():
        return Case.TITLE
    return Case.MIXED if word.lower() != word else Case.NONE


def _parts(word: str) -> list[str]:
    """Lower case, no accents, no control characters; punctuation and ideographs stand alone."""
    if word.isascii() and word.isalnum():
        return [word.lower()]
    parts: list[str] = []
    open_part = False
    for char in unicodedata.normalize("NFD", word.lower()):
        category = unicodedata.category(char)
        if category == "Mn" or category in ("Cc", "Cf") or char == "\ufffd":
            continue
        if category.startswith("Z"):
            open_part = False
        elif _stands_alone(char, category):
            parts.append(char)
            open_part = False
        elif open_part:
            # A part that is too long is unknown; joining an enormous one is quadratic.
            if len(parts[-1]) <= _LONGEST_PART:
                parts[-1] += char
        else:
            parts.append(char)
            open_part = True
    return parts


def _stands_alone(char: str, category: str) -> bool:
    if category.startswith("P") or (char.isascii() and not char.isalnum()):
        return True
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char >= "\U00020000"
