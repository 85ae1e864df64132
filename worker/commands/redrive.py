"""`pagewire redrive`: dead letters back through the pipeline.

Decides which letters are asked for, and what is printed of them. What becomes of a letter stands in
`worker.replay.redrive`.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import orjson

from worker.codec import REDRIVE_HEADER
from worker.commands.command import Command, WrongUse, count, flaggable
from worker.commands.progress import Advance, progress
from worker.commands.replay_range import add_name, add_pace, add_range, bounds, pattern, rate, told
from worker.commands.replay_view import exit_code, print_report, shown, warn_of_what_is_missing
from worker.commands.tables import print_table
from worker.failures import ExitCode, Reason, Stage
from worker.replay.bounds import BEGINNING
from worker.replay.choice import Choice
from worker.replay.letters import MAX_ATTEMPTS, Criteria
from worker.settings import KafkaSettings, Settings


def _add_arguments(parser: ArgumentParser) -> None:
    add_name(parser)
    add_range(parser, default=BEGINNING, times="of the failures, not of the pages")
    which = parser.add_argument_group("filters", "letters that fit none stay where they are")
    which.add_argument(
        "--reason",
        action="append",
        default=[],
        metavar="REASON",
        type=str.upper,
        choices=[reason.value for reason in Reason],
        help="that failed for this reason, such as TIMED_OUT; repeatable",
    )
    which.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="STAGE",
        type=str.lower,
        choices=[stage.value for stage in Stage],
        help="that failed in this stage, such as clean; repeatable",
    )
    which.add_argument("--url", metavar="REGEX", help="of pages whose url has a match")
    which.add_argument(
        "--max-attempts",
        type=count,
        default=MAX_ATTEMPTS,
        metavar="N",
        help=f"not those that were tried this often already (default: {MAX_ATTEMPTS})",
    )
    add_pace(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="count the letters by reason, and do nothing"
    )
    parser.add_argument("--json", action="store_true", help="histogram or report as JSON")


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.replay import run as runs
    from worker.replay.redrive import RedrivePool, RedriveSink, chosen, failures_at, settings_for

    if not arguments.name and not arguments.dry_run:
        raise WrongUse("give it a --name: it is resumed by it, and its output says it")
    name = arguments.name or "dry-run"
    settings = settings_for(runs.settings_of(settings, f"redrive-{name}"))
    kafka = settings.kafka
    topic = kafka.dead_letter_topic
    asked_for = bounds(arguments, default=BEGINNING)

    def failures(time: datetime) -> Mapping[int, int | None]:
        with _reading(kafka, topic) as advance:
            return failures_at(kafka, time, advance)

    planned = told(runs.planned, kafka, topic, asked_for, failures)
    ranges: Mapping[int, range] = {part.partition: part.offsets for part in planned}
    criteria = Criteria(
        reasons=frozenset(arguments.reason),
        stages=frozenset(arguments.stage),
        url=pattern(arguments.url, "--url"),
        max_attempts=arguments.max_attempts,
        input_format=settings.pipeline.input_format,
    )
    run = runs.Run(
        name=name,
        topic=topic,
        arguments=_canonical(arguments, settings),
        sink=RedriveSink,
        more_headers=(REDRIVE_HEADER,),
        rate_per_s=rate(arguments),
    )
    if arguments.first != BEGINNING:  # of all letters there are none is missing
        warn_of_what_is_missing(planned, topic)
    if not arguments.dry_run:
        # What is chosen must be what the range had when it began: a letter outside is passed by.
        ranges = runs.going_on(kafka, run, ranges)
    with _reading(kafka, topic) as advance:
        choice = chosen(kafka, ranges, criteria, advance)
    if arguments.dry_run:
        _print_choice(choice, as_json=arguments.json)
        return ExitCode.OK
    run = replace(run, pool=lambda pool: RedrivePool(pool, choice))
    with shown(settings) as (watch, quiet):
        report = runs.replay(quiet, run, ranges, watch=watch)
    print_report(report, as_json=arguments.json)
    return exit_code(report)


@contextmanager
def _reading(kafka: KafkaSettings, topic: str) -> Iterator[Advance]:
    from worker.kafka.reader import extents

    size = sum(map(len, extents(kafka, topic).values()))
    with progress(f"reading {topic}", size) as advance:
        yield advance


def _print_choice(choice: Choice, *, as_json: bool) -> None:
    rows = sorted(choice.by_reason.items(), key=lambda row: (-row[1], row[0]))
    if as_json:
        found = {
            "chosen": choice.letters,
            "by_reason": [
                {"reason": reason, "stage": stage, "letters": letters}
                for (reason, stage), letters in rows
            ],
            "passed_by": dict(choice.passed_by),
        }
        print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return
    most = max((letters for _, letters in rows), default=1)
    print_table(
        ("reason", "stage", "letters", ""),
        [
            (reason, stage, letters, "#" * max(1, round(40 * letters / most)))
            for (reason, stage), letters in rows
        ],
    )
    print()
    print(f"{choice.letters} letters would go round again")
    for why, letters in choice.passed_by.most_common():
        print(f"{letters} stay: {why}")


def _canonical(arguments: Namespace, settings: Settings) -> str:
    """What tells this run from another of the same name."""
    names = ("first", "to", "last", "offsets", "url", "max_attempts")
    given = {name: getattr(arguments, name) for name in names}
    given["reason"], given["stage"] = sorted(arguments.reason), sorted(arguments.stage)
    given["topics"] = [settings.kafka.dead_letter_topic, settings.kafka.output_topic]
    return orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode()


COMMAND = Command(
    name="redrive",
    summary="dead letters back through the pipeline",
    description="""
        Send dead letters through the pipeline once more: after a mended bug, a raised limit, a
        better model. Key, bytes, headers and timestamp of the input record are as they were. A
        letter's offset is committed together with what became of it, so each goes round exactly
        once, whatever is killed; one that fails again becomes a new dead letter that counts one
        attempt more, behind the end of this run: never in a loop.

        Left where they are: letters whose input has failed again later or was enriched since, those
        that were tried --max-attempts times, and those too large to have kept their body.
    """,
    examples=(
        "pagewire redrive --dry-run                                    # how many, and why\n"
        "pagewire redrive --name after-fix --reason UNEXPECTED --last 7d\n"
        "pagewire redrive --name slow --reason TIMED_OUT --page-deadline-s 120 --rate 5/s"
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=tuple(
        key
        for key in flaggable("kafka", "pipeline", "pool", "flow", "service")
        if key != "auto_offset_reset"
    ),
    short_flags={"group_id": "--group"},
)
