"""`pagewire run`: everything made, joined together, and taken down again in the right order.

Decides the order of starting and stopping and what a signal means. The only place that knows
all the edges; how each of them works is theirs.
"""

import faulthandler
import functools
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from prometheus_client import CollectorRegistry

from worker import __version__, pipeline, ports
from worker.codec import SCHEMA_VERSION
from worker.configured import pipeline_config
from worker.failures import BreakerTripped, ExitCode, KafkaUnavailable, WorkerStopped
from worker.health import Health, HealthServer
from worker.kafka.client import require_fast_checksums
from worker.kafka.sink import KafkaSink
from worker.kafka.source import KafkaSource
from worker.kafka.topics import check
from worker.loop import Loop
from worker.pool import Pool, PoolConfig
from worker.pool.process import BatchPipeline
from worker.records import Headers
from worker.settings import Settings, describe
from worker.status import Board, status_html
from worker.telemetry import Telemetry, configure_logs, events
from worker.watchdog import Watchdog

Emit = Callable[[events.Event], None]
Ports = tuple[ports.Source, ports.Pool, ports.Sink]
_CLOSE_S = 10.0
_LOOK_S = 0.1  # how often a wait looks around
# An end that nobody sees is no alarm. Prometheus asks every 15 s, by default every 60.
_BE_SEEN_S = 60.0


class Ends(Protocol):
    """Where pages come from and outcomes go. Each is called once, in this order."""

    def check(self) -> None:
        """Before anything starts: whether it can be used. Raises a WorkerStopped."""

    def open(self, pool: Pool, pipeline_version: str, emit: Emit) -> Ports:
        """What the loop shall have, around this pool."""

    def finish(self) -> None:
        """All is committed, or as much as a signal left time for."""

    def close(self) -> None:
        """Disconnect; not after a failure, when the process ends and nothing is waited for."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What makes another worker of this one: a replay.

    `wrap` gets the live worker's source, pool and sink, and gives those that the loop shall have.
    `finish` is called when all is committed and this is still a member of its group. `headers` go
    onto all that is written. `watch` is told every event.
    """

    wrap: Callable[[KafkaSource, Pool, KafkaSink, Emit], Ports] = lambda source, pool, sink, _: (
        source,
        pool,
        sink,
    )
    finish: Callable[[], None] = lambda: None
    headers: Headers = ()
    topic: str | None = None  # read instead of the input topic
    ends: Ends | None = None  # instead of any topics; `wrap` and `finish` are then not asked
    watch: Emit = lambda event: None


def run(
    settings: Settings,
    *,
    until_drained: bool = False,
    load: Callable[[], BatchPipeline] | None = None,
    variant: Variant | None = None,
) -> None:
    """Consume, enrich, produce, until a signal (or until everything is done). Blocks.

    `load` makes the pipeline of a CPU process and must be picklable; tests bring their own.
    Raises the WorkerStopped that ended the worker; every reason is in the log as well.
    """
    variant = variant or Variant()
    signals = _Signals()
    configure_logs(settings.service.log_level, settings.service.log_format)
    registry = CollectorRegistry()
    telemetry = Telemetry(registry)
    board = Board()

    def emit(event: events.Event) -> None:
        telemetry.emit(event)
        board.observe(event)
        variant.watch(event)

    health = Health(
        stall_limit_s=settings.flow.stall_limit_s,
        progress_limit_s=settings.service.progress_limit_s,
    )
    shown = {entry.key: entry.value for entry in describe(settings)}
    emit(events.WorkerStarted(__version__, shown))
    host, port = settings.service.http_host, settings.service.http_port
    server = HealthServer(host, port, health, registry, lambda: _status(board, health))
    watchdog = Watchdog(age_s=health.tick_age_s, limit_s=settings.flow.stall_limit_s, emit=emit)
    try:
        with _running(server), _running(watchdog):
            emit(events.Serving(f"http://{host}:{server.port}"))
            load = load or loader(settings)
            try:
                _work(settings, load, health, emit, signals, until_drained, variant)
            except BreakerTripped:
                _be_seen(server, health, signals)
                raise
    except WorkerStopped as stopped:
        emit(events.WorkerStopped(int(stopped.exit_code), str(stopped)))
        stopped.is_logged = True
        raise
    finally:
        signals.restore()
    emit(events.WorkerStopped(int(ExitCode.OK), "drained"))


