"""A real worker as a child process, and the other commands beside it, for the demo.

Decides how they are started, asked and ended. Must not know what the worker writes.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from types import TracebackType

from deploy.local.lifeline import DIE_WITH_PARENT

ROOT = Path(__file__).parents[2]
PAGEWIRE = (sys.executable, "-m", "worker")
_ANSWER_TIMEOUT_S = 5
_STOP_TIMEOUT_S = 40  # longer than the worker's own drain deadline
_LOOK_S = 0.1
_LOG_TAIL_LINES = 15


class CommandFailed(Exception):
    """The worker, or another command, did not do what the demo needs; the message says all."""


def environment(settings: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """This shell's environment with these settings alone, and temporary files in `scratch`.

    A worker that is killed leaves the sockets of its processes there.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PAGEWIRE_")}
    named = {f"PAGEWIRE_{key.upper()}": value for key, value in settings.items()}
    # From the folder of the demo `worker` would not be found in a venv without the project.
    path = os.pathsep.join(filter(None, (str(ROOT), inherited.get("PYTHONPATH"))))
    return inherited | named | {"TMPDIR": str(scratch), "PYTHONPATH": path}


def run_command(
    *arguments: str, env: Mapping[str, str], allowed: Sequence[int] = (0,)
) -> tuple[str, str]:
    """What a `pagewire` command wrote on stdout and stderr.

    Raises CommandFailed with all of it when the exit code is none of `allowed`.
    """
    ended = subprocess.run(
        _tied([*PAGEWIRE, *arguments]),
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode not in allowed:
        said = f"{ended.stderr}{ended.stdout}".rstrip()
        raise CommandFailed(
            f"pagewire {arguments[0]} ended with {_exit_words(ended.returncode)}:\n{said}"
        )
    return ended.stdout, ended.stderr


class WorkerProcess:
    """`pagewire run` with its log in a file; as a context it is ended, whatever happens.

    `command` runs it in another way, say in a container.
    """

    def __init__(
        self, env: Mapping[str, str], log_path: Path, *, command: Sequence[str] = (*PAGEWIRE, "run")
    ) -> None:
        self._log_path = log_path
        self._address = f"http://127.0.0.1:{env['PAGEWIRE_HTTP_PORT']}"
        with log_path.open("wb") as log:
            self._process = subprocess.Popen(
                _tied(command),
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C at the terminal is ours to act on
            )

    @property
    def metrics_url(self) -> str:
        """Where Prometheus would look."""
        return f"{self._address}/metrics"

    def wait_until_ready(self, timeout_s: float) -> None:
        """Return once it takes part in the group. Raises CommandFailed."""
        deadline = time.monotonic() + timeout_s
        while self._get("/readyz") is None:
            self.require_alive()
            if time.monotonic() > deadline:
                raise CommandFailed(
                    f"the worker was not ready within {timeout_s:g} s{self._tail()}"
                )
            time.sleep(_LOOK_S)

    def pages_done(self) -> int:
        """Pages with a committed outcome, as its metrics count them. Raises CommandFailed."""
        self.require_alive()
        lines = (self._get("/metrics") or "").splitlines()
        return sum(
            int(float(line.rpartition(" ")[2]))
            for line in lines
            if line.startswith("pagewire_pages_total{")
        )

    def require_alive(self) -> None:
        """Raises CommandFailed with the exit code and the end of the log when it has ended."""
        code = self._process.poll()
        if code is not None:
            raise CommandFailed(f"the worker ended with {_exit_words(code)}{self._tail()}")

    def drain(self) -> None:
        """SIGTERM: it finishes and commits what it has. Raises CommandFailed unless it exits 0."""
        self.require_alive()
        self._process.terminate()
        try:
            code = self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            raise CommandFailed(f"the worker did not end after SIGTERM{self._tail()}") from None
        if code:
            raise CommandFailed(f"the worker ended with {_exit_words(code)}{self._tail()}")

    def __enter__(self) -> "WorkerProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # The whole session: its CPU processes must not outlive it by a second.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _get(self, path: str) -> str | None:
        """What the worker's port answers; None when it does not answer, or not with 200."""
        try:
            with urllib.request.urlopen(self._address + path, timeout=_ANSWER_TIMEOUT_S) as reply:
                body: bytes = reply.read()
                return body.decode()
        # Refused, not up, gone, or gone in mid-answer: `require_alive` tells which.
        except (OSError, HTTPException):
            return None

    def _tail(self) -> str:
        lines = self._log_path.read_text(encoding="utf-8", errors="replace").splitlines()
        return "".join(f"\n  {_log_words(line)}" for line in lines[-_LOG_TAIL_LINES:])


def _tied(command: Sequence[str]) -> list[str]:
    """The command, launched so that it dies with this process, however that dies."""
    return [sys.executable, "-I", "-S", "-c", DIE_WITH_PARENT, str(os.getpid()), *command]


def _log_words(line: str) -> str:
    """What a JSON log line says to a human; any other line as it is."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    return str(entry["message"]) if isinstance(entry, dict) and "message" in entry else line


def _exit_words(code: int) -> str:
    return f"exit code {code}" if code > 0 else f"signal {signal.Signals(-code).name}"
