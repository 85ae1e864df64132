"""Ends the process when its loop hangs.

The Kafka client's transactional calls can wait for ever, so no time-out inside the loop is enough.
Decides when hanging has lasted too long. Must not know what hangs: it only sees an age.
"""

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from worker.failures import ExitCode
from worker.telemetry import events

_LOOK_EVERY_S = 1.0
# Writing the log and the stacks can hang as well (a full pipe, a lock that the hung thread
# holds). The end may not depend on it.
_REPORT_LIMIT_S = 5.0


class Watchdog:
    """A daemon thread that compares `age_s()` with the limit.

    The limit must be passed in two looks in a row: after the whole process was frozen (a paused
    container, a suspended machine) the loop gets a moment to turn first.
    """

    def __init__(
        self,
        *,
        age_s: Callable[[], float],
        limit_s: float,
        emit: Callable[[events.Event], None],
        what: str = "the loop",
        end: Callable[[int], None] = os._exit,
        stacks: TextIO | None = None,
        look_every_s: float = _LOOK_EVERY_S,
    ) -> None:
        """`end` ends the process at once with a code; `stacks` (stderr) needs a file number."""
        self._age_s = age_s
        self._limit_s = limit_s
        self._emit = emit
        self._what = what
        self._end = end
        self._stacks = stacks
        self._look_every_s = look_every_s
        self._strikes = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="pagewire-watchdog", daemon=True)

    def start(self) -> None:
        """Watch from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> bool:
        """Look once; true when the limit was passed now and the time before."""
        self._strikes = self._strikes + 1 if self._age_s() > self._limit_s else 0
        return self._strikes >= 2

    def _watch(self) -> None:
        while not self._stop.wait(self._look_every_s):
            if self.look():
                report = threading.Thread(target=self._report, daemon=True)
                report.start()
                report.join(_REPORT_LIMIT_S)
                self._end(ExitCode.STALLED)
                return

    def _report(self) -> None:
        stacks = sys.stderr if self._stacks is None else self._stacks
        # Stacks first: they need no lock, the log does.
        faulthandler.dump_traceback(file=stacks, all_threads=True)
        self._emit(events.Stalled(what=self._what, age_s=self._age_s(), limit_s=self._limit_s))
        stacks.flush()
