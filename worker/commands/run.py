"""`pagewire run`: the worker itself. All of it is in `worker.app`."""

from argparse import ArgumentParser, Namespace

from worker.commands.command import Command, flaggable
from worker.failures import ExitCode
from worker.settings import Settings


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--until-drained",
        action="store_true",
        help="end when every page that is on the topic now has its outcome",
    )


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.app import run

    run(settings, until_drained=arguments.until_drained)
    return ExitCode.OK


COMMAND = Command(
    name="run",
    summary="consume, enrich, produce, until told to stop",
    description="""
        Read raw pages, enrich them and write the outcomes, each input exactly once. SIGTERM or
        Ctrl-C finishes what is in flight and commits it; a second one stops at once.
    """,
    examples=(
        "pagewire run\n"
        "pagewire run --bootstrap-servers kafka-1:9092,kafka-2:9092 --cpu-processes 4\n"
        "pagewire run --config pagewire.toml --until-drained\n"
        "PAGEWIRE_INSTANCE_ID=worker-0 pagewire run    # a restart that rebalances nothing"
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=flaggable("kafka", "pipeline", "pool", "flow", "service"),
)
