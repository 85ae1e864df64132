"""A sample of the range through the pipeline, for the plan: nothing is written, nothing committed.

Decides which records are taken (stretches from all over the range, so that a busy day does not
speak for a quiet one) and how long it goes on.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from worker.kafka.reader import read
from worker.pool import Pool
from worker.records import Enriched, Origin, Processed, RawRecord
from worker.replay.estimate import Part, Sample
from worker.replay.selection import Selection
from worker.settings import KafkaSettings

_STRETCHES = 8
_PART_RECORDS = 32
_IN_FLIGHT = 128
_WAIT_S = 0.05
Advance = Callable[[int], None]


def stretches(ranges: Mapping[int, range], records: int) -> list[dict[int, range]]:
    """Offsets to read, at most about `records` in all, evenly over every partition's range."""
    total = sum(map(len, ranges.values()))
    if total <= records:
        return [dict(ranges)]
    found: list[dict[int, range]] = [{} for _ in range(_STRETCHES)]
    for number, offsets in ranges.items():
        each = max(1, round(records * len(offsets) / total / _STRETCHES)) if offsets else 0
        for at in range(_STRETCHES):
            first = offsets.start + len(offsets) * at // _STRETCHES
            found[at][number] = range(first, min(first + each, offsets.stop))
    return found


@dataclass(slots=True)
class Seen:
    """What a sample found in some offsets. Compaction and markers leave offsets without records."""

    offsets: int = 0
    records: int = 0
    size_bytes: int = 0

    def add(self, other: "Seen") -> None:
        """Both together."""
        self.offsets += other.offsets
        self.records += other.records
        self.size_bytes += other.size_bytes


class Spread:
    """Records from all over the ranges, and in each partition what was `seen` of it so far."""

    def __init__(self, settings: KafkaSettings, ranges: Mapping[int, range], records: int) -> None:
        self._settings = settings
        self._stretches = stretches(ranges, records)
        self.seen = {number: Seen() for number in ranges}

    def __iter__(self) -> Iterator[RawRecord]:
        """The records. Raises KafkaUnavailable."""
        for stretch in self._stretches:
            at = {number: offsets.start for number, offsets in stretch.items()}
            for record in read(self._settings, self._settings.input_topic, stretch):
                number, behind = record.origin.partition, record.origin.offset + 1
                self.seen[number].add(Seen(behind - at[number], 1, record.size_bytes))
                at[number] = behind
                yield record
            for number, offsets in stretch.items():
                self.seen[number].add(Seen(max(0, offsets.stop - at[number])))

    def within(self, number: int, offsets: int) -> Seen:
        """So many offsets of the partition, by what was seen of it; of all, where nothing was."""
        seen = self.seen[number]
        if not seen.offsets:
            seen = Seen()
            for each in self.seen.values():
                seen.add(each)
        share = offsets / seen.offsets if seen.offsets else 0.0
        return Seen(offsets, round(seen.records * share), round(seen.size_bytes * share))


def sample(
    pool: Pool,
    records: Iterable[RawRecord],
    selection: Selection,
    *,
    seconds: float,
    start_s: float,
    advance: Advance = lambda records: None,
) -> Sample:
    """Process the records, for about so long at most, in a pool that is warm.

    The pool is kept as full as the worker keeps it; the speed is that at which outcomes come.
    """
    begun = time.monotonic()
    measured = _Measured(pool, selection, advance, begun)
    read_records = passed_by = input_bytes = 0
    for record in records:
        read_records += 1
        input_bytes += record.size_bytes
        if selection.passes_by(record):
            passed_by += 1
            measured.part += 1
        else:
            pool.submit(record)
            measured.in_flight += 1
        measured.drain(_IN_FLIGHT - 1)
        if time.monotonic() - begun > seconds:
            break
    measured.drain(0)
    measured.end_part()
    return Sample(
        read_records, passed_by, input_bytes, measured.output_bytes, measured.parts, start_s
    )


@dataclass(slots=True)
class _Measured:
    """What comes out of the pool, in parts that are timed."""

    pool: Pool
    selection: Selection
    advance: Advance
    begun: float  # of this part
    parts: list[Part] = field(default_factory=list)
    part: int = 0  # records of this part
    in_flight: int = 0
    output_bytes: int = 0

    def drain(self, to: int) -> None:
        """Wait until no more than so many records are in flight."""
        while self.in_flight > to:
            settled = self.pool.wait(_WAIT_S)
            self.in_flight -= len(settled)
            self.part += len(settled)
            self.output_bytes += _bytes_out(settled, self.selection)
            self.advance(len(settled))
            if self.part >= _PART_RECORDS and to:
                self.end_part()

    def end_part(self) -> None:
        """The next part begins."""
        now = time.monotonic()
        if self.part:
            self.parts.append(Part(self.part, now - self.begun))
        self.part, self.begun = 0, now


def _bytes_out(settled: list[tuple[Origin, Processed]], selection: Selection) -> int:
    outcomes = (selection.of(processed).outcome for _, processed in settled)
    return sum(len(o.key) + len(o.value) for o in outcomes if isinstance(o, Enriched))
