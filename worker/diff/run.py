"""The comparison itself: the old topic, the new side, and the old pages that changed once more.

Decides in which order is read. Holds no pages: digests and the new records of changed pages are in
the store, and each old record is held only while it is compared. Must not know the command line.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from typing import Protocol

from worker.codec import input_of
from worker.diff.page import Page, read_page
from worker.diff.pages import compare_pages
from worker.diff.report import LISTED, Report, Side
from worker.diff.store import At, Store
from worker.diff.tally import Tally
from worker.diff.wanted import Wanted
from worker.kafka.reader import extents, read
from worker.records import RawRecord
from worker.settings import KafkaSettings

Advance = Callable[[int], None]
Watch = Callable[[str, int], AbstractContextManager[Advance]]


class Counts:
    """Records of one side by what they are.

    `last_inputs`: of each partition of the input the last offset in the range that has a page,
    be it in the sample or not.
    """

    def __init__(self) -> None:
        self.records = self.outside = self.unreadable = self.taken = 0
        self.last_inputs: dict[int, int] = {}


class NewSide(Protocol):
    """Where the new pages come from. `not_out_yet` is known when they were put into the store."""

    name: str
    not_out_yet: int | None

    def put(self, store: Store, old: Counts, wanted: Wanted, watch: Watch) -> Counts:
        """Put all pages into the store; `old` is the other side. Raises WorkerStopped."""


def compare(
    settings: KafkaSettings,
    old_topic: str,
    new: NewSide,
    wanted: Wanted,
    *,
    watch: Watch,
    examples: int,
    pages: int,
) -> Report:
    """Compare what is out on the old topic with the new side. Raises KafkaUnavailable."""
    with closing(Store()) as store:
        before = read_topic(
            settings,
            old_topic,
            wanted,
            watch,
            lambda page, at, raw: store.saw_old(page, at, _source(raw)),
        )
        after = new.put(store, before, wanted, watch)
        tally = Tally(examples=examples, pages=pages)
        _look_again(settings, old_topic, store, tally, watch)
        compared, changed, parts = store.changed()
        versions = store.versions("old"), store.versions("new")
        return Report(
            old=_side(old_topic, before, versions[0]),
            new=_side(new.name, after, versions[1]),
            sample=wanted.share,
            compared=compared,
            changed=changed,
            parts=parts,
            only_old=store.only("old", LISTED),
            only_new=store.only("new", LISTED),
            dead=store.dead(LISTED),
            not_out_yet=new.not_out_yet,
            tally=tally,
        )


class TopicSide:
    """Another output topic."""

    not_out_yet: int | None = None

    def __init__(self, settings: KafkaSettings, topic: str) -> None:
        self._settings = settings
        self.name = topic

    def put(self, store: Store, old: Counts, wanted: Wanted, watch: Watch) -> Counts:
        """As `NewSide`."""
        return read_topic(
            self._settings,
            self.name,
            wanted,
            watch,
            lambda page, at, raw: store.saw_new(page, at, raw.value or b""),
        )


def read_topic(
    settings: KafkaSettings,
    topic: str,
    wanted: Wanted,
    watch: Watch,
    take: Callable[[Page, At, RawRecord], None],
) -> Counts:
    """Give each page of an output topic that is wanted to `take`. Raises KafkaUnavailable."""
    counts = Counts()
    there = extents(settings, topic)
    with watch(f"reading {topic}", sum(map(len, there.values()))) as advance:
        for raw in read(settings, topic, there):
            advance(1)
            if raw.value is None:
                continue  # a tombstone is about a key, not about a page
            counts.records += 1
            source = input_of(raw.headers)
            if not wanted.in_range(source):
                counts.outside += 1
                continue
            if source:
                counts.last_inputs[source[1]] = max(
                    source[2], counts.last_inputs.get(source[1], source[2])
                )
            try:
                page = read_page(raw.value)
            except ValueError:
                counts.unreadable += 1
                continue
            if wanted.in_sample(page.id):
                counts.taken += 1
                take(page, At(raw.origin.partition, raw.origin.offset, raw.timestamp_ms), raw)
    return counts


def _look_again(
    settings: KafkaSettings, topic: str, store: Store, tally: Tally, watch: Watch
) -> None:
    """Read the old records of changed pages once more, and compare in full."""
    ranges = store.begin_second_look()
    with watch("comparing", sum(map(len, ranges.values()))) as advance:
        for raw in read(settings, topic, ranges):
            advance(1)
            value = store.new_value(raw.origin.partition, raw.origin.offset)
            if value is not None and raw.value is not None:
                tally.add(compare_pages(read_page(raw.value), read_page(value)))


def _source(raw: RawRecord) -> tuple[int, int] | None:
    found = input_of(raw.headers)
    return found[1:] if found else None


def _side(name: str, counts: Counts, versions: dict[str, int]) -> Side:
    return Side(
        name=name,
        versions=versions,
        records=counts.records,
        outside=counts.outside,
        unreadable=counts.unreadable,
        superseded=counts.taken - sum(versions.values()),
    )
