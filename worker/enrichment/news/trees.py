"""Arc scores into trees: sentences first, then for each the best tree with one root.

Decides sentence starts, heads and how sure they are. Must not know documents. Most sentences are
trees when each word takes its best head; the others go through the algorithm of Chu and Liu (1965)
and Edmonds (1967).
"""

import numpy as np
from numpy.typing import NDArray

from worker.enrichment.news.graph import Floats, Integers

_IMPOSSIBLE = np.float32(-1e9)
_COST_OF_A_ROOT = 1e6
ROOT = 0  # as a head: column 0 of the arc scores; the window's word i is head i + 1


def sentence_starts(
    begin: Floats, mask: NDArray[np.bool_], paragraph: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """[windows, W]: where the head says so, after a blank line, and at each window's first word."""
    starts = (begin > 0) | paragraph
    starts[:, 0] = True
    starts &= mask
    return starts


def trees(
    arc: Floats, starts: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> tuple[Integers, Floats]:
    """Heads [windows, W] (0 the root, i + 1 word i of the window) and their probabilities.

    arc: [windows, W, 1 + W]. A head is in the same sentence; each sentence has one root.
    """
    count, width = mask.shape
    sentence = np.cumsum(starts, axis=1)
    same = sentence[:, :, None] == sentence[:, None, :]
    same &= mask[:, None, :]
    same[:, np.arange(width), np.arange(width)] = False
    scores = np.full((count, width, width + 1), _IMPOSSIBLE, np.float32)
    scores[:, :, ROOT] = arc[:, :, ROOT]
    np.copyto(scores[:, :, 1:], arc[:, :, 1:], where=same)
    heads: Integers = scores.argmax(-1)
    for row, first, end in _broken(heads, starts, mask):
        part = scores[row, first:end, :]
        block = np.concatenate([part[:, :1], part[:, first + 1 : end + 1]], axis=1)
        best = best_tree(block)
        heads[row, first:end] = np.where(best == ROOT, ROOT, best + first)
    sure = np.exp(scores - scores.max(-1, keepdims=True))
    picked = np.take_along_axis(sure, heads[:, :, None], axis=-1)[:, :, 0]
    return heads, picked / sure.sum(-1)


def _broken(
    heads: Integers, starts: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> list[tuple[int, int, int]]:
    """(window, first word, word after the last) of the sentences that are no tree yet."""
    count, width = heads.shape
    roots = (heads == ROOT) & mask
    # Follow the heads upwards, twice as far each time: what does not end at a root is in a cycle.
    up = np.concatenate([np.zeros((count, 1), heads.dtype), heads], axis=1)
    for _ in range(max(1, int(width).bit_length())):
        up = np.take_along_axis(up, up, axis=1)
    endless = (up[:, 1:] != ROOT) & mask
    found: list[tuple[int, int, int]] = []
    for row in range(count):
        length = int(mask[row].sum())
        borders = [*np.flatnonzero(starts[row, :length]).tolist(), length]
        root_count = np.add.reduceat(roots[row, :length], borders[:-1])
        lost = np.add.reduceat(endless[row, :length], borders[:-1])
        for number in np.flatnonzero((root_count != 1) | (lost > 0)):
            found.append((row, borders[number], borders[number + 1]))
    return found


def best_tree(scores: Floats) -> Integers:
    """The best tree of one sentence with one root, [n, 1 + n] as above.

    A root costs so much that no tree takes two; which one it takes is still the best.
    """
    count = len(scores)
    if count == 1:
        return np.zeros(1, np.int64)
    square = np.full((count + 1, count + 1), float(_IMPOSSIBLE), np.float64)
    square[1:, 1:] = scores[:, 1:]
    square[1:, ROOT] = scores[:, ROOT].astype(np.float64) - _COST_OF_A_ROOT
    return _arborescence(square)[1:]


def _arborescence(scores: NDArray[np.float64]) -> Integers:
    """Heads of the best tree below node 0; scores[d, h], with row 0 unused."""
    count = len(scores)
    np.fill_diagonal(scores, 2 * float(_IMPOSSIBLE))
    heads: Integers = scores.argmax(axis=1)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.zeros(count, np.bool_)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)  # node 0 stays first
    members = np.flatnonzero(inside)
    merged = len(outside)
    smaller = np.full((merged + 1, merged + 1), float(_IMPOSSIBLE))
    smaller[:merged, :merged] = scores[np.ix_(outside, outside)]
    kept = scores[members, heads[members]]
    entering = scores[np.ix_(members, outside)] - kept[:, None]
    smaller[merged, :merged] = entering.max(axis=0) + kept.sum()
    leaving = scores[np.ix_(outside, members)]
    smaller[:merged, merged] = leaving.max(axis=1)
    found = _arborescence(smaller)
    heads[outside] = np.where(
        found[:merged] == merged,
        members[leaving.argmax(axis=1)],
        outside[np.minimum(found[:merged], merged - 1)],
    )
    heads[0] = 0
    source = int(found[merged])
    broken = int(members[entering[:, source].argmax()])
    heads[broken] = outside[source]
    return heads


def _cycle(heads: Integers) -> list[int]:
    """The nodes of some cycle that does not hold node 0; empty when there is none."""
    state = np.zeros(len(heads), np.int8)  # 0 new, 1 on the way, 2 leads to the root
    state[0] = 2
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return path[path.index(node) :]
        state[path] = 2
    return []
