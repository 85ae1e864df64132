"""`make demo`: Pagewire at work on a real, local Kafka, and nothing left behind.

Decides the order of the steps and what ends them. Each step is what a user would do: the commands
`topics create`, `publish`, `run` and `verify`, on a broker of `broker.py`.
"""

import argparse
import contextlib
import io
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.local import report, sample_pages
from deploy.local.broker import Broker
from deploy.local.fetching import KAFKA_VERSION, BrokerError, require_java_and_maven, resolve
from deploy.local.loopback import free_port
from deploy.local.outcomes import count_inputs, read_outcomes
from deploy.local.worker_process import CommandFailed, WorkerProcess, environment, run_command
from worker.archives import WrongSource, find_files
from worker.failures import ExitCode, WorkerStopped
from worker.settings import KafkaSettings, load_settings

CPU_PROCESSES = 2
READY_TIMEOUT_S = 120.0
# Longer than a page may take by itself; the demo gives up on a worker that does nothing.
STALLED_S = 120.0
LOOK_S = 0.25
INTERRUPTED = 130
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

EXAMPLES = """examples:
  make demo                            the sample pages
  make demo PAGES=my-pages/            your own: .html, .htm, .txt and .jsonl files
  make demo PAGES=story.html           one page
  python -m deploy.local.demo --keep   keep Kafka's data and the worker's log

A file story.html.meta.json beside a page may say its url, content_type, fetched_at ..."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo; 0 when every page was accounted for, 130 when it was interrupted."""
    options = _arguments(argv)
    try:
        require_java_and_maven()
    except BrokerError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        if options.pages:
            find_files([str(options.pages)])  # a mistake is better known before the wait
    except WrongSource as mistake:
        print(mistake, file=sys.stderr)
        return ExitCode.USAGE
    for number in INTERRUPTS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, _interrupt)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # pages have letters that not every locale has
    screen = report.console()
    try:
        with _scratch(screen, keep=options.keep) as folder:
            _demo(screen, folder, options.pages)
    except KeyboardInterrupt:
        print("\ninterrupted; broker and worker are stopped", file=sys.stderr)
        return INTERRUPTED
    except (BrokerError, CommandFailed, WorkerStopped) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.local.demo",
        description="Show Pagewire on a local Kafka that is made for it and removed afterwards.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--pages",
        type=lambda given: Path(given) if given.strip() else None,
        metavar="FILE|DIR",
        help="pages of your own; default: samples",
    )
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder")
    return parser.parse_args(argv)


def _demo(screen: Console, folder: Path, pages: Path | None) -> None:
    if pages is None:
        pages = folder / "pages"
        sample_pages.lay_out(pages)
    with _step(screen, f"Apache Kafka {KAFKA_VERSION}, which Maven fetches the first time"):
        resolve()
    with contextlib.ExitStack() as running:
        try:
            _steps(screen, running, folder, pages)
        finally:
            _ignore_interrupts()  # an impatient second Ctrl-C would leave something behind


def _steps(screen: Console, running: contextlib.ExitStack, folder: Path, pages: Path) -> None:
    """From the broker to the report; what has to be ended is put on the stack."""
    broker = Broker(data_dir=folder / "kafka")
    with _step(screen, "Broker (KRaft, one node, loopback)") as done:
        running.enter_context(broker)
        done.append(broker.bootstrap_servers)
    env = environment(
        {
            "bootstrap_servers": broker.bootstrap_servers,
            "cpu_processes": str(CPU_PROCESSES),
            "http_host": "127.0.0.1",
            "http_port": str(free_port()),
            "log_format": "json",
        },
        scratch=folder,
    )
    kafka = load_settings(env).kafka
    with _step(screen, "Topics") as done:
        run_command("topics", "create", env=env)
        done.append(f"{kafka.input_topic}, {kafka.output_topic}, {kafka.dead_letter_topic}")
    with _step(screen, f"Worker with {CPU_PROCESSES} CPU processes") as done:
        worker = running.enter_context(WorkerProcess(env, folder / "worker.log"))
        worker.wait_until_ready(READY_TIMEOUT_S)
        done.append(f"metrics at {worker.metrics_url}")
    with _step(screen, "Publish") as done:
        expected = _publish(screen, kafka, env, pages)
        done.append(f"{report.counted(expected)} on {kafka.input_topic}")
    _watch(screen, worker, expected)
    with _step(screen, "Worker told to stop (SIGTERM)") as done:
        worker.drain()
        done.append("drained, exit code 0")
    _account(screen, kafka, env, worker)


