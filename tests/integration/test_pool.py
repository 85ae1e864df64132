"""The pool by itself: processes that hang, die or are too large, and the server that forks them."""

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.world import ROOT, Worker, World, exactly_once
from worker.failures import ProcessesNotReady, Reason
from worker.pool import Pool, PoolConfig, forkserver
from worker.pool.member import Member
from worker.pool.wire import FRAME_MAX_BYTES, BadReply, Channel
from worker.records import DeadLetter, Enriched, Origin, Processed, RawRecord
from worker.telemetry import events

CONFIG = PoolConfig(
    processes=2,
    page_deadline_s=20,
    process_memory_max_bytes=1 << 30,
    batch_pages=4,
    batch_max_bytes=1 << 20,
)
PATIENCE_S = 60.0


class Watched:
    """A pool, what it said, and what became of the pages."""

    def __init__(self, config: PoolConfig) -> None:
        self.events: list[events.Event] = []
        self.pool = Pool(config, hooks.load, self.events.append)
        self.outcomes: dict[int, Processed] = {}

    def warm(self) -> None:
        """Wait until all processes are."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.pool.ready:
            assert time.monotonic() < deadline
            self.look()

    def submit(self, values: Iterable[bytes]) -> None:
        """Queue pages; their offsets count from 0."""
        for offset, value in enumerate(values):
            self.pool.submit(RawRecord(Origin("raw", 0, offset), b"key", value))

    def look(self) -> None:
        """Take in what has arrived."""
        for origin, processed in self.pool.wait(0.05):
            assert origin.offset not in self.outcomes, "a page with two outcomes"
            self.outcomes[origin.offset] = processed

    def wait_for(self, count: int) -> None:
        """Wait until so many pages have outcomes."""
        deadline = time.monotonic() + PATIENCE_S
        while len(self.outcomes) < count:
            assert time.monotonic() < deadline, f"{len(self.outcomes)} of {count}: {self.deaths}"
            self.look()

    @property
    def pids(self) -> list[int]:
        """Of all processes ever, in the order in which they came."""
        return [event.pid for event in self.events if isinstance(event, events.ProcessStarted)]

    @property
    def deaths(self) -> list[events.ProcessDied]:
        """Processes that ended unasked."""
        return [event for event in self.events if isinstance(event, events.ProcessDied)]

    @property
    def letters(self) -> dict[int, Reason]:
        """Dead letters by offset."""
        return {
            offset: processed.outcome.reason
            for offset, processed in sorted(self.outcomes.items())
            if isinstance(processed.outcome, DeadLetter)
        }

    def enriched(self, offset: int) -> bool:
        """Whether the page came through."""
        return isinstance(self.outcomes[offset].outcome, Enriched)


@contextmanager
def warm_pool(config: PoolConfig = CONFIG) -> Iterator[Watched]:
    watched = Watched(config)
    try:
        watched.pool.start()
        watched.warm()
        yield watched
    finally:
        watched.pool.close()


def parent_of(pid: int) -> int:
    """For a CPU process: the server that forked it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])


def test_killed_forkserver_costs_no_page() -> None:
    with warm_pool() as watched:
        watched.submit([hooks.SLEEP + b"0.1"] * 30)
        watched.wait_for(4)
        os.kill(parent_of(watched.pids[0]), signal.SIGKILL)
        watched.wait_for(30)
        assert len(watched.deaths) == 2
        assert watched.letters == {}


def test_forkserver_shrugs_off_the_signals_that_are_for_the_worker() -> None:
    with warm_pool() as watched:
        server = parent_of(watched.pids[0])
        for number in (signal.SIGTERM, signal.SIGINT):
            os.kill(server, number)
        watched.submit([hooks.EXIT, b"page"])  # the dead process is replaced by the same server
        watched.wait_for(2)
        watched.warm()
        assert watched.letters == {0: Reason.CRASHED}
        assert {parent_of(pid) for pid in watched.pids[-1:]} == {server}


def test_starting_a_pool_leaves_the_worker_its_own_signals() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with warm_pool(replace(CONFIG, processes=1)):
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
        assert signal.SIGTERM not in before


