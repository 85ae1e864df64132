"""`make demo` as a newcomer runs it: a process of its own, its own broker, nothing left behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEMO = (sys.executable, "-m", "deploy.local.demo")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ENRICHED = {
    "africa/relief-convoy": "en",
    "shipping.example/2026/02/strike.htm": "en",
    "sahel.example/security/4711": "en",
    "europe/sanctions-vote": "en",
    "briefs/ceasefire": "en",
    "rivers.example/asia/indus": "en",
    "kueste.example/politik/rostock": "de",
    "ar/water-talks": "ar",
    "asia/naval-exercise": "en",
    "andes.example/pando-border": "en",
    "archive/chronicle": "en",
}
DEAD = {"africa/taken-down": "EMPTY", "reports/2025.html": "NOT_A_PAGE"}


@dataclass(frozen=True)
class Ended:
    """A demo that has ended; `scratch` was its folder for temporary files."""

    code: int
    out: str
    err: str
    scratch: Path

    def section(self, title: str) -> str:
        """The output from a title to the next empty line."""
        return self.out.partition(title)[2].partition("\n\n")[0]


def environment(scratch: Path, **more: str) -> dict[str, str]:
    return os.environ | {"TMPDIR": str(scratch)} | more


def run_demo(scratch: Path, *arguments: str, **more: str) -> Ended:
    ended = subprocess.run(
        [*DEMO, *arguments],
        cwd=ROOT,
        env=environment(scratch, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr, scratch)


def processes_of(scratch: Path) -> list[str]:
    """Command lines of processes that were started with this folder for temporary files."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(scratch).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return found


def assert_nothing_left(scratch: Path) -> None:
    deadline = time.monotonic() + 10  # what was killed is gone a moment later on a busy machine
    while (found := processes_of(scratch)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert found == []
    assert list(scratch.iterdir()) == []


@contextmanager
def short_folder() -> Iterator[Path]:
    """For sockets too, whose paths may not be as long as those of pytest's folders are."""
    with tempfile.TemporaryDirectory(prefix="demo") as folder:
        yield Path(folder)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """The demo's folder for temporary files, of one test."""
    with short_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def demo() -> Iterator[Ended]:
    """The demo of the sample pages, run once; nobody looks at a terminal."""
    with short_folder() as folder:
        yield run_demo(folder)


@pytest.mark.kafka
def test_demo_accounts_for_every_sample_page(demo: Ended) -> None:
    assert demo.code == 0, demo.out + demo.err
    assert f"Publish: {len(ENRICHED) + 1 + len(DEAD)} pages" in demo.out  # one comes twice
    enriched, dead = demo.section("Enriched pages"), demo.section("Dead letters")
    for url, language in ENRICHED.items():
        rows = re.findall(rf"^ ?\S*{re.escape(url)}\S* +(\w\w)\b", enriched, re.MULTILINE)
        assert rows == [language] * (2 if url == "briefs/ceasefire" else 1), url
    for url, reason in DEAD.items():
        assert re.search(rf"{re.escape(url)} +{reason}\b", dead), url


@pytest.mark.kafka
def test_demo_shows_one_whole_record_that_is_json(demo: Ended) -> None:
    whole = demo.out.partition("One of them whole")[2].partition("\n\n")[2]
    page, _ = json.JSONDecoder().raw_decode(whole)
    assert page["provenance"]["input"]["topic"] == "raw-pages"
    assert page["entities"]
    assert page["events"]


@pytest.mark.kafka
def test_demo_shows_a_page_as_it_came_beside_what_is_left_of_it(demo: Ended) -> None:
    beside = demo.out.partition("as it came")[2].partition("One of them whole")[0]
    left, gap, right = beside.partition("what is left of it")
    assert gap
    rows = right.splitlines()
    middle = len(" as it came") + len(left)
    assert [row for row in rows if row[:middle].strip() and not row[middle:].strip()]  # dropped
    kept = [row for row in rows if len(row[:middle].split()) > 5 and row[middle:].strip()]
    assert kept
    assert kept[0][:middle].split()[:5] == kept[0][middle:].split()[:5]


@pytest.mark.kafka
def test_demo_gives_speed_latency_and_the_place_of_the_metrics(demo: Ended) -> None:
    assert re.search(r"14 pages in [\d.]+ s, [\d.]+ pages/s", demo.out)
    assert re.search(r"p50 [\d.]+ s, p95 [\d.]+ s", demo.out)
    assert re.search(r"http://127\.0\.0\.1:\d+/metrics", demo.out)


@pytest.mark.kafka
def test_demo_in_a_pipe_writes_no_control_characters(demo: Ended) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", demo.out)


@pytest.mark.kafka
def test_demo_leaves_nothing_behind(demo: Ended) -> None:
    assert_nothing_left(demo.scratch)


@pytest.mark.kafka
def test_demo_takes_one_file_of_anybody(scratch: Path, tmp_path: Path) -> None:
    page = tmp_path / "story.txt"
    page.write_text("Soldiers arrested four men in Lagos on Monday, the army of Nigeria said.\n")
    ended = run_demo(scratch, "--pages", str(page), PAGEWIRE_GROUP_ID="from the shell, ignored")
    assert ended.code == 0, ended.out + ended.err
    assert "Publish: 1 page on" in ended.out
    assert "story.txt" in ended.section("Enriched pages")
    assert_nothing_left(scratch)


@pytest.mark.kafka
def test_demo_shows_why_the_worker_stopped(scratch: Path, tmp_path: Path) -> None:
    pages = tmp_path / "broken.jsonl"
    page = {"url": "https://a.example/", "fetched_at": "2026-01-01T00:00:00Z", "content_type": ""}
    pages.write_text((json.dumps(page | {"body": "%PDF-1.7"}) + '\n{"no": "page"}\n') * 150)
    ended = run_demo(scratch, "--pages", str(pages))
    assert ended.code == 1
    assert "the worker ended with exit code 6" in ended.err
    # Which reason comes first is a race between reading and the CPU processes' first page.
    assert re.search(r"became dead letters \((SCHEMA_VIOLATION|NOT_A_PAGE) \d+", ended.err)
    assert_nothing_left(scratch)


@pytest.fixture
def running(scratch: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo whose worker has just become ready."""
    process = subprocess.Popen(
        DEMO,
        cwd=ROOT,
        env=environment(scratch),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "metrics at" in line:
            break
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.kafka
def test_interrupted_demo_leaves_nothing_behind(
    running: subprocess.Popen[str], scratch: Path
) -> None:
    assert any("deploy" not in command for command in processes_of(scratch))
    running.send_signal(signal.SIGINT)
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)  # impatience changes nothing
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130, out
    assert "Traceback" not in out
    assert_nothing_left(scratch)


def test_demo_without_java_says_what_to_install_in_one_line(scratch: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "mvn").symlink_to(shutil.which("true") or "/bin/true")
    ended = run_demo(scratch, PATH=str(programs), JAVA_HOME="")
    assert ended.code == 1
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "Java 17" in ended.err
    assert_nothing_left(scratch)


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("pages", "word"), [("nowhere", "no such file or folder"), ("", "file in this folder")]
)
def test_demo_of_no_pages_starts_nothing(
    pages: str, word: str, scratch: Path, tmp_path: Path
) -> None:
    ended = run_demo(scratch, "--pages", str(tmp_path / pages))
    assert ended.code == 2
    assert word in ended.err
    assert ended.out == ""
    assert_nothing_left(scratch)
