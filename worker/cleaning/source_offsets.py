"""Where each paragraph of the article stood in the body, so that a reader can cite it.

Decides which of several places with the same letters is the paragraph's: paragraphs stand in the
body in their order, mostly right behind each other. What is far behind the paragraph before it may
be a copy, in a comment or among the most read, so it counts only as long as no later paragraph
stands between the two. Must not know how the article was found, or how letters are read.
"""

from collections.abc import Iterable, Sequence

from worker.cleaning.source_letters import SourceLetters, letters_of
from worker.records import Place

_ANCHOR_CHARS = 40  # letters; enough to be unique behind the last paragraph
_FEW_CHARS = 16  # shorter paragraphs are looked for nearby only, for they stand in many places
_NEARBY_CHARS = 2_000  # letters
_MOST_FAR = 10  # so many that are far from each other, but in order, are no copies
_MOST_MISSES = 50  # paragraphs in doubt, before the rest is given up: each costs a pass

Span = tuple[int, int]  # start and end in the letters


def source_offsets(paragraphs: Sequence[str], body: str, *, markup: bool) -> list[Place | None]:
    """Start and end of each paragraph in characters of the decoded body; None where not found.

    Places are in the order of the paragraphs and do not overlap: what stands twice is the first one
    behind the paragraph before it.
    """
    source = SourceLetters(body, markup=markup)
    spans = find_spans(map(letters_of, paragraphs), source.letters)
    places = source.places(span for span in spans if span is not None)
    return [None if span is None else next(places) for span in spans]


def find_spans(paragraphs: Iterable[str], letters: str) -> list[Span | None]:
    """Where the paragraphs stand in the letters."""
    spans: list[Span | None] = []
    sure = 0  # the end of the last paragraph whose place is beyond doubt
    far: dict[int, Span] = {}  # by number, in order: found behind it, but not near each other
    misses = 0
    for number, wanted in enumerate(paragraphs):
        spans.append(None)
        if not wanted or misses == _MOST_MISSES:
            continue
        ends = [sure, *(end for _, end in far.values())]
        # The body's beginning is no end: what is near to it is a menu.
        nearby = (_find(wanted, letters, end, near=True) for end in ends if end)
        found = next(filter(None, nearby), None)
        if not found:
            misses += 1
            found = _find(wanted, letters, sure, near=len(wanted) < _FEW_CHARS)
        if not found:
            continue
        while found[0] < ends[-1]:  # a copy: what comes later stands before it
            far.popitem()
            ends.pop()
        before = ends[-1]
        if before and found[0] <= before + _NEARBY_CHARS:
            misses -= len(far)  # what they were found behind is not read again
            for earlier, span in far.items():
                spans[earlier] = span
            far.clear()
            spans[number], sure = found, found[1]
            continue
        far[number] = found
        if len(far) > _MOST_FAR:
            misses -= 1
            earliest = next(iter(far))
            spans[earliest] = span = far.pop(earliest)
            sure = span[1]
    for number, span in far.items():  # nothing contradicts them
        spans[number] = span
    return spans


def _find(wanted: str, letters: str, position: int, *, near: bool) -> Span | None:
    """Start and end of a text at or behind a position."""
    limit = position + _NEARBY_CHARS + len(wanted) if near else len(letters)
    start = letters.find(wanted, position, limit)
    if start >= 0:
        return start, start + len(wanted)
    if len(wanted) < 2 * _ANCHOR_CHARS:
        return None
    # Something inside differs: its first and its last letters may still be there.
    start = letters.find(wanted[:_ANCHOR_CHARS], position, limit)
    if start < 0:
        return None
    least = start + len(wanted) // 2
    last = letters.find(wanted[-_ANCHOR_CHARS:], least, start + 2 * len(wanted))
    return (start, last + _ANCHOR_CHARS) if last >= 0 else None
