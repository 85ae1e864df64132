"""`pagewire preview`: one page as a self-contained HTML page, for a human."""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from itertools import islice
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from worker.archives import BadRecord, FoundPage, LeftOut, find_files, read_pages
from worker.commands.command import Command, WrongUse, count, flaggable
from worker.commands.lines import add_output, writing
from worker.failures import ExitCode
from worker.records import (
    DeadLetter,
    Enriched,
    EnrichedPage,
    Filtered,
    Origin,
    RawRecord,
    Tombstone,
)
from worker.settings import Settings


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "source",
        metavar="FILE|-",
        help=".html, .htm, .txt, .jsonl (raw-page or enriched records), .warc or .wet, or - for"
        " such records on stdin",
    )
    parser.add_argument(
        "--record",
        type=count,
        default=1,
        metavar="N",
        help="which record of several, counted from 1 (default: 1)",
    )
    add_output(parser, "where the HTML goes")


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.preview import page_html

    source = arguments.source
    found = _found(source, arguments.record, settings.pipeline.page_max_bytes)
    if isinstance(found, BadRecord):
        print(f"{found.place}: cannot be read, {found.reason}: {found.detail}", file=sys.stderr)
        return ExitCode.PROBLEMS_FOUND
    value = found.value
    if not _is_enriched(value):
        outcome = _enriched(value, settings)
        if isinstance(outcome, DeadLetter):
            why = f"{outcome.reason} at {outcome.stage}: {outcome.detail}"
            print(f"{found.where}: rejected, {why}", file=sys.stderr)
            return ExitCode.PROBLEMS_FOUND
        value = outcome.value
    shown = page_html(_decoded(value, found.where)).encode("utf-8")
    with writing(arguments.output, [source]) as write:
        write(shown)
    return ExitCode.OK


def _found(source: str, number: int, record_max_bytes: int) -> FoundPage | BadRecord:
    """The record of that number. Raises WrongUse where there is none."""
    if Path(source).is_dir():
        raise WrongUse(f"{source}: is a folder; name one file")
    read = read_pages(find_files([source]), record_max_bytes=record_max_bytes)
    pages = (found for found in read if not isinstance(found, LeftOut))
    found = next(islice(pages, number - 1, None), None)
    if found is None:
        raise WrongUse(f"{source}: has no record {number}")
    assert isinstance(found, FoundPage | BadRecord)  # there is nothing else
    return found


def _is_enriched(value: bytes) -> bool:
    """Whether it is a record of the output topic; what is neither is the pipeline's to reject."""
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    return isinstance(fields, dict) and "provenance" in fields


def _decoded(value: bytes, where: str) -> EnrichedPage:
    """The record as the page it is. Raises WrongUse, in one line, for what is none."""
    try:
        return TypeAdapter(EnrichedPage).validate_json(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise WrongUse(f"{where}: is no enriched record: {field}: {first['msg']}") from None


def _enriched(value: bytes, settings: Settings) -> Enriched | DeadLetter:
    from worker.commands.offline import outcomes
    from worker.configured import pipeline_config
    from worker.pipeline import load

    # Files become raw-page records, whatever the topic has.
    pipeline = load(replace(pipeline_config(settings), input_format="json"))
    ((_, outcome),) = outcomes(pipeline, [RawRecord(Origin("", 0, 0), key=None, value=value)])
    assert not isinstance(outcome, Tombstone | Filtered)  # it has a value, and nobody filters
    return outcome


COMMAND = Command(
    name="preview",
    summary="one page as HTML for a human: text, events and names",
    description="""
        Show one page as a single HTML file: its text with names and events marked, a card for
        each event (who did what to whom, where, when, how many, who says so), and tables of who,
        what and where. The file loads nothing and runs no script. It is made from a page, which
        is cleaned and enriched first, or from an enriched record, which is shown as it is. A page
        that is rejected is named on stderr with the reason, and the exit code is 1.
    """,
    examples=(
        "pagewire preview page.html --output preview.html\n"
        "pagewire preview enriched.jsonl --record 12 --output preview.html\n"
        "pagewire enrich page.html | pagewire preview - > preview.html"
    ),
    run=_run,
    usage="FILE|-",
    add_arguments=_add_arguments,
    setting_keys=(
        *(key for key in flaggable("pipeline") if key != "input_format"),
        *flaggable("cleaning"),
    ),
)
