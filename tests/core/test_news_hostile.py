"""Texts that no editor would print: the bundled pipelines read them in proportion to their length.

One process for each profile reads them all, so that the peak of its memory is that of reading.
"""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pytest

from worker.enrichment import SpacyPipeline, annotate, load_pipeline
from worker.pipeline import PipelineConfig

ACCEPTED = PipelineConfig().text_max_chars
ORDINARY = (
    *("soldiers", "harbour", "said", "river", "moved", "families", "town", "officials", "opened"),
    *("the", "of", "to", "in", "water", "rose", "a", "and", "near", "old", "grain", "talks"),
)
BEFORE = "Angela Merkel met Emmanuel Macron in Berlin.\n\n"
AFTER = "\n\nAngela Merkel met Emmanuel Macron in Berlin."

MB = 1 << 20
PARTS = 8
# Of a part's time. What is linear takes 8 times as long for the whole, what is quadratic 64 times;
# a busy machine may double the one or the other.
MOST_TIMES = 40
MOMENT_S = 0.02  # what a text takes however short; below it there is nothing to compare


def words(count: int) -> str:
    return " ".join(random.Random(count).choices(ORDINARY, k=count))


def repeated(unit: str, chars: int) -> str:
    return (unit * (chars // len(unit) + 1))[:chars]


TEXTS: dict[str, Callable[[], str]] = {
    "one sentence": lambda: words(10_000)[:50_000],
    "chinese": lambda: repeated("洪水周二抵达旧港口，总理说士兵已将三百四十个家庭迁出。", 20_000),
    "arabic": lambda: repeated("وصلت مياه الفيضانات إلى الميناء القديم يوم الثلاثاء ", 20_000),
    "thai": lambda: repeated("น้ำท่วมถึงท่าเรือเก่าเมื่อวันอังคาร", 20_000),
    "run of emoji": lambda: "🔥" * 50_000,
    "run of joined emoji": lambda: "👩‍🚒👍🏽🇳🇴" * 5_000,
    "emoji as words": lambda: "🔥 " * 5_000,
    "joined emoji as words": lambda: "👩‍🚒👍🏽🇳🇴 " * 800,
    "longest accepted": lambda: repeated(words(200) + ". ", ACCEPTED - len(BEFORE + AFTER)),
}
PAGE = 100_000  # words; longer than the worker accepts unless it is told to


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text took: seconds of processor time, and the process's peak memory in bytes."""

    seconds: float
    before: int
    after: int
    found: frozenset[tuple[str, int]]  # entities and where they start


@cache
def pipeline(profile: str) -> SpacyPipeline:
    loaded = load_pipeline(profile)
    loaded.warm_up()
    return loaded


def peak() -> int:
    """Bytes. Not getrusage's figure: that one begins with the memory of whoever started us."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) * 1024


def reading(profile: str, text: str) -> Reading:
    reader = pipeline(profile)
    before, began = peak(), time.process_time()
    (found,) = reader.read([text], lambda doc, _: annotate(doc, text))
    seconds = time.process_time() - began
    return Reading(seconds, before, peak(), frozenset((ent.text, ent.start) for ent in found))


@pytest.fixture(scope="module", params=["news", "news-fast"])
def read(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Reading]]:
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process's memory is read from Linux's /proc")
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        yield lambda text: process.submit(reading, request.param, text).result()


def read_in_proportion(read: Callable[[str], Reading], text: str) -> Reading:
    part = read(text[: len(text) // PARTS])
    whole = read(BEFORE + text + AFTER)
    assert whole.seconds < MOST_TIMES * max(part.seconds, MOMENT_S)
    for name in ("Angela Merkel", "Berlin"):
        assert (name, BEFORE.index(name)) in whole.found
        assert (name, len(BEFORE + text) + AFTER.index(name)) in whole.found
    return whole


@pytest.mark.parametrize("name", TEXTS)
def test_text_takes_time_and_memory_in_proportion_to_its_length(read, name):
    whole = read_in_proportion(read, TEXTS[name]())
    assert whole.after - whole.before < 150 * MB


@pytest.mark.slow
def test_page_of_a_hundred_thousand_words_takes_time_in_proportion_and_bounded_memory(read):
    text = words(PAGE)
    assert len(text) > 5 * ACCEPTED
    whole = read_in_proportion(read, text)
    assert whole.after - whole.before < 300 * MB
