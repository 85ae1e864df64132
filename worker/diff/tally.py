"""What changed, added up over pages, with a few examples of each.

Decides which examples are kept: those of the pages with the smallest ids, which are hashes, so the
same ones whatever the order of reading. Holds a bounded number of them. Must not know how a page
was compared.
"""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from worker.diff.change import Change, Kind, Op, PageDiff, Segment
from worker.diff.page import Part

_Kept = TypeVar("_Kept")
_CUT = " \N{HORIZONTAL ELLIPSIS} "
_SHOWN_CHARS = 400  # of a stretch of text, old or new, before it is cut in the middle
_CONTEXT_CHARS = 80  # of a stretch that stayed, on either side
_PAGE_CHANGES = 60  # shown of one page


@dataclass(frozen=True, slots=True)
class Example:
    """One change, and the page that it is on."""

    id: str
    url: str
    change: Change


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with its changes, and how many more of them there are."""

    page: PageDiff
    left_out: int


class Smallest(Generic[_Kept]):
    """The members with the smallest keys, at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[tuple[str, int], _Kept]] = []

    def offer(self, key: tuple[str, int], one: _Kept) -> None:
        """Keep it if it is among the smallest; keys are never equal."""
        if len(self._kept) < self._most or (self._kept and key < self._kept[-1][0]):
            insort(self._kept, (key, one), key=lambda kept: kept[0])
            del self._kept[self._most :]

    def __iter__(self) -> Iterator[_Kept]:
        return (one for _, one in self._kept)


@dataclass(slots=True)
class Row:
    """One label, type or field: how often it came, went or changed, and on how many pages."""

    part: Part
    what: str
    examples: Smallest[Example]
    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    pages: int = 0

    @property
    def total(self) -> int:
        """All of its changes."""
        return sum(self.counts.values())


class Tally:
    """Everything that changed."""

    def __init__(self, *, examples: int, pages: int) -> None:
        """So many examples of each row, and so many pages with all that changed on them."""
        self._examples = examples
        self._rows: dict[tuple[Part, str], Row] = {}
        self.pages: Smallest[ShownPage] = Smallest(pages)
        self.counted = 0
        self._similarity = 0.0

    def add(self, page: PageDiff) -> None:
        """One page that changed."""
        self.counted += 1
        self._similarity += page.similarity
        changes = tuple(map(shortened, page.changes[:_PAGE_CHANGES]))
        left_out = max(0, len(page.changes) - _PAGE_CHANGES)
        self.pages.offer((page.id, 0), ShownPage(replace(page, changes=changes), left_out))
        seen: set[tuple[Part, str]] = set()
        for number, change in enumerate(page.changes):
            name = change.part, change.what
            row = self._rows.get(name)
            if row is None:
                row = self._rows[name] = Row(*name, Smallest(self._examples))
            row.counts[change.kind] += 1
            row.pages += name not in seen
            seen.add(name)
            row.examples.offer((page.id, number), Example(page.id, page.url, shortened(change)))

    @property
    def similarity(self) -> float | None:
        """The mean share of the text that stayed on pages that changed; None without any."""
        return self._similarity / self.counted if self.counted else None

    def rows(self) -> list[Row]:
        """By part; within a part the most frequent first."""
        order = {part: at for at, part in enumerate(Part)}
        return sorted(self._rows.values(), key=lambda row: (order[row.part], -row.total, row.what))


def shortened(change: Change) -> Change:
    """The change with long words and stretches of text cut."""
    return replace(
        change,
        old=_cut(change.old, _SHOWN_CHARS),
        new=_cut(change.new, _SHOWN_CHARS),
        segments=tuple(
            _segment(segment, first=at == 0, last=at == len(change.segments) - 1)
            for at, segment in enumerate(change.segments[:_PAGE_CHANGES])
        ),
    )


def _segment(segment: Segment, *, first: bool, last: bool) -> Segment:
    op, text = segment
    if op is not Op.SAME:
        return op, _cut(text, _SHOWN_CHARS)
    if len(text) <= 2 * _CONTEXT_CHARS:
        return segment
    head = "" if first else text[:_CONTEXT_CHARS]
    tail = "" if last else text[-_CONTEXT_CHARS:]
    return op, f"{head}{_CUT}{tail}"


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most // 2]}{_CUT}{text[-(most // 2) :]}"
