"""What is measured of each unit of a flattened page: the numbers that the network reads.

Decides which properties of a line tell article from furniture, and their order: its shape
(`measured_lines.py`), its characters (`measured_characters.py`), its words and what they have in
common with the rest of the page (`measured_words.py`). Must not know how they are weighed.
"""

from collections.abc import Sequence

import numpy as np

from worker.cleaning.flattened.measured_characters import measured_characters
from worker.cleaning.flattened.measured_lines import measured_lines, measured_moments
from worker.cleaning.flattened.measured_words import measured_words
from worker.cleaning.flattened.units import Unit
from worker.cleaning.flattened.words import FAMILIES

NAMES = (
    "chars", "words", "line chars", "starts line", "ends line", "blank before", "indent",
    "closed", "colon", "ellipsis", "lower start", "upper start", "bullet", "heading mark",
    "capitalised", "all capitals", "digits", "symbols", "function words", "commas", "quotes",
    "reported", "reader", "writer", "bar", "address", "date", "clock", "byline", "repeated",
    "in title", "of title", "position", "units before", "units after", "wide letters", "question",
    "stops", "word length", "own topic", "topic weight",
    *(f"furniture {number}" for number in range(FAMILIES)), "furniture share",
)  # fmt: skip
WIDTH = len(NAMES)


def features(units: Sequence[Unit], title: str | None) -> np.ndarray:
    """Float32 of [units, WIDTH], columns as NAMES; most of them lie between 0 and 1.

    `title` is what the page is called, or a guess.
    """
    if not units:
        return np.zeros((0, WIDTH), dtype=np.float32)
    texts = [unit.text for unit in units]
    lines = measured_lines(units)
    characters = measured_characters(texts)
    columns = {
        **lines,
        **measured_moments(texts, characters["digits"] > 0),
        **characters,
        **measured_words(texts, lines["closed"], title),
    }
    return np.stack(
        [columns[name] for name in NAMES], axis=1, dtype=np.float32, casting="same_kind"
    )
