"""The CPU processes together: who gets which pages, and what happens when one dies.

Decides batches, deadlines and blame. A process that dies, hangs or outgrows its memory costs
nobody but itself: the batches it had not begun go to another one as they are, and each page of
the batch in work is run again *alone* (even when there was only one: the process may have been
sick before). One that fails alone becomes a dead letter. A process that dies before it was ready,
or is too large then, means a broken image or model, and stops the worker. Must not know Kafka.
"""

import selectors
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from worker.failures import ProcessesNotReady, Reason, Stage
from worker.pool import forkserver
from worker.pool.member import Cause, Member
from worker.pool.process import BatchPipeline
from worker.pool.wire import BadReply, Batch, BatchDone, Began, PageDone, Ready, decode_reply
from worker.records import DeadLetter, Origin, Processed, RawRecord
from worker.telemetry import events

_LOOK_AT_MEMORY_EVERY_S = 0.1
_START_DEADLINE_S = 180.0
_LEAVE_WITHIN_S = 2.0  # an idle process at the end


@dataclass(frozen=True, slots=True)
class PoolConfig:
    """How many processes, and what a page and a batch may take."""

    processes: int
    page_deadline_s: float
    process_memory_max_bytes: int
    batch_pages: int
    batch_max_bytes: int


Emit = Callable[[events.Event], None]


