"""`pagewire check-config`: the settings in force, or every mistake in them."""

from argparse import Namespace

from worker.commands.command import Command, flaggable
from worker.commands.tables import print_table
from worker.failures import ExitCode
from worker.settings import Settings, describe


def _run(arguments: Namespace, settings: Settings) -> int:
    if settings.pipeline.site_lines is not None:
        from worker.cleaning.site_lines import load_site_lines

        load_site_lines(settings.pipeline.site_lines)
    if settings.pipeline.gazetteer is not None:
        from worker.enrichment import load_own_names

        load_own_names(settings.pipeline.gazetteer)
    rows = [(entry.group, entry.key, entry.value, entry.source) for entry in describe(settings)]
    print_table(("group", "setting", "value", "from"), rows)
    return ExitCode.OK


COMMAND = Command(
    name="check-config",
    summary="print the settings in force, or all mistakes in them",
    description="""
        Print every setting with its value and its source; secrets stay hidden. With mistakes, list
        all of them; the exit code is then 3. Kafka is not asked.
    """,
    examples=(
        "pagewire check-config\n"
        "pagewire check-config --config pagewire.toml\n"
        "PAGEWIRE_GROUP_ID=news pagewire check-config --commit-interval-s 250ms"
    ),
    run=_run,
    setting_keys=flaggable("kafka", "pipeline", "pool", "flow", "service"),
)
