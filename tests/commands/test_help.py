"""The help is the manual: every command is in it, and every example in it can be typed."""

import re
import shlex
from pathlib import Path

import pytest

from worker.cli import make_parser
from worker.commands import COMMANDS
from worker.settings.groups import SECRET_KEYS

ROOT = Path(__file__).parents[2]
PROMISED = {
    "run",
    "enrich",
    "preview",
    "clean",
    "annotate",
    "site-lines",
    "publish",
    "diff",
    "replay",
    "redrive",
    "inspect",
    "topics",
    "verify",
    "check-config",
    "metrics",
}
NAMED = re.compile(r"`(?:\.venv/bin/)?pagewire ([a-z][a-z-]+)")
each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


def typed(example: str) -> list[str]:
    """The arguments of `pagewire` in a line of a shell."""
    words = shlex.split(example, comments=True)
    start = words.index("pagewire") + 1
    end = next((i for i, word in enumerate(words) if i >= start and word in "|<>"), len(words))
    return words[start:end]


def test_every_promised_command_is_there():
    assert {command.name for command in COMMANDS} == PROMISED


def test_commands_named_in_the_docs_exist():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    named = {name for page in pages for name in NAMED.findall(page.read_text("utf-8"))}
    assert named
    assert named <= PROMISED


@each_command
def test_help_of_a_command_has_its_summary_and_examples(command, pagewire):
    said = pagewire(command.name, "--help")
    assert said.code == 0
    assert "examples:\n  " in said.out
    for example in command.examples.splitlines():
        assert example in said.out
    assert command.summary in pagewire("--help").out


@pytest.mark.parametrize(
    "example", [line for command in COMMANDS for line in command.examples.splitlines()]
)
def test_example_can_be_typed(example):
    assert make_parser().parse_args(typed(example)).command is not None


@each_command
def test_secret_is_never_a_flag(command, pagewire):
    shown = pagewire(command.name, "--help").out
    for key in SECRET_KEYS:
        assert f"--{key.replace('_', '-')} " not in shown


def test_version_is_printed(pagewire):
    assert re.fullmatch(r"pagewire \d+\.\d+\.\d+\S*\n", pagewire("--version").out)


def test_no_command_shows_the_help_and_is_a_mistake(pagewire):
    said = pagewire()
    assert said.code == 2
    assert "examples:" in said.err
