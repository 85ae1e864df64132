"""`pagewire publish`: pages from files onto the raw topic."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence

from worker.archives import PageFile, find_files, total_bytes
from worker.commands.command import CONNECTION_KEYS, Command, WrongUse
from worker.commands.pages import add_sources
from worker.commands.progress import Advance, progress
from worker.commands.replay_range import add_name, add_pace, rate
from worker.failures import ExitCode
from worker.settings import KafkaSettings, Settings
from worker.telemetry import events

SKIP, STOP = "skip", "stop"
_GOES_ON = "ended at a bad line; with --bad-lines skip the same command goes on behind it"
_BEGINS_ANEW = (
    "ended at a bad line; without a --name nobody remembers how far it came, and the same command"
    " sends all pages again: publish the rest from files of their own"
)


def _add_arguments(parser: ArgumentParser) -> None:
    add_sources(parser)
    add_name(parser)
    add_pace(parser)
    parser.add_argument(
        "--bad-lines",
        choices=(SKIP, STOP),
        default=SKIP,
        help="what to do about a line or record that cannot be sent: name it and go on, or end"
        f" there (default: {SKIP})",
    )
    parser.add_argument(
        "--as-is",
        action="store_true",
        help="send lines of .jsonl that are no raw pages too; they end as dead letters",
    )


def _run(arguments: Namespace, settings: Settings) -> int:
    if settings.pipeline.input_format != "json":
        raise WrongUse(
            "publish writes raw pages as JSON, and PAGEWIRE_INPUT_FORMAT says that the topic has "
            f"{settings.pipeline.input_format}"
        )
    files = find_files(arguments.sources)
    with progress("publishing", total_bytes(files), in_bytes=True) as advance:
        return _publish(arguments, settings, files, advance)


def _publish(
    arguments: Namespace, settings: Settings, files: Sequence[PageFile], advance: Advance
) -> int:
    from worker.commands.publishing import Publishing, arguments_digest, begun_at
    from worker.kafka.named_publisher import NamedPublisher
    from worker.kafka.publisher import Publisher, publishing
    from worker.replay.pace import Pace
    from worker.watchdog import Watchdog

    kafka, name = settings.kafka, arguments.name
    topic, per_s = kafka.input_topic, rate(arguments)
    of = arguments_digest(files, topic, arguments.as_is)
    publisher = NamedPublisher(_own(kafka, name), topic) if name else Publisher(kafka, topic)
    watchdog = None
    with publishing(publisher):
        left = None
        if isinstance(publisher, NamedPublisher):
            left = publisher.left.metadata if publisher.left else None
            watchdog = Watchdog(
                age_s=publisher.in_transaction_s,
                limit_s=settings.flow.stall_limit_s,
                emit=_stalled,
                what="the transaction",
            )
            watchdog.start()
        run = Publishing(
            files,
            publisher,
            begun_at(left, of, name),
            record_max_bytes=settings.pipeline.page_max_bytes,
            as_is=arguments.as_is,
            stop_at_bad=arguments.bad_lines == STOP,
            pace=Pace(per_s) if per_s else None,
            advance=advance,
            tell=_say,
        )
        begun = run.place
        if begun.records:
            _say(f"{name} goes on: {begun.sent} pages are on {topic} already")
        ended = begun.finished or run.run()
    if watchdog:
        watchdog.stop()
    place = run.place
    _say(_summary(topic, place.sent, place.bad, place.left_out, run.left_out))
    if not ended:
        _say(_GOES_ON if name else _BEGINS_ANEW)
    return ExitCode.OK if ended and not place.bad else ExitCode.PROBLEMS_FOUND


def _own(settings: KafkaSettings, name: str) -> KafkaSettings:
    """With a group, and so transactions, of its own."""
    return settings.model_copy(update={"group_id": f"{settings.group_id}-publish-{name}"})


def _summary(topic: str, sent: int, bad: int, left_out: int, reasons: Counter[str]) -> str:
    from worker.commands.offline import with_reasons

    words = f"{sent} {'page' if sent == 1 else 'pages'} on {topic}, {bad} not sent"
    if not left_out:
        return words
    earlier = left_out - reasons.total()
    counted = reasons + Counter({"earlier": earlier} if earlier else {})
    return f"{words}, {with_reasons(counted, 'left out')}"


def _stalled(event: events.Event) -> None:
    _say("a transaction neither ends nor fails; start it again when the brokers are well")


def _say(words: str) -> None:
    print(words, file=sys.stderr)


COMMAND = Command(
    name="publish",
    summary="put pages from files on the raw topic",
    description="""
        Send pages to the raw topic, keyed by url, and wait until all have arrived. Lines and
        records that are no raw pages or that the topic would refuse are named with their place;
        then the exit code is 1. Records of web archives that are no pages (requests, images,
        redirects ...) are left out and counted.

        A page whose url nobody says has file:/// and its path within the folder for url and key:
        who keeps the newest record of each key takes two pages of one such path for the same. A
        sidecar, page.html.meta.json beside page.html, says the url.

        With a name it can be killed at any moment and started again: pages and the place reached
        are written in one transaction, so none is lost and none comes twice.
    """,
    examples=(
        "pagewire publish pages/\n"
        "pagewire publish crawl.jsonl.zst --topic raw-pages --bootstrap-servers kafka-1:9092\n"
        "pagewire publish archive/ --name archive-2021 --rate 200/s    # warc.gz, wet.gz ...\n"
        "pagewire publish crawl.jsonl --name crawl --bad-lines stop\n"
        "zcat crawl.jsonl.gz | pagewire publish -"
    ),
    run=_run,
    usage="[FILE|DIR|-]...",
    add_arguments=_add_arguments,
    setting_keys=(
        *CONNECTION_KEYS,
        "input_topic",
        "group_id",
        "delivery_timeout_s",
        "transaction_timeout_s",
        "compression",
        "page_max_bytes",
        "stall_limit_s",
    ),
    short_flags={"input_topic": "--topic"},
)
