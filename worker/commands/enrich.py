"""`pagewire enrich`: the whole pipeline on files, without Kafka."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import orjson

from worker.commands.command import Command, flaggable
from worker.commands.lines import add_output, writing
from worker.commands.pages import FoundPage, add_sources, find_files, read_pages, total_bytes
from worker.commands.progress import Advance, progress
from worker.failures import ExitCode
from worker.records import DeadLetter, Enriched, Origin, Outcome, RawRecord
from worker.settings import Settings


def _add_arguments(parser: ArgumentParser) -> None:
    add_sources(parser)
    add_output(parser)
    parser.add_argument("--pretty", action="store_true", help="indent the JSON, for reading")


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.commands.offline import outcomes
    from worker.configured import pipeline_config
    from worker.pipeline import load

    files = find_files(arguments.sources)
    # Files become raw-page records, whatever the topic has.
    config = replace(pipeline_config(settings), input_format="json")
    named = [str(file.path) for file in files if file.path]
    tally: Counter[str] = Counter()
    with (
        writing(arguments.output, named) as write,
        progress(
            "enriching", total_bytes(files), in_bytes=True, results_to=arguments.output
        ) as advance,
    ):
        places: dict[int, str] = {}
        records = _records(read_pages(files), places, advance)
        for record, outcome in outcomes(load(config), records):
            line = _line(record, places.pop(record.origin.offset), outcome)
            write(
                orjson.dumps(orjson.loads(line), option=orjson.OPT_INDENT_2)
                if arguments.pretty
                else line
            )
            tally[outcome.reason if isinstance(outcome, DeadLetter) else ""] += 1
    _summary(tally)
    return ExitCode.OK


def _records(
    pages: Iterator[FoundPage], places: dict[int, str], advance: Advance
) -> Iterator[RawRecord]:
    """The pages as records; `places` is told where the page of each offset was found."""
    for number, page in enumerate(pages):
        places[number] = page.where
        yield RawRecord(Origin("", 0, number), key=None, value=page.value)
        advance(page.read_bytes)


def _line(record: RawRecord, where: str, outcome: Outcome) -> bytes:
    from worker.commands.offline import rejected, text_field

    if isinstance(outcome, Enriched):
        return outcome.value
    assert isinstance(outcome, DeadLetter)  # a tombstone has no value, and every line has one
    return orjson.dumps(
        {
            "rejected": rejected(outcome),
            "url": text_field(record.value, "url"),
            "where": where,  # a line that is no JSON has no other name
        }
    )


def _summary(tally: Counter[str]) -> None:
    from worker.commands.offline import with_reasons

    enriched = tally.pop("", 0)
    print(f"{enriched} enriched, {with_reasons(tally, 'rejected')}", file=sys.stderr)


COMMAND = Command(
    name="enrich",
    summary="the whole pipeline on files, without Kafka",
    description="""
        Clean and enrich pages from files. Each page gives one line: the enriched record
        (schemas/enriched-page.v1.json), or {"rejected": {reason, stage, detail}, "url", "where"},
        "where" being the file, or the file and the number of the line. Rejected pages are no
        failure of the command; how many there were is said on stderr.

        A file's url and other facts come from <file name>.meta.json beside it: any raw-page
        fields but the body. Without it the url is file:/// and the name, and fetched_at the
        file's time.
    """,
    examples=(
        "pagewire enrich page.html --pretty\n"
        "pagewire enrich pages/ --output enriched.jsonl\n"
        "pagewire enrich crawl.jsonl | head -1\n"
        "cat crawl.jsonl | pagewire enrich - > enriched.jsonl\n"
        "pagewire enrich pages/ --spacy-pipeline en_core_web_sm"
    ),
    run=_run,
    usage="[FILE|DIR|-]...",
    add_arguments=_add_arguments,
    setting_keys=(
        *(key for key in flaggable("pipeline") if key != "input_format"),
        *flaggable("cleaning"),
    ),
)
