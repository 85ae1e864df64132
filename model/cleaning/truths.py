"""Which part of a flattened page is its article: the truth per unit, from the article's text.

A truth is the article as a person copied it, without offsets. What the page and the truth have in
common is found in runs of words, the longest first, so that a teaser that repeats a sentence of the
article does not take the place of the article's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from worker.cleaning.flattened.units import Unit

SHINGLE = 4  # words, as in the measure
_WORD = re.compile(r"\w+")


def kept_shares(text: str, units: Sequence[Unit], truth: str) -> tuple[np.ndarray, np.ndarray]:
    """Share of each unit's words that are the article's, and the number of its words."""
    words = [(found[0], found.start()) for found in _WORD.finditer(text)]
    covered = _covered([word for word, _ in words], _WORD.findall(truth))
    starts = np.array([unit.start for unit in units])
    shares, counts = np.zeros(len(units)), np.zeros(len(units))
    for (_, position), inside in zip(words, covered, strict=True):
        number = int(np.searchsorted(starts, position, side="right")) - 1
        counts[number] += 1
        shares[number] += inside
    return shares / np.maximum(counts, 1), counts


def _covered(page: list[str], truth: list[str]) -> list[bool]:
    """Whether each of the page's words lies in a run of words that it shares with the truth."""
    size = min(SHINGLE, max(1, len(truth)))
    left = Counter(_shingles(truth, size))
    known = [shingle in left for shingle in _shingles(page, size)]
    runs: list[tuple[int, int]] = []
    start = None
    for position, here in enumerate([*known, False]):
        if here and start is None:
            start = position
        elif not here and start is not None:
            runs.append((start, position))
            start = None
    covered = [False] * len(page)
    shingles = _shingles(page, size)
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        for position in range(start, end):
            if left[shingles[position]] > 0:
                left[shingles[position]] -= 1
                covered[position : position + size] = [True] * size
    return covered


def _shingles(words: list[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[skipped:] for skipped in range(size)), strict=False))
