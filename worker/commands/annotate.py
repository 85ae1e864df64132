"""`pagewire annotate`: entities and events of texts that are clean already."""

from argparse import ArgumentParser, Namespace

from worker.commands.command import Command
from worker.commands.lines import add_streams, numbered_records, reading, writing
from worker.commands.progress import progress
from worker.failures import ExitCode
from worker.settings import Settings


def _add_arguments(parser: ArgumentParser) -> None:
    add_streams(parser, read="the texts")


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.commands.offline import outcomes
    from worker.commands.stages import AnnotationAlone, output_line
    from worker.enrichment import load_own_names
    from worker.pipeline import PipelineConfig, load

    wanted = settings.pipeline
    config = PipelineConfig(
        spacy_pipeline=wanted.spacy_pipeline,
        entity_min_confidence=wanted.entity_min_confidence,
        event_min_confidence=wanted.event_min_confidence,
        own_names=load_own_names(wanted.gazetteer),
    )
    with (
        reading(arguments.input) as (lines, size_bytes),
        writing(arguments.output, [arguments.input]) as write,
        progress("annotating", size_bytes, in_bytes=True, results_to=arguments.output) as advance,
    ):
        pipeline = load(config)
        stage = AnnotationAlone(pipeline, wanted.text_max_chars)
        for record, outcome in outcomes(stage, numbered_records(lines, advance)):
            write(output_line(record, outcome))
    return ExitCode.OK


COMMAND = Command(
    name="annotate",
    summary="enrichment alone: entities and events of clean texts",
    description="""
        Read lines {"id", "text", "published"?}, write lines {"id", "entities", "things",
        "events"} with the fields of schemas/enriched-page.v1.json, and "warnings" where a text was
        cut. Offsets count characters of the given text. Where its lines are wrapped at a column,
        their ends are read as spaces, and stand as spaces in what is found. Words like "Wednesday"
        are resolved against "published" (ISO 8601) or what `pagewire clean` writes as "date", and
        not at all without them. A line that cannot be read, or in which they are no such date,
        gives {"id", "rejected": {reason, stage, detail}}.
    """,
    examples=(
        "pagewire annotate --input texts.jsonl --output annotated.jsonl\n"
        """echo '{"id": 1, "text": "Ministers met in Geneva."}' | pagewire annotate"""
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=(
        "spacy_pipeline",
        "entity_min_confidence",
        "event_min_confidence",
        "text_max_chars",
        "gazetteer",
    ),
)