def _account(
    screen: Console, kafka: KafkaSettings, env: dict[str, str], worker: WorkerProcess
) -> None:
    """Show the outcomes, and have `pagewire verify` count them."""
    report.show(screen, read_outcomes(kafka))
    screen.print(f"Metrics were at {worker.metrics_url}; docs/metrics.md lists them all")
    screen.print("\n[bold]pagewire verify[/bold], from the topics alone")
    report_text, _ = run_command("verify", env=env)
    screen.print(escape(report_text.rstrip()), soft_wrap=True)


def _publish(screen: Console, kafka: KafkaSettings, env: dict[str, str], pages: Path) -> int:
    """How many pages there are on the raw topic now. Raises CommandFailed when there is none."""
    # As they are: a line that is no raw page shall be seen among the dead letters.
    _, said = run_command("publish", "--as-is", str(pages), env=env, allowed=(0, 1))
    for line in said.splitlines():
        if line.startswith("not sent"):
            screen.print(f"  [yellow]{escape(line)}[/yellow]", soft_wrap=True)
    published = count_inputs(kafka)
    if not published:
        raise CommandFailed(f"{pages}: no page could be published")
    return published


def _watch(screen: Console, worker: WorkerProcess, expected: int) -> None:
    """Return when every page has its outcome. Raises CommandFailed."""
    started, moved_at, before = time.monotonic(), time.monotonic(), 0
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=screen, transient=True, disable=not screen.is_terminal
    ) as shown:
        task = shown.add_task("Cleaning and enriching", total=expected)
        while (done := worker.pages_done()) < expected:
            shown.update(task, completed=done)
            if done != before:
                moved_at, before = time.monotonic(), done
            elif time.monotonic() - moved_at > STALLED_S:
                raise CommandFailed(f"{done} of {expected} pages, and no more for {STALLED_S:g} s")
            time.sleep(LOOK_S)
    elapsed_s = time.monotonic() - started
    screen.print(f"  Cleaned and enriched: {report.counted(expected)} settled ({elapsed_s:.1f} s)")


def _interrupt(number: int, frame: FrameType | None) -> None:
    _ignore_interrupts()
    raise KeyboardInterrupt


def _ignore_interrupts() -> None:
    for number in INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _step(screen: Console, name: str) -> Iterator[list[str]]:
    """A line for a step when it is done, with what the step adds to the list it is given."""
    started = time.monotonic()
    results: list[str] = []
    with screen.status(escape(name)) if screen.is_terminal else contextlib.nullcontext():
        yield results
    words = escape(": ".join([name, *results]))
    screen.print(f"  {words} ({time.monotonic() - started:.1f} s)", soft_wrap=True)


@contextlib.contextmanager
def _scratch(screen: Console, *, keep: bool) -> Iterator[Path]:
    """The one folder for everything that the demo writes; gone at the end, unless it is kept.

    Its name is short: the sockets of the CPU processes lie in it, and their paths have a limit
    of about 100 characters.
    """
    folder = Path(tempfile.mkdtemp(prefix="pagewire-"))
    try:
        yield folder
    finally:
        if keep:
            screen.print(f"\nKept: {folder} (Kafka's data, worker.log)", soft_wrap=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
