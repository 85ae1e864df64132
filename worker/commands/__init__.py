"""The commands of `pagewire`, a module each, in the order in which the help lists them.

A module imports what is heavy (spaCy, the Kafka client) inside its function: help and mistakes
in the arguments must not wait for a model to load.
"""

from worker.commands import (
    annotate,
    check_config,
    clean,
    diff,
    enrich,
    inspect,
    metrics,
    preview,
    publish,
    redrive,
    replay,
    run,
    site_lines,
    topics,
    verify,
)
from worker.commands.command import Command, WrongUse

__all__ = ["COMMANDS", "Command", "WrongUse"]

COMMANDS: tuple[Command, ...] = (
    run.COMMAND,
    enrich.COMMAND,
    preview.COMMAND,
    clean.COMMAND,
    annotate.COMMAND,
    site_lines.COMMAND,
    publish.COMMAND,
    topics.COMMAND,
    verify.COMMAND,
    replay.COMMAND,
    redrive.COMMAND,
    diff.COMMAND,
    inspect.COMMAND,
    check_config.COMMAND,
    metrics.COMMAND,
)
