"""What each part of the pipeline takes of its time, in one process, on pages of an archive.

    python -m tests.benchmarks.shares [FOLDER]

Our own news pages, or all `.html` and `.html.gz` files below FOLDER. CPU seconds of the process, so
what else runs on the machine counts for little; the graph of the model runs on one thread.
"""

import gzip
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import worker.pipeline as composition
from tests.evaluation.news_pages import PAGES
from worker.codec import encode_raw_page
from worker.enrichment import SpacyPipeline
from worker.pipeline import Pipeline, PipelineConfig, load
from worker.records import Origin, RawPage, RawRecord

_BATCH_PAGES = 16  # as PAGEWIRE_BATCH_PAGES
_ROUNDS = 3
_P = ParamSpec("_P")
_R = TypeVar("_R")
# Part of the table: names in worker.pipeline that do it.
_PARTS = {
    "cleaning": ("clean",),
    "linking: names to entities and things": ("annotate", "things"),
    "events": ("events",),
    "reading and encoding records, minhash": ("decode_raw_page", "encode_enriched", "minhash"),
}
_MODEL = "model: tokens, tree, spans"


def records(folder: Path) -> list[RawRecord]:
    """The pages below a folder as raw records."""
    paths = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
    bodies = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in paths
    ]
    return [
        RawRecord(
            Origin("raw", 0, number),
            b"%d" % number,
            encode_raw_page(
                RawPage(
                    url=f"https://news.example/{number}/page.html",
                    body=body,
                    fetched_at="2026-03-01T00:00:00Z",
                    content_type="text/html",
                )
            ),
        )
        for number, body in enumerate(bodies)
    ]


class Clock:
    """CPU seconds by part; what runs inside another part counts for the inner one alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def timed(self, part: str, function: Callable[_P, _R]) -> Callable[_P, _R]:
        """The function, its time noted."""

        def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            with self.part(part):
                return function(*args, **kwargs)

        return wrapper

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Notes the block's time."""
        started = time.process_time()
        self._inside.append(0.0)
        try:
            yield
        finally:
            taken = time.process_time() - started
            self.seconds[name] += taken - self._inside.pop()
            if self._inside:
                self._inside[-1] += taken


def shares(pipeline: Pipeline, clock: Clock, raws: Sequence[RawRecord]) -> dict[str, float]:
    """Of the whole, by part."""
    for _ in pipeline.process(raws[:_BATCH_PAGES]):
        pass
    clock.seconds.clear()
    with clock.part("the rest"):
        for first in range(0, len(raws) * _ROUNDS, _BATCH_PAGES):
            batch = [raws[at % len(raws)] for at in range(first, first + _BATCH_PAGES)]
            for _ in pipeline.process(batch):
                pass
    whole = sum(clock.seconds.values())
    largest = sorted(clock.seconds.items(), key=lambda taken: -taken[1])
    return {part: seconds / whole for part, seconds in largest}


def main() -> None:
    """The command line."""
    raws = records(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES)
    clock = Clock()
    for part, names in _PARTS.items():
        for name in names:
            setattr(composition, name, clock.timed(part, getattr(composition, name)))
    SpacyPipeline.read = clock.timed(_MODEL, SpacyPipeline.read)  # type: ignore[method-assign]
    pipeline = load(PipelineConfig())
    pipeline.warm_up()
    found = shares(pipeline, clock, raws)
    for part, share in found.items():
        print(f"{share:6.1%}  {part}")
    both = sum(share for part, share in found.items() if part.startswith(("linking", "events")))
    print(f"{both:6.1%}  linking and events together, on {len(raws)} pages")


if __name__ == "__main__":
    main()
