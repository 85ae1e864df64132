"""What ends a command, and how a supervisor and a human are told."""

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from worker import cli
from worker.commands import COMMANDS
from worker.failures import BreakerTripped, ExitCode


@pytest.fixture
def ending_with(monkeypatch):
    """Make `pagewire metrics` end with an exception."""

    def arrange(error: BaseException) -> None:
        def fail(arguments, settings):
            raise error

        metrics = next(command for command in COMMANDS if command.name == "metrics")
        monkeypatch.setattr(cli, "COMMANDS", (replace(metrics, run=fail),))

    return arrange


def test_stopped_worker_says_why_and_gives_its_own_code(ending_with, pagewire):
    ending_with(BreakerTripped("60% of the last 200 pages became dead letters"))
    said = pagewire("metrics")
    assert said.code == ExitCode.BREAKER_TRIPPED
    assert said.err == "pagewire: 60% of the last 200 pages became dead letters\n"


def test_reason_of_the_end_stands_in_the_output_of_a_worker_once():
    unreachable = "127.0.0.1:1"
    settings = ["--bootstrap-servers", unreachable, "--request-timeout-s", "1", "--http-port", "0"]
    ended = subprocess.run(
        [sys.executable, "-m", "worker", "run", *settings],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == ExitCode.KAFKA_UNAVAILABLE
    told = [line for line in ended.stderr.splitlines() if f"at {unreachable}" in line]
    assert [line.count(f"at {unreachable}") for line in told] == [1], ended.stderr


def test_fault_of_our_own_shows_its_traceback_and_is_no_finding(ending_with, pagewire):
    ending_with(LookupError("nobody expected this"))
    said = pagewire("metrics")
    assert said.code == ExitCode.UNEXPECTED
    assert "Traceback" in said.err
    assert "nobody expected this" in said.err


def test_interrupt_is_quiet(ending_with, pagewire):
    ending_with(KeyboardInterrupt())
    said = pagewire("metrics")
    assert (said.code, said.err) == (130, "")


def test_reader_that_leaves_early_is_no_error(tmp_path):
    lines = tmp_path / "bad.jsonl"
    lines.write_text("no page\n" * 50_000)  # more than a pipe holds
    with subprocess.Popen(
        [sys.executable, "-m", "worker", "clean", "--processes", "1", "--input", str(lines)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.read(1)
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 141


@pytest.mark.parametrize("command", ["enrich", "clean", "annotate"])
def test_terminal_is_not_waited_for(pagewire, monkeypatch, command):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    said = pagewire(command)
    assert said.code == 2
    assert "stdin is a terminal" in said.err


def test_unknown_flag_is_a_mistake_of_use(pagewire):
    said = pagewire("verify", "--no-such-flag")
    assert said.code == 2
    assert "Traceback" not in said.err


def test_flag_is_not_guessed_from_its_beginning(pagewire):
    assert pagewire("check-config", "--group", "x").code == 2


@pytest.mark.parametrize("command", ["clean", "annotate"])
def test_file_where_lines_are_read_is_told_its_flag_and_its_command(pagewire, command):
    said = pagewire(command, "page.html", "--output", "-")
    assert (said.code, said.out) == (2, "")
    (last,) = said.err.splitlines()[-1:]
    assert last.startswith(f"pagewire {command}: error: page.html: ")
    assert "JSON" in last
    assert "--input FILE" in last
    assert "pagewire enrich" in last
