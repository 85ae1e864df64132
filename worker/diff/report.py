"""What a comparison found, and as JSON.

Decides names and units of the report. Must not know how it was found nor how it looks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from worker.diff.change import Change, Kind, Op
from worker.diff.page import Part
from worker.diff.tally import Example, Tally

LISTED = 100  # pages of each kind that are named in the report


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a topic, or what the installed pipeline gives."""

    name: str
    versions: Mapping[str, int]  # pages by version of the pipeline
    records: int  # that were read
    outside: int  # of them, of inputs outside the range
    unreadable: int  # of them, that are no enriched pages
    superseded: int  # of them, that a newer record of the same page has replaced


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found. Lists of pages are (id, url), cut at LISTED."""

    old: Side
    new: Side
    sample: float  # the share of pages that was looked at
    compared: int
    changed: int
    parts: Mapping[Part, int]  # pages by what changed on them
    only_old: tuple[int, list[tuple[str, str]]]
    only_new: tuple[int, list[tuple[str, str]]]
    dead: tuple[Mapping[str, int], list[tuple[str, str, str]]]  # by reason; id, url, reason
    not_out_yet: int | None  # inputs behind the last one of which a page is out
    tally: Tally

    @property
    def dead_letters(self) -> int:
        """Pages that are out and would be dead letters."""
        return sum(self.dead[0].values())

    @property
    def pages(self) -> int:
        """All pages of both sides."""
        return self.compared + self.only_old[0] + self.only_new[0] + self.dead_letters

    @property
    def share(self) -> float:
        """The share of all pages that changed, came or went, 0..1."""
        return (self.pages - self.compared + self.changed) / self.pages if self.pages else 0.0

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        tally = self.tally
        return {
            "old": _side(self.old),
            "new": _side(self.new),
            "sample": self.sample,
            "pages": self.pages,
            "compared": self.compared,
            "unchanged": self.compared - self.changed,
            "changed": self.changed,
            "changed_share": round(self.share, 6),
            "changed_by_part": {part.value: self.parts.get(part, 0) for part in Part},
            "text_similarity": None if tally.similarity is None else round(tally.similarity, 4),
            "only_old": _listed(self.only_old),
            "only_new": _listed(self.only_new),
            "dead_letters": {
                "count": self.dead_letters,
                "by_reason": dict(self.dead[0]),
                "pages": [{"id": i, "url": url, "reason": why} for i, url, why in self.dead[1]],
            },
            "not_out_yet": self.not_out_yet,
            "rows": [
                {
                    "part": row.part.value,
                    "what": row.what,
                    **{kind.value: row.counts[kind] for kind in Kind},
                    "pages": row.pages,
                    "examples": [_example(one) for one in row.examples],
                }
                for row in tally.rows()
            ],
        }


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "versions": dict(side.versions),
        "records": side.records,
        "outside": side.outside,
        "unreadable": side.unreadable,
        "superseded": side.superseded,
    }


def _listed(found: tuple[int, list[tuple[str, str]]]) -> dict[str, Any]:
    count, pages = found
    return {"count": count, "pages": [{"id": i, "url": url} for i, url in pages]}


def _example(example: Example) -> dict[str, Any]:
    old, new = both_ways(example.change)
    quote = example.change.quote
    return {
        "id": example.id,
        "url": example.url,
        "kind": example.change.kind.value,
        "old": old or None,
        "new": new or None,
        "passage": quote.before + quote.words + quote.behind if quote else None,
        "words": quote.words if quote else None,
    }


def both_ways(change: Change) -> tuple[str, str]:
    """Old and new in words, of a change of the text too."""
    if not change.segments:
        return change.old, change.new
    return (
        "".join(text for op, text in change.segments if op is not Op.IN),
        "".join(text for op, text in change.segments if op is not Op.OUT),
    )
