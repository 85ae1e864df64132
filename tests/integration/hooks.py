"""A pipeline for tests that does what the worst pages do to a CPU process.

The record's value says what; anything else is echoed. Never part of the product.
"""

import ctypes
import multiprocessing
import os
import re
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worker.failures import Reason, Stage
from worker.records import (
    DeadLetter,
    Enriched,
    ExtractionMethod,
    Model,
    PageFacts,
    Processed,
    RawRecord,
    Tombstone,
)

EXIT = b"hook:exit"
SEGFAULT = b"hook:segfault"
LOOP_IN_C = b"hook:loop"
EAT_MEMORY = b"hook:memory"
GARBAGE = b"hook:garbage"
NO_ANSWER = b"hook:silent"
RAISE = b"hook:raise"
REJECT = b"hook:reject"
REJECT_SAYING = b"hook:reject:"  # and the detail
KILL_WORKER = b"hook:kill-worker"
KILL_WORKER_TIMES = b"hook:kill-worker-times:"  # and a folder that counts
SLEEP = b"hook:sleep:"  # and seconds
HOLD = b"hook:hold:"  # and a file: until it is there


class HangsUnread(bytes):
    """A page's value that hangs the CPU process while it is being unpickled, before `Began`."""

    def __reduce__(self) -> tuple[Any, ...]:
        return time.sleep, (600,)


class KillsUnread(bytes):
    """A page's value that ends the CPU process while it is being unpickled, before `Began`."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (4,)


class HookedPipeline:
    """Echo, or misbehave as the page says."""

    version = "hooked-1"
    model = Model("hooked", "1", "0" * 64)

    def warm_up(self) -> None:
        """Nothing to warm."""

    def process(self, batch: Sequence[RawRecord]) -> Iterator[tuple[int, Processed]]:
        """As the page says."""
        for index, record in enumerate(batch):
            value = record.value
            _trace(record)
            if value is None and record.key is not None:
                yield index, Processed(Tombstone(record.key))
                continue
            assert value is not None
            answer = _misbehave(value)
            if answer is not None:
                yield index, answer
            elif value != NO_ANSWER:
                facts = PageFacts(
                    stage_s={Stage.CLEAN: 0.001},
                    language="en",
                    extraction_method=ExtractionMethod.FLATTENED,
                )
                yield index, Processed(Enriched(record.key or b"no-key", value), facts)


def load() -> HookedPipeline:
    """What a CPU process loads."""
    return HookedPipeline()


class MendedPipeline(HookedPipeline):
    """Echoes everything: the version in which all faults are mended."""

    version = "hooked-2"

    def process(self, batch: Sequence[RawRecord]) -> Iterator[tuple[int, Processed]]:
        for index, record in enumerate(batch):
            yield index, Processed(Enriched(record.key or b"no-key", record.value or b""))


def load_mended() -> HookedPipeline:
    """What a CPU process loads after the faults were mended."""
    return MendedPipeline()


def load_dies_before_ready() -> HookedPipeline:
    """A broken image or model."""
    os._exit(9)


def _misbehave(value: bytes) -> Any:
    if value == EXIT:
        os._exit(3)
    if value == SEGFAULT:
        ctypes.string_at(0)
    if value == LOOP_IN_C:
        re.match(r"(a+)+$", "a" * 64 + "b")  # years, in C, with the interpreter lock held
    if value == EAT_MEMORY:
        eaten = []
        while True:
            eaten.append(b"x" * (32 << 20))
    if value == GARBAGE:
        return "this is no outcome"
    if value == RAISE:
        raise ValueError("our own mistake")
    if value == REJECT:
        return Processed(DeadLetter(Reason.EMPTY, Stage.CLEAN, "nothing to read"))
    if value.startswith(REJECT_SAYING):
        detail = value.removeprefix(REJECT_SAYING).decode()
        return Processed(DeadLetter(Reason.NO_ARTICLE, Stage.CLEAN, detail))
    if value == KILL_WORKER:
        _kill_the_worker()
    if value.startswith(KILL_WORKER_TIMES):
        folder, times = value.removeprefix(KILL_WORKER_TIMES).decode().rsplit(":", 1)
        deaths = Path(folder)
        if len(list(deaths.iterdir())) < int(times):
            (deaths / f"{time.monotonic_ns()}").touch()
            _kill_the_worker()
    if value.startswith(SLEEP):
        time.sleep(float(value.removeprefix(SLEEP)))
    if value.startswith(HOLD):
        while not Path(value.removeprefix(HOLD).decode()).exists():
            time.sleep(0.05)
    return None


def _trace(record: RawRecord) -> None:
    """One line for each page that is begun, where a test wants to count them."""
    if path := os.environ.get("TEST_TRACE"):
        origin = record.origin
        with Path(path).open("a") as trace:
            trace.write(f"{origin.partition} {origin.offset}\n")


def _kill_the_worker() -> None:
    worker = multiprocessing.parent_process()
    assert worker is not None
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    time.sleep(60)
