"""Lines that come in slowly: what is done goes out, whatever is still to come."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

TEXT = "The mayor of Porto opened the bridge over the Douro on Friday, and crowds walked across."
PATIENCE_S = 100.0


def page(number: int) -> bytes:
    return json.dumps({"id": number, "text": f"{TEXT} Visitor {number} came first."}).encode()


@contextmanager
def following(
    *arguments: object, stdout: int | IO[bytes] = subprocess.PIPE
) -> Iterator[subprocess.Popen[bytes]]:
    """The command, with a pipe to it that stays open."""
    command = [sys.executable, "-m", "worker", *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE, bufsize=0
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def put(process: subprocess.Popen[bytes], piece: bytes) -> None:
    assert process.stdin
    process.stdin.write(piece)


def ids(process: subprocess.Popen[bytes], count: int) -> list[object]:
    """Of the next lines that come out. Fails when they do not come, whose pipe stays open."""
    assert process.stdout
    got = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while got.count(b"\n") < count:
            assert selector.select(PATIENCE_S), f"no more than {got!r}"
            piece = os.read(process.stdout.fileno(), 1 << 16)
            assert piece, f"ended after {got!r}"
            got += piece
    return [json.loads(line)["id"] for line in got.splitlines()]


CLEAN = ("clean", "--processes", 2)


@pytest.mark.parametrize("command", [CLEAN, ("annotate",), (*CLEAN, "--output", "/dev/stdout")])
def test_what_is_done_goes_out_before_the_next_line_comes(command):
    with following(*command) as process:
        put(process, page(1) + b"\n" + page(2) + b"\n" + page(3)[:40])
        assert ids(process, 2) == [1, 2]
        put(process, page(3)[40:] + b"\n" + page(4))
        assert ids(process, 1) == [3]
        rest, said = process.communicate(timeout=PATIENCE_S)  # the last line needs no end
        assert [json.loads(line)["id"] for line in rest.splitlines()] == [4]
        assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize("pages", [1, 40])
def test_ctrl_c_ends_what_waits_for_lines(tmp_path: Path, pages: int):
    target = tmp_path / "out"
    with following(*CLEAN, "--output", target) as process:
        put(process, b"".join(page(number) + b"\n" for number in range(pages)))
        while not any(kept.stat().st_size for kept in tmp_path.iterdir()):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 130
        assert process.stderr
        (partial,) = tmp_path.iterdir()
        assert process.stderr.read().decode().endswith(f"stands in {partial}\n")


def test_reader_that_leaves_is_no_mistake_in_the_input():
    with following(*CLEAN) as process:
        put(process, page(1) + b"\n")
        assert ids(process, 1) == [1]
        assert process.stdout
        process.stdout.close()
        put(process, page(2) + b"\n")
        assert process.wait(PATIENCE_S) == 141
        assert process.stderr
        assert process.stderr.read() == b""
