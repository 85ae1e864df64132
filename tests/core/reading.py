"""Cleans hostile pages in a process of their own, whose death or hang is only a finding."""

import resource
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from tests.core.hostile_pages import PAGES
from worker.cleaning import clean
from worker.failures import PageRejected, Reason
from worker.records import RawPage

MEMORY_CAP_BYTES = 3 * 2**30  # of addresses: a runaway page gets MemoryError, not the machine
_PEAK_RESET = "5"
_TEXT_MAX_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page cost, and its text or the reason why it has none."""

    size: int
    seconds: float
    memory_bytes: int  # at the peak, above that of the process at rest; the page itself is in it
    text: str | None
    reason: Reason | None
    detail: str = ""

    @property
    def outcome(self) -> str:
        """In a few words."""
        return self.detail if self.text is None else f"{len(self.text):,} characters"


class Child:
    """The process; a new one takes its place when a page took too long or killed it."""

    def __enter__(self) -> "Child":
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.join()

    def read(self, name: str, part: float, deadline_s: float) -> Reading | None:
        """The page of this name; None when it hung until the deadline or killed the process."""
        self._pipe.send((name, part))
        try:
            if self._pipe.poll(deadline_s):
                found = self._pipe.recv()
                assert isinstance(found, Reading)
                return found
        except EOFError:
            pass  # it died: the same as a hang to whoever asks
        self._process.kill()
        self._process.join()
        self._start()
        return None

    def _start(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()


def _serve(pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_CAP_BYTES, MEMORY_CAP_BYTES))
    _read("paragraphs", 0.001, 0)  # libraries and models are loaded
    at_rest = _peak()
    while True:
        name, part = pipe.recv()
        pipe.send(_read(name, part, at_rest))


def _read(name: str, part: float, at_rest: int) -> Reading:
    body = PAGES[name](part)
    page = RawPage(
        url="https://a.example/2024/01/02/b",
        body=body,
        content_type="text/html" if "<" in str(body[:20]) else None,
    )
    _reset_peak()
    began = time.process_time()
    text, reason, detail = None, None, ""
    try:
        text = clean(page, text_max_chars=_TEXT_MAX_CHARS).text
    except PageRejected as rejected:
        reason, detail = rejected.reason, str(rejected)
    seconds = time.process_time() - began
    return Reading(len(body), seconds, _peak() - at_rest, text, reason, detail)


def _peak() -> int:
    """The process's peak of resident memory in bytes. What the allocator keeps stays in it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) * 1024


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text(_PEAK_RESET)
