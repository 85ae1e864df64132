"""Which features a word gets: tags and features come from two heads that may contradict each other.

Decides among the network's candidates. Must not know documents.
"""

from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from worker.enrichment.news.graph import Integers

Table = NDArray[np.bool_]


def table(tags: Sequence[str], parts: Sequence[str], agreeing: Set[str]) -> Table:
    """[tags, classes of features]: whether the two can be said of one word.

    `parts[c]`: the part of speech of class c; `agreeing`: pairs such as `VBD|VERB`.
    """
    return np.array([[f"{tag}|{part}" in agreeing for part in parts] for tag in tags])


def features(tag: Integers, candidates: Integers, agreement: Table) -> Integers:
    """[words]: the likeliest candidate that goes with the tag, the likeliest of all if none does.

    tag: [words]; candidates: [words, candidates], the best first.
    """
    fits = agreement[tag[:, None], candidates]
    chosen: Integers = candidates[np.arange(len(fits)), fits.argmax(axis=1)]
    return chosen
