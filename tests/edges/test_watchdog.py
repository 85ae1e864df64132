"""The watchdog: a hung loop ends the process with its own code and all stacks."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from worker.failures import ExitCode
from worker.telemetry import events
from worker.watchdog import Watchdog

ROOT = Path(__file__).parent.parent.parent

HANGS = """
import threading, time
from prometheus_client import CollectorRegistry
from worker.health import Health
from worker.telemetry import Telemetry, configure_logs
from worker.watchdog import Watchdog

configure_logs("info", "json")
health = Health(stall_limit_s=0.5, progress_limit_s=60)
telemetry = Telemetry(CollectorRegistry())
Watchdog(age_s=health.tick_age_s, limit_s=0.5, emit=telemetry.emit, look_every_s=0.1).start()
for _ in range(10):
    health.ticked()
    time.sleep(0.1)
print("turned for a second", flush=True)

def commit_that_never_returns():
    {hang}

commit_that_never_returns()
"""


def run_hanging(hang: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HANGS.format(hang=hang)],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=ROOT,
        check=False,
    )


def test_hung_loop_ends_the_process_with_its_code_and_all_stacks():
    ended = run_hanging("time.sleep(60)")
    assert ended.stdout == "turned for a second\n"
    assert ended.returncode == 7
    assert "commit_that_never_returns" in ended.stderr
    assert "Thread 0x" in ended.stderr
    last = json.loads(ended.stderr.splitlines()[-1])
    assert last["event"] == "Stalled"
    assert last["level"] == "critical"
    assert last["limit_s"] == 0.5


def test_hung_thread_that_holds_the_log_does_not_save_itself():
    ended = run_hanging("import logging; logging.getLogger().handlers[0].acquire(); time.sleep(60)")
    assert ended.returncode == ExitCode.STALLED
    assert "commit_that_never_returns" in ended.stderr


class Ages:
    """An age that is told, one per look; the last one stays."""

    def __init__(self, *ages_s: float) -> None:
        self._ages_s = list(ages_s)

    def __call__(self) -> float:
        return self._ages_s.pop(0) if len(self._ages_s) > 1 else self._ages_s[0]


@pytest.mark.parametrize(
    ("ages_s", "looks"),
    [
        ((0, 89, 90, 89), [False] * 4),
        ((91, 92), [False, True]),
        ((5000, 0.1, 91, 92), [False, False, False, True]),  # frozen, then alive, then hung
    ],
)
def test_limit_must_be_passed_in_two_looks_in_a_row(ages_s, looks):
    watchdog = Watchdog(age_s=Ages(*ages_s), limit_s=90, emit=lambda event: None)
    assert [watchdog.look() for _ in looks] == looks


def test_watchdog_tells_and_ends_once(tmp_path):
    told: list[events.Event] = []
    ended: list[int] = []
    done = threading.Event()

    def end(code: int) -> None:
        ended.append(code)
        done.set()

    with (tmp_path / "stacks").open("w+") as stacks:
        watchdog = Watchdog(
            age_s=lambda: 100.0,
            limit_s=90,
            emit=told.append,
            end=end,
            stacks=stacks,
            look_every_s=0.01,
        )
        watchdog.start()
        assert done.wait(10)
        watchdog.stop()
        stacks.seek(0)
        assert "test_watchdog_tells_and_ends_once" in stacks.read()
    assert ended == [ExitCode.STALLED]
    assert told == [events.Stalled("the loop", 100.0, 90)]


def test_stopped_watchdog_ends_nothing():
    ended: list[int] = []
    watchdog = Watchdog(
        age_s=lambda: 99.0, limit_s=1, emit=lambda event: None, end=ended.append, look_every_s=0.1
    )
    watchdog.start()
    watchdog.stop()
    time.sleep(0.4)
    assert ended == []
    Watchdog(age_s=lambda: 0.0, limit_s=1, emit=lambda event: None).stop()
