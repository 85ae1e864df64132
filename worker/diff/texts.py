"""Two texts, line by line, and within lines that changed word by word.

Decides what is one changed passage, and how much work a hostile pair of texts may make. Must not
know pages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from worker.diff.change import Op, Segment

# A word with the space before it: spaces by themselves are everywhere, and match everywhere.
_PIECE = re.compile(r"[^\S\n]*(?:\w+|[^\w\s])|\s+")
# Pairs of lines or words to look at: beyond it, finding the best match could take minutes.
_MOST_PAIRS = 400_000
# Below it hardly a word stayed in its place, and the two are easier to read apart.
_LEAST_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class TextChange:
    """The passages that are not the same, and the share of the characters that stayed, 0..1."""

    passages: tuple[tuple[Segment, ...], ...]
    similarity: float


def compare_texts(old: str, new: str) -> TextChange:
    """What became of the old text. Empty lines between paragraphs are not looked at."""
    before, after = _lines(old), _lines(new)
    passages = tuple(
        _segments("\n".join(out), "\n".join(into)) for out, into in _blocks(before, after)
    )
    gone = sum(len(text) for segments in passages for op, text in segments if op is not Op.SAME)
    total = sum(map(len, before)) + sum(map(len, after))
    return TextChange(passages, max(0.0, 1 - gone / total) if total else 1.0)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _blocks(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Runs of lines that are not the same, old and new."""
    start, stop = _ends_alike(before, after)
    before, after = before[start : len(before) - stop], after[start : len(after) - stop]
    if not before or not after:
        if before or after:
            yield before, after
    elif len(before) * len(after) > _MOST_PAIRS:
        # Without their order: which lines there are more of on one side.
        fewer, more = Counter(before), Counter(after)
        yield list((fewer - more).elements()), []
        yield [], list((more - fewer).elements())
    else:
        for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if op != "equal":
                yield before[i:j], after[k:m]


def _segments(old: str, new: str) -> tuple[Segment, ...]:
    """Old and new in one: what stayed, what went, what came."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    start, stop = _ends_alike(before, after)
    out, into = before[start : len(before) - stop], after[start : len(after) - stop]
    found: list[Segment] = [(Op.SAME, "".join(before[:start]))]
    if len(out) * len(into) > _MOST_PAIRS:
        found += [(Op.OUT, "".join(out)), (Op.IN, "".join(into))]
    else:
        for op, i, j, k, m in SequenceMatcher(None, out, into, autojunk=False).get_opcodes():
            if op == "equal":
                found.append((Op.SAME, "".join(out[i:j])))
            else:
                found += [(Op.OUT, "".join(out[i:j])), (Op.IN, "".join(into[k:m]))]
    found.append((Op.SAME, "".join(before[len(before) - stop :])))
    same = sum(len(text) for op, text in found if op is Op.SAME)
    if old and new and 2 * same < _LEAST_ALIKE * (len(old) + len(new)):
        return (Op.OUT, old), (Op.IN, new)
    return tuple(segment for segment in found if segment[1])


def _ends_alike(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many members are the same at the beginning, and then how many at the end."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    most -= start
    stop = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return start, stop
