"""Where a document is cut into stretches that the encoder reads at once.

Decides the windows. Must not know words or pieces, only how many pieces each word has and where
sentences and paragraphs may end. A window is cut where a paragraph ends, else where a sentence
seems to, and it grows up to LONGEST to find such a place. Where there is none the next window
sees the end of this one as context; words are read in one window only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WANTED = 128  # pieces; attention is cheap up to here
LONGEST = 256  # pieces; the encoder was trained on no longer ones
_OVERLAP = 48  # pieces of context after a cut in the middle of a sentence
_FRAME = 2  # [CLS] in front, [SEP] at the end


@dataclass(frozen=True, slots=True)
class Window:
    """Words [first, end) are read here; [context, first) are seen but belong to the window before.

    Word numbers count the document's words, whitespace tokens left out.
    """

    context: int
    first: int
    end: int


def windows(
    pieces: Sequence[int],
    line: Sequence[bool],
    sentence: Sequence[bool],
    wanted: int = WANTED,
    longest: int = LONGEST,
) -> list[Window]:
    """The windows of a document, in order; each word belongs to exactly one.

    `pieces[i]`: how many pieces word i has; `line[i]`: a line begins at word i (costs one
    piece, a [SEP], inside a window); `sentence[i]`: a sentence may begin at word i.
    """
    found: list[Window] = []
    first, context = 0, 0
    total = len(pieces)
    while first < total:
        size = _FRAME + sum(pieces[context:first])
        line_at = sentence_at = 0
        end = first
        while end < total:
            size += pieces[end] + (end > first and line[end])
            if end > first and (size > longest or (size > wanted and (line_at or sentence_at))):
                break
            end += 1
            if end < total and line[end]:
                line_at = end
            elif end < total and sentence[end]:
                sentence_at = end
        next_context = end
        if end < total:
            cut = _cut(first, end, line_at, sentence_at)
            if cut:
                end = next_context = cut
            else:
                next_context = _context(pieces, first, end)
        found.append(Window(context, first, end))
        first, context = end, next_context
    return found


def _cut(first: int, end: int, line_at: int, sentence_at: int) -> int:
    """A line's end unless that leaves the window less than half full; 0 if there is none."""
    if line_at and (line_at - first) * 2 >= end - first:
        return line_at
    return max(line_at, sentence_at)


def _context(pieces: Sequence[int], first: int, end: int) -> int:
    """The first word of the overlap that the next window sees."""
    start, size = end, 0
    while start > first + 1 and size + pieces[start - 1] <= _OVERLAP:
        start -= 1
        size += pieces[start]
    return start
