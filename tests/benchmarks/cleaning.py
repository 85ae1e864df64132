"""How fast cleaning is, beside trafilatura alone, on the same pages and in turns.

python -m tests.benchmarks.cleaning [FILE ...]: pages in HTML, one a file (.html, .html.gz), and
files of lines {"text": ...} (.jsonl, .jsonl.gz) of the same pages in text that is flattened. The
pages of the evaluation, in HTML and flattened by us, if no file is named. Processor time, of one
thread where OMP_NUM_THREADS is 1; trafilatura reads the HTML, whatever stands beside it.
"""

import gc
import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from trafilatura import bare_extraction

from tests.evaluation.flattening import FLATTENINGS
from tests.evaluation.news_pages import own_pages
from worker.cleaning import clean
from worker.cleaning.warm_up import warm_up
from worker.failures import PageRejected
from worker.records import RawPage

ROUNDS = 5
TEXT_MAX_CHARS = 100_000
URL = "https://news.example/story"
HTML = "html"
THEIRS = "trafilatura, html"


def by_us(body: str) -> None:
    """All of the clean stage, also for a page that it rejects."""
    with suppress(PageRejected):
        clean(RawPage(url=URL, body=body), text_max_chars=TEXT_MAX_CHARS)


def by_trafilatura(html: str) -> None:
    """The quick way, with the metadata that it can find."""
    bare_extraction(html, url=URL, fast=True, include_comments=False, with_metadata=True)


@dataclass
class Kind:
    """Pages of one kind, and what each took in each round, in seconds."""

    bodies: list[str]
    read: Callable[[str], None] = by_us
    seconds: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def measure(self, number: int) -> None:
        """Read the page of this number, if there is one."""
        if number < len(self.bodies):
            started = time.process_time()
            self.read(self.bodies[number])
            self.seconds[number].append(time.process_time() - started)

    @property
    def pages(self) -> list[float]:
        """Seconds of each page, the middle one of its rounds; in order."""
        return sorted(map(median, self.seconds.values()))

    def speed(self, round_number: int) -> float:
        """Pages a second in this round."""
        return len(self.bodies) / sum(took[round_number] for took in self.seconds.values())


def measure(kinds: list[Kind], rounds: int) -> None:
    """All pages so many times; who is first changes with each page."""
    for _ in range(rounds):
        for number in range(max(len(kind.bodies) for kind in kinds)):
            first = number % len(kinds)
            for kind in kinds[first:] + kinds[:first]:
                kind.measure(number)


def named(paths: Iterable[Path]) -> dict[str, Kind]:
    """The pages of these files."""
    kinds: dict[str, Kind] = {}
    for path in paths:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content, path = gzip.decompress(content), path.with_suffix("")
        if path.suffix == ".jsonl":
            kinds[path.stem] = Kind([json.loads(line)["text"] for line in content.splitlines()])
        else:
            html = kinds.setdefault(HTML, Kind([]))
            html.bodies.append(content.decode("utf-8", errors="replace"))
    return kinds


def own() -> dict[str, Kind]:
    """The pages of the evaluation, in all forms."""
    bodies = [page.body for page in own_pages()]
    flat = {way: Kind(list(map(flatten, bodies))) for way, flatten in FLATTENINGS.items()}
    return {HTML: Kind(bodies)} | flat


def rows(kinds: dict[str, Kind]) -> Iterator[tuple[str, str, str, str, str]]:
    """For each kind its name, pages a second, p50 and p99, and the ratio to trafilatura's speed."""
    yield "pages", "pages/s", "p50 ms", "p99 ms", "times trafilatura"
    theirs = kinds.get(THEIRS)
    for name, kind in kinds.items():
        speeds = [kind.speed(number) for number in range(ROUNDS)]
        ratios = [speed / theirs.speed(number) for number, speed in enumerate(speeds) if theirs]
        ratio = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if ratios else ""
        pages = kind.pages
        p50, p99 = (1000 * pages[int(share * len(pages))] for share in (0.5, 0.99))
        yield name, f"{median(speeds):.0f}", f"{p50:.1f}", f"{p99:.1f}", ratio


def main(paths: list[Path]) -> None:
    """A round that does not count, for what is loaded late; then those that do."""
    kinds = named(paths) if paths else own()
    if HTML in kinds:
        kinds[THEIRS] = Kind(kinds[HTML].bodies, by_trafilatura)
    warm_up()
    measure(list(kinds.values()), 1)
    for kind in kinds.values():
        kind.seconds.clear()
    gc.collect()
    gc.freeze()  # as a CPU process does
    measure(list(kinds.values()), ROUNDS)
    for name, *figures in rows(kinds):
        print(f"{name:18}" + "".join(f"{figure:>10}" for figure in figures))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
