"""The status page of a real worker in a real browser: what a person sees, and what stays dead."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.chromium import PHONE, Chromium, Tab
from tests.integration import hooks
from tests.integration.world import Worker, World

pytestmark = [pytest.mark.kafka, pytest.mark.chromium]

SECRET = "open-sesame-41"
HOSTILE = (
    "a wall: <script>alert('title')</script><img src=//evil.example/x onerror=alert('url')>"
    "<style>*{display:none}</style></li></ul><meta http-equiv=refresh content='0;//evil.example'>"
)
LONG_WORD = "https://news.example/" + "a" * 300
WAITING = 4


class Busy:
    """A worker under pages: one that holds up partition 1 until `let_go`, others on partition 0."""

    def __init__(self, world: World, worker: Worker, scratch: Path) -> None:
        self.world, self.worker = world, worker
        self._gate = scratch / "gate"
        self._sent = 0

    def start(self) -> None:
        held = hooks.HOLD + str(self._gate).encode()
        self.world.send([held] + [b"page"] * (WAITING - 1), partition=1)
        letters = [hooks.REJECT_SAYING + words.encode() for words in (HOSTILE, LONG_WORD)]
        self.pages([*letters, b"page", b"page"])

    def pages(self, values: list[bytes]) -> None:
        """Send these to partition 0, and return when they are committed."""
        self.world.send(values, partition=0)
        self._sent += len(values)
        self.world.wait_for(self._sent, worker=self.worker)

    def let_go(self) -> None:
        self._gate.touch()
        self._sent += WAITING
        self.world.wait_for(self._sent, worker=self.worker)


@pytest.fixture(scope="module")
def busy(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    scratch = tmp_path_factory.mktemp("status")
    world = World(broker.bootstrap_servers, partitions=2)
    # A page at a time, so that the one that is held holds up no page of the other partition.
    settings = world.settings(batch_pages=1, sasl_password=SECRET)
    with Worker(settings, scratch / "log") as worker:
        worker.wait_for_log("partitions assigned")
        busy = Busy(world, worker, scratch)
        busy.start()
        yield busy


def rows(tab: Tab, table: str) -> list[str]:
    return tab.texts(f"[aria-label='{table}'] tbody tr")


def wait_for_rows(tab: Tab, *patterns: str) -> None:
    """Return once the partitions look like this, be it after a reload of the page or two."""
    for _ in range(4):
        found = rows(tab, "partition")
        if all(map(re.fullmatch, patterns, found)):
            return
        tab.wait_for_reload()
    raise AssertionError(f"{found} are not {patterns}")


def test_person_sees_what_the_worker_is_doing_and_how_it_goes_on(
    busy: Busy, browser: Chromium
) -> None:
    world = busy.world
    with Tab(browser, busy.worker.address + "/") as tab:
        free, held = (f"{world.raw}-{number}" for number in range(2))
        # partition, lag in records, waiting, committed, records a second
        wait_for_rows(
            tab, rf"{free} 0 0\.0 s 4 [\d.]+", rf"{held} {WAITING} [\d.:]+ (s|min) 0 0\.0"
        )
        processes = rows(tab, "CPU process")
        assert [re.fullmatch(r"\d \d+ warm [\d.]+ MB", one) is not None for one in processes] == [
            True,
            True,
        ]
        letters = tab.texts(".letters li")
        assert [re.sub(r"^[\d:]{8} ", "", one)[:60] for one in letters] == [
            f"NO_ARTICLE at clean {free} offset 1 {LONG_WORD}"[:60],
            f"NO_ARTICLE at clean {free} offset 0 {HOSTILE}"[:60],
        ]
        settings = dict(one.split(" ", 1) for one in rows(tab, "setting"))
        assert settings["input_topic"] == world.raw
        assert settings["sasl_password"] == "(hidden)"
        assert SECRET not in tab.value("document.documentElement.outerHTML")

        busy.pages([b"page"] * 3)
        busy.let_go()
        wait_for_rows(tab, rf"{free} 0 0\.0 s 7 [\d.]+", rf"{held} 0 0\.0 s {WAITING} [\d.]+")
        assert set(tab.requested) == {busy.worker.address + "/"}
        assert tab.complaints == []


@pytest.mark.parametrize("width", [PHONE[0], 500, 768])
def test_nothing_sticks_out_of_the_screen_of_a_phone_or_beyond_it(
    busy: Busy, browser: Chromium, width: int
) -> None:
    with Tab(browser, busy.worker.address + "/", (width, PHONE[1])) as tab:
        assert tab.too_wide() == []
        assert LONG_WORD in tab.text  # something was there that could have
        cut = tab.value(
            "[...document.querySelectorAll('.table')].map(t => t.scrollWidth - t.clientWidth)"
        )
        assert cut == [0, 0, 0]  # partitions, CPU processes, settings: every column is seen at once


def test_what_a_page_said_is_words_even_where_the_policy_is_switched_off(
    busy: Busy, browser: Chromium
) -> None:
    with Tab(browser, busy.worker.address + "/", trusting=True) as tab:
        assert HOSTILE in tab.text
        assert tab.texts("script, img, body style, body meta") == []
        assert set(tab.requested) == {busy.worker.address + "/"}
