"""`pagewire clean`: cleaning alone, on as many CPUs as there are."""

import signal
from argparse import ArgumentParser, Namespace
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

from worker.commands.command import Command, count, flaggable
from worker.commands.lines import add_streams, batches, numbered_records, reading, writing
from worker.commands.progress import progress
from worker.failures import ExitCode
from worker.limits import CleaningLimits
from worker.records import RawRecord
from worker.settings import Settings
from worker.settings.units import usable_cpus

if TYPE_CHECKING:
    from worker.cleaning.site_lines import SiteLines

_BATCHES_AHEAD = 2  # per process: enough to keep it busy, little enough to hold in memory


def _add_arguments(parser: ArgumentParser) -> None:
    add_streams(parser, read="the pages")
    parser.add_argument(
        "--processes",
        type=count,
        metavar="N",
        help="how many clean at once (default: the CPUs this process may use)",
    )


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.cleaning.site_lines import load_site_lines

    processes = arguments.processes or usable_cpus()
    limits = settings.cleaning.limits()
    site_lines = load_site_lines(settings.pipeline.site_lines)
    clean_batch = partial(_clean, settings.pipeline.text_max_chars, limits, site_lines)
    with (
        reading(arguments.input) as (lines, size_bytes),
        writing(arguments.output, [arguments.input]) as write,
        progress("cleaning", size_bytes, in_bytes=True, results_to=arguments.output) as advance,
    ):
        waiting = batches(numbered_records(lines, advance))
        if processes == 1:
            cleaned: Iterable[list[bytes]] = map(clean_batch, waiting)
        else:
            cleaned = _in_processes(processes, clean_batch, waiting)
        for batch in cleaned:
            for line in batch:
                write(line)
    return ExitCode.OK


def _in_processes(
    processes: int,
    clean_batch: "partial[list[bytes]]",
    waiting: Iterator[list[RawRecord]],
) -> Iterator[list[bytes]]:
    """The batches in their order, with only a few of them in memory."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["worker.commands.stages"])  # imported once, not in each
    with ProcessPoolExecutor(processes, context, _leave_interrupts_to_the_parent) as pool:
        ahead: deque[Future[list[bytes]]] = deque()
        for batch in waiting:
            ahead.append(pool.submit(clean_batch, batch))
            if len(ahead) >= processes * _BATCHES_AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _clean(
    text_max_chars: int,
    limits: CleaningLimits,
    site_lines: "SiteLines | None",
    batch: list[RawRecord],
) -> list[bytes]:
    from worker.commands.offline import outcomes
    from worker.commands.stages import CleaningAlone, output_line

    return [
        output_line(record, outcome)
        for record, outcome in outcomes(CleaningAlone(text_max_chars, limits, site_lines), batch)
    ]


COMMAND = Command(
    name="clean",
    summary="cleaning alone: markup or flattened text to article text",
    description="""
        Read lines {"id", "url"?, "html"|"text"}, write lines {"id", "text", "title", "author",
        "date", "site_name", "language", "url"} in the same order, with "warnings" where there are
        any, or {"id", "rejected": {reason, stage, detail}}. "html" is markup, "text" is what a
        scraper has flattened already.
    """,
    examples=(
        "pagewire clean --input pages.jsonl --output cleaned.jsonl\n"
        "pagewire clean --processes 1 < pages.jsonl | head -1"
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=("text_max_chars", "site_lines", *flaggable("cleaning")),
)
