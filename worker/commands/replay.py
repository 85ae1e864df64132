"""`pagewire replay`: a range of the raw topic through the pipeline again.

Decides the filters, and what is asked before anything starts. What a replay is stands in
`worker.replay`.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Container, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import orjson

from worker.commands.command import Command, WrongUse, flaggable
from worker.commands.progress import progress
from worker.commands.replay_files import add_files, run_files
from worker.commands.replay_range import (
    add_name,
    add_pace,
    add_range,
    bounds,
    pattern,
    rate,
    told,
)
from worker.commands.replay_view import exit_code, print_report, shown, warn_of_what_is_missing
from worker.configured import pipeline_config
from worker.failures import ExitCode
from worker.replay.bounds import read_span
from worker.replay.selection import Selection
from worker.settings import Settings

CURRENT = "current"


def _add_arguments(parser: ArgumentParser) -> None:
    add_name(parser)
    add_range(parser)
    which = parser.add_argument_group("filters", "records that fit none are counted, and passed by")
    which.add_argument("--url", metavar="REGEX", help="pages whose url has a match")
    which.add_argument(
        "--domain", action="append", default=[], metavar="NAME", help="of this site; repeatable"
    )
    which.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="CODE",
        help="in this language (ISO 639-1), as the cleaned text is; repeatable",
    )
    which.add_argument(
        "--skip-version",
        metavar="VERSION|current",
        help="not those whose enriched page is out already from this version of the pipeline;"
        " current is the installed one. Reads the output topic once",
    )
    how = add_pace(parser)
    how.add_argument("--output", metavar="TOPIC", help="write there instead of the output topic")
    how.add_argument(
        "--yield-to", metavar="GROUP", help="slow down and pause when this live group falls behind"
    )
    how.add_argument(
        "--max-live-lag",
        metavar="SPAN",
        default="30s",
        help="how old its oldest waiting record may be (default: 30s)",
    )
    add_files(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done and how long it takes"
    )
    parser.add_argument("--json", action="store_true", help="plan or report as JSON")


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.replay import run as runs
    from worker.replay.pool import SelectingPool

    if not arguments.name and not arguments.dry_run:
        raise WrongUse("give it a --name: it is resumed by it, and its output says it")
    if arguments.to_files and not arguments.from_files:
        raise WrongUse("--to-files is where pages of --from-files go")
    if arguments.from_files:
        return run_files(arguments, settings, partial(_filters, arguments))
    name = arguments.name or "dry-run"
    settings = runs.settings_of(settings, f"replay-{name}", arguments.output)
    topic = settings.kafka.input_topic
    planned = told(runs.planned, settings.kafka, topic, bounds(arguments))
    ranges: Mapping[int, range] = {part.partition: part.offsets for part in planned}
    run = runs.Run(
        name=name,
        topic=topic,
        arguments=_canonical(arguments, settings),
        rate_per_s=rate(arguments),
        yield_to=arguments.yield_to,
        max_live_lag_s=told(read_span, arguments.max_live_lag).total_seconds(),
    )
    warn_of_what_is_missing(planned, topic)
    if not arguments.dry_run:
        ranges = runs.going_on(settings.kafka, run, ranges)
    settled = _settled(arguments.skip_version, settings, ranges)
    selection = replace(_filters(arguments, settings), settled=settled)
    if arguments.dry_run:
        from worker.commands.replay_plan import show_plan

        show_plan(settings, selection, run.rate_per_s, planned, as_json=arguments.json)
        return ExitCode.OK
    run = replace(run, pool=lambda pool: SelectingPool(pool, selection))
    with shown(settings) as (watch, quiet):
        report = runs.replay(quiet, run, ranges, watch=watch)
    print_report(report, as_json=arguments.json)
    return exit_code(report)


def _filters(arguments: Namespace, settings: Settings) -> Selection:
    """What can be told by the record itself, and by its outcome."""
    return Selection(
        url=pattern(arguments.url, "--url"),
        domains=frozenset(name.lower().lstrip(".") for name in arguments.domain),
        languages=frozenset(code.lower() for code in arguments.language),
        input_format=settings.pipeline.input_format,
    )


def _settled(
    version: str | None, settings: Settings, ranges: Mapping[int, range]
) -> Mapping[int, Container[int]]:
    if version is None:
        return {}
    from worker.kafka.reader import extents
    from worker.replay.outputs import inputs_of_version

    if version == CURRENT:
        from worker.pipeline import load

        version = load(pipeline_config(settings)).version
    topic = settings.kafka.output_topic
    size = sum(map(len, extents(settings.kafka, topic).values()))
    with progress(f"reading {topic}", size) as advance:
        return inputs_of_version(settings.kafka, version, ranges, advance)


def _canonical(arguments: Namespace, settings: Settings) -> str:
    """What tells this replay from another of the same name. The pace may change on the way."""
    names = ("first", "to", "last", "offsets", "url", "skip_version")
    given: dict[str, Any] = {name: getattr(arguments, name) for name in names}
    given["domain"], given["language"] = sorted(arguments.domain), sorted(arguments.language)
    given["topics"] = [settings.kafka.input_topic, settings.kafka.output_topic]
    return orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode()


COMMAND = Command(
    name="replay",
    summary="a range of the raw topic through the pipeline again",
    description="""
        Run records that are on the raw topic through the pipeline again, each exactly once, beside
        the live worker and without touching it: in a consumer group and with transactions of its
        own. Keys and ids are those of the live run, so that what keeps the newest record of a key
        replaces the old ones; headers name the replay and the pipeline's version.

        A replay that was stopped or killed goes on when it is started again with the same name and
        arguments; several at once share the work. It ends by itself, with a report: all records
        read must have become enriched pages, dead letters, tombstones, or been passed by a filter;
        else the exit code is 1, and 8 when it was told to stop before its end.

        With --from-files the same is done with pages outside Kafka, which 'pagewire publish' lists
        the forms of; with --to-files as well, no Kafka is needed at all.
    """,
    examples=(
        "pagewire replay --from 2021-07-01 --to 2021-07-08 --dry-run    # how much, how long\n"
        "pagewire replay --name model-2 --from 2021-07-01 --to 2021-07-08 --output pages-v2\n"
        "pagewire replay --name today --last 24h --yield-to pagewire --rate 200/s\n"
        "pagewire replay --name fix --from beginning --domain example.org --skip-version current\n"
        "pagewire replay --name archive --from-files crawl/ --output pages-v2 --yield-to pagewire\n"
        "pagewire replay --name archive --from-files crawl/ --to-files enriched/"
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=tuple(
        key
        for key in flaggable("kafka", "pipeline", "pool", "flow", "service")
        if key not in ("output_topic", "auto_offset_reset")
    ),
    short_flags={"group_id": "--group", "input_topic": "--topic"},
)
