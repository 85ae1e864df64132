"""`pagewire replay`: the worker, once more, over a range.

Decides how a replay's own group, its source, pool and sink are put together. Must not know the
command line.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from worker import app
from worker.app import Emit, Ports, Variant
from worker.codec import REPLAY_HEADER, VERSION_HEADER, input_of
from worker.failures import BadSettings
from worker.kafka.live_lag import LiveLag
from worker.kafka.reader import Committed, committed_offsets, extents, offsets_at, read
from worker.kafka.sink import KafkaSink
from worker.kafka.source import KafkaSource
from worker.pool import Pool
from worker.pool.process import BatchPipeline
from worker.replay.bounds import Bounds, Planned, plan
from worker.replay.pace import Pace, Yielding
from worker.replay.pool import SelectingPool
from worker.replay.report import Report
from worker.replay.selection import Selection
from worker.replay.sink import TallyingSink
from worker.replay.source import RangeSource
from worker.replay.tally import Tally
from worker.settings import KafkaSettings, Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be replayed, how, and under which name it can be resumed.

    `arguments` is what makes two replays the same: the range and the filters as the user gave them.
    """

    name: str
    bounds: Bounds
    arguments: str
    selection: Selection = field(default_factory=Selection)
    rate_per_s: float | None = None
    yield_to: str | None = None
    max_live_lag_s: float = 30.0

    @property
    def digest(self) -> str:
        """Names the arguments in the commit metadata, which has little room."""
        return hashlib.sha256(self.arguments.encode()).hexdigest()[:16]


def settings_of(settings: Settings, name: str, output: str | None) -> Settings:
    """The settings of a replay: a group of its own, and with it transactional ids of its own."""
    kafka = settings.kafka.model_copy(
        update={
            "group_id": f"{settings.kafka.group_id}-replay-{name}",
            "output_topic": output or settings.kafka.output_topic,
            "auto_offset_reset": "earliest",
        }
    )
    service = settings.service
    if "http_port" not in settings.sources:
        # The live worker may run on the same machine, and has the usual port.
        service = service.model_copy(update={"http_port": 0})
    return replace(settings, kafka=kafka, service=service)


def planned(settings: KafkaSettings, bounds: Bounds) -> list[Planned]:
    """Every partition's part as it stands now. Raises KafkaUnavailable, ValueError."""
    topic = settings.input_topic

    def at(time: datetime) -> Mapping[int, int | None]:
        return offsets_at(settings, topic, round(time.timestamp() * 1000))

    return plan(bounds, extents(settings, topic, readable_only=True), at)


def settled_by(
    settings: KafkaSettings,
    version: str,
    ranges: Mapping[int, range],
    advance: Callable[[int], None] = lambda records: None,
) -> dict[int, frozenset[int]]:
    """Input offsets in the ranges whose newest outcome on the output topic is of this version."""
    newest: dict[int, dict[int, bool]] = {number: {} for number in ranges}
    wanted = version.encode()
    for record in read(settings, settings.output_topic, extents(settings, settings.output_topic)):
        advance(1)
        origin = input_of(record.headers)
        if origin is None or origin[0] != settings.input_topic:
            continue
        _, partition, offset = origin
        if offset in ranges.get(partition, ()):
            newest[partition][offset] = dict(record.headers).get(VERSION_HEADER) == wanted
    return {n: frozenset(at for at, same in found.items() if same) for n, found in newest.items()}


def tallies(settings: KafkaSettings) -> dict[int, Tally | None]:
    """What the replay's group has committed. Raises KafkaUnavailable."""
    left = committed_offsets(settings, settings.group_id, settings.input_topic)
    return {number: Tally.within(found.metadata) for number, found in left.items()}


def check_name(left: Mapping[int, Committed], wanted: Wanted) -> None:
    """Refuse a name that another replay has. Raises BadSettings."""
    for found in left.values():
        tally = Tally.within(found.metadata)
        if tally is None or tally.of != wanted.digest:
            raise BadSettings(
                f"a replay {wanted.name!r} exists with another range, other filters or another"
                " output: give the same arguments to go on with it, or take another --name"
            )


def replay(
    settings: Settings,
    wanted: Wanted,
    ranges: Mapping[int, range],
    *,
    load: Callable[[], BatchPipeline] | None = None,
    watch: Emit = lambda event: None,
) -> Report:
    """Run until the range is done, or until a signal. `settings` are those of `settings_of`.

    What was begun under this name goes on, with the ranges that were fixed then. Raises the
    WorkerStopped that ended it, BadSettings for a name that another replay has.
    """
    kafka = settings.kafka
    left = committed_offsets(kafka, kafka.group_id, kafka.input_topic)
    check_name(left, wanted)
    fixed = {n: tally for n, found in left.items() if (tally := Tally.within(found.metadata))}
    ranges = {
        number: range(fixed[number].start, fixed[number].end) if number in fixed else offsets
        for number, offsets in ranges.items()
    }

    def all_done() -> bool:
        return _report(settings, wanted, ranges).finished

    stopped = False
    if not all_done():
        live = None
        if wanted.yield_to:
            live = LiveLag(kafka, wanted.yield_to, kafka.input_topic)
        try:
            joints = _Joints(wanted, ranges, all_done, live, watch)
            app.run(settings, until_drained=True, load=load, variant=joints.variant())
            stopped = not joints.complete
        finally:
            if live:
                live.close()
    return replace(_report(settings, wanted, ranges), stopped=stopped)


def _report(settings: Settings, wanted: Wanted, ranges: Mapping[int, range]) -> Report:
    kafka = settings.kafka
    return Report(wanted.name, kafka.input_topic, kafka.output_topic, ranges, tallies(kafka))


class _Joints:
    """Source, pool and sink of one replay, made when the live ones are there."""

    def __init__(
        self,
        wanted: Wanted,
        ranges: Mapping[int, range],
        all_done: Callable[[], bool],
        live: LiveLag | None,
        watch: Emit,
    ) -> None:
        self._wanted = wanted
        self._ranges = ranges
        self._all_done = all_done
        self._live = live
        self._watch = watch
        self._source: RangeSource | None = None
        self._sink: TallyingSink | None = None
        self.complete = False  # all that was ours was read to its end, and is committed

    def variant(self) -> Variant:
        """As `app.run` takes it."""
        return Variant(
            wrap=self._wrap,
            finish=self._finish,
            headers=((REPLAY_HEADER, self._wanted.name.encode()),),
            watch=self._watch,
        )

    def _wrap(self, source: KafkaSource, pool: Pool, sink: KafkaSink, emit: Emit) -> Ports:
        within = RangeSource(
            source,
            self._ranges,
            of=self._wanted.digest,
            pace=Pace(self._wanted.rate_per_s),
            live_lag=self._behind if self._live else None,
            all_done=self._all_done,
            emit=emit,
        )
        self._sink = TallyingSink(sink, within)
        self._source = within
        return within, SelectingPool(pool, self._wanted.selection), self._sink

    def _finish(self) -> None:
        assert self._sink is not None
        assert self._source is not None
        self.complete = self._source.at_end()
        self._sink.finish()

    def _behind(self) -> Yielding:
        assert self._live is not None
        limit_s = self._wanted.max_live_lag_s
        over, over_half = self._live.is_over(limit_s, limit_s / 2)
        if over:
            return Yielding.PAUSED
        return Yielding.SLOWED if over_half else Yielding.NOT