def _work(
    settings: Settings,
    load: Callable[[], BatchPipeline],
    health: Health,
    emit: Emit,
    signals: "_Signals",
    until_drained: bool,
    variant: Variant,
) -> None:
    started = time.monotonic()
    ends = variant.ends or _Topics(settings, variant)
    ends.check()
    pool = Pool(pool_config(settings), load, emit)
    try:
        pool.start()
        while not pool.ready:
            if signals.asked:
                return
            pool.wait(_LOOK_S)
            health.ticked()
        told = pool.pipeline
        assert told is not None
        health.pool_ready(True)
        health.started()
        emit(
            events.WorkerReady(__version__, told.model, SCHEMA_VERSION, time.monotonic() - started)
        )
        loop = Loop(
            *ends.open(pool, told.pipeline_version, emit),
            settings.flow,
            fetch_max_bytes=settings.kafka.fetch_max_bytes,
            health=health,
            emit=emit,
        )
        signals.tell(loop)
        try:
            loop.run(until_drained=until_drained)
            ends.finish()
        except KafkaUnavailable:
            faulthandler.dump_traceback(all_threads=True)  # where every thread of the clients is
            raise
        ends.close()
    finally:
        pool.close()


class _Topics:
    """The topics of the settings, as the variant wants them."""

    def __init__(self, settings: Settings, variant: Variant) -> None:
        self._settings = settings
        self._variant = variant

    def check(self) -> None:
        require_fast_checksums()
        self._dead_letters = check(
            self._settings.kafka, output_max_bytes=self._settings.pipeline.output_max_bytes
        )

    def open(self, pool: Pool, pipeline_version: str, emit: Emit) -> Ports:
        kafka, variant = self._settings.kafka, self._variant
        # Fencing first: what an earlier life of this instance left open is ended before reading.
        self._sink = KafkaSink(kafka, pipeline_version, self._dead_letters, variant.headers)
        self._source = KafkaSource(kafka, variant.topic)
        return variant.wrap(self._source, pool, self._sink, emit)

    def finish(self) -> None:
        self._variant.finish()

    def close(self) -> None:
        self._source.close(_CLOSE_S)
        self._sink.close(_CLOSE_S)


def _be_seen(server: HealthServer, health: Health, signals: "_Signals") -> None:
    """Where somebody scrapes, wait for the scrape that tells of the end. A signal ends the wait."""
    ended = time.monotonic()
    health.draining()
    while server.scraped is not None and server.scraped < ended and not signals.asked:
        if time.monotonic() - ended > _BE_SEEN_S:
            return
        health.ticked()
        time.sleep(_LOOK_S)


def _status(board: Board, health: Health) -> str:
    """The page at `/` of the health port."""
    ready, live = health.ready(), health.live()
    checks = {**ready.reasons, **live.reasons}
    failing = {name: check.detail for name, check in checks.items() if not check.ok}
    return status_html(board.snapshot(), failing, ready=ready.ok)


def pool_config(settings: Settings) -> PoolConfig:
    """What the settings say of the CPU processes."""
    limits = settings.pool
    return PoolConfig(
        processes=limits.cpu_processes,
        page_deadline_s=limits.page_deadline_s,
        process_memory_max_bytes=limits.process_memory_max_bytes,
        batch_pages=limits.batch_pages,
        batch_max_bytes=limits.batch_max_bytes,
    )


def loader(settings: Settings) -> Callable[[], BatchPipeline]:
    """What makes the pipeline of a CPU process; picklable. Raises BadSettings."""
    return functools.partial(pipeline.load, pipeline_config(settings))


class _Signals:
    """The first SIGTERM or SIGINT drains; the second ends the process where it stands."""

    def __init__(self) -> None:
        self._loop: Loop | None = None
        self.asked: str | None = None
        self._before = {number: signal.signal(number, self._on) for number in _STOPPING}

    def tell(self, loop: Loop) -> None:
        """From now on a signal goes to the loop, one that has already come as well."""
        self._loop = loop
        if self.asked:
            loop.stop(self.asked)

    def restore(self) -> None:
        """Put back what was there before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            # Nothing is lost: what is not committed is read again. The CPU processes follow.
            os._exit(ExitCode.NOT_FINISHED)
        self.asked = signal.Signals(number).name
        if self._loop:
            self._loop.stop(self.asked)


_STOPPING = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def _running(thing: HealthServer | Watchdog) -> Iterator[None]:
    thing.start()
    try:
        yield
    finally:
        thing.stop()
