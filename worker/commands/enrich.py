"""`pagewire enrich`: the whole pipeline on files, without Kafka."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import orjson

from worker.archives import (
    BadRecord,
    Found,
    FoundPage,
    LeftOut,
    find_files,
    read_pages,
    total_bytes,
)
from worker.commands.command import Command, flaggable
from worker.commands.lines import STREAM, add_output, writing
from worker.commands.pages import add_sources
from worker.commands.progress import progress
from worker.failures import ExitCode, Stage
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
    named = [str(file.path or STREAM) for file in files]
    tally: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    with (
        writing(arguments.output, named) as write,
        progress(
            "enriching", total_bytes(files), in_bytes=True, results_to=arguments.output
        ) as advance,
    ):
        places: dict[int, Found] = {}
        limit = settings.pipeline.page_max_bytes
        found = read_pages(files, record_max_bytes=limit, advance=advance)
        for record, processed in outcomes(load(config), _records(found, places, left_out)):
            place = places.pop(record.origin.offset)
            outcome = _unreadable(place) if isinstance(place, BadRecord) else processed
            line = _line(record, place.where, outcome)
            write(
                orjson.dumps(orjson.loads(line), option=orjson.OPT_INDENT_2)
                if arguments.pretty
                else line
            )
            tally[outcome.reason if isinstance(outcome, DeadLetter) else ""] += 1
    _summary(tally, left_out)
    return ExitCode.OK


def _records(
    pages: Iterator[Found], places: dict[int, Found], left_out: Counter[str]
) -> Iterator[RawRecord]:
    """The pages as records; `places` is told what was found for each offset.

    What cannot be read is an empty record, which the pipeline rejects at once: so it has its line
    among the others.
    """
    for number, found in enumerate(pages):
        if isinstance(found, LeftOut):
            left_out[found.why] += 1
            continue
        places[number] = found
        value = found.value if isinstance(found, FoundPage) else b""
        yield RawRecord(Origin("", 0, number), key=None, value=value)


def _unreadable(found: BadRecord) -> DeadLetter:
    return DeadLetter(found.reason, Stage.DECODE, f"{found.place}: {found.detail}")


def _line(record: RawRecord, where: str, outcome: Outcome) -> bytes:
    from worker.codec import text_field
    from worker.commands.offline import rejected

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


def _summary(tally: Counter[str], left_out: Counter[str]) -> None:
    from worker.commands.offline import with_reasons

    enriched = tally.pop("", 0)
    words = f"{enriched} enriched, {with_reasons(tally, 'rejected')}"
    more = f", {with_reasons(left_out, 'left out')}" if left_out else ""
    print(words + more, file=sys.stderr)


COMMAND = Command(
    name="enrich",
    summary="the whole pipeline on files, without Kafka",
    description="""
        Clean and enrich pages from files. Each page gives one line: the enriched record
        (schemas/enriched-page.v1.json), or {"rejected": {reason, stage, detail}, "url", "where"},
        "where" being the file, or the file and the number of the line. Rejected pages are no
        failure of the command; how many there were is said on stderr. Records of a web archive that
        are no pages are left out and counted.

        All pages are read in this one process, without a deadline: one that ends it ends the run.
        `pagewire replay --from-files ... --to-files ...` gives such a page a dead letter.

        A file's url and other facts come from <file name>.meta.json beside it: any raw-page
        fields but the body. Without it the url is file:/// and the name, and fetched_at the
        file's time.
    """,
    examples=(
        "pagewire enrich page.html --pretty\n"
        "pagewire enrich pages/ --output enriched.jsonl\n"
        "pagewire enrich crawl.jsonl | head -1\n"
        "pagewire enrich crawl.warc.gz --output enriched.jsonl\n"
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
