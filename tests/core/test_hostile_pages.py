"""Hostile pages: each ends in text or in a reason, and in no more memory than was agreed.

They are cleaned in one process of their own: all of them small, and in full size those that cost
most. The deadline is no measure of speed, only what ends a hang; `python -m
tests.benchmarks.hostile` prints what each page costs in full size.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.hostile_pages import KNOWN, OURS, PAGES, WORD
from tests.core.reading import Child, Reading
from worker.failures import Reason

PART = 0.05
DEADLINE_S = 60
MEMORY_MAX_BYTES = 512 * 2**20
# As that benchmark prints it: the ten that take longest, and the two that hold most memory.
DEAREST = (
    "dates",
    "unclosed p b i",
    "paragraphs far down",
    "end tags",
    "authors",
    "short sentences in one line",
    "paragraphs",
    "breaks",
    "entities",
    "share",
    "lines",
    "tags in text",
)
DEAREST_MEMORY_MAX_BYTES = 256 * 2**20
REASONS = {Reason.NOT_A_PAGE, Reason.TOO_LARGE, Reason.HOSTILE_MARKUP, Reason.EMPTY}


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the peak of a process's memory is read from Linux's /proc")
    with Child() as process:
        yield process


def reading(child: Child, name: str, part: float) -> Reading:
    found = child.read(name, part, DEADLINE_S)
    assert found is not None, f"{name} hung or killed its process"
    return found


@pytest.mark.parametrize(
    ("name", "part", "memory_max_bytes"),
    [
        *((name, PART, MEMORY_MAX_BYTES) for name in PAGES),
        *((name, 1, DEAREST_MEMORY_MAX_BYTES) for name in DEAREST),
    ],
)
def test_page_ends_in_text_or_a_reason_within_its_memory(child, name, part, memory_max_bytes):
    found = reading(child, name, part)
    assert found.memory_bytes < memory_max_bytes
    if found.text is None:
        assert found.reason in REASONS
    else:
        assert WORD in found.text


@pytest.mark.parametrize(
    ("name", "reason", "detail"),
    [
        ("attributes in one tag", Reason.HOSTILE_MARKUP, "100,000 attributes; the limit is 2,000"),
        ("attributes in many tags", Reason.HOSTILE_MARKUP, "more than 10,000,000 ancestors"),
        ("levels", Reason.HOSTILE_MARKUP, "more than 4,000 deep"),
        ("noscript", Reason.HOSTILE_MARKUP, "more than 4,000 deep"),
        ("slashes", Reason.HOSTILE_MARKUP, "more than 4,000 deep"),
        ("reopened formatting", Reason.HOSTILE_MARKUP, "more than 10,000,000 ancestors"),
        ("gzip bomb", Reason.TOO_LARGE, "more than 20,971,520 bytes"),
        ("gzip bomb in gzip", Reason.TOO_LARGE, "more than 20,971,520 bytes"),
        ("deflate bomb", Reason.TOO_LARGE, "more than 20,971,520 bytes"),
        ("title", Reason.TOO_LARGE, "10,000,101 characters; the limit is 10,000,000"),
        ("one line", Reason.TOO_LARGE, "9,620,000 characters; the limit is 2,000,000"),
        ("empty lines", Reason.TOO_LARGE, "900,003 lines; the limit is 50,000"),
        (
            "short sentences in one line",
            Reason.TOO_LARGE,
            "lines and sentences; the limit is 50,000",
        ),
        ("many gzip files", Reason.NOT_A_PAGE, "100 gzip files"),
        ("fake gzip", Reason.NOT_A_PAGE, "nothing of it can be unpacked"),
        ("pdf", Reason.NOT_A_PAGE, "a PDF file"),
    ],
)
def test_page_over_a_hard_limit_is_rejected_with_number_and_limit(child, name, reason, detail):
    found = reading(child, name, 1)
    assert found.reason is reason
    assert detail in found.detail


def test_runs_of_combining_marks_do_not_take_quadratic_time(child):
    found = reading(child, "combining marks in text", 1)  # minutes without the guard
    assert found.text is not None
    assert len(found.text) < 1_000


def test_process_that_dies_on_a_page_is_replaced(child):
    assert child.read("no such page", PART, DEADLINE_S) is None
    assert child.read("feed", PART, DEADLINE_S) is not None


def test_none_of_them_was_dropped():
    assert (len(KNOWN), len(OURS)) == (18, 79)  # more are welcome
    assert not KNOWN.keys() & OURS.keys()
