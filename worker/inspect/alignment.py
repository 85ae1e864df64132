"""Lines of a raw page beside the paragraphs that were made of them.

Decides which line became part of which paragraph, by letters and order alone: good enough to look
at, and no measure of anything. Must not know how either is shown.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, islice

_SHORT = 16  # letters; shorter lines stand in any long paragraph by chance
_FLATTENED = 100  # letters; a line that may hold several paragraphs
_MOST_PLACES = 20
_BETWEEN = "\n"  # no letter


@dataclass(frozen=True, slots=True)
class Row:
    """Raw lines beside the paragraph that they became; one of both may be missing.

    `kept`: they are in the article. A paragraph stands beside the first lines that became it.
    """

    lines: tuple[str, ...]
    paragraph: int | None = None
    kept: bool = False


def aligned(lines: Sequence[str], paragraphs: Sequence[str]) -> list[Row]:
    """All lines and all paragraphs, each once, in their order."""
    became = _assigned([_letters(line) for line in lines], [_letters(one) for one in paragraphs])
    rows: list[Row] = []
    told = 0  # paragraphs that have their row
    for number, group in groupby(range(len(lines)), became.get):
        inside = tuple(lines[at] for at in group)
        if number is None:
            rows.append(Row(inside))
            continue
        rows.extend(Row((), missing) for missing in range(told, number))
        rows.append(Row(inside, number if number >= told else None, kept=True))
        told = max(told, number + 1)
    return [*rows, *(Row((), missing) for missing in range(told, len(paragraphs)))]


# Weight of the best way to here, and the way: line and paragraph, behind what came before.
_Link = tuple[int, int, "_Link | None"]
_Way = tuple[int, _Link | None]


def _assigned(lines: Sequence[str], paragraphs: Sequence[str]) -> dict[int, int]:
    """Paragraph by line, in the order of both, so that as many letters as can be have theirs.

    The heaviest way, and not the first that fits: a teaser on top of the page may repeat a sentence
    of the last paragraph.
    """
    best: list[_Way] = [(0, None)] * len(paragraphs)  # that end with this paragraph
    places = _Places(paragraphs)
    for at, line in enumerate(lines):
        ways: list[tuple[int, _Way]] = []
        for number in places.fitting(line):
            weight, before = max(best[: number + 1], key=lambda way: way[0])
            ways.append((number, (weight + len(line), (at, number, before))))
        for number, way in ways:
            best[number] = max(best[number], way, key=lambda one: one[0])
    found: dict[int, int] = {}
    _, link = max(best, key=lambda way: way[0], default=(0, None))
    while link is not None:
        at, number, link = link
        found[at] = number
    return found


class _Places:
    """Which paragraphs a line may have become: looked up in one text, for there may be many."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self._paragraphs = paragraphs
        self._text = _BETWEEN.join(paragraphs)
        self._starts = list(accumulate((len(one) + 1 for one in paragraphs), initial=0))[:-1]

    def fitting(self, line: str) -> list[int]:
        """Numbers of paragraphs that are the line, have it in them, or stand in it."""
        if len(line) < _SHORT:
            return self._holding(line, whole=True) if line else []
        found = self._holding(line, whole=False)
        if found or len(line) < _FLATTENED:
            return found
        inside = (
            number
            for number, paragraph in enumerate(self._paragraphs)
            if len(paragraph) >= _SHORT and paragraph in line
        )
        return list(islice(inside, _MOST_PLACES))

    def _holding(self, line: str, *, whole: bool) -> list[int]:
        found: list[int] = []
        at = self._text.find(line)
        while at >= 0 and len(found) < _MOST_PLACES:
            number = bisect_right(self._starts, at) - 1
            if not whole or self._paragraphs[number] == line:
                found.append(number)
            # The next paragraph: a line may stand a thousand times in one.
            end = self._text.find(_BETWEEN, at)
            at = -1 if end < 0 else self._text.find(line, end)
        return found


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
