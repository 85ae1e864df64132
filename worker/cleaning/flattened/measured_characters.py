"""What a unit of a flattened page is written with: digits, symbols, commas, quotes, wide letters.

Decides by single characters, those of all units at once: a table says what each one is, and that is
added up over each unit. Must not know words.
"""

from collections.abc import Sequence

import numpy as np

_KINDS = (
    "0123456789",
    "|/\\()[]{}<>*#+=_~^»›•·&%$@",
    ",，、",
    '"“”«»「',
    "?",
    "|»›·•",
)
_DIGIT, _SYMBOL, _COMMA, _QUOTE, _QUESTION, _BAR = (1 << number for number in range(len(_KINDS)))
_LAST_NARROW = 0x2E7F  # Chinese, Japanese, Korean and emoji come after it
_LAST = 0xFFFF  # of the table; no character of a kind comes after it


def _table() -> np.ndarray:
    """The kinds of each character, one bit for each."""
    kinds = np.zeros(_LAST + 1, dtype=np.uint8)
    for number, characters in enumerate(_KINDS):
        kinds[[ord(char) for char in characters]] |= 1 << number
    return kinds


_KINDS_OF = _table()


def measured_characters(texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Columns by their names in `features.NAMES`. No text is empty."""
    lengths = np.array([len(text) for text in texts])
    starts = np.cumsum(lengths) - lengths
    encoded = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(encoded, dtype="<u4")
    kinds = _KINDS_OF[np.minimum(codes, _LAST)]

    def count(those: np.ndarray) -> np.ndarray:
        return np.add.reduceat(those, starts, dtype=np.int64)

    return {
        "chars": np.log1p(lengths) / 6,
        "digits": count(kinds & _DIGIT != 0) / lengths,
        "symbols": count(kinds & _SYMBOL != 0) / lengths,
        "commas": np.minimum(1, count(kinds & _COMMA != 0) / 5),
        "quotes": count(kinds & _QUOTE != 0) > 0,
        "question": count(kinds & _QUESTION != 0) > 0,
        "bar": count(kinds & _BAR != 0) > 0,
        "wide letters": count(codes > _LAST_NARROW) / lengths,
    }
