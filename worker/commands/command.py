"""What a command is, and which settings it takes as flags.

Must not know any single command.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from worker.settings import GROUPS, Settings
from worker.settings.groups import SECRET_KEYS


class WrongUse(Exception):
    """The arguments do not fit what is there: a missing file, two meanings at once. One line."""


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand. `run` returns the exit code, and raises WrongUse or a WorkerStopped."""

    name: str
    summary: str  # a line for the list of commands
    description: str
    examples: str  # lines of "pagewire ...", with what they do
    run: Callable[[Namespace, Settings], int]
    add_arguments: Callable[[ArgumentParser], None] = lambda parser: None
    setting_keys: tuple[str, ...] | None = ()  # None: the command reads no settings at all
    usage: str = ""  # what follows the flags
    short_flags: Mapping[str, str] = field(default_factory=dict)  # setting: one more flag for it


def flaggable(*groups: str) -> tuple[str, ...]:
    """The settings of these groups, less the secrets: a command line is for everybody to see."""
    return tuple(
        key for group in groups for key in GROUPS[group].model_fields if key not in SECRET_KEYS
    )


def count(text: str) -> int:
    """The value of a flag that counts something: 1 or more. Raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


# What a command needs to reach Kafka at all.
CONNECTION_KEYS = (
    "bootstrap_servers",
    "client_id",
    "request_timeout_s",
    "security_protocol",
    "ssl_cafile",
    "ssl_certfile",
    "ssl_keyfile",
    "ssl_check_hostname",
    "sasl_mechanism",
    "sasl_username",
    "sasl_oauth_token_file",
)
TOPIC_KEYS = ("input_topic", "output_topic", "dead_letter_topic")
