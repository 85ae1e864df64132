"""`pagewire enrich`: the whole pipeline on files, without Kafka."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator

import orjson

from worker.commands.command import Command, flaggable
from worker.commands.lines import STREAM, writing
from worker.commands.pages import FoundPage, find_files, read_pages, total_bytes
from worker.commands.progress import Advance, progress
from worker.failures import ExitCode
from worker.limits import CleaningLimits
from worker.records import DeadLetter, Enriched, Origin, Outcome, RawRecord
from worker.settings import Settings


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="FILE|DIR|-",
        default=[STREAM],
        help=".html, .htm, .txt or .jsonl (raw-page records), a folder of them, or - for"
        " raw-page records on stdin (default: -)",
    )
    parser.add_argument(
        "--output", default=STREAM, metavar="FILE", help="where the lines go (default: stdout)"
    )
    parser.add_argument("--pretty", action="store_true", help="indent the JSON, for reading")


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.cleaning.site_lines import load_site_lines
    from worker.commands.offline import outcomes
    from worker.pipeline import PipelineConfig, load

    files = find_files(arguments.sources)
    wanted = settings.pipeline
    config = PipelineConfig(
        input_format="json",  # files become raw-page records, whatever the topic has
        spacy_pipeline=wanted.spacy_pipeline,
        entity_min_confidence=wanted.entity_min_confidence,
        page_max_bytes=wanted.page_max_bytes,
        text_max_chars=wanted.text_max_chars,
        cleaning=CleaningLimits(**settings.cleaning.model_dump()),
        output_max_bytes=wanted.output_max_bytes,
        site_lines=load_site_lines(wanted.site_lines),
    )
    named = [str(file.path) for file in files if file.path]
    tally: Counter[str] = Counter()
    with (
        writing(arguments.output, named) as write,
        progress(
            "enriching", total_bytes(files), in_bytes=True, results_to=arguments.output
        ) as advance,
    ):
        records = _records(read_pages(files), advance)
        for record, outcome in outcomes(load(config), records):
            line = _line(record, outcome)
            write(
                orjson.dumps(orjson.loads(line), option=orjson.OPT_INDENT_2)
                if arguments.pretty
                else line
            )
            tally[outcome.reason if isinstance(outcome, DeadLetter) else ""] += 1
    _summary(tally)
    return ExitCode.OK


def _records(pages: Iterator[FoundPage], advance: Advance) -> Iterator[RawRecord]:
    for number, page in enumerate(pages):
        yield RawRecord(Origin("", 0, number), key=None, value=page.value)
        advance(page.read_bytes)


def _line(record: RawRecord, outcome: Outcome) -> bytes:
    from worker.commands.offline import rejected, text_field

    if isinstance(outcome, Enriched):
        return outcome.value
    assert isinstance(outcome, DeadLetter)  # a tombstone has no value, and every line has one
    return orjson.dumps({"rejected": rejected(outcome), "url": text_field(record.value, "url")})


def _summary(tally: Counter[str]) -> None:
    enriched = tally.pop("", 0)
    reasons = ", ".join(f"{reason} {count}" for reason, count in tally.most_common())
    shown = f" ({reasons})" if reasons else ""
    print(f"{enriched} enriched, {tally.total()} rejected{shown}", file=sys.stderr)


COMMAND = Command(
    name="enrich",
    summary="the whole pipeline on files, without Kafka",
    description="""
        Clean and enrich pages from files. Each page gives one line: the enriched record
        (schemas/enriched-page.v1.json), or {"rejected": {reason, stage, detail}, "url"}. Rejected
        pages are no failure of the command; how many there were is said on stderr.

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
