"""The tick: poll, act on rebalances, dispatch, wait, settle, commit when due.

Decides when each of these happens, and nothing about how: source, pool and sink are ports. It
owns the ledger, the breaker and the attempts, and is the only one who moves pages between them.
Everything runs on one thread, so no two of these steps can overlap.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from worker.attempts import Attempts
from worker.breaker import Breaker
from worker.dispatch import Dispatch, killed_the_worker
from worker.failures import (
    BreakerTripped,
    DrainIncomplete,
    KafkaUnavailable,
    ProcessesNotReady,
    TransactionAborted,
)
from worker.health import Health
from worker.kafka.sink import Positions
from worker.kafka.source import Assigned, Change, Revoked
from worker.ledger import Ledger, Partition
from worker.observer import Observer
from worker.ports import Pool, Sink, Source
from worker.records import DeadLetter, Origin, Processed, RawRecord, Settled
from worker.settings import FlowSettings
from worker.telemetry import events

_IDLE_POLL_S = 0.05  # nothing in flight: wait for records
_PROCESSES_WAIT_S = 0.05  # something in flight: wait for the CPU processes
_POLL_EVERY_S = 0.05  # and poll no more often than this: a poll costs as much as a page's commit
_ABORT_PAUSE_S = 0.5


class Loop:
    """One worker's work from start to drained."""

    def __init__(
        self,
        source: Source,
        pool: Pool,
        sink: Sink,
        flow: FlowSettings,
        *,
        fetch_max_bytes: int,
        health: Health,
        emit: Callable[[events.Event], None],
    ) -> None:
        self._source = source
        self._pool = pool
        self._sink = sink
        self._flow = flow
        self._fetch_max_bytes = fetch_max_bytes
        self._health = health
        self._emit = emit
        self._ledger = Ledger()
        self._breaker = Breaker(share=flow.breaker_share, window_pages=flow.breaker_window_pages)
        self._dispatch = Dispatch(
            self._ledger,
            Attempts(max_attempts=flow.max_page_attempts, suspects=flow.in_flight_pages),
        )
        self._paused = False
        self._due_since: float | None = None
        self._no_commit_before = 0.0
        self._observer = Observer(source, pool, self._ledger, health, emit)
        self._polled = 0.0
        self._stop_reason: str | None = None

    def stop(self, reason: str) -> None:
        """Ask for a drain; safe to call from a signal handler."""
        self._stop_reason = self._stop_reason or reason

    def run(self, *, until_drained: bool = False) -> None:
        """Tick until told to stop, or until everything readable is committed.

        Raises the WorkerStopped that ended it; returns after a complete drain.
        """
        try:
            while self._stop_reason is None:
                self.tick()
                if until_drained and self._ledger.pages == 0 and self._source.at_end():
                    break
            self._drain(self._stop_reason or "drained")
        except (BreakerTripped, DrainIncomplete, ProcessesNotReady):
            # No page is to blame for this end. Where Kafka does not let us say so, the next start
            # goes one page at a time for a while, which is slow and harmless.
            with suppress(KafkaUnavailable):
                self._take_starts_back()
            raise

    def tick(self) -> None:
        """One turn."""
        idle = self._ledger.pages == 0
        if idle or time.monotonic() - self._polled >= _POLL_EVERY_S:
            self._take_in(_IDLE_POLL_S if idle else 0.0)
            self._polled = time.monotonic()
        self._let_go()
        for origin, processed in self._pool.wait(0.0 if idle else _PROCESSES_WAIT_S):
            self._settle(origin, processed)
        self._commit_when_due()
        self._throttle()
        self._observer.look(self._breaker.share, crowded=self._paused)
        self._health.ticked()

    def _take_in(self, timeout_s: float) -> None:
        room = self._flow.in_flight_pages - self._ledger.pages
        records = self._source.poll(timeout_s, room)
        self._apply(self._source.changes())
        for record in records:
            admitted = self._ledger.admit(record)
            if admitted is not None:
                self._dispatch.add(admitted)

    def _apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            match change:
                case Assigned(partitions):
                    for partition in sorted(partitions):
                        self._ledger.assign(partition)
                        self._dispatch.assign(partition)
                    if self._paused:
                        self._source.pause()
                    self._health.assigned(partitions)
                    self._emit(events.PartitionsAssigned(sorted(partitions)))
                case Revoked(partitions, lost):
                    for partition in partitions:
                        self._ledger.revoke(partition)
                        self._dispatch.revoke(partition)
                        self._pool.withdraw(partition)
                    self._health.revoked(partitions)
                    self._emit(events.PartitionsRevoked(sorted(partitions), lost))

    def _let_go(self) -> None:
        """Hand to the pool what may go, and give up what killed the worker too often."""
        for partition in self._dispatch.unjudged():
            metadata = self._source.commit_metadata(partition)
            if metadata is not None:
                self._dispatch.judge(partition, metadata)
        if (record := self._dispatch.given_up()) is not None:
            self._settle(record.origin, Processed(killed_the_worker(self._flow.max_page_attempts)))
            return
        for record in self._dispatch.release(self._count_starts):
            if self._dispatch.isolating:
                starts = self._dispatch.starts_at(_partition(record))
                self._emit(events.PageIsolated(record.origin, starts))
            self._pool.submit(record)

    def _count_starts(self, positions: Positions) -> bool:
        if time.monotonic() < self._no_commit_before:
            return False
        # Membership first, as in `_commit`. What changed since the poll may have given a partition
        # to somebody else, whose progress these positions would take back: the next round counts.
        membership = self._source.membership()
        if changes := self._source.changes():
            self._apply(changes)
            return False
        return self._transact((), positions, membership)

    # -- settle and commit

    def _settle(self, origin: Origin, processed: Processed) -> None:
        if not self._ledger.settle(origin, processed):
            return  # its partition was lost meanwhile; the new owner does it
        self._emit(events.PageProcessed(processed))
        if isinstance(processed.outcome, DeadLetter):
            self._emit(events.PageDeadLettered(origin, processed.outcome))
        try:
            self._breaker.observe(processed.outcome)
        except BreakerTripped:
            self._emit(
                events.BreakerTripped(
                    self._breaker.share, self._flow.breaker_window_pages, self._breaker.reasons
                )
            )
            raise

    def _commit_when_due(self) -> None:
        now = time.monotonic()
        if not self._ledger.has_due():
            self._due_since = None
            return
        if self._due_since is None:
            self._due_since = now
        waited = now - self._due_since >= self._flow.commit_interval_s
        many = self._ledger.pages - self._ledger.unsettled >= self._flow.commit_pages
        # Intake is paused, and at least half of what is in flight only waits for its commit.
        starving = self._paused and 2 * self._ledger.unsettled <= self._ledger.pages
        hurry = self._stop_reason is not None or starving or self._dispatch.isolating
        if (waited or many or hurry) and now >= self._no_commit_before:
            self._commit()

    def _commit(self) -> None:
        # In this order. Membership first: a generation that is older than the revocations we
        # know of is fenced by the broker; one that is newer than them would not be.
        membership = self._source.membership()
        self._apply(self._source.changes())
        due = self._ledger.due(self._flow.commit_pages)
        if not due:
            return
        positions = {
            partition: (offset, self._dispatch.metadata_after(partition))
            for partition, offset in due.offsets.items()
        }
        if self._transact(due.settled, positions, membership):
            self._ledger.confirm(due)
            self._dispatch.committed(due)
            self._due_since = None

    def _transact(
        self, settled: tuple[Settled, ...], positions: Positions, membership: Any
    ) -> bool:
        started = time.monotonic()
        now = datetime.now(UTC)
        try:
            self._sink.commit(settled, positions, membership, now)
        except TransactionAborted as error:
            self._no_commit_before = time.monotonic() + _ABORT_PAUSE_S
            self._emit(
                events.TransactionAborted(
                    error=str(error), pages=len(settled), duration_s=time.monotonic() - started
                )
            )
            return False
        self._health.committed()
        committed_at = time.time()
        self._emit(
            events.PagesCommitted(
                outcomes=[item.processed.outcome for item in settled],
                latencies_s=[committed_at - item.record.timestamp_ms / 1000 for item in settled],
                duration_s=time.monotonic() - started,
                offsets={partition: offset for partition, (offset, _) in positions.items()},
            )
        )
        return True

    # -- limits and looks

    def _throttle(self) -> None:
        """Pause intake while too much is in flight; polling goes on, so the group keeps us."""
        pages, size = self._ledger.pages, self._ledger.size_bytes
        room_bytes = self._flow.in_flight_max_bytes - self._fetch_max_bytes
        full = pages >= self._flow.in_flight_pages or size > room_bytes
        half = pages <= self._flow.in_flight_pages // 2 and size <= room_bytes // 2
        if full and not self._paused:
            self._paused = True
            self._source.pause()
            self._emit(events.Paused(f"{pages} pages, {size} bytes in flight"))
        elif half and self._paused and self._stop_reason is None:
            self._paused = False
            self._source.resume()
            self._emit(events.Resumed(f"{pages} pages, {size} bytes in flight"))

    # -- the end

    def _drain(self, reason: str) -> None:
        """Take nothing more in, finish what is in the pool, commit, take counted starts back.

        Raises DrainIncomplete at the deadline; what was not committed is done again.
        """
        started = time.monotonic()
        deadline = started + self._flow.drain_deadline_s
        self._stop_reason = reason
        self._health.draining()
        self._emit(events.Draining(reason, self._ledger.pages))
        self._source.pause()
        self._paused = True
        while in_work := self._dispatch.in_work:
            if time.monotonic() > deadline:
                raise DrainIncomplete(
                    f"{in_work} pages were not finished within "
                    f"{self._flow.drain_deadline_s:g} s; they will be read again"
                )
            self._source.poll(0.0, 1)  # stays in the group; nothing comes, all is paused
            self._apply(self._source.changes())
            for origin, processed in self._pool.wait(_PROCESSES_WAIT_S):
                self._settle(origin, processed)
            self._commit_when_due()
            self._health.ticked()
        self._take_starts_back()
        self._emit(events.Drained(time.monotonic() - started))

    def _take_starts_back(self) -> None:
        if positions := self._dispatch.taken_back():
            self._transact((), positions, self._source.membership())


def _partition(record: RawRecord) -> Partition:
    return record.origin.topic, record.origin.partition
