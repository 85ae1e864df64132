"""`pagewire metrics`: every metric there is, as the page `docs/metrics.md`."""

import sys
from argparse import Namespace

from worker.commands.command import Command
from worker.failures import ExitCode
from worker.settings import Settings


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.telemetry import render_metrics_doc

    sys.stdout.write(render_metrics_doc())
    return ExitCode.OK


COMMAND = Command(
    name="metrics",
    summary="print the list of all metrics, as Markdown",
    description="Print every metric with its type, unit, labels and meaning.",
    examples="pagewire metrics > docs/metrics.md",
    run=_run,
    setting_keys=None,
)
