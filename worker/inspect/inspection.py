"""A record with its history, and the two sides that are held against each other.

Decides which raw record and which enriched page are shown for the record that was asked for. Must
not know how any of it is shown.
"""

from dataclasses import dataclass
from datetime import datetime

from worker.inspect.history import Entry, Kind, Place, place_of
from worker.inspect.raw_side import RawSide
from worker.records import EnrichedPage, RawRecord


@dataclass(frozen=True, slots=True)
class Searched:
    """A topic that was looked through for outcomes: from when on (None: all), how many records."""

    topic: str
    since: datetime | None
    records: int
    problem: str | None = None  # why it could not be read


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that is shown."""

    asked: RawRecord
    kind: Kind
    input: Place | None  # where the input record stands; None for a foreign record
    entries: tuple[Entry, ...]
    searched: tuple[Searched, ...] = ()
    gone: str | None = None  # why the input record cannot be read
    raw: RawSide | None = None
    raw_from: Place | None = None  # another record than the input's, where only that has it
    page: EnrichedPage | None = None
    page_problem: str | None = None  # why the enriched record is no enriched page

    def is_asked(self, entry: Entry) -> bool:
        """Whether this is the record that was asked for."""
        return entry.place == place_of(self.asked.origin)

    @property
    def failure(self) -> Entry | None:
        """The dead letter that is asked for, or that the history ends with."""
        for entry in self.entries:
            if entry.kind is Kind.DEAD_LETTER and self.is_asked(entry):
                return entry
        last = self.entries[-1] if self.entries else None
        return last if last and last.kind is Kind.DEAD_LETTER else None


def shown_page(asked: RawRecord, entries: tuple[Entry, ...]) -> Entry | None:
    """The enriched page that is asked for, else the newest one."""
    pages = [entry for entry in entries if entry.kind is Kind.ENRICHED]
    mine = [entry for entry in pages if entry.place == place_of(asked.origin)]
    return next(iter(mine or pages[-1:]), None)


def shown_raw(entries: tuple[Entry, ...]) -> Entry | None:
    """The input record, else the newest dead letter, which repeats it."""
    for kind in (Kind.INPUT, Kind.DEAD_LETTER):
        found = [entry for entry in entries if entry.kind is kind]
        if found:
            return found[-1]
    return None
