"""`pagewire site-lines`: learns from many pages which lines their sites repeat."""

import math
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from worker.commands.command import Command, count
from worker.commands.lines import add_streams, numbered_records, reading, writing
from worker.commands.progress import progress
from worker.failures import ExitCode, PageRejected
from worker.records import RawRecord
from worker.settings import Settings

if TYPE_CHECKING:
    from worker.cleaning.site_learning import SiteLearner

_HALF_LIFE_DAYS = 30.0
_SHORTEST_DAYS = 0.1
_MAX_SITES = 500


def _days(text: str) -> float:
    """The value of a flag that is a time. Raises ArgumentTypeError."""
    try:
        days = float(text)
    except ValueError:
        days = math.nan
    if not _SHORTEST_DAYS <= days < math.inf:
        raise ArgumentTypeError(f"{text!r} is no number of days from {_SHORTEST_DAYS} on")
    return days


def _add_arguments(parser: ArgumentParser) -> None:
    add_streams(parser, read="the pages", written="the file to make")
    parser.add_argument(
        "--half-life-days",
        type=_days,
        default=_HALF_LIFE_DAYS,
        metavar="N",
        help="a page this much older than its site's newest counts half"
        f" (default: {_HALF_LIFE_DAYS:g})",
    )
    parser.add_argument(
        "--max-sites",
        type=count,
        default=_MAX_SITES,
        metavar="N",
        help=f"most sites in memory, 1.4 MB each at most (default: {_MAX_SITES}); those with the"
        " fewest pages are forgotten first",
    )


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.cleaning.site_learning import SiteLearner
    from worker.cleaning.site_lines import encoded_rows

    learner = SiteLearner(half_life_days=arguments.half_life_days, max_sites=arguments.max_sites)
    with (
        reading(arguments.input) as (lines, size_bytes),
        writing(arguments.output, [arguments.input]) as write,
    ):
        with progress("learning", size_bytes, in_bytes=True) as advance:
            tally = Counter(_seen(learner, numbered_records(lines, advance)))
        learned = learner.learned()
        for row in encoded_rows(learned):
            write(row)
    _summary(tally, sum(map(len, learned.values())), len(learned))
    return ExitCode.OK


def _seen(learner: "SiteLearner", records: Iterator[RawRecord | None]) -> Iterator[str]:
    """What became of each page: "" where it was counted, or why it was not."""
    from worker.cleaning.site_learning import SeenPage
    from worker.cleaning.site_lines import site_of
    from worker.cleaning.visible_lines import visible_lines
    from worker.commands.stages import page_of

    for record in records:
        if record is None:
            continue  # nothing is written before the last page
        try:
            page = page_of(record)
            lines = visible_lines(page)
        except PageRejected as rejection:
            yield rejection.reason
            continue
        if not site_of(page.url):
            yield "no site"
        else:
            counted = learner.see(SeenPage(page.url, lines, page.fetched_at))
            yield "" if counted else "seen before"


def _summary(tally: Counter[str], lines: int, sites: int) -> None:
    from worker.commands.offline import with_reasons

    pages = tally.pop("", 0)
    left_out = f"; {with_reasons(tally, 'left out')}" if tally else ""
    print(f"{lines} lines of {sites} sites from {pages} pages{left_out}", file=sys.stderr)


COMMAND = Command(
    name="site-lines",
    summary="learn which lines sites repeat, for the setting site_lines",
    description="""
        Read lines {"id", "url", "html"|"text", "fetched_at"?} as `pagewire clean` does, and write
        a file of the lines that stand on at least 5 pages and 10% of the pages of their site; long
        lines, which could be an article's, on 10 pages and half of them. Older pages weigh less.
        Give a few hundred pages of each site: among few, follow-ups of one story look like its
        site. A page whose url or text was seen before is left out.

        A worker that is told of the file (PAGEWIRE_SITE_LINES) leaves such lines out of the pages
        of their site. It reads the file once, at its start; the same file and the same page always
        give the same record. The file holds hashes, no text.
    """,
    examples=(
        "pagewire site-lines --input pages.jsonl --output sites.jsonl\n"
        "pagewire site-lines --half-life-days 7 < pages.jsonl > sites.jsonl\n"
        "pagewire clean --site-lines sites.jsonl --input pages.jsonl"
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=None,
)
