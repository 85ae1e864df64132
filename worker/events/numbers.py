"""Words and digits to a number: "1.2 million", "a dozen", "twenty-one".

Decides the value alone. Must not know what is counted. Ten lines instead of a library: the words
are a closed list.
"""

import re

_WORDS = {
    "zero": 0,
    "a": 1,
    "an": 1,
    "one": 1,
    "couple": 2,
    "half": 0.5,
    "quarter": 0.25,
    "third": 1 / 3,
} | {
    word: number
    for number, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        start=2,
    )
}
_WORDS |= {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "lakh": 100_000,
    "million": 1_000_000,
    "m": 1_000_000,
    "crore": 10_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "tn": 1_000_000_000_000,
}
_HUNDRED = 100
_ARTICLES = frozenset({"a", "an"})
_DIGITS = re.compile(r"\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,9})?")
_PIECE = re.compile(r"[\d.,]*\d|[^\W\d]+")
_RANGE = re.compile(r"(\d[\d,.]{0,20})\s?[-–]\s?(\d.*)", re.DOTALL)
_CURRENCY = re.compile(r"^(?:[A-Z]{0,2}[$€£¥₹]|Rs\.?|Tk|USD|EUR|GBP|CHF)\s?")
_MAX_PIECES = 12


def number_of(words: str) -> float | None:
    """The number, or None where a word is none or gives none ("several", "dozens")."""
    value, used, pieces = _read(words)
    return value if used == pieces else None


def amount_of(words: str) -> tuple[float | None, float | None]:
    """The number that an amount begins with, and its upper end: "US$5m", "20-30%", "12 km"."""
    bare = _CURRENCY.sub("", words, count=1)
    ends = _RANGE.fullmatch(bare)
    if ends is None:
        return _read(bare)[0], None
    return range_of(ends[1], ends[2])


def range_of(low: str, high: str) -> tuple[float | None, float | None]:
    """Both ends; a scale at the upper one is that of both: "20 to 30 million"."""
    first, last = _read(low)[0], _read(high)[0]
    scale = _scale_of(high)
    if first is not None and last is not None and _scale_of(low) == 1 and first * scale <= last:
        first *= scale
    return first, last


def _room(part: float) -> float:
    """What the next word must be below: "twenty-" leaves room for "one", "two hundred" for more."""
    if part % _HUNDRED == 0:
        return _HUNDRED
    return 10 if part % 10 == 0 and part % _HUNDRED > 10 else 0


def _scale_of(words: str) -> int:
    scales = [
        _SCALES[piece] for piece in _PIECE.findall(words.lower())[:_MAX_PIECES] if piece in _SCALES
    ]
    return max(scales, default=1)


def _read(words: str) -> tuple[float | None, int, int]:
    """The number at the start, how many pieces it takes, and how many there are."""
    pieces = _PIECE.findall(words.lower())[: _MAX_PIECES + 1]
    total = part = 0.0
    used = 0
    for piece in pieces:
        if piece in _SCALES:
            scale = _SCALES[piece]
            if scale <= _HUNDRED:
                part = (part or 1) * scale
            else:
                total, part = total + (part or 1) * scale, 0
        elif piece in _WORDS:
            if piece in _ARTICLES and part:
                pass  # "half a million": the article counts nothing then
            elif part and not _WORDS[piece] < _room(part):
                break
            else:
                part += _WORDS[piece]
        elif _DIGITS.fullmatch(piece) and not part:
            part = float(piece.replace(",", ""))
        elif piece != "and" or not used:
            break
        used += 1
    return (total + part if used else None), used, len(pieces)
