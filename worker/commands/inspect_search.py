"""Finds a record, and the records that became of it, on the topics.

Decides what is read of a topic for that: as little as the answer needs, committed records only,
from the newest on. No group is joined and nothing is written. Must not know how a record is shown.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from worker.codec import input_of
from worker.commands.command import WrongUse
from worker.commands.progress import progress
from worker.failures import KafkaUnavailable
from worker.inspect import Searched
from worker.kafka.reader import extents, offsets_at, read
from worker.records import RawRecord
from worker.settings import KafkaSettings

Place = tuple[str, int, int]
Ranges = Mapping[int, range]
_FIRST_STEP = 20  # records of each partition; a page that is looked for is often a new one
_STEP_GROWTH = 4
# A producer's clock may be so much ahead of the worker's: what Kafka lets pass by default.
_CLOCKS_APART_MS = 3_600_000


class NotFound(Exception):
    """There is no such record, and why."""


def at_place(settings: KafkaSettings, place: Place) -> RawRecord:
    """The record at that offset. Raises NotFound, WrongUse, KafkaUnavailable."""
    topic, partition, offset = place
    there = extents(settings, topic, readable_only=True)
    if partition not in there:
        raise WrongUse(f"{topic} has no partition {partition}: it has 0 to {max(there)}")
    offsets = there[partition]
    where = f"{topic}-{partition}"
    if offset < offsets.start:
        raise NotFound(f"{where} begins at offset {offsets.start}: retention took the rest")
    if offset >= offsets.stop:
        raise NotFound(
            f"{where} has no offset {offset}: it ends before offset {offsets.stop}; what is not"
            " committed yet does not count"
        )
    record = next(read(settings, topic, {partition: range(offset, offset + 1)}), None)
    if record is None:
        raise NotFound(
            f"{where} has no record at offset {offset}: a transaction's marker or a part of an"
            " aborted one, or compaction took it"
        )
    return record


def newest(
    settings: KafkaSettings, topic: str, ranges: Ranges, fits: Callable[[RawRecord], bool]
) -> RawRecord | None:
    """The newest record in the ranges that fits; reads backwards until there is one."""
    with progress(f"looking through {topic}", sum(map(len, ranges.values()))) as advance:

        def fitting(part: Ranges) -> dict[int, RawRecord]:
            found: dict[int, RawRecord] = {}
            for record in read(settings, topic, part):
                advance(1)
                if fits(record):
                    found[record.origin.partition] = record  # they come in order
            return found

        left, step = dict(ranges), _FIRST_STEP
        while any(left.values()):
            part = {n: range(max(at.start, at.stop - step), at.stop) for n, at in left.items()}
            left = {n: range(at.start, part[n].start) for n, at in left.items()}
            found = fitting(part)
            if found:
                best = max(found.values(), key=_age)
                # A newer one may stand deeper in a partition that gets more records.
                found |= fitting(_since(settings, topic, left, best.timestamp_ms + 1))
                return max(found.values(), key=_age)
            step *= _STEP_GROWTH
    return None


def _age(record: RawRecord) -> int:
    return record.timestamp_ms


def outcomes(
    settings: KafkaSettings, topics: list[str], place: Place, written_ms: int | None
) -> tuple[list[RawRecord], list[Searched]]:
    """All records of the topics that settle this input.

    They are written after it: only what is younger than `written_ms` (None: unknown) less an hour
    is read. A topic that cannot be read is told as such.
    """
    since_ms = _begin(written_ms)
    since = None if since_ms is None else datetime.fromtimestamp(since_ms / 1000, UTC)
    found: list[RawRecord] = []
    searched: list[Searched] = []
    for topic in topics:
        count = 0
        try:
            for record in _younger(settings, topic, since_ms):
                count += 1
                if input_of(record.headers) == place:
                    found.append(record)
        except KafkaUnavailable as error:
            searched.append(Searched(topic, since, count, str(error)))
        else:
            searched.append(Searched(topic, since, count))
    return found, searched


def _begin(written_ms: int | None) -> int | None:
    """From when on outcomes are looked for; None where nothing can be said."""
    now_ms = datetime.now(UTC).timestamp() * 1000
    if written_ms is None or not _CLOCKS_APART_MS < written_ms <= now_ms + _CLOCKS_APART_MS:
        return None
    return written_ms - _CLOCKS_APART_MS


def _younger(settings: KafkaSettings, topic: str, since_ms: int | None) -> Iterator[RawRecord]:
    ranges: Ranges = extents(settings, topic, readable_only=True)
    if since_ms is not None:
        ranges = _since(settings, topic, ranges, since_ms)
    with progress(f"looking through {topic}", sum(map(len, ranges.values()))) as advance:
        for record in read(settings, topic, ranges):
            advance(1)
            yield record


def _since(settings: KafkaSettings, topic: str, ranges: Ranges, time_ms: int) -> Ranges:
    """The part of the ranges from the first offset on whose timestamp is not before the time."""
    firsts = offsets_at(settings, topic, time_ms)
    return {
        number: range(
            at.stop if (first := firsts.get(number)) is None else max(at.start, first), at.stop
        )
        for number, at in ranges.items()
    }
