"""`pagewire clean`: cleaning alone, on as many CPUs as there are."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from worker.commands.command import Command, count, flaggable
from worker.commands.lines import (
    BATCH_MAX_BYTES,
    BATCH_PAGES,
    add_streams,
    numbered_records,
    reading,
    writing,
)
from worker.commands.progress import progress
from worker.failures import ExitCode
from worker.settings import Settings
from worker.settings.units import usable_cpus

if TYPE_CHECKING:
    from worker.commands.stages import CleaningAlone

# Per process: a batch in work, one behind it, and as many that are done while a page takes long.
_PAGES_AHEAD = 4 * BATCH_PAGES


def _add_arguments(parser: ArgumentParser) -> None:
    add_streams(parser, read="the pages")
    parser.add_argument(
        "--processes",
        type=count,
        metavar="N",
        help="how many clean at once (default: the CPUs this process may use)",
    )


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.commands.stages import output_line
    from worker.pool import PoolConfig, passed, warm

    processes = arguments.processes or usable_cpus()
    config = PoolConfig(
        processes=processes,
        page_deadline_s=settings.pool.page_deadline_s,
        process_memory_max_bytes=settings.pool.process_memory_max_bytes,
        batch_pages=BATCH_PAGES,
        batch_max_bytes=BATCH_MAX_BYTES,
    )
    with (
        reading(arguments.input) as (lines, size_bytes),
        writing(arguments.output, [arguments.input]) as write,
        progress("cleaning", size_bytes, in_bytes=True, results_to=arguments.output) as advance,
        warm(config, _loader(settings)) as pool,
    ):
        records = numbered_records(lines, advance)
        for record, outcome in passed(pool, records, in_flight=processes * _PAGES_AHEAD):
            write(output_line(record, outcome))
    return ExitCode.OK


def _loader(settings: Settings) -> "Callable[[], CleaningAlone]":
    """What makes the pipeline of a process; picklable. Raises BadSettings."""
    from worker.cleaning.site_lines import load_site_lines
    from worker.commands.stages import CleaningAlone

    return partial(
        CleaningAlone,
        settings.pipeline.text_max_chars,
        settings.cleaning.limits(),
        load_site_lines(settings.pipeline.site_lines),
    )


COMMAND = Command(
    name="clean",
    summary="cleaning alone: markup or flattened text to article text",
    description="""
        Read lines {"id", "url"?, "html"|"text"}, write lines {"id", "text", "title", "author",
        "date", "site_name", "language", "url"} in the same order, with "warnings" where there are
        any, or {"id", "rejected": {reason, stage, detail}}. "html" is markup, "text" is what a
        scraper has flattened already. "url" comes out as the canonical one where the page has it.

        As in the worker, a page that ends, hangs or outgrows the process that cleans it is run
        again alone, and becomes a rejected line if that ends as before: CRASHED, TIMED_OUT,
        OUT_OF_MEMORY.

        Lines that are done and whose turn it is are written when the next one is not there yet:
        what follows a file (tail -f) can be piped through.
    """,
    examples=(
        "pagewire clean --input pages.jsonl --output cleaned.jsonl\n"
        "pagewire clean --processes 1 < pages.jsonl | head -1"
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=(
        *("text_max_chars", "site_lines", "page_deadline_s", "process_memory_max_bytes"),
        *flaggable("cleaning"),
    ),
)