@pytest.mark.kafka
def test_sigterm_to_the_whole_process_group_drains(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    sent = world.send([hooks.SLEEP + b"0.05"] * 300)
    settings = world.settings(batch_pages=4, in_flight_pages=64, commit_pages=32)
    with Worker(settings, tmp_path / "log", own_group=True) as worker:
        world.wait_for(20, worker=worker)
        os.killpg(worker.process.pid, signal.SIGTERM)
        assert worker.wait() == 0, worker.log
    assert "Traceback" not in worker.log
    done = world.outcomes()
    assert 20 <= len(done) < 300
    exactly_once(done, sent[: len(done)])


def test_tmpdir_too_long_for_a_socket_is_said_in_words(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    program = (
        "from tests.integration.test_pool import CONFIG, warm_pool\n"
        "from worker.failures import ProcessesNotReady\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        with warm_pool(CONFIG): print('warm')\n"
        "    except ProcessesNotReady as error: print(error)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(long)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    # Newer Pythons go to another folder by themselves.
    assert ran.stdout == "warm\n" or "set TMPDIR to a folder with a short path" in ran.stdout


def test_stopped_idle_process_costs_its_batch_a_deadline_and_no_page() -> None:
    with warm_pool(replace(CONFIG, page_deadline_s=1)) as watched:
        os.kill(watched.pids[0], signal.SIGSTOP)
        watched.submit([b"page"] * 20)
        watched.wait_for(20)
        assert [death.cause for death in watched.deaths] == ["TIMED_OUT"]
        assert watched.letters == {}


@pytest.mark.parametrize(
    ("value", "reason"),
    [(hooks.HangsUnread(), Reason.TIMED_OUT), (hooks.KillsUnread(), Reason.CRASHED)],
    ids=["hangs", "dies"],
)
def test_page_that_ends_processes_before_they_begin_it_is_dead_lettered(
    value: bytes, reason: Reason
) -> None:
    values: list[bytes] = [b"page"] * 12
    values[5] = value
    with warm_pool(replace(CONFIG, page_deadline_s=0.5)) as watched:
        watched.submit(values)
        watched.wait_for(12)
        assert watched.letters == {5: reason}
        # The batch twice, then the page alone twice; its neighbours come through alone.
        assert len(watched.deaths) == 4


def test_deadline_of_a_batch_behind_another_begins_when_the_first_is_done() -> None:
    config = replace(CONFIG, processes=1, page_deadline_s=1, batch_pages=1)
    with warm_pool(config) as watched:
        watched.submit([hooks.SLEEP + b"0.7"] * 4)
        watched.wait_for(4)
        assert watched.deaths == []


def test_model_larger_than_the_memory_limit_stops_the_worker_with_both_numbers() -> None:
    limit = 8 << 20  # less than an interpreter
    with (
        pytest.raises(ProcessesNotReady, match=r"holds \d{8,} bytes .* limit of 8388608") as raised,
        warm_pool(replace(CONFIG, process_memory_max_bytes=limit)),
    ):
        pass
    assert "PAGEWIRE_PROCESS_MEMORY_MAX_BYTES" in str(raised.value)


def test_suspect_that_waits_behind_another_stays_alone() -> None:
    with warm_pool(replace(CONFIG, processes=1)) as watched:
        watched.submit([hooks.EXIT] * 8)  # in batches of 4, 2, 1 and 1
        watched.wait_for(8)
        assert watched.letters == dict.fromkeys(range(8), Reason.CRASHED)
        assert len(watched.deaths) == 4 + 8  # each batch once, then each page once


def test_withdrawn_partition_is_not_run_again_after_a_death() -> None:
    with warm_pool(replace(CONFIG, processes=1)) as watched:
        watched.submit([hooks.EXIT, *[b"page"] * 7])
        while not watched.deaths:
            watched.look()
        watched.pool.withdraw(("raw", 0))
        watched.warm()
        for _ in range(10):
            watched.look()
        assert watched.outcomes == {}


def test_end_of_the_pool_waits_once_for_all_processes_that_do_not_leave() -> None:
    with warm_pool(replace(CONFIG, processes=4)) as watched:
        for pid in watched.pids:
            os.kill(pid, signal.SIGSTOP)
        with patch.object(Member, "reap", autospec=True, side_effect=Member.reap) as reap:
            watched.pool.close()
    granted_s = [call.kwargs["timeout_s"] for call in reap.call_args_list]
    assert sum(granted_s) < 2 * granted_s[0], f"the first uses up what all four have: {granted_s}"
    assert not any(Path(f"/proc/{pid}").exists() for pid in watched.pids)


class Chatterbox(socket.socket):
    """A socket whose other end never stops: the same bytes again and again."""

    def __init__(self, content: bytes) -> None:
        super().__init__(socket.AF_UNIX)
        self.content = content
        self.read = 0  # how often

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What it always says."""
        assert self.read < 100, "nobody else gets a word in"
        self.read += 1
        return self.content


def test_process_that_never_stops_talking_is_heard_a_bit_at_a_time() -> None:
    frame = bytes((1 << 20) - 4)
    with Chatterbox(struct.pack("!I", len(frame)) + frame) as chatterbox:
        channel = Channel(chatterbox)
        for _ in range(3):
            assert list(channel.receive()) == [frame] * 8


def test_reply_of_absurd_length_is_refused_before_it_is_read() -> None:
    with Chatterbox(struct.pack("!I", FRAME_MAX_BYTES + 1) + bytes(1 << 20)) as chatterbox:
        with pytest.raises(BadReply, match="a frame of 268435457 bytes"):
            list(Channel(chatterbox).receive())
        assert chatterbox.read == 1


def test_start_that_fails_with_the_forkserver_is_tried_once_more() -> None:
    failures: list[Exception] = [EOFError()]

    def start() -> str:
        if failures:
            raise failures.pop()
        return "started"

    assert forkserver.started(start) == "started"
    failures += [EOFError(), ConnectionRefusedError("nobody listens")]
    with pytest.raises(ProcessesNotReady, match="twice in a row"):
        forkserver.started(start)
