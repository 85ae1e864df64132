"""Flattened pages with their articles, ready to learn from.

The folder has, for each set, `truth.jsonl` and `flat/<way>.jsonl.gz`: lines {"id", "text"}, in the
first the article as a person copied it, in the others the page as some scraper flattened it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from truths import kept_shares

from worker.cleaning.flattened.features import features
from worker.cleaning.flattened.measured_title import measured_title
from worker.cleaning.flattened.units import Unit, units

# Sets whose articles include title, byline and date. What stands before the first long unit of the
# article teaches nothing there, for it is no part of what Pagewire keeps.
_WITH_TITLES = frozenset({"magic"})
_LONG_CHARS = 80
_KEPT = 0.5  # share of a unit's words


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one flattening, with its labels."""

    id: str
    collection: str
    way: str
    truth: str
    units: list[Unit]
    features: np.ndarray  # [units, WIDTH]
    kept: np.ndarray  # [units], the share of the unit's words that are article
    weights: np.ndarray  # [units], its words; 0 where the label is unknown


def read_pages(folder: Path, collections: list[str]) -> Iterator[Page]:
    """All flattenings of all pages. Raises FileNotFoundError where a set is missing."""
    for collection in collections:
        with (folder / collection / "truth.jsonl").open(encoding="utf-8") as lines:
            truths = {row["id"]: row["text"] for row in map(json.loads, lines)}
        for path in sorted((folder / collection / "flat").glob("*.jsonl.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for row in map(json.loads, lines):
                    way = path.name.split(".")[0]
                    page = _page(row, collection, way, truths[row["id"]])
                    if page is not None:
                        yield page


def _page(row: dict[str, str], collection: str, way: str, truth: str) -> Page | None:
    found = units(row["text"])
    if not found:
        return None
    kept, weights = kept_shares(row["text"], found, truth)
    if collection in _WITH_TITLES:
        weights = np.where(_before_the_body(found, kept), 0.0, weights)
    measured = features(found, measured_title(found))
    return Page(row["id"], collection, way, truth, found, measured, kept, weights)


def _before_the_body(found: list[Unit], kept: np.ndarray) -> np.ndarray:
    """Kept units that stand before the first long one: title, byline, date."""
    long = np.array([len(unit.text) >= _LONG_CHARS for unit in found])
    body = np.flatnonzero(long & (kept > _KEPT))
    first = body[0] if len(body) else 0
    return (np.arange(len(found)) < first) & (kept > 0)
