"""How fast cleaning is beside trafilatura alone, on the same pages and in turns.

python -m tests.benchmarks.cleaning [FILE ...]: pages in HTML, one a file; those of the evaluation
if none is named. Prints, for each round, processor time a page and trafilatura's share of it.
"""

import gc
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from trafilatura import bare_extraction

from worker.cleaning import clean
from worker.cleaning.warm_up import warm_up
from worker.failures import PageRejected
from worker.records import RawPage

OWN_PAGES = Path(__file__).parents[1] / "evaluation" / "pages"
ROUNDS = 5
TEXT_MAX_CHARS = 100_000
URL = "https://news.example/story"


def by_us(html: str) -> None:
    """All of the clean stage, also for a page that it rejects."""
    with suppress(PageRejected):
        clean(RawPage(url=URL, body=html), text_max_chars=TEXT_MAX_CHARS)


def by_trafilatura(html: str) -> None:
    """The quick way, with the metadata that it can find."""
    bare_extraction(html, url=URL, fast=True, include_comments=False, with_metadata=True)


def seconds(read: Callable[[str], None], html: str) -> float:
    """Of processor time for one page."""
    started = time.process_time()
    read(html)
    return time.process_time() - started


def main(paths: list[Path]) -> None:
    """A round that does not count, for what is loaded late; then those that do."""
    pages = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    warm_up()
    for number in range(-1, ROUNDS):
        ours, theirs = [], []
        for position, html in zip(count(number), pages):  # who is first, changes with each page
            if position % 2:
                ours.append(seconds(by_us, html))
            theirs.append(seconds(by_trafilatura, html))
            if not position % 2:
                ours.append(seconds(by_us, html))
        if number < 0:
            gc.collect()
            gc.freeze()  # as a CPU process does
            continue
        p99 = sorted(ours)[int(0.99 * len(ours))]
        print(
            f"cleaning {1000 * sum(ours) / len(ours):.1f} ms a page (p99 {1000 * p99:.0f}),"
            f" trafilatura {1000 * sum(theirs) / len(theirs):.1f}:"
            f" {sum(theirs) / sum(ours):.2f} times its speed",
            flush=True,
        )


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted(OWN_PAGES.glob("*.html")))
