"""A real worker under load, a real replay beside it, and a real Prometheus that scrapes both.

    python -m deploy.grafana.scene --minutes 5 --output pictures/

draws every dashboard from it, and the worker's status page where Chromium is on the PATH. Decides
what the load is: the sample pages, again and again. The tests put every expression of the
dashboards to the same scene.
"""

import argparse
import contextlib
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.grafana.questions import Window
from deploy.grafana.render import draw_boards
from deploy.local import sample_pages
from deploy.local.broker import Broker
from deploy.local.loopback import free_port
from deploy.local.prometheus import Prometheus
from deploy.local.worker_process import PAGEWIRE, WorkerProcess, environment, run_command
from worker.archives import FoundPage, find_files, read_pages
from worker.kafka.publisher import Publisher, publishing
from worker.settings import load_settings

REPLAYED = "replayed-pages"
READY_TIMEOUT_S = 120.0
# The first rounds come at once and make a backlog; then about what one CPU process can do.
_BACKLOG_ROUNDS, _ROUND_S = 20, 1.6
_NO_PAGES = ("empty.html", "yearly-report.html")


@dataclass(frozen=True, slots=True)
class Scene:
    """What runs: a worker that is ready, and the Prometheus that looks at it."""

    env: dict[str, str]
    folder: Path
    prometheus: Prometheus
    replay_port: int

    def publish(self, round_number: int) -> None:
        """Put the sample pages on the raw topic; those that are none in every fifth round alone."""
        left_out = _NO_PAGES if round_number % 5 else ()
        files = find_files([str(self.folder / "pages")])
        chosen = [file for file in files if file.name not in left_out]
        kafka = load_settings(self.env).kafka
        with publishing(Publisher(kafka, kafka.input_topic)) as publisher:
            for page in read_pages(chosen, record_max_bytes=sample_pages.LONG_PAGE_BYTES):
                assert isinstance(page, FoundPage), page
                publisher.send(json.loads(page.value)["url"].encode(), page.value)

    @contextlib.contextmanager
    def replay(self, name: str, pages_per_s: float) -> Iterator[WorkerProcess]:
        """A replay of all that is there, at this speed, that stands back for the worker."""
        env = self.env | {
            "PAGEWIRE_HTTP_PORT": str(self.replay_port),
            "PAGEWIRE_CPU_PROCESSES": "1",
        }
        arguments = ["replay", "--name", name, "--from", "beginning", "--output", REPLAYED]
        arguments += ["--rate", f"{pages_per_s:g}/s", "--yield-to", "pagewire"]
        log = self.folder / f"{name}.log"
        with WorkerProcess(env, log, command=[*PAGEWIRE, *arguments]) as process:
            yield process


@contextlib.contextmanager
def scene(folder: Path, broker: Broker, *, cpu_processes: int = 2) -> Iterator[Scene]:
    """Topics, worker and Prometheus, which asks every second; they end with the context."""
    port, replay_port = free_port(), free_port()
    settings = {
        "bootstrap_servers": broker.bootstrap_servers,
        "cpu_processes": str(cpu_processes),
        "http_host": "127.0.0.1",
        "http_port": str(port),
        "log_format": "json",
    }
    env = environment(settings, scratch=folder)
    pages = folder / "pages"
    sample_pages.lay_out(pages)
    for path in pages.glob("chronicle.*"):
        path.unlink()  # one page of 3 MB would be most of the time
    run_command("topics", "create", env=env)
    run_command("topics", "create", "--output-topic", REPLAYED, env=env)
    targets: dict[str, Sequence[str]] = {
        "pagewire": [f"127.0.0.1:{port}"],
        "pagewire-replay": [f"127.0.0.1:{replay_port}"],
    }
    with (
        Prometheus(folder, targets) as prometheus,
        WorkerProcess(env, folder / "worker.log") as worker,
    ):
        worker.wait_until_ready(READY_TIMEOUT_S)
        yield Scene(env, folder, prometheus, replay_port)


def _load_until(end: float, played: Scene, every_s: float) -> None:
    for round_number in itertools.count():
        if time.time() > end:
            return
        played.publish(round_number)
        time.sleep(every_s)


def main() -> int:
    """Play the scene for some minutes, and draw it."""
    parser = argparse.ArgumentParser(prog="python -m deploy.grafana.scene")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--every",
        type=float,
        default=_ROUND_S,
        metavar="SECONDS",
        help="between two rounds of pages; more on a slow machine (default: %(default)s)",
    )
    options = parser.parse_args()
    length_s = 60 * options.minutes
    with (
        tempfile.TemporaryDirectory(prefix="pagewire-") as scratch,
        Broker(data_dir=Path(scratch, "kafka")) as broker,
        scene(Path(scratch), broker) as played,
        contextlib.ExitStack() as running,
    ):
        start = time.time()
        for round_number in range(_BACKLOG_ROUNDS):
            played.publish(round_number)
        _load_until(start + length_s / 3, played, options.every)
        running.enter_context(played.replay("again", pages_per_s=4))
        _load_until(start + length_s, played, options.every)
        window = Window(time.time(), length_s, step_s=max(1.0, length_s / 300))
        draw_boards(played.prometheus.address, window, options.output)
        port = played.env["PAGEWIRE_HTTP_PORT"]
        _photograph(f"http://127.0.0.1:{port}/", options.output / "pagewire-status-page.png")
    return 0


def _photograph(address: str, path: Path) -> None:
    """The page as Chromium shows it. Raises CalledProcessError; does nothing without Chromium."""
    browser = shutil.which("chromium-headless-shell")
    if browser is None:
        print("no chromium-headless-shell on the PATH: no picture of the status page")
        return
    # Root has no sandbox, nor have many containers; what is opened here is our own page.
    flags = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1152,1500"]
    command = [browser, *flags, f"--screenshot={path.absolute()}", address]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


if __name__ == "__main__":
    sys.exit(main())
