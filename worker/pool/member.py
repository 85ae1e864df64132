"""One CPU process as the worker sees it: its socket, what it holds, how it ended.

Decides why a process died (`Cause`) and which pages it held then. Must not know Kafka.
"""

import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from multiprocessing.context import ForkServerContext
from pathlib import Path

from worker.failures import Reason
from worker.pool import process as pool_process
from worker.pool.wire import Batch, BatchDone, Began, Channel, PageDone, Ready, encode
from worker.records import RawRecord

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_ENDING_S = 5.0


class Cause(StrEnum):
    """Why a CPU process ended before its time; the reason of a page that was alone in it."""

    CRASHED = Reason.CRASHED.value
    TIMED_OUT = Reason.TIMED_OUT.value
    OUT_OF_MEMORY = Reason.OUT_OF_MEMORY.value
    BAD_REPLY = Reason.BAD_REPLY.value


class Member:
    """A CPU process: at most one batch in work and one behind it, so that it never waits."""

    def __init__(
        self,
        slot: int,
        context: ForkServerContext,
        load: Callable[[], pool_process.BatchPipeline],
        memory_max_bytes: int | None,
    ) -> None:
        self.slot = slot
        self.ready: Ready | None = None
        self.started = time.monotonic()
        self.batches: deque[Batch] = deque()
        self.unanswered: set[int] = set()  # indexes of the pages of batches[0]
        # monotonic; since when a batch is at the head, moves on whenever the process says anything
        self.working_since: float | None = None
        self.cause: Cause | None = None  # set when the worker decides to kill
        self.detail = ""
        self._begun = False  # whether the process has said so of batches[0]
        ours, theirs = socket.socketpair()
        self.channel = Channel(ours)
        self._process = context.Process(
            target=pool_process.run,
            args=(theirs, load, memory_max_bytes),
            name=f"pagewire-cpu-{slot}",
            daemon=True,
        )
        try:
            self._process.start()
        except (OSError, EOFError):
            ours.close()  # should there be a process after all, it leaves
            raise
        finally:
            theirs.close()
        self.pid: int = self._process.pid or 0
        self.sentinel: int = self._process.sentinel

    @property
    def wants_work(self) -> bool:
        """Whether it is warm and nothing waits behind the batch in work."""
        return self.ready is not None and self.cause is None and len(self.batches) < 2

    def give(self, batch: Batch) -> None:
        """Hand a batch over. A process that is gone is noticed by its sentinel, not here."""
        self.batches.append(batch)
        if len(self.batches) == 1:
            self._at_head(batch)
        try:
            self.channel.send(encode(batch))
        except OSError:
            return  # the batch is among `batches`, and the sentinel brings them back

    def flush(self) -> None:
        """Write what fits of a batch; until it has all of it, the process cannot begin."""
        try:
            self.channel.flush()
        except OSError:
            return  # its end is at the sentinel
        if self.working_since is not None and not self._begun:
            self.working_since = time.monotonic()

    def receive(self) -> Iterator[bytes]:
        """What it says, as `Channel.receive`. Whatever it is, a long answer is no silence."""
        if self.working_since is not None:
            self.working_since = time.monotonic()
        return self.channel.receive()

    def began(self, reply: Began) -> bool:
        """Note that the batch at the head is in work; False when the reply makes no sense."""
        if not self.batches or self.batches[0].number != reply.number:
            return False
        self._begun = True
        return True

    def page_done(self, reply: PageDone) -> RawRecord | None:
        """The record that a reply answers; None when the reply makes no sense."""
        if not self.batches or self.batches[0].number != reply.number:
            return None
        if reply.index not in self.unanswered:
            return None
        self.unanswered.discard(reply.index)
        return self.batches[0].records[reply.index]

    def batch_done(self, reply: BatchDone) -> bool:
        """Note that the batch at the head is finished; False when the reply makes no sense."""
        if not self.batches or self.batches[0].number != reply.number or self.unanswered:
            return False
        self.batches.popleft()
        self.working_since = None
        if self.batches:
            self._at_head(self.batches[0])
        return True

    def suspects(self) -> list[RawRecord]:
        """The unanswered pages of the batch to blame for a death: one of them is guilty."""
        if not self._head_is_to_blame:
            return []
        return [self.batches[0].records[index] for index in sorted(self.unanswered)]

    def bystanders(self) -> list[Batch]:
        """The batches that are not to blame, to be run again as they are."""
        held = list(self.batches)
        if not held or self._head_is_to_blame:
            return held[1:]
        return [replace(held[0], died_unbegun=True), *held[1:]]

    @property
    def _head_is_to_blame(self) -> bool:
        """A batch that was begun is; one that was not, at the second death in a row.

        The first time, the process may have been sick before the batch came.
        """
        return bool(self.batches) and (self._begun or self.batches[0].died_unbegun)

    def kill(self, cause: Cause, detail: str) -> None:
        """End it now, for a reason; the sentinel tells when it is done."""
        if self.cause is None:
            self.cause, self.detail = cause, detail
            self._process.kill()

    def verdict(self) -> tuple[Cause, str, str | None]:
        """After its end: the cause, a detail for a human, the name of a signal if there was one."""
        self._process.join(_ENDING_S)
        if self._process.is_alive():
            self.kill(Cause.BAD_REPLY, "the CPU process closed its socket and went on")
            self._process.join(_ENDING_S)
        code = self._process.exitcode
        name = _signal_name(code)
        if self.cause is not None:
            return self.cause, self.detail, name
        if code == pool_process.OUT_OF_MEMORY_EXIT:
            return Cause.OUT_OF_MEMORY, "the CPU process could not allocate memory", None
        if name == "SIGKILL":
            return (
                Cause.CRASHED,
                "the CPU process was killed from outside, often by the kernel for lack of memory",
                name,
            )
        ended = f"by {name}" if name else f"with exit code {code}"
        return Cause.CRASHED, f"the CPU process ended {ended}", name

    def resident_bytes(self) -> int:
        """Resident memory, in bytes; 0 when the process has just ended."""
        try:
            fields = Path(f"/proc/{self.pid}/statm").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            return 0
        return int(fields[1]) * _PAGE_BYTES

    def close(self) -> None:
        """Close the socket; an idle process leaves by itself."""
        self.channel.close()

    def reap(self, timeout_s: float) -> None:
        """Wait for the end; kill when it does not come."""
        self._process.join(timeout_s)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_ENDING_S)

    def _at_head(self, batch: Batch) -> None:
        self.unanswered = set(range(len(batch.records)))
        self._begun = False
        self.working_since = time.monotonic()


def _signal_name(exitcode: int | None) -> str | None:
    if exitcode is None or exitcode >= 0:
        return None
    try:
        return signal.Signals(-exitcode).name
    except ValueError:
        return f"signal {-exitcode}"
