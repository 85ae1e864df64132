"""What a benchmark needs around it: pages on a topic, a worker to watch, and its figures.

Decides how a rate is read off a running worker: from its own counters, between the first pages
(warm by then) and the last (before it runs dry).
"""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from deploy.local.loopback import free_port
from tests.benchmarks.articles import article
from tests.integration.world import ROOT, World
from worker.codec import encode_raw_page
from worker.records import Origin, RawPage, RawRecord

_LOOK_EVERY_S = 1.0  # a look costs the worker some milliseconds, which would count against it
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def raw_page(number: int, words: int = 550) -> bytes:
    """A raw-page record's value."""
    page = article(number, words=words)
    return encode_raw_page(
        RawPage(
            url=page.url,
            body=page.html,
            fetched_at="2026-03-01T00:00:00Z",
            content_type="text/html",
        )
    )


def raw_record(number: int, words: int = 550) -> RawRecord:
    """The same as the worker's pipeline takes it."""
    return RawRecord(Origin("raw", 0, number), f"key-{number}".encode(), raw_page(number, words))


class RunningWorker:
    """`pagewire run`, or another command that serves, as a child, watched through its /metrics."""

    def __init__(self, settings: dict[str, str], log_path: Path, *command: str) -> None:
        self._port = free_port()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEWIRE_")}
        with log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "worker", *(command or ("run",))],
                cwd=ROOT,
                env={**environment, **settings, "PAGEWIRE_HTTP_PORT": str(self._port)},
                stdout=log,
                stderr=log,
            )
        self.log_path = log_path

    def pages(self) -> int:
        """Pages with a committed outcome; 0 before it serves."""
        return round(self._sum("pagewire_pages_total"))

    def wait_for_pages(self, count: int, timeout_s: float = 900) -> float:
        """When at least `count` pages were committed, by the monotonic clock."""
        deadline = time.monotonic() + timeout_s
        while self.pages() < count:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"{self.pages()} of {count} pages\n{self.log_path.read_text()[-3000:]}"
                )
            time.sleep(_LOOK_EVERY_S)
        return time.monotonic()

    def resident_bytes(self) -> int:
        """Of the I/O process, the CPU processes and the server that forks them, summed."""
        pids = [self.process.pid, *_descendants(self.process.pid)]
        return sum(
            int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            for pid in pids
        )

    def stop(self) -> None:
        """Drain."""
        self.process.terminate()
        self.process.wait(60)

    def _sum(self, metric: str) -> float:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics") as answer:
                text = answer.read().decode()
        except OSError:
            return 0.0
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == metric
        )


def product_settings(world: World, **settings: object) -> dict[str, str]:
    """The environment of a worker in this world, without a test's haste."""
    hasty = ("SESSION", "TRANSACTION", "DELIVERY", "REQUEST", "COMMIT")
    needed = world.settings(**settings)
    return {key: value for key, value in needed.items() if not key.split("_")[1].startswith(hasty)}


@contextmanager
def running(
    world: World, folder: Path, *command: str, **settings: object
) -> Iterator[RunningWorker]:
    """A worker with the product's defaults but for what is given."""
    worker = RunningWorker(
        product_settings(world, **settings), folder / f"{world.name}.log", *command
    )
    try:
        yield worker
    finally:
        worker.stop()


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = [int(child) for child in children]
    return found + [each for child in found for each in _descendants(child)]
