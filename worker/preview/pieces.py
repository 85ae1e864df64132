"""A text cut where marks begin and end, so that marks may overlap as they like.

Decides the cuts. Must not know what a mark means nor how it looks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_DEEPEST = 8  # a record with thousands of marks on one word would be a page without end


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch: what it is (a word of the caller's) and the index of what it stands for."""

    start: int
    end: int
    what: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in which nothing begins or ends, with the marks that cover it, longest first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def pieces(
    start: int, end: int, marks: Iterable[Mark], cuts: Iterable[int] = ()
) -> Iterator[Piece]:
    """The stretch from start to end, whole and in order; marks that stick out are cut off.

    `cuts` are places where a piece ends whatever the marks say. Marks of no length, or outside,
    are not shown, nor are those that find as many over them as a reader can tell apart.
    """
    shown = sorted(
        (mark for mark in marks if max(mark.start, start) < min(mark.end, end)),
        key=lambda mark: (mark.start, -mark.end),
    )
    edges = {start, end, *(cut for cut in cuts if start < cut < end)}
    edges.update(max(mark.start, start) for mark in shown)
    edges.update(min(mark.end, end) for mark in shown)
    covering: list[Mark] = []
    opened = 0
    for left, right in pairwise(sorted(edges)):
        covering = [mark for mark in covering if mark.end > left]
        while opened < len(shown) and shown[opened].start <= left:
            if len(covering) < _DEEPEST:
                covering.append(shown[opened])
            opened += 1
        yield Piece(left, right, tuple(sorted(covering, key=lambda m: (m.start - m.end, m.start))))
