"""What is known of a name from outside the page.

Decides nothing: it is the form in which tables and the gazetteer answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from worker.records import Position


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a page uses, and where."""

    text: str
    label: str
    spans: tuple[tuple[int, int], ...]  # of its mentions, in characters
    forms: tuple[str, ...]  # as its mentions spell it, the fullest first


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody or something that a table or the gazetteer knows."""

    key: tuple[str, str]  # the same for all names of it: scheme and identifier
    label: str | None = None  # where it is sure of it
    canonical: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    sector: str | None = None
    position: Position | None = None
