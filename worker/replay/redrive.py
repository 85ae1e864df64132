"""Dead letters back through the pipeline, each exactly once: `pagewire redrive`.

Decides how a letter goes through a worker that knows only records and their places: the loop and
the ledger see it where it stands on the dead-letter topic, the pipeline and what is written see
its input record as it was.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from worker import ports
from worker.kafka.reader import extents, read
from worker.kafka.sink import Positions
from worker.ledger import Partition
from worker.records import Origin, Processed, RawRecord, Settled
from worker.replay.choice import Choice, Choosing
from worker.replay.file_source import is_of_files
from worker.replay.letters import Criteria, read_letter, tried_again
from worker.replay.outputs import Advance, settled_since
from worker.replay.selection import FILTERED
from worker.settings import KafkaSettings, Settings

_NO_BREAKER = 1 << 30  # letters


def settings_for(settings: Settings) -> Settings:
    """Without the breaker, where nobody has set it: that letters fail again says nothing new."""
    if {"breaker_share", "breaker_window_pages"} & settings.sources.keys():
        return settings
    flow = settings.flow.model_copy(update={"breaker_window_pages": _NO_BREAKER})
    return replace(settings, flow=flow)


def failures_at(
    settings: KafkaSettings, time: datetime, advance: Advance
) -> Mapping[int, int | None]:
    """Of each partition of the dead-letter topic the first letter that failed not before the time.

    None where all failed before it. Kafka knows the records' timestamps only, which are the pages'
    and can be years older than the failure; so the letters are read until there is one.
    """
    ranges = extents(settings, settings.dead_letter_topic, readable_only=True)
    found: dict[int, int | None] = dict.fromkeys(ranges)
    left = {number for number, offsets in ranges.items() if offsets}
    time_ms = round(time.timestamp() * 1000)
    for record in read(settings, settings.dead_letter_topic, ranges):
        advance(1)
        number = record.origin.partition
        letter = read_letter(record) if number in left else None
        if letter is not None and letter.failed_at_ms >= time_ms:
            found[number] = letter.place[1]
            left.remove(number)
            if not left:
                break
    return found


def chosen(
    settings: KafkaSettings, ranges: Mapping[int, range], criteria: Criteria, advance: Advance
) -> Choice:
    """Look through the letters of the ranges, and at what became of their inputs since.

    An input's letters stand in one partition, in the order of the failures: those behind the range
    are looked through as well, to its end.
    """
    choosing = Choosing(ranges)
    there = extents(settings, settings.dead_letter_topic)
    onwards = {
        number: range(offsets.start, there[number].stop)
        for number, offsets in ranges.items()
        if offsets
    }
    for record in read(settings, settings.dead_letter_topic, onwards):
        advance(1)
        letter = read_letter(record)
        if letter is not None:
            choosing.saw(letter, criteria.refuses(letter))
        elif record.origin.offset in ranges[record.origin.partition]:
            choosing.foreign()
    first_ms = choosing.first_failure_ms
    if first_ms is not None:
        for origin, time_ms in settled_since(settings, first_ms, advance):
            choosing.settled(origin, time_ms)
    return choosing.choice()


class RedrivePool:
    """`ports.Pool`: letters in, outcomes of their input records out."""

    def __init__(self, pool: ports.Pool, choice: Choice) -> None:
        self._pool = pool
        self._chosen = choice.chosen
        self._under_way: dict[Origin, Origin] = {}  # of the input record: of the letter
        self._passed_by: list[Origin] = []

    @property
    def ready(self) -> bool:
        """Whether every process is warm."""
        return self._pool.ready

    def submit(self, record: RawRecord) -> None:
        """Queue the letter's input record, or pass the letter by."""
        letter = read_letter(record)
        chosen = self._chosen.get(record.origin.partition, ())
        if letter is None or record.origin.offset not in chosen:
            self._passed_by.append(record.origin)
            return
        # The epoch is the letter's: it fences what comes back. A page that came out of files is
        # enriched as one that no topic holds; the letter's place tells it from other archives'.
        apart = record.origin
        origin = (
            replace(apart, topic="")
            if is_of_files(letter.restored.origin)
            else replace(letter.restored.origin, epoch=apart.epoch)
        )
        self._under_way[origin] = record.origin
        self._pool.submit(replace(letter.restored, origin=origin))

    def withdraw(self, partition: Partition) -> None:
        """Nothing is dropped: the pool has other places for them, and the ledger fences them."""

    def wait(self, timeout_s: float) -> list[tuple[Origin, Processed]]:
        """The outcomes that there are, or that arrive."""
        passed_by, self._passed_by = self._passed_by, []
        arrived = self._pool.wait(0.0 if passed_by else timeout_s)
        return [
            *((origin, FILTERED) for origin in passed_by),
            *((self._under_way.pop(origin), processed) for origin, processed in arrived),
        ]


class RedriveSink:
    """`ports.Sink`: what is written speaks of the input record, what is committed of the letter."""

    def __init__(self, sink: ports.Sink) -> None:
        self._sink = sink

    def commit(
        self, settled: tuple[Settled, ...], positions: Positions, membership: Any, now: datetime
    ) -> None:
        """One transaction. Raises TransactionAborted, KafkaUnavailable."""
        self._sink.commit(tuple(map(_restored, settled)), positions, membership, now)


def _restored(item: Settled) -> Settled:
    letter = read_letter(item.record)
    # A record that is no letter was passed by: nothing is written of it.
    if letter is None:
        return item
    return Settled(letter.restored, tried_again(letter, item.processed))
