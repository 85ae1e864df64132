"""The new side that is on no topic: the inputs of the pages that are out, through this pipeline.

Decides which inputs are read, and which old page an outcome is held against: that of the same
input. Nothing is written or committed. Must not know how pages are compared.
"""

from collections.abc import Iterator

from worker.app import loader, pool_config
from worker.codec import decode_raw_page, page_id
from worker.diff.page import read_page
from worker.diff.run import Counts, Watch
from worker.diff.store import At, OldPage, Store
from worker.diff.wanted import Wanted
from worker.failures import PageRejected
from worker.kafka.reader import read
from worker.pool import passed, warm
from worker.records import DeadLetter, Enriched, Origin, Outcome, RawRecord
from worker.settings import Settings

_IN_FLIGHT = 128


class InstalledSide:
    """`run.NewSide`."""

    name = "the installed pipeline"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.not_out_yet: int | None = None

    def put(self, store: Store, old: Counts, wanted: Wanted, watch: Watch) -> Counts:
        """Run the inputs and put what comes of them. Raises ProcessesNotReady besides."""
        assert wanted.ranges is not None
        counts = Counts()
        last = old.last_inputs
        # What is behind the last input of which a page is out was not done yet, and is no change.
        ranges = {
            number: range(offsets.start, max(offsets.start, min(offsets.stop, last[number] + 1)))
            for number, offsets in wanted.ranges.items()
            if number in last
        }
        asked = sum(map(len, wanted.ranges.values()))
        self.not_out_yet = asked - sum(map(len, ranges.values()))
        topic = self._settings.kafka.input_topic
        pages: dict[Origin, OldPage | None] = {}

        def inputs() -> Iterator[RawRecord]:
            for raw in read(self._settings.kafka, topic, ranges):
                advance(1)
                if raw.value is None:
                    continue  # a tombstone has no page
                counts.records += 1
                out = store.of_input(raw.origin.partition, raw.origin.offset)
                if (out is None or out.current) and self._in_sample(wanted, raw, out):
                    pages[raw.origin] = out
                    yield raw

        with (
            watch(f"enriching {topic}", sum(map(len, ranges.values()))) as advance,
            warm(pool_config(self._settings), loader(self._settings)) as pool,
        ):
            for raw, outcome in passed(pool, inputs(), in_flight=_IN_FLIGHT):
                counts.taken += _settle(store, raw, outcome, pages.pop(raw.origin))
        return counts

    def _in_sample(self, wanted: Wanted, raw: RawRecord, old: OldPage | None) -> bool:
        if old is not None or wanted.share >= 1:
            return old is None or wanted.in_sample(old.id)
        limits = self._settings.pipeline
        try:
            page = decode_raw_page(raw, input_format=limits.input_format)
        except PageRejected:
            return False  # no page is out, and none would be
        return wanted.in_sample(page_id(page.url, page.body))


def _settle(store: Store, raw: RawRecord, outcome: Outcome, old: OldPage | None) -> bool:
    """Put one outcome; whether it is a page that is compared."""
    if isinstance(outcome, DeadLetter):
        if old:
            store.saw_dead(old, f"{outcome.reason.value} at {outcome.stage.value}")
        return False
    assert isinstance(outcome, Enriched)  # it had a value, and nobody filters
    page = read_page(outcome.value)
    if old is None and store.has_old(page.id):
        return False  # another input gave the same page, and that is the one that is out
    store.saw_new(page, At(raw.origin.partition, raw.origin.offset, 0), outcome.value)
    return True
