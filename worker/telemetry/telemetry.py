"""What each event means to the log and to the metrics: one `match`, nothing else.

Decides which events an operator gets a line about (those that somebody acts on) and which only
move a metric (those that come with every page). Must not know who emits an event.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector

from worker.records import DeadLetter, Origin, Processed
from worker.telemetry import events
from worker.telemetry.assignment import Assignment
from worker.telemetry.metrics import (
    PROCESS_STATES,
    TIMED_STAGES,
    UNKNOWN,
    Metrics,
    outcome_name,
)
from worker.telemetry.replaying import ReplayGauges

LOGGER = "pagewire"
_STARTING, _READY = PROCESS_STATES


class Telemetry:
    """Logs and counts events. Belongs to the loop's thread; only `Stalled` may come from another.

    `more_event_types` are event types of the lexicon beyond those the metrics know.
    """

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        more_event_types: Iterable[str] = (),
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._metrics = Metrics(registry, more_event_types)
        ProcessCollector(registry=registry)
        self._log = logging.getLogger(LOGGER)
        self._wall_clock = wall_clock
        self._assigned = Assignment(self._metrics)
        self._states: dict[int, str] = {}
        self._replay = ReplayGauges(self._metrics)

    def emit(self, event: events.Event) -> None:
        """Log and count one event. Raises nothing that is not a mistake in this module."""
        metrics = self._metrics
        match event:
            # Every page or more often: metrics only.
            case events.BatchDispatched():
                metrics.batch_pages.observe(event.pages)
                metrics.batch_bytes.observe(event.size_bytes)
                for waited_s in event.queue_s:
                    metrics.stage_seconds.labels("queue").observe(waited_s)
            case events.PageProcessed(processed=processed):
                self._count_page(processed)
            case events.PagesCommitted():
                self._count_commit(event)
            case events.ProcessMemory(process=process, rss_bytes=rss_bytes):
                metrics.process_memory.labels(str(process)).set(rss_bytes)
            case events.LagObserved():
                self._assigned.observe(event)
            case events.InFlight(pages=pages, size_bytes=size_bytes):
                metrics.in_flight_pages.set(pages)
                metrics.in_flight_bytes.set(size_bytes)
            case events.DeadLetterShare(share=share):
                metrics.dead_letter_share.set(share)
            case events.ReplayProgress():
                told = self._replay.observe(event, self._wall_clock())
                if told:
                    self._line(event, told.message, **told.fields)

            # What an operator acts on, or needs to understand what follows.
            case events.WorkerStarted(version=version, settings=settings):
                self._line(event, f"pagewire {version} starts", version=version, settings=settings)
            case events.Serving(address=address):
                self._line(event, f"/metrics and probes at {address}", address=address)
            case events.WorkerReady():
                self._ready(event)
            case events.PartitionsAssigned(partitions=partitions):
                metrics.rebalances.inc()
                self._assigned.add(partitions)
                self._line(
                    event,
                    f"{len(partitions)} partitions assigned; {len(self._assigned)} held now",
                    partitions=_named(partitions),
                    held=len(self._assigned),
                )
            case events.PartitionsRevoked():
                self._revoke(event)
            case events.Leaderless(partitions=[]):
                metrics.partitions_leaderless.set(0)
                self._line(event, "all partitions held here have a leader again")
            case events.Leaderless(partitions=partitions):
                metrics.partitions_leaderless.set(len(partitions))
                words = f"no leader for {', '.join(_named(partitions))}: nothing is read there"
                words += " until a broker that has it is back; the others go on"
                self._line(event, words, logging.WARNING, partitions=_named(partitions))
            case events.TransactionAborted(error=error, pages=pages, duration_s=duration_s):
                metrics.transactions.labels("aborted").inc()
                self._line(
                    event,
                    f"a transaction of {pages} pages was aborted; they are sent again: {error}",
                    logging.WARNING,
                    pages=pages,
                    duration_s=round(duration_s, 3),
                    error=error,
                )
            case events.PageDeadLettered(origin=origin, letter=letter):
                self._dead_letter(event, origin, letter)
            case events.PageIsolated(origin=origin, attempts=attempts):
                self._line(
                    event,
                    f"a page that a worker died with {attempts} times is run alone",
                    logging.WARNING,
                    **_place(origin),
                    attempts=attempts,
                )
            case events.ProcessStarted(process=process, pid=pid):
                self._move(process, _STARTING)
                self._line(event, f"CPU process {process} loads", process=process, pid=pid)
            case events.ProcessReady(process=process, pid=pid, load_s=load_s):
                self._move(process, _READY)
                self._line(
                    event,
                    f"CPU process {process} is warm after {load_s:.1f} s",
                    process=process,
                    pid=pid,
                    load_s=round(load_s, 3),
                )
            case events.ProcessDied():
                self._process_died(event)
            case events.Paused(reason=reason):
                metrics.paused.set(1)
                # Under full load this comes and goes many times a second, as it should.
                self._line(event, f"intake is paused: {reason}", logging.DEBUG)
            case events.Resumed(reason=reason):
                metrics.paused.set(0)
                self._line(event, f"intake goes on: {reason}", logging.DEBUG)
            case events.BreakerTripped(share=share, window_pages=window_pages, reasons=reasons):
                metrics.dead_letter_share.set(share)
                metrics.breaker_tripped.set(1)
                self._line(
                    event,
                    f"dead letters have reached {share:.0%} of a window of {window_pages} pages;"
                    " the worker stops before it commits them",
                    logging.ERROR,
                    share=round(share, 4),
                    window_pages=window_pages,
                    reasons=dict(reasons),
                )
            case events.Draining(signal=signal, in_flight_pages=pages):
                words = f"{signal}: intake stops, {pages} pages in flight are finished"
                self._line(event, words, signal=signal, in_flight_pages=pages)
            case events.Drained(duration_s=duration_s):
                words = f"nothing is in flight any more, after {duration_s:.1f} s"
                self._line(event, words, duration_s=round(duration_s, 3))
            case events.Stalled(what=what, age_s=age_s, limit_s=limit_s):
                self._line(
                    event,
                    f"{what} has not moved for {age_s:.0f} s (limit {limit_s:.0f} s);"
                    " the worker ends, and all stacks are on stderr",
                    logging.CRITICAL,
                    what=what,
                    age_s=round(age_s, 1),
                    limit_s=limit_s,
                )
            case events.WorkerStopped(exit_code=exit_code, reason=reason):
                self._line(
                    event,
                    f"pagewire ends with code {exit_code}: {reason}",
                    logging.ERROR if exit_code else logging.INFO,
                    exit_code=exit_code,
                )
            case _:
                assert_never(event)

    def _count_page(self, processed: Processed) -> None:
        metrics, facts = self._metrics, processed.facts
        for stage, spent_s in facts.stage_s.items():
            if stage.value in TIMED_STAGES:
                metrics.stage_seconds.labels(stage.value).observe(spent_s)
        for label, count in facts.entities.items():
            metrics.entities.labels(metrics.entity_label.bounded(label)).inc(count)
        for kind, count in facts.events.items():
            metrics.events.labels(metrics.event_type.bounded(kind)).inc(count)
        if facts.extraction_method is not None:  # cleaned, so a language was looked for
            metrics.extraction.labels(facts.extraction_method.value).inc()
            language = UNKNOWN if facts.language is None else facts.language
            metrics.languages.labels(metrics.language.bounded(language)).inc()

    def _count_commit(self, event: events.PagesCommitted) -> None:
        metrics = self._metrics
        for name, count in Counter(outcome_name(o) for o in event.outcomes).items():
            metrics.pages.labels(name).inc(count)
        for outcome in event.outcomes:
            if isinstance(outcome, DeadLetter):
                metrics.dead_letters.labels(outcome.reason.value, outcome.stage.value).inc()
        for latency_s in event.latencies_s:
            # Clocks of two machines may disagree by more than a page takes.
            metrics.latency_seconds.observe(max(0.0, latency_s))
        metrics.stage_seconds.labels("commit").observe(event.duration_s)
        metrics.transactions.labels("committed").inc()
        metrics.last_commit.set(self._wall_clock())

    def _ready(self, event: events.WorkerReady) -> None:
        model = event.model
        labels = (event.version, model.name, model.version, event.schema_version)
        self._metrics.build.labels(*labels).set(1)
        self._line(
            event,
            f"ready after {event.start_s:.1f} s with the model {model.name} {model.version}",
            version=event.version,
            model=model.name,
            model_version=model.version,
            model_sha256=model.sha256,
            schema_version=event.schema_version,
            start_s=round(event.start_s, 3),
        )

    def _revoke(self, event: events.PartitionsRevoked) -> None:
        self._assigned.remove(event.partitions)
        if event.lost:
            self._metrics.partitions_lost.inc(len(event.partitions))
        how = "lost: what was in flight is done again elsewhere" if event.lost else "revoked"
        self._line(
            event,
            f"{len(event.partitions)} partitions {how}; {len(self._assigned)} held now",
            logging.WARNING if event.lost else logging.INFO,
            partitions=_named(event.partitions),
            held=len(self._assigned),
            lost=event.lost,
        )

    def _dead_letter(
        self, event: events.PageDeadLettered, origin: Origin, letter: DeadLetter
    ) -> None:
        self._line(
            event,
            f"a page becomes a dead letter: {letter.reason} at {letter.stage}: {letter.detail}",
            logging.WARNING,
            **_place(origin),
            reason=letter.reason.value,
            stage=letter.stage.value,
            detail=letter.detail,
            exception=letter.exception,
            signal=letter.signal,
        )

    def _process_died(self, event: events.ProcessDied) -> None:
        cause = self._metrics.cause.bounded(event.cause.lower())
        self._metrics.process_restarts.labels(cause).inc()
        if self._states.pop(event.process, None) is not None:
            self._metrics.process_memory.labels(str(event.process)).set(0)
        self._count_states()
        self._line(
            event,
            f"CPU process {event.process} died ({event.cause}): {event.detail};"
            f" its {event.pages_held} pages are run again",
            logging.WARNING,
            process=event.process,
            pid=event.pid,
            cause=event.cause,
            detail=event.detail,
            signal=event.signal,
            pages_held=event.pages_held,
        )

    def _move(self, process: int, state: str) -> None:
        self._states[process] = state
        self._count_states()

    def _count_states(self) -> None:
        counted = Counter(self._states.values())
        for state in PROCESS_STATES:
            self._metrics.processes.labels(state).set(counted[state])

    def _line(
        self, event: events.Event, message: str, level: int = logging.INFO, **fields: object
    ) -> None:
        given: Mapping[str, object] = {k: v for k, v in fields.items() if v is not None}
        self._log.log(level, message, extra={"event": type(event).__name__, "fields": given})


def _place(origin: Origin) -> dict[str, object]:
    return {"topic": origin.topic, "partition": origin.partition, "offset": origin.offset}


def _named(partitions: Iterable[events.Partition]) -> list[str]:
    return [f"{topic}-{number}" for topic, number in sorted(partitions)]
