"""`pagewire publish`: pages from files onto the raw topic."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from worker.codec import decode_raw_page
from worker.commands.command import CONNECTION_KEYS, Command, WrongUse
from worker.commands.pages import FoundPage, add_sources, find_files, read_pages, total_bytes
from worker.commands.progress import Advance, progress
from worker.failures import ExitCode, PageRejected
from worker.records import Origin, RawRecord
from worker.settings import KafkaSettings, Settings

_NO_LIMIT = 1 << 62


def _add_arguments(parser: ArgumentParser) -> None:
    add_sources(parser)
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
        sent, refusals = publish_pages(
            settings.kafka, read_pages(files), as_is=arguments.as_is, advance=advance
        )
    for refusal in refusals:
        print(f"not sent: {refusal}", file=sys.stderr)
    print(
        f"{sent} pages on {settings.kafka.input_topic}, {len(refusals)} not sent", file=sys.stderr
    )
    return ExitCode.PROBLEMS_FOUND if refusals else ExitCode.OK


def publish_pages(
    settings: KafkaSettings,
    pages: Iterable[FoundPage],
    *,
    as_is: bool = False,
    advance: Advance = lambda read_bytes: None,
) -> tuple[int, list[str]]:
    """Send pages to the input topic, keyed by their url: how many, and why others were not sent.

    Everything has arrived when this returns. Raises KafkaUnavailable.
    """
    from worker.kafka.publisher import RecordRefused, publishing

    sent, refusals = 0, []
    with publishing(settings, settings.input_topic) as publisher:
        for page in pages:
            try:
                publisher.send(_key(page, as_is), page.value)
                sent += 1
            except (PageRejected, RecordRefused) as refusal:
                refusals.append(f"{page.where}: {refusal}")
            advance(page.read_bytes)
    return sent, refusals


def _key(page: FoundPage, as_is: bool) -> bytes | None:
    """The page's url. Raises PageRejected for a line that is no raw page, unless sent as it is."""
    record = RawRecord(Origin("", 0, 0), key=None, value=page.value)
    try:
        read = decode_raw_page(record, input_format="json", page_max_bytes=_NO_LIMIT)
    except PageRejected:
        if as_is:
            return None
        raise
    return read.url.encode()


COMMAND = Command(
    name="publish",
    summary="put pages from files on the raw topic",
    description="""
        Send pages to the raw topic, keyed by url, and wait until all have arrived. Pages that the
        topic would refuse, and lines that are no raw pages, are named; then the exit code is 1.
        Files are read as by 'pagewire enrich'.
    """,
    examples=(
        "pagewire publish pages/\n"
        "pagewire publish crawl.jsonl --topic raw-pages --bootstrap-servers kafka-1:9092\n"
        "cat crawl.jsonl | pagewire publish -"
    ),
    run=_run,
    usage="[FILE|DIR|-]...",
    add_arguments=_add_arguments,
    setting_keys=(*CONNECTION_KEYS, "input_topic", "delivery_timeout_s", "compression"),
    short_flags={"input_topic": "--topic"},
)
