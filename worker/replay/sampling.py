"""A sample of the range through the pipeline, for the plan: nothing is written, nothing committed.

Decides which records are taken (stretches from all over the range, so that a busy day does not
speak for a quiet one) and how long it goes on.
"""

import time
from collections.abc import Callable, Iterator, Mapping

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


def sample(
    settings: KafkaSettings,
    pool: Pool,
    ranges: Mapping[int, range],
    selection: Selection,
    *,
    records: int,
    seconds: float,
    start_s: float,
    advance: Advance = lambda records: None,
) -> Sample:
    """Process about so many records for about so long, in a pool that is warm.

    The pool is kept as full as the worker keeps it; the speed is that at which outcomes come.
    """
    begun = time.monotonic()
    parts: list[Part] = []
    part, part_begun = 0, begun
    read_records = passed_by = input_bytes = output_bytes = in_flight = 0
    for record in _spread(settings, ranges, records):
        read_records += 1
        input_bytes += record.size_bytes
        if selection.passes_by(record):
            passed_by += 1
            part += 1
        else:
            pool.submit(record)
            in_flight += 1
        while in_flight >= _IN_FLIGHT:
            settled = pool.wait(_WAIT_S)
            in_flight -= len(settled)
            part += len(settled)
            output_bytes += _bytes_out(settled, selection)
            advance(len(settled))
            if part >= _PART_RECORDS:
                now = time.monotonic()
                parts.append(Part(part, now - part_begun))
                part, part_begun = 0, now
        if time.monotonic() - begun > seconds:
            break
    while in_flight:
        settled = pool.wait(_WAIT_S)
        in_flight -= len(settled)
        part += len(settled)
        output_bytes += _bytes_out(settled, selection)
        advance(len(settled))
    if part:
        parts.append(Part(part, time.monotonic() - part_begun))
    return Sample(read_records, passed_by, input_bytes, output_bytes, parts, start_s)


def _bytes_out(settled: list[tuple[Origin, Processed]], selection: Selection) -> int:
    outcomes = (selection.of(processed).outcome for _, processed in settled)
    return sum(len(o.key) + len(o.value) for o in outcomes if isinstance(o, Enriched))


def _spread(
    settings: KafkaSettings, ranges: Mapping[int, range], records: int
) -> Iterator[RawRecord]:
    for stretch in stretches(ranges, records):
        yield from read(settings, settings.input_topic, stretch)
