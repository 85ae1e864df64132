"""`pagewire replay`: a range of the raw topic through the pipeline again.

Decides how a range, filters and a pace are written on a command line, and what is printed of them.
What a replay is stands in `worker.replay`.
"""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from worker.commands.command import Command, WrongUse, flaggable
from worker.commands.progress import progress
from worker.commands.replay_view import print_report, shown, warn_of_what_is_gone
from worker.configured import pipeline_config
from worker.failures import ExitCode
from worker.replay.bounds import BEGINNING, END, Bounds, read_offsets, read_span, read_time
from worker.replay.selection import Selection
from worker.settings import Settings

CURRENT = "current"
_NAME = re.compile(r"[a-zA-Z0-9._-]{1,100}")
_RATE = re.compile(r"(\d+(?:\.\d+)?)(?:/s)?")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--name",
        type=_checked(_NAME, "letters, digits, dots, dashes and underscores"),
        help="what this replay is called: run again with it, a replay goes on where it was",
    )
    what = parser.add_argument_group("range", "what is replayed; the end is fixed at the start")
    what.add_argument(
        "--from",
        dest="first",
        metavar="TIME|beginning",
        help="records from this time on: 2021-07-01, 2021-07-01T06:00+02:00 (no zone: UTC), or"
        " beginning, for all there is",
    )
    what.add_argument(
        "--to", metavar="TIME|end", default=END, help="records before this time (default: end)"
    )
    what.add_argument("--last", metavar="SPAN", help="records of the last 90m, 24h, 7d ...")
    what.add_argument(
        "--offsets",
        metavar="P:FIRST-END,...",
        help="offsets by partition, the end exclusive; no other partitions: 0:100-200,3:50-",
    )
    which = parser.add_argument_group("filters", "records that fit none are counted, and passed by")
    which.add_argument("--url", metavar="REGEX", help="pages whose url has a match")
    which.add_argument(
        "--domain",
        action="append",
        default=[],
        metavar="NAME",
        help="of this site; may be repeated",
    )
    which.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="CODE",
        help="in this language (ISO 639-1), as the cleaned text is; may be repeated",
    )
    which.add_argument(
        "--skip-version",
        metavar="VERSION|current",
        help="not those whose enriched page is out already from this version of the pipeline;"
        " current is the installed one. Reads the output topic once",
    )
    how = parser.add_argument_group("pace")
    how.add_argument("--output", metavar="TOPIC", help="write there instead of the output topic")
    how.add_argument("--rate", metavar="N/s", help="no more records a second than this")
    how.add_argument(
        "--yield-to", metavar="GROUP", help="slow down and pause when this live group falls behind"
    )
    how.add_argument(
        "--max-live-lag",
        metavar="SPAN",
        default="30s",
        help="how old its oldest waiting record may be (default: 30s)",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done and how long it takes"
    )
    parser.add_argument("--json", action="store_true", help="plan or report as JSON")


def _checked(pattern: re.Pattern[str], words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if pattern.fullmatch(text):
            return text
        raise ArgumentTypeError(f"{text!r} may have {words} only")

    return read


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.replay import run as replaying

    if not arguments.name and not arguments.dry_run:
        raise WrongUse("give it a --name: it is resumed by it, and its output says it")
    name = arguments.name or "dry-run"
    settings = replaying.settings_of(settings, name, arguments.output)
    bounds = _read(_bounds, arguments)
    planned = _read(replaying.planned, settings.kafka, bounds)
    ranges = {part.partition: part.offsets for part in planned}
    wanted = replaying.Wanted(
        name=name,
        bounds=bounds,
        arguments=_canonical(arguments, settings),
        selection=_selection(arguments, settings, ranges),
        rate_per_s=_read(_rate, arguments.rate),
        yield_to=arguments.yield_to,
        max_live_lag_s=_read(read_span, arguments.max_live_lag).total_seconds(),
    )
    warn_of_what_is_gone(planned, settings.kafka.input_topic)
    if arguments.dry_run:
        from worker.commands.replay_plan import show_plan

        show_plan(settings, wanted, planned, as_json=arguments.json)
        return ExitCode.OK
    with shown(settings) as (watch, quiet):
        report = replaying.replay(quiet, wanted, ranges, watch=watch)
    print_report(report, as_json=arguments.json)
    return ExitCode.OK if report.ok else ExitCode.PROBLEMS_FOUND


def _bounds(arguments: Namespace) -> Bounds:
    ways = [arguments.first, arguments.last, arguments.offsets]
    if sum(way is not None for way in ways) != 1:
        raise ValueError("say what is replayed by one of --from, --last and --offsets")
    if arguments.offsets is not None:
        return Bounds(offsets=read_offsets(arguments.offsets))
    to = None if arguments.to == END else read_time(arguments.to)
    if arguments.last is not None:
        return Bounds((to or datetime.now(UTC)) - read_span(arguments.last), to)
    first = None if arguments.first == BEGINNING else read_time(arguments.first)
    if first and to and to <= first:
        raise ValueError(f"--to {arguments.to} is not after --from {arguments.first}")
    return Bounds(first, to)


def _selection(arguments: Namespace, settings: Settings, ranges: Mapping[int, range]) -> Selection:
    try:
        url = re.compile(arguments.url) if arguments.url else None
    except re.error as error:
        raise WrongUse(f"--url: {error}") from None
    settled: Mapping[int, frozenset[int]] = {}
    if arguments.skip_version:
        from worker.kafka.reader import extents
        from worker.replay.run import settled_by

        version = arguments.skip_version
        if version == CURRENT:
            from worker.pipeline import load

            version = load(pipeline_config(settings)).version
        there = extents(settings.kafka, settings.kafka.output_topic)
        with progress(
            f"reading {settings.kafka.output_topic}", sum(map(len, there.values()))
        ) as on:
            settled = settled_by(settings.kafka, version, ranges, on)
    return Selection(
        url=url,
        domains=frozenset(name.lower().lstrip(".") for name in arguments.domain),
        languages=frozenset(code.lower() for code in arguments.language),
        settled=settled,
        input_format=settings.pipeline.input_format,
    )


def _canonical(arguments: Namespace, settings: Settings) -> str:
    """What tells this replay from another of the same name. The pace may change on the way."""
    names = ("first", "to", "last", "offsets", "url", "skip_version")
    given: dict[str, Any] = {name: getattr(arguments, name) for name in names}
    given["domain"], given["language"] = sorted(arguments.domain), sorted(arguments.language)
    given["topics"] = [settings.kafka.input_topic, settings.kafka.output_topic]
    return orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode()


def _rate(text: str | None) -> float | None:
    if text is None:
        return None
    found = _RATE.fullmatch(text)
    if found is None or float(found[1]) <= 0:
        raise ValueError(f"--rate {text!r} is no number of records a second, such as 200/s")
    return float(found[1])


def _read(read: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except ValueError as error:
        raise WrongUse(str(error)) from None


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
        else the exit code is 1.
    """,
    examples=(
        "pagewire replay --from 2021-07-01 --to 2021-07-08 --dry-run    # how much, how long\n"
        "pagewire replay --name model-2 --from 2021-07-01 --to 2021-07-08 --output pages-v2\n"
        "pagewire replay --name today --last 24h --yield-to pagewire --rate 200/s\n"
        "pagewire replay --name fix --from beginning --domain example.org --skip-version current"
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
