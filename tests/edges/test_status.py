"""The status page: what it remembers of the events, and what it makes of hostile words."""

import re

import pytest

from worker.failures import Reason, Stage
from worker.records import DeadLetter, Enriched, Model, Origin
from worker.status import Board, status_html
from worker.status.rates import Rate
from worker.telemetry import events

ONE, TWO = ("raw-pages", 1), ("raw-pages", 2)
LETTER = DeadLetter(Reason.NO_ARTICLE, Stage.CLEAN, "a consent wall: <script>alert(1)</script>")
PAGE = Enriched(b"key", b"value")


class Clock:
    now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(clock) -> Board:
    board = Board(clock)
    board.observe(events.WorkerStarted("0.1.0", {"instance_id": "worker-0", "group_id": "live"}))
    board.observe(events.WorkerReady("0.1.0", Model("news", "0.3.0", "ab"), "v1", 3.0))
    board.observe(events.PartitionsAssigned([ONE, TWO]))
    return board


def shown(board: Board, failing: dict[str, str] | None = None, *, ready: bool = True) -> str:
    return status_html(board.snapshot(), failing or {}, ready=ready)


def words(html: str) -> str:
    """The text of the document's body, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<body>")[2]).split())


def test_partition_shows_lag_position_and_speed_while_it_is_held(board, clock):
    board.observe(events.PagesCommitted([PAGE] * 4, [], 0.1, {ONE: 100, TWO: 50}))
    clock.now_s += 10
    board.observe(events.PagesCommitted([PAGE] * 30, [], 0.1, {ONE: 130}))
    board.observe(events.LagObserved(*ONE, records=1_234, seconds=75.0, offset=41))
    found = words(shown(board))
    assert "raw-pages-1 1,234 1:15 min 130" in found
    assert "raw-pages-2 – – 50 0.0" in found
    board.observe(events.PartitionsRevoked([ONE]))
    board.observe(events.LagObserved(*ONE, records=9, seconds=9.0, offset=42))
    assert "raw-pages-1 " not in words(shown(board))


def test_partition_without_a_leader_is_trouble_until_it_has_one(board):
    board.observe(events.LagObserved(*ONE, records=1_234, seconds=75.0, offset=41))
    board.observe(events.Leaderless([ONE]))
    found = words(shown(board))
    assert "in trouble" in found
    assert "none for raw-pages-1:" in found
    assert "1,234" not in found
    board.observe(events.Leaderless([]))
    assert "none for" not in words(shown(board))


def test_rate_counts_a_span_and_forgets_what_is_older():
    rate = Rate()
    for second in range(100):
        rate.add(1000.0 + second, 5)
    assert rate.over(1100.0, 60.0) == pytest.approx(5.0)
    assert rate.over(1130.0, 60.0) == pytest.approx(2.5)
    assert rate.over(1500.0, 300.0) == 0.0


def test_rate_of_a_worker_that_has_just_begun_is_not_spread_over_the_whole_span():
    rate = Rate()
    rate.add(1000.0, 10)
    rate.add(1009.0, 10)
    assert rate.over(1010.0, 60.0) == pytest.approx(2.0)


def test_dead_letters_are_newest_first_bounded_and_counted_when_committed(board):
    for offset in range(30):
        board.observe(events.PageDeadLettered(Origin("raw-pages", 1, offset), LETTER))
    board.observe(events.PagesCommitted([LETTER] * 30, [], 0.1))
    found = words(shown(board))
    assert "30 NO_ARTICLE" in found
    assert found.count("NO_ARTICLE at clean") == 20
    assert found.index("offset 29") < found.index("offset 10")
    assert "offset 9 " not in found


def test_what_a_page_wrote_is_text(board):
    board.observe(events.PageDeadLettered(Origin("raw-pages", 1, 0), LETTER))
    html = shown(board, {"<b>": "<img src=x onerror=alert(1)>"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert not re.search(r"<(script|img|link|iframe|object)\b|https?:", html)


def test_detail_as_long_as_a_page_is_cut(board):
    letter = DeadLetter(Reason.UNEXPECTED, Stage.EVENTS, "x" * 1_000_000)
    board.observe(events.PageDeadLettered(Origin("raw-pages", 1, 0), letter))
    board.observe(events.ProcessDied(0, 7, "CRASHED", "y" * 1_000_000, "SIGSEGV", 3))
    assert len(shown(board)) < 20_000


def test_cpu_process_that_dies_is_told_with_its_cause_and_leaves_its_place(board):
    board.observe(events.ProcessStarted(0, 4711))
    assert "0 4711 loading –" in words(shown(board))
    board.observe(events.ProcessReady(0, 4711, 2.0))
    board.observe(events.ProcessMemory(0, 512_000_000))
    assert "0 4711 warm 512.0 MB" in words(shown(board))
    board.observe(events.ProcessDied(0, 4711, "CRASHED", "it was killed", "SIGSEGV", 3))
    found = words(shown(board))
    assert "4711" not in found
    assert "process 0: CRASHED: it was killed" in found


def test_state_says_the_worst_that_is_true(board):
    assert words(shown(board)).startswith("ready pagewire worker-0")
    assert words(shown(board, {"tick": "hangs"})).startswith("in trouble pagewire")
    assert "tick hangs" in words(shown(board, {"tick": "hangs"}))
    assert words(shown(board, ready=False)).startswith("not ready")
    board.observe(events.Draining("SIGTERM", 3))
    assert words(shown(board)).startswith("draining")


def test_pause_is_told_until_the_intake_goes_on(board):
    board.observe(events.Paused("256 pages in flight"))
    assert "intake is paused: 256 pages in flight" in words(shown(board))
    board.observe(events.Resumed("room again"))
    assert "intake is paused" not in words(shown(board))


def test_replay_shows_how_far_it_is(board):
    board.observe(events.ReplayProgress(1000, 250, 0, 0, speed_per_s=50.0, yielding=2))
    html = shown(board)
    assert '<progress max="1000" value="750"' in html
    assert "750 of 1,000 offsets, 50 records/s, 5.0 s to go, paused for the live" in words(html)


def test_page_of_a_worker_that_has_only_just_begun_is_whole():
    found = words(shown(Board(), {"processes": "CPU processes are loading"}, ready=False))
    assert "None are assigned." in found
    assert "no model yet" in found
