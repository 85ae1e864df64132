"""Texts that no editor would print: the bundled pipelines read them in proportion to their length.

Work is counted where it grows, not timed: lines of ours that run, characters that the tokenizer's
rules look at, pieces that the encoder reads in windows of bounded length. One process for each
profile reads all texts, so that the peak of its memory is that of reading.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import pytest

from tests.core.work import LINES, LOOKS, OVERLONG, PIECES, Work
from worker.enrichment import SpacyPipeline, annotate, load_pipeline, things
from worker.pipeline import PipelineConfig

# Counting every line is slow on a busy machine, and nothing here is judged by the clock.
pytestmark = pytest.mark.timeout(600)

ACCEPTED = PipelineConfig().text_max_chars
ORDINARY = (
    *("soldiers", "harbour", "said", "river", "moved", "families", "town", "officials", "opened"),
    *("the", "of", "to", "in", "water", "rose", "a", "and", "near", "old", "grain", "talks"),
)
BEFORE = "Angela Merkel met Emmanuel Macron in Berlin.\n\n"
AFTER = "\n\nAngela Merkel met Emmanuel Macron in Berlin."

MB = 1 << 20
PARTS = 32
# Of a part's work. What is linear takes 32 times as much for the whole and something for what
# stands around it and for padding (39 times were seen), what is quadratic 1,024 times.
MOST_TIMES = 48


def words(count: int) -> str:
    return " ".join(random.Random(count).choices(ORDINARY, k=count))


def repeated(unit: str, chars: int) -> str:
    return (unit * (chars // len(unit) + 1))[:chars]


TEXTS: dict[str, Callable[[], str]] = {
    "one sentence": lambda: words(10_000)[:50_000],
    "chinese": lambda: repeated("洪水周二抵达旧港口，总理说士兵已将三百四十个家庭迁出。", 10_000),
    "arabic": lambda: repeated("وصلت مياه الفيضانات إلى الميناء القديم يوم الثلاثاء ", 10_000),
    "thai": lambda: repeated("น้ำท่วมถึงท่าเรือเก่าเมื่อวันอังคาร", 10_000),
    "run of emoji": lambda: "🔥" * 50_000,
    "run of joined emoji": lambda: "👩‍🚒👍🏽🇳🇴" * 5_000,
    "emoji as words": lambda: "🔥 " * 5_000,
    "joined emoji as words": lambda: "👩‍🚒👍🏽🇳🇴 " * 800,
    "longest accepted": lambda: repeated(words(200) + ". ", ACCEPTED - len(BEFORE + AFTER)),
}
PAGE = 100_000  # words; longer than the worker accepts unless it is told to


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text took: work by kind, and the process's peak memory in bytes."""

    work: dict[str, int]
    before: int
    after: int
    found: frozenset[tuple[str, int]]  # entities and where they start


class Read(Protocol):
    """Reads a text in the process; raises TooMuch where a kind of work is over its `most`."""

    def __call__(self, text: str, most: Mapping[str, int], *, lines: bool) -> Reading: ...


@cache
def pipeline(profile: str) -> tuple[SpacyPipeline, Work]:
    loaded, work = load_pipeline(profile), Work()
    work.count_tokenizer(loaded._nlp.tokenizer)
    work.count_graph(loaded._nlp.get_pipe("encoder").graph)  # type: ignore[attr-defined]
    loaded.warm_up()
    return loaded, work


def peak() -> int:
    """Bytes. Not getrusage's figure: that one begins with the memory of whoever started us."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) * 1024


def reading(profile: str, text: str, most: Mapping[str, int], lines: bool) -> Reading:
    reader, work = pipeline(profile)
    work.done, work.most = Counter(), most
    before = peak()
    with work.lines() if lines else nullcontext():
        (found,) = reader.read([text], lambda doc, _: things(annotate(doc, text), text)[0])
    return Reading(
        dict(work.done), before, peak(), frozenset((ent.text, ent.start) for ent in found)
    )


@pytest.fixture(scope="module", params=["news", "news-fast"])
def read(request: pytest.FixtureRequest) -> Iterator[Read]:
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process's memory is read from Linux's /proc")
    with ProcessPoolExecutor(1, get_context("spawn")) as process:

        def read(text: str, most: Mapping[str, int], *, lines: bool) -> Reading:
            return process.submit(reading, request.param, text, most, lines).result()

        yield read


def read_in_proportion(read: Read, text: str, *, lines: bool = True) -> Reading:
    part = read(text[: len(text) // PARTS], {OVERLONG: 0}, lines=lines)
    assert part.work.keys() == {LOOKS, PIECES, OVERLONG} | ({LINES} if lines else set())
    most = {kind: MOST_TIMES * done for kind, done in part.work.items()}
    whole = read(BEFORE + text + AFTER, most, lines=lines)
    for name in ("Angela Merkel", "Berlin"):
        assert (name, BEFORE.index(name)) in whole.found
        assert (name, len(BEFORE + text) + AFTER.index(name)) in whole.found
    return whole


@pytest.mark.parametrize("name", TEXTS)
def test_text_takes_work_in_proportion_to_its_length_and_bounded_memory(read, name):
    whole = read_in_proportion(read, TEXTS[name]())
    assert whole.after - whole.before < 150 * MB


# It costs more than all other texts together. The profiles differ in the depth of one graph, so one
# of them is enough; and the lines that run are those of the longest accepted text, six times over.
@pytest.mark.slow
@pytest.mark.parametrize("read", ["news-fast"], indirect=True)
def test_page_of_a_hundred_thousand_words_takes_work_in_proportion_and_bounded_memory(read):
    text = words(PAGE)
    assert len(text) > 5 * ACCEPTED
    whole = read_in_proportion(read, text, lines=False)
    assert whole.after - whole.before < 300 * MB