class Pool:
    """Pages in by `submit`, outcomes out by `wait`. Belongs to the loop; not thread-safe."""

    def __init__(self, config: PoolConfig, load: Callable[[], BatchPipeline], emit: Emit) -> None:
        self._config = config
        self._load = load
        self._emit = emit
        self._context = forkserver.context()
        self._selector = selectors.DefaultSelector()
        self._members: dict[int, Member] = {}
        self._queue: deque[RawRecord] = deque()
        # After a death, before all others: the bystanders, and each suspect by itself.
        self._again: deque[Batch] = deque()
        self._queued_at: dict[Origin, float] = {}
        self._batch_number = 0
        self._looked_at_memory = 0.0

    def start(self) -> None:
        """Start all processes; they are warm when `ready` is true.

        Raises ProcessesNotReady when none can be started here.
        """
        for slot in range(self._config.processes):
            self._start_member(slot)

    @property
    def ready(self) -> bool:
        """Whether every process has said that its pipeline is warm."""
        return len(self._members) == self._config.processes and all(
            member.ready is not None for member in self._members.values()
        )

    @property
    def pipeline(self) -> Ready | None:
        """What the processes run, as the first ready one says."""
        return next((m.ready for m in self._members.values() if m.ready is not None), None)

    def submit(self, record: RawRecord) -> None:
        """Queue a page."""
        self._queue.append(record)
        self._queued_at[record.origin] = time.monotonic()

    def withdraw(self, partition: tuple[str, int]) -> None:
        """Drop the queued pages of a partition that now belongs to somebody else."""
        for record in [self._queue.popleft() for _ in range(len(self._queue))]:
            if (record.origin.topic, record.origin.partition) == partition:
                self._queued_at.pop(record.origin, None)
            else:
                self._queue.append(record)
        for batch in [self._again.popleft() for _ in range(len(self._again))]:
            kept = [r for r in batch.records if (r.origin.topic, r.origin.partition) != partition]
            if kept:
                self._again.append(replace(batch, records=tuple(kept)))

    def wait(self, timeout_s: float) -> list[tuple[Origin, Processed]]:
        """Dispatch, then wait for the processes; the outcomes that arrived.

        Raises ProcessesNotReady when a process dies, or stays silent, before it was ready, is over
        its memory limit as soon as it is, or cannot be replaced.
        """
        self._dispatch()
        for member in self._members.values():
            interest = selectors.EVENT_READ
            if member.channel.has_unsent:
                interest |= selectors.EVENT_WRITE
            self._selector.modify(member.channel, interest, member)
        settled: list[tuple[Origin, Processed]] = []
        ended: dict[int, Member] = {}
        for key, ready in self._selector.select(timeout_s):
            member = key.data
            if ready & selectors.EVENT_WRITE:
                member.flush()
            if key.fileobj is member.channel or isinstance(key.fileobj, int):
                at_end = self._receive(member, settled)
                if at_end or isinstance(key.fileobj, int):
                    ended[member.slot] = member
        for member in ended.values():
            settled.extend(self._bury(member))
        self._look_after()
        self._dispatch()
        return settled

    def close(self) -> None:
        """End all processes; pages that they hold are not settled."""
        for member in self._members.values():
            self._unregister(member)
            member.close()
        deadline = time.monotonic() + _LEAVE_WITHIN_S
        for member in self._members.values():
            left_s = max(0.0, deadline - time.monotonic())
            member.reap(timeout_s=0.0 if member.batches else left_s)
        self._members.clear()
        self._selector.close()

    def _start_member(self, slot: int) -> None:
        limit = self._config.process_memory_max_bytes
        member = forkserver.started(lambda: Member(slot, self._context, self._load, limit))
        self._members[slot] = member
        self._selector.register(member.channel, selectors.EVENT_READ, member)
        self._selector.register(member.sentinel, selectors.EVENT_READ, member)
        self._emit(events.ProcessStarted(process=slot, pid=member.pid))

    def _unregister(self, member: Member) -> None:
        self._selector.unregister(member.channel)
        self._selector.unregister(member.sentinel)

    def _dispatch(self) -> None:
        while self._queue or self._again:
            willing = [m for m in self._members.values() if m.wants_work]
            if not willing:
                return
            member = min(willing, key=lambda m: len(m.batches))
            batch = self._again.popleft() if self._again else self._next_batch()
            now = time.monotonic()
            queued_s = [now - self._queued_at.pop(r.origin, now) for r in batch.records]
            member.give(batch)
            self._emit(
                events.BatchDispatched(
                    process=member.slot,
                    pages=len(batch.records),
                    size_bytes=sum(r.size_bytes for r in batch.records),
                    queue_s=queued_s,
                )
            )

    def _batch(self, records: list[RawRecord], *, alone: bool = False) -> Batch:
        self._batch_number += 1
        return Batch(self._batch_number, tuple(records), alone)

    def _next_batch(self) -> Batch:
        """Full batches under load; small ones when few pages wait, so that all processes work."""
        share = -(-len(self._queue) // (2 * self._config.processes))
        pages = max(1, min(self._config.batch_pages, share))
        records = [self._queue.popleft()]
        size = records[0].size_bytes
        while self._queue and len(records) < pages:
            size += self._queue[0].size_bytes
            if size > self._config.batch_max_bytes:
                break
            records.append(self._queue.popleft())
        return self._batch(records)

    def _receive(self, member: Member, settled: list[tuple[Origin, Processed]]) -> bool:
        """Take in what a process says; True when it has nothing more to say, ever."""
        try:
            for frame in member.receive():
                self._on_reply(member, frame, settled)
        except EOFError:
            return True
        except BadReply as error:
            member.kill(Cause.BAD_REPLY, f"the CPU process answered with {error}")
        return False

    def _on_reply(
        self, member: Member, frame: bytes, settled: list[tuple[Origin, Processed]]
    ) -> None:
        reply = decode_reply(frame)
        match reply:
            case Ready():
                self._on_ready(member, reply)
                return
            case Began():
                sensible = member.began(reply)
            case PageDone(processed=processed):
                record = member.page_done(reply)
                sensible = record is not None
                if record is not None:
                    settled.append((record.origin, processed))
            case BatchDone():
                sensible = member.batch_done(reply)
        if not sensible:
            raise BadReply(f"a {type(reply).__name__} that nothing asked for")

    def _on_ready(self, member: Member, reply: Ready) -> None:
        member.ready = reply
        self._emit(events.ProcessReady(process=member.slot, pid=member.pid, load_s=reply.load_s))
        resident, limit = member.resident_bytes(), self._config.process_memory_max_bytes
        if resident > limit:  # to kill it would only bring the next one
            raise ProcessesNotReady(
                f"CPU process {member.slot} holds {resident} bytes before its first page, over the "
                f"limit of {limit}: raise PAGEWIRE_PROCESS_MEMORY_MAX_BYTES or take a smaller model"
            )

    def _bury(self, member: Member) -> list[tuple[Origin, Processed]]:
        """A process has ended: find the guilty, save the others, start another."""
        if self._members.get(member.slot) is not member:
            return []
        last_words: list[tuple[Origin, Processed]] = []
        if member.cause is None:
            self._receive(member, last_words)  # it may have answered before it died
        cause, detail, signal_name = member.verdict()
        suspects, bystanders = member.suspects(), member.bystanders()
        self._emit(
            events.ProcessDied(
                process=member.slot,
                pid=member.pid,
                cause=cause.value,
                detail=detail,
                signal=signal_name,
                pages_held=len(suspects) + sum(len(batch.records) for batch in bystanders),
            )
        )
        self._unregister(member)
        member.close()
        del self._members[member.slot]
        if member.ready is None:
            raise ProcessesNotReady(
                f"CPU process {member.slot} ended before it was ready: {detail}. "
                "Its own message is above; the image or the model is broken, no page is to blame."
            )
        self._again.extendleft(reversed(bystanders))
        if suspects and member.batches[0].alone:
            letter = DeadLetter(
                Reason(cause.value), Stage.PROCESS, detail, signal=signal_name, attempts=2
            )
            last_words.append((suspects[0].origin, Processed(letter)))
        else:
            self._again.extend(self._batch([suspect], alone=True) for suspect in suspects)
        self._start_member(member.slot)
        return last_words

    def _look_after(self) -> None:
        """Kill what has passed its deadline or its memory."""
        now = time.monotonic()
        look_at_memory = now - self._looked_at_memory > _LOOK_AT_MEMORY_EVERY_S
        if look_at_memory:
            self._looked_at_memory = now
        for member in self._members.values():
            if member.ready is None:
                if now - member.started > _START_DEADLINE_S:
                    raise ProcessesNotReady(
                        f"CPU process {member.slot} was not ready after {_START_DEADLINE_S:.0f} s"
                    )
                continue
            since = member.working_since
            if since is not None and now - since > self._config.page_deadline_s:
                limit_s = self._config.page_deadline_s
                member.kill(Cause.TIMED_OUT, f"no answer within {limit_s:g} s")
            if look_at_memory:
                resident = member.resident_bytes()
                self._emit(events.ProcessMemory(process=member.slot, rss_bytes=resident))
                limit = self._config.process_memory_max_bytes
                if resident > limit:
                    member.kill(
                        Cause.OUT_OF_MEMORY, f"{resident} resident bytes, over the limit of {limit}"
                    )
