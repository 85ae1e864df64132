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
_WORD = re.compile(r"[^\S\n]*(?:\w+|[^\w\s])|\s+")
_SENTENCE = re.compile(r".+?(?:[.!?]\s+|$)", re.DOTALL)
# Pairs of lines, sentences or words that are the same: with more of them, the best match could take
# minutes to find.
_MOST_PAIRS = 200_000
# Below it hardly a word stayed in its place, and the two are easier to read apart.
_LEAST_ALIKE = 0.4
_Run = tuple[bool, str, str]  # whether it is the same; old; new


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
    elif _too_many(before, after):
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
    found: list[Segment] = []
    # Word by word; where there are too many, sentence by sentence and then word by word.
    for same, out, into in _runs(old, new, _WORD) or _by_sentence(old, new):
        found += [(Op.SAME, out)] if same else [(Op.OUT, out), (Op.IN, into)]
    stayed = sum(len(text) for op, text in found if op is Op.SAME)
    if old and new and 2 * stayed < _LEAST_ALIKE * (len(old) + len(new)):
        return (Op.OUT, old), (Op.IN, new)
    return tuple(segment for segment in found if segment[1])


def _by_sentence(old: str, new: str) -> Iterator[_Run]:
    for same, out, into in _runs(old, new, _SENTENCE) or [(False, old, new)]:
        if same:
            yield same, out, into
        else:
            yield from _runs(out, into, _WORD) or [(False, out, into)]


def _runs(old: str, new: str, piece: re.Pattern[str]) -> list[_Run] | None:
    """The runs of pieces that are the same and those that are not; None where there are too many.

    Nothing at all gives a run of nothing.
    """
    before, after = piece.findall(old), piece.findall(new)
    start, stop = _ends_alike(before, after)
    out, into = before[start : len(before) - stop], after[start : len(after) - stop]
    if _too_many(out, into):
        return None
    ends = ["".join(before[:start]), "".join(before[len(before) - stop :])]
    inside = SequenceMatcher(None, out, into, autojunk=False).get_opcodes()
    return [
        (True, ends[0], ends[0]),
        *((op == "equal", "".join(out[i:j]), "".join(into[k:m])) for op, i, j, k, m in inside),
        (True, ends[1], ends[1]),
    ]


def _too_many(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the matcher would have too many pairs of the same to look at."""
    fewer, more = Counter(before), Counter(after)
    return sum(times * more[piece] for piece, times in fewer.items()) > _MOST_PAIRS


def _ends_alike(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many members are the same at the beginning, and then how many at the end."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    most -= start
    stop = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return start, stop
