"""The life of one CPU process: load the pipeline, say "ready", answer batches until told to stop.

Decides how an exception of our own code is blamed on one page: the only broad `except`
around a page is here. Must not know Kafka, settings or metrics; it dies with the worker.
"""

import ctypes
import gc
import os
import resource
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from worker.failures import Reason, Stage
from worker.pool.wire import BatchDone, Began, PageDone, ProcessEnd, Ready
from worker.records import DeadLetter, Model, Processed, RawRecord

OUT_OF_MEMORY_EXIT = 77  # says to the worker what a MemoryError means
_PR_SET_PDEATHSIG = 1
_DETAIL_MAX_CHARS = 300
# Pages of very different sizes leave holes in the heap; glibc gives them back only when asked.
_TRIM_EVERY_BATCHES = 5


class BatchPipeline(Protocol):
    """What a CPU process runs. `worker.pipeline.Pipeline` is the one; tests bring their own."""

    @property
    def version(self) -> str: ...

    @property
    def model(self) -> Model: ...

    def warm_up(self) -> None:
        """Do once what the first page would otherwise wait for."""

    def process(self, batch: Sequence[RawRecord]) -> Iterator[tuple[int, Processed]]:
        """Each page's index in the batch with its outcome, in any order."""


def run(
    sock: socket.socket, load: Callable[[], BatchPipeline], memory_max_bytes: int | None
) -> None:
    """Be a CPU process until the worker closes the socket. The target of a Process."""
    libc = ctypes.CDLL(None, use_errno=True)
    _die_with_the_worker(libc)
    # A terminal's Ctrl-C and a group's SIGTERM are for the worker: it drains, and then closes.
    # The server that forked this process has them blocked, and so are they here from the first
    # moment; ignored as well, they do not pile up, and whoever unblocks them does no harm.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end = ProcessEnd(sock)
    started = time.monotonic()
    pipeline = load()
    pipeline.warm_up()
    gc.collect()
    gc.freeze()  # what is loaded now lives as long as the process: never scan it again
    _cap_memory(memory_max_bytes)
    load_s = time.monotonic() - started
    try:
        end.send(Ready(pipeline.version, pipeline.model, load_s))
        while (batch := end.receive()) is not None:
            end.send(Began(batch.number))
            for index, processed in settle(pipeline, batch.records):
                end.send(PageDone(batch.number, index, processed))
            end.send(BatchDone(batch.number))
            if batch.number % _TRIM_EVERY_BATCHES == 0:
                libc.malloc_trim(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY_EXIT)
    except (BrokenPipeError, ConnectionResetError):
        return  # the worker is gone; nobody is left to tell


def settle(
    pipeline: BatchPipeline, records: Sequence[RawRecord]
) -> Iterator[tuple[int, Processed]]:
    """Process a batch; where our code fails, its pages one by one, and the guilty one is named."""
    answered: set[int] = set()
    try:
        for index, processed in pipeline.process(records):
            answered.add(index)
            yield index, processed
    except MemoryError:
        raise
    except Exception as error:
        if len(records) == 1:
            yield 0, Processed(_unexpected(error))
            return
    unanswered = [index for index in range(len(records)) if index not in answered]
    if unanswered and len(records) == 1:
        yield 0, Processed(_unexpected(RuntimeError("the pipeline gave no outcome")))
        return
    for index in unanswered:
        for _, processed in settle(pipeline, [records[index]]):
            yield index, processed


def _unexpected(error: Exception) -> DeadLetter:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return DeadLetter(
        Reason.UNEXPECTED,
        Stage.PROCESS,
        f"{type(error).__name__}: {error}"[:_DETAIL_MAX_CHARS],
        exception=f"{type(error).__module__}.{type(error).__qualname__}{where}",
    )


def _die_with_the_worker(libc: ctypes.CDLL) -> None:
    """Linux: be killed when the parent dies, even in the middle of a loop in C."""
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _cap_memory(memory_max_bytes: int | None) -> None:
    """A backstop for pages that allocate faster than the worker looks: then a MemoryError.

    The worker kills by resident memory, which is what the limit is about. This cap is on
    allocated memory, which is always more, so it is twice as high. Both are absolute: what is
    loaded counts.
    """
    if memory_max_bytes is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (2 * memory_max_bytes, hard))
