"""`pagewire replay --from-files`: pages outside Kafka, to topics or into files.

Decides the flags, and which others they exclude.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

import orjson

from worker.archives import STDIN, find_files, identity
from worker.commands.command import WrongUse, count
from worker.commands.replay_range import rate, told
from worker.commands.replay_view import exit_code, print_report, shown
from worker.failures import ExitCode
from worker.replay.bounds import END, read_span
from worker.replay.selection import Selection
from worker.settings import Settings

_PAGES_PER_FILE = 10_000


def add_files(parser: ArgumentParser) -> None:
    """The flags of an archive outside Kafka."""
    group = parser.add_argument_group("files", "instead of a range of the raw topic")
    group.add_argument(
        "--from-files", nargs="+", metavar="FILE|DIR", help="pages from here, as publish reads them"
    )
    group.add_argument(
        "--to-files",
        metavar="FOLDER",
        help="enriched pages and dead letters as JSON lines into this folder, not to the topics",
    )
    group.add_argument(
        "--pages-per-file",
        type=count,
        default=_PAGES_PER_FILE,
        metavar="N",
        help=f"enriched pages in one of those files (default: {_PAGES_PER_FILE})",
    )


def run_files(
    arguments: Namespace, settings: Settings, filters: Callable[[Settings], Selection]
) -> int:
    """Do it. Raises WrongUse for flags that only mean something on topics.

    `filters` is asked with the settings of the run: files are JSON, whatever the raw topic has.
    """
    from worker.commands.offline import with_reasons
    from worker.replay import run as runs
    from worker.replay.from_files import FromFiles, replay_files, settings_for
    from worker.replay.pool import SelectingPool

    _refuse_others(arguments)
    files = find_files(arguments.from_files)
    name, folder = arguments.name or "dry-run", arguments.to_files
    own = settings_for(runs.settings_of(settings, f"replay-{name}", arguments.output))
    output = ["files"] if folder else ["topic", own.kafka.output_topic]
    selection = filters(own)
    if arguments.dry_run:
        from worker.commands.replay_plan import show_files_plan

        show_files_plan(
            *(own, selection, rate(arguments), files, Path(folder) if folder else None),
            as_json=arguments.json,
        )
        return ExitCode.OK
    asked_for = [arguments.url, sorted(arguments.domain), sorted(arguments.language)]
    run = runs.Run(
        name=name,
        topic=own.kafka.input_topic,
        arguments=orjson.dumps([identity(files), asked_for, output]).decode(),
        pool=lambda pool: SelectingPool(pool, selection),
        rate_per_s=rate(arguments),
        yield_to=arguments.yield_to,
        max_live_lag_s=told(read_span, arguments.max_live_lag).total_seconds(),
    )
    wanted = FromFiles(run, files, Path(folder) if folder else None, arguments.pages_per_file)
    with shown(own) as (watch, quiet):
        report, left_out = replay_files(quiet, wanted, watch=watch)
    print_report(report, as_json=arguments.json)
    if left_out:
        print(with_reasons(left_out, "no pages, among the filtered"), file=sys.stderr)
    return exit_code(report)


def _refuse_others(arguments: Namespace) -> None:
    ranges = (arguments.first, arguments.last, arguments.offsets, arguments.skip_version)
    if any(ranges) or arguments.to != END:
        raise WrongUse(
            "--from-files is a range of its own: no --from, --to, --last or --offsets, and no"
            " --skip-version, which asks what of a topic is out"
        )
    if STDIN in arguments.from_files:
        raise WrongUse("--from-files reads files, which can be begun again; stdin cannot")
    if arguments.to_files and (arguments.output or arguments.yield_to):
        raise WrongUse("--to-files needs no Kafka: no --output and no --yield-to with it")
