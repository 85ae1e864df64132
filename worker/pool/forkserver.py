"""The server that forks the CPU processes: how it starts, and what shields it.

Decides what it has imported before it forks, which signals it never sees, and what its death or
its failure to start means. All CPU processes die with it, so nothing but SIGKILL may end it
before the worker does. Must not know pages.
"""

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext
from typing import TypeVar

from worker.failures import ProcessesNotReady

# Imported once by the server: the processes share these pages of memory, and a process that
# replaces a dead one is there in a tenth of a second. docs/decisions.md has numbers.
_PRELOAD = [
    "spacy",
    "trafilatura",
    "worker.enrichment.news.components",
    "worker.pool.process",
    "worker.pipeline",
]
# One process is one core: libraries that start threads of their own only get in each other's way.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_SHIELDED_FROM = (signal.SIGTERM, signal.SIGINT)
# A server that was killed is a moment later gone for good, and then it is replaced.
_GONE_AFTER_S = 0.2

Started = TypeVar("Started")


def context() -> ForkServerContext:
    """What makes processes of the server; the server itself comes with the first of them."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(_PRELOAD)
    return made


def started(start: Callable[[], Started]) -> Started:
    """What `start` returns; the server runs before it is called, a new one if need be.

    `start` is called once more when the server died under it. Raises ProcessesNotReady when that
    does not help either, or when there can be no server.
    """
    try:
        return _shielded(start)
    except (OSError, EOFError):
        time.sleep(_GONE_AFTER_S)
    try:
        return _shielded(start)
    except (OSError, EOFError) as error:
        raise ProcessesNotReady(
            "no CPU process can be started, twice in a row: the server that forks them is gone "
            f"({type(error).__name__}: {error})"
        ) from error


def _shielded(start: Callable[[], Started]) -> Started:
    # First, and by itself: starting the tracker unblocks the signals that the next line blocks.
    resource_tracker.ensure_running()
    with _signals_blocked():
        try:
            forkserver.ensure_running()
        except OSError as error:
            raise ProcessesNotReady(
                f"the server that forks the CPU processes cannot start: {error}. It needs a socket "
                f"in {tempfile.gettempdir()}: set TMPDIR to a folder with a short path that can be "
                "written"
            ) from error
        return start()  # shielded as well: should the server be gone by now, this starts the next


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Start a child that never sees a signal which is for the worker alone.

    A blocked signal stays blocked in whatever is started meanwhile, through exec and fork. One
    that comes for the worker waits until the end of the block; to ignore it would lose it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SHIELDED_FROM)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
