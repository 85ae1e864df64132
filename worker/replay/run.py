"""The worker, once more, over a range: what `replay` and `redrive` have in common.

Decides how a group of its own, source, pool and sink are put together, and what is known of it
afterwards. Must not know the command line.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from worker import app, ports
from worker.app import Emit, Ports, Variant
from worker.codec import REPLAY_HEADER
from worker.kafka.live_lag import LiveLag
from worker.kafka.reader import committed_offsets, extents, offsets_at
from worker.kafka.sink import KafkaSink
from worker.kafka.source import KafkaSource
from worker.pool import Pool
from worker.pool.process import BatchPipeline
from worker.records import Headers
from worker.replay.bounds import Bounds, Planned, plan
from worker.replay.pace import Pace, Yielding
from worker.replay.report import Report
from worker.replay.sink import TallyingSink
from worker.replay.source import RangeSource
from worker.replay.tally import Identity, Tally
from worker.settings import KafkaSettings, Settings


@dataclass(frozen=True, slots=True)
class Run:
    """One replay: what it reads, under which name it can be resumed, how it differs from live.

    `arguments` is what makes two replays the same: the range and the filters as the user gave them.
    `pool` and `sink` may stand between the loop and the worker's own. `more_headers` go, beside the
    name, onto all that is written.
    """

    name: str
    topic: str
    arguments: str
    pool: Callable[[Pool], ports.Pool] = lambda pool: pool
    sink: Callable[[KafkaSink], ports.Sink] = lambda sink: sink
    more_headers: Headers = ()
    rate_per_s: float | None = None
    yield_to: str | None = None
    max_live_lag_s: float = 30.0

    @property
    def digest(self) -> str:
        """Names the arguments in the commit metadata, which has little room."""
        return hashlib.sha256(self.arguments.encode()).hexdigest()[:16]

    def identity(self, version: str | None = None) -> Identity:
        """By which it is known when it is started again; `version` is the pipeline's."""
        return Identity(self.name, self.digest, version)


def settings_of(settings: Settings, name: str, output: str | None = None) -> Settings:
    """The settings of a replay: a group of its own, and with it transactional ids of its own."""
    kafka = settings.kafka.model_copy(
        update={
            "group_id": f"{settings.kafka.group_id}-{name}",
            "output_topic": output or settings.kafka.output_topic,
            "auto_offset_reset": "earliest",
        }
    )
    service = settings.service
    if "http_port" not in settings.sources:
        # The live worker may run on the same machine, and has the usual port.
        service = service.model_copy(update={"http_port": 0})
    return replace(settings, kafka=kafka, service=service)


def planned(
    settings: KafkaSettings,
    topic: str,
    bounds: Bounds,
    at: Callable[[datetime], Mapping[int, int | None]] | None = None,
) -> list[Planned]:
    """Every partition's part as it stands now. Raises KafkaUnavailable, ValueError.

    `at` says where a time stands; None: where Kafka says it does, by the records' timestamps.
    """

    def by_timestamp(time: datetime) -> Mapping[int, int | None]:
        return offsets_at(settings, topic, round(time.timestamp() * 1000))

    return plan(bounds, extents(settings, topic, readable_only=True), at or by_timestamp)


def going_on(settings: KafkaSettings, run: Run, ranges: Mapping[int, range]) -> Mapping[int, range]:
    """The ranges, those of what was begun under this name as they were fixed then.

    Raises KafkaUnavailable, BadSettings for a name that another replay has.
    """
    fixed = _tallies(settings, run)
    return {
        number: range(tally.start, tally.end) if (tally := fixed.get(number)) else offsets
        for number, offsets in ranges.items()
    }


def replay(
    settings: Settings,
    run: Run,
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
    ranges = going_on(kafka, run, ranges)

    def report() -> Report:
        return Report(
            run.name,
            run.topic,
            kafka.output_topic,
            ranges,
            _tallies(kafka, run),
            letters_to=kafka.dead_letter_topic,
        )

    found = report()
    if found.finished:
        return replace(found, was_done=any(found.tallies.values()))
    live = LiveLag(kafka, run.yield_to, run.topic) if run.yield_to else None
    try:
        parts = _Parts(kafka, run, ranges, lambda: report().finished, live)
        variant = Variant(
            wrap=parts.wrap,
            finish=parts.finish,
            headers=((REPLAY_HEADER, run.name.encode()), *run.more_headers),
            topic=run.topic,
            watch=watch,
        )
        app.run(settings, until_drained=True, load=load, variant=variant)
    finally:
        if live:
            live.close()
    return replace(report(), stopped=not parts.complete)


def _tallies(settings: KafkaSettings, run: Run) -> dict[int, Tally]:
    """What the replay's group has committed. Raises KafkaUnavailable, BadSettings."""
    identity = run.identity()
    found = committed_offsets(settings, settings.group_id, run.topic)
    return {number: identity.left(left.metadata) for number, left in found.items()}


class _Parts:
    """Source, pool and sink of one replay, made when the live ones are there."""

    def __init__(
        self,
        settings: KafkaSettings,
        run: Run,
        ranges: Mapping[int, range],
        all_done: Callable[[], bool],
        live: LiveLag | None,
    ) -> None:
        self._settings = settings
        self._run = run
        self._ranges = ranges
        self._all_done = all_done
        self._live = live
        self._source: RangeSource | None = None
        self._sink: TallyingSink | None = None
        self.complete = False  # all that was ours was read to its end, and is committed

    def wrap(self, source: KafkaSource, pool: Pool, sink: KafkaSink, emit: Emit) -> Ports:
        """As `app.Variant` asks for it. Raises KafkaUnavailable, and BadSettings for what was begun
        with another pipeline, in whatever partition.
        """
        identity = self._run.identity(sink.pipeline_version)
        for left in _tallies(self._settings, self._run).values():
            # Also where it is done: the rest of this replay is to be like it.
            identity.require_pipeline(left)
        self._source = RangeSource(
            source,
            self._ranges,
            identity=identity,
            pace=Pace(
                self._run.rate_per_s,
                behind(self._live, self._run.max_live_lag_s) if self._live else None,
            ),
            all_done=self._all_done,
            fix=self._fix,
            emit=emit,
        )
        self._sink = TallyingSink(self._run.sink(sink), self._source)
        return self._source, self._run.pool(pool), self._sink

    def _fix(self) -> None:
        assert self._sink is not None
        self._sink.fix()

    def finish(self) -> None:
        """Mark as done what is done."""
        assert self._sink is not None
        assert self._source is not None
        self.complete = self._source.is_complete()
        self._sink.finish()


def behind(live: LiveLag, limit_s: float) -> Callable[[], Yielding]:
    """What asks how far the live group is behind."""

    def look() -> Yielding:
        over, over_half = live.is_over(limit_s, limit_s / 2)
        if over:
            return Yielding.PAUSED
        return Yielding.SLOWED if over_half else Yielding.NOT

    return look
