"""Entity logits into BIO labels: the most probable sequence that is well formed.

Decides labels and how sure they are. Must not know documents. Source of the method: Viterbi's
algorithm over independent scores, with transitions that are allowed or not.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worker.enrichment.news.graph import Floats, Integers

OUTSIDE = "O"
_IMPOSSIBLE = -1e9


def follows(labels: Sequence[str]) -> NDArray[np.bool_]:
    """[previous, next]: whether a label may follow another; I-X only after B-X or I-X."""
    may = np.ones((len(labels), len(labels)), np.bool_)
    for number, label in enumerate(labels):
        if label.startswith("I-"):
            may[:, number] = [before in (label, f"B-{label[2:]}") for before in labels]
    return may


def decode(
    logits: Floats, mask: NDArray[np.bool_], labels: Sequence[str]
) -> tuple[Integers, Floats]:
    """Label and its probability of each word, both [windows, W]; padding is outside.

    logits: [windows, W, labels]; mask: [windows, W].
    """
    may = follows(labels)
    begins = np.array([not label.startswith("I-") for label in labels])
    chosen: Integers = logits.argmax(-1)
    chosen[~mask] = labels.index(OUTSIDE)
    sound = begins[chosen[:, 0]] & may[chosen[:, :-1], chosen[:, 1:]].all(axis=1)
    for row in np.flatnonzero(~sound):
        length = int(mask[row].sum())
        chosen[row, :length] = _best(logits[row, :length], may, begins)
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    picked = np.take_along_axis(shifted, chosen[:, :, None], axis=-1)[:, :, 0]
    return chosen, picked / shifted.sum(-1)


def _best(logits: Floats, may: NDArray[np.bool_], begins: NDArray[np.bool_]) -> list[int]:
    """Viterbi over one window, [W, labels]."""
    largest = logits.max(-1, keepdims=True)
    scores = logits - largest - np.log(np.exp(logits - largest).sum(-1, keepdims=True))
    barred = np.where(may, 0.0, _IMPOSSIBLE)
    total = np.where(begins, scores[0], _IMPOSSIBLE)
    came_from: list[Integers] = []
    for word in scores[1:]:
        candidates = total[:, None] + barred
        came_from.append(candidates.argmax(0))
        total = candidates.max(0) + word
    path = [int(total.argmax())]
    for back in reversed(came_from):
        path.append(int(back[path[-1]]))
    return path[::-1]


def spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first word, word after the last, type) of each entity in well-formed BIO labels."""
    found: list[tuple[int, int, str]] = []
    start = -1
    for number, label in enumerate([*labels, OUTSIDE]):
        if start >= 0 and not label.startswith("I-"):
            found.append((start, number, labels[start][2:]))
            start = -1
        if label.startswith("B-"):
            start = number
    return found
