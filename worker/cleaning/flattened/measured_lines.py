"""What a unit of a flattened page looks like: its place, what it begins and ends with.

Decides by place and by patterns, unit by unit. Must not know what the words mean. Units are short
(units.py), so nothing here reads far; every expression is linear all the same.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from worker.cleaning.flattened.units import Unit

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?:{_MONTHS})\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b"
    r"|\b(?:19|20)\d\d[-/.年]\d{1,2}|\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b)?|\b\d{1,3} ?(?:hours?|hrs?|minutes?|mins?|days?|weeks?"
    r"|months?|years?|h|m|d)\b(?: ago| read)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|written by|posted by|author|von|par|por|reporting by|editing by|story by)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[*•·▪–—+#>|»-]|\d{1,2}[.)])(?:\s|$)")
_CLOSED = tuple(".!?…。！？؟۔।")
_CLOSING_QUOTES = "\"'”’»)]」』"


def measured_lines(units: Sequence[Unit]) -> dict[str, np.ndarray]:
    """Columns by their names in `features.NAMES`, for all but dates and clocks."""
    texts = [unit.text for unit in units]
    endings = [text.rstrip(_CLOSING_QUOTES) for text in texts]
    times = Counter(texts)
    number = np.arange(len(units))
    return {
        "line chars": np.log1p([unit.line_end - unit.line_start for unit in units]) / 8,
        "starts line": np.array([unit.starts_line for unit in units]),
        "ends line": np.array([unit.ends_line for unit in units]),
        "blank before": np.array([unit.blank_before for unit in units]),
        "indent": np.minimum(1, np.array([unit.indent for unit in units]) / 20),
        "closed": np.array([ending.endswith(_CLOSED) for ending in endings]),
        "colon": np.array([text.endswith((":", "：")) for text in texts]),
        "ellipsis": np.array([ending.endswith(("...", "…")) for ending in endings]),
        "lower start": np.array([text[0].islower() for text in texts]),
        "upper start": np.array([text[0].isupper() for text in texts]),
        "bullet": _where(_BULLET.match, texts),
        "heading mark": np.array([text[0] == "#" for text in texts]),
        "address": np.array(
            ["://" in text or "www." in text or ".com" in text or "@" in text for text in texts]
        ),
        "byline": _where(_BYLINE.match, texts),
        "repeated": np.minimum(1, (np.array([times[text] for text in texts]) - 1) / 3),
        "position": number / len(units),
        "units before": np.log1p(number) / 6,
        "units after": np.log1p(len(units) - number) / 6,
        "stops": np.minimum(
            1, np.array([text.count(". ") + text.count("。") for text in texts]) / 4
        ),
    }


def measured_moments(texts: Sequence[str], has_digit: np.ndarray) -> dict[str, np.ndarray]:
    """Which units name a date or a time of day: none that has no digit."""
    columns = {name: np.zeros(len(texts), dtype=bool) for name in ("date", "clock")}
    for number in np.flatnonzero(has_digit).tolist():
        text = texts[number]
        columns["date"][number] = _DATE.search(text) is not None
        columns["clock"][number] = _CLOCK.search(text) is not None
    return columns


def _where(matches: Callable[[str], re.Match[str] | None], texts: Sequence[str]) -> np.ndarray:
    return np.array([matches(text) is not None for text in texts])
