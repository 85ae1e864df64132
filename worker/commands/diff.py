"""`pagewire diff`: what changed between two output topics, or would with the installed pipeline.

Decides what is compared with what, and where the findings go. What a change is stands in
`worker.diff`.
"""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping
from contextlib import ExitStack

from worker.commands.command import CONNECTION_KEYS, Command, WrongUse, count, flaggable
from worker.commands.lines import STREAM, Write, writing
from worker.commands.progress import progress
from worker.commands.replay_range import add_range, bounds, told
from worker.failures import ExitCode
from worker.replay.bounds import BEGINNING, END
from worker.settings import Settings

_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)%")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "topics",
        nargs="*",
        metavar="TOPIC",
        help="OLD and NEW: two output topics. OLD alone, or none (the output topic): what is out"
        " there, with what the installed pipeline gives",
    )
    parser.add_argument(
        "--installed",
        action="store_true",
        help="with the installed pipeline: the same as naming one topic or none, but says so",
    )
    add_range(parser, default=BEGINNING)
    parser.add_argument(
        "--sample",
        type=_sample,
        metavar="N|SHARE",
        help="look at about so many pages (500), or at a share of them (5%%): the same pages each"
        " time, chosen by their ids",
    )
    parser.add_argument(
        "--examples",
        type=count,
        default=3,
        metavar="N",
        help="examples kept of each row (default: 3; the terminal shows one)",
    )
    parser.add_argument(
        "--pages",
        type=count,
        default=50,
        metavar="N",
        help="changed pages shown in full in the HTML (default: 50)",
    )
    parser.add_argument("--json", metavar="FILE|-", help="the findings as JSON")
    parser.add_argument("--html", metavar="FILE|-", help="the findings as one HTML page")
    parser.add_argument(
        "--fail-over",
        type=_share,
        metavar="SHARE",
        help="exit with 1 if more than this share of the pages changed, came or went (2%%), or if"
        " there are no pages",
    )


def _share(text: str) -> float:
    found = _SHARE.fullmatch(text)
    if found is None or float(found[1]) > 100:
        raise ArgumentTypeError(f"{text!r} is no share of the pages, such as 2%")
    return float(found[1]) / 100


def _sample(text: str) -> int | float:
    return _share(text) if text.endswith("%") else count(text)


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.commands.diff_view import print_summary, report_json
    from worker.diff.document import report_html
    from worker.diff.run import NewSide, TopicSide, compare
    from worker.diff.wanted import Wanted

    old, new_topic = _topics(arguments, settings)
    if arguments.json == arguments.html == STREAM:
        raise WrongUse("--json and --html cannot both go to stdout")
    if arguments.html == STREAM and sys.stdout.isatty():
        raise WrongUse("a page's bytes can steer a terminal: name a file, or pipe them on")
    ranges = _ranges(arguments, settings, needed=new_topic is None)
    wanted = Wanted(settings.kafka.input_topic, ranges, _part(arguments, settings, old, ranges))
    new: NewSide
    if new_topic is None:
        from worker.diff.installed import InstalledSide

        new = InstalledSide(settings)
    else:
        new = TopicSide(settings.kafka, new_topic)
    with ExitStack() as files:  # before the work: a mistake in a path should not cost it
        writers: dict[str, Write] = {
            kind: files.enter_context(writing(target))
            for kind, target in (("json", arguments.json), ("html", arguments.html))
            if target
        }
        report = compare(
            settings.kafka,
            old,
            new,
            wanted,
            watch=progress,
            examples=arguments.examples,
            pages=arguments.pages,
        )
        if "json" in writers:
            writers["json"](report_json(report))
        if "html" in writers:
            writers["html"](report_html(report).encode("utf-8"))
    if STREAM not in (arguments.json, arguments.html):
        print_summary(report)
    limit = arguments.fail_over
    if limit is not None and (report.share > limit or not report.pages):
        print(f"more than {limit:.2%} changed, or nothing was compared", file=sys.stderr)
        return ExitCode.PROBLEMS_FOUND
    return ExitCode.OK


def _topics(arguments: Namespace, settings: Settings) -> tuple[str, str | None]:
    """The old topic, and the new one, or None for the installed pipeline. Raises WrongUse."""
    topics = arguments.topics
    if len(topics) > 2:
        raise WrongUse("two topics can be compared, not more")
    if len(topics) == 2 and arguments.installed:
        raise WrongUse("--installed stands for the new topic: name the old one only")
    old = topics[0] if topics else settings.kafka.output_topic
    return old, topics[1] if len(topics) == 2 else None


def _ranges(
    arguments: Namespace, settings: Settings, *, needed: bool
) -> Mapping[int, range] | None:
    """Offsets of the input topic; None for all that there is on the output topics."""
    from worker.commands.replay_view import warn_of_what_is_missing
    from worker.replay.run import planned

    asked = bounds(arguments, default=BEGINNING)
    everything = arguments.first == BEGINNING and arguments.to == END
    if everything and not needed:
        return None
    topic = settings.kafka.input_topic
    parts = told(planned, settings.kafka, topic, asked)
    warn_of_what_is_missing(parts, topic)
    return {part.partition: part.offsets for part in parts}


def _part(
    arguments: Namespace, settings: Settings, old: str, ranges: Mapping[int, range] | None
) -> float:
    """The share of the pages that is looked at, 0..1."""
    from worker.kafka.reader import extents

    if not isinstance(arguments.sample, int):
        return 1.0 if arguments.sample is None else float(arguments.sample)
    there = extents(settings.kafka, old) if ranges is None else ranges
    return min(1.0, arguments.sample / max(1, sum(map(len, there.values()))))


COMMAND = Command(
    name="diff",
    summary="old pages against new ones, before anybody switches",
    description="""
        Compare the pages on two output topics; or those that are out with what the installed
        pipeline and these settings would give for the same input records. Says how many pages
        changed in text, metadata, entities, things, events and warnings, what came, went or changed
        by label and type, and shows examples. Nothing is written to Kafka, and no group is joined.

        The range is one of the input topic, as in `pagewire replay`: a page belongs to it when its
        input does. Between two topics the default is all that is on them. Pages are matched by
        their id; of several records of one page the newest counts. Times, offsets, versions,
        confidences and scores are not compared.
    """,
    examples=(
        "pagewire diff enriched-pages enriched-pages-v2 --html diff.html\n"
        "pagewire diff --installed --last 24h --sample 500       # before a new image goes out\n"
        "pagewire diff enriched-pages --spacy-pipeline news-fast --from 2021-07-01 --json -\n"
        "pagewire diff --installed --sample 5% --fail-over 2%    # in CI"
    ),
    run=_run,
    usage="[OLD [NEW]]",
    add_arguments=_add_arguments,
    setting_keys=(
        *CONNECTION_KEYS,
        "input_topic",
        "output_topic",
        "fetch_max_bytes",
        "transaction_timeout_s",
        *flaggable("pipeline", "cleaning", "pool"),
    ),
)
