"""What the demo prints of the outcomes: tables, one page as it came, one whole record, numbers.

Decides how it looks, on a terminal and in a file. Must not know where the outcomes come from.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.highlighter import JSONHighlighter
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from deploy.local.outcomes import Outcome, Outcomes, Summary
from deploy.local.side_by_side import SideBySide

_PLAIN_COLUMNS = 150  # where the output is no terminal and has no width
_PAGE_COLUMNS = 36
_ROWS = 40
_NAMES = 3  # of each kind, per page
_SHORT_STREAM_PAGES = 100
_LINE_CHARS = 160  # of a line or paragraph shown side by side: three rows on most terminals
_JSON_COLUMNS = 150  # most entities fit on a line


def console() -> Console:
    """The demo's output; without a terminal it is plain text, with no control characters."""
    screen = Console(highlight=False)
    if screen.is_terminal:
        return screen
    return Console(width=_PLAIN_COLUMNS, color_system=None, force_terminal=False, highlight=False)


def show(screen: Console, outcomes: Outcomes) -> None:
    """Print everything that the outcomes have to say."""
    pages, letters = outcomes.pages, outcomes.letters
    screen.print(f"\n[bold]Enriched pages[/bold] ({len(pages)})")
    screen.print(_pages_table(pages[:_ROWS]))
    _say_left_out(screen, len(pages))
    if not all(_annotated(page) for _, page in pages):
        screen.print("* cleaned, but not annotated: the model does not speak this language")
    for line in _twice(pages):
        screen.print(line)
    if outcomes.beside:
        show_beside(screen, outcomes.beside)
    if outcomes.shown:
        screen.print(f"\n[bold]One of them whole[/bold], {escape(outcomes.shown['url'])}\n")
        text = JSONHighlighter()(pretty(outcomes.shown)) if screen.is_terminal else None
        # Soft: a line that rich breaks to fit the screen would be no JSON any more.
        screen.print(text or pretty(outcomes.shown), soft_wrap=True, markup=False)
    elif pages:
        screen.print("\nAll are too long to be shown whole here. To see one with its events:")
        screen.print(".venv/bin/pagewire preview FILE --output preview.html")
    screen.print(f"\n[bold]Dead letters[/bold] ({len(letters)})")
    if letters:
        screen.print(_letters_table(letters[:_ROWS]))
        _say_left_out(screen, len(letters))
    screen.print()
    screen.print(_numbers(outcomes))


def show_beside(screen: Console, page: SideBySide) -> None:
    """Print a page as it came beside its clean text; a dropped line is dim, beside nothing."""
    screen.print(f"\n[bold]Cleaned[/bold], {escape(page.url)}")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("as it came", ratio=1, overflow="fold")
    table.add_column("what is left of it", ratio=1, overflow="fold")
    for pair in page.pairs:
        clean = "\n".join(map(_beginning, pair.clean))
        table.add_row(
            Text(_beginning(pair.raw), style="" if pair.kept else "dim"),
            Text(clean),
        )
    screen.print(table)
    if page.more_lines:
        screen.print(f"... and {page.more_lines:,} more lines")


def counted(pages: int) -> str:
    """A number of pages in words."""
    return f"{pages:,} page{'' if pages == 1 else 's'}"


def pretty(value: Any, columns: int = _JSON_COLUMNS) -> str:
    """JSON in which whatever fits on a line is on one line."""
    return "".join(_pretty(value, columns, "", ""))


def _pretty(value: Any, columns: int, indent: str, label: str) -> Iterator[str]:
    flat = label + json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or len(indent) + len(flat) < columns:
        yield flat
        return
    deeper = indent + "  "
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield label + opening
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for number, (name, item) in enumerate(items):
        yield f"{',' if number else ''}\n{deeper}"
        label = "" if name is None else f"{json.dumps(name, ensure_ascii=False)}: "
        yield from _pretty(item, columns, deeper, label)
    yield f"\n{indent}{closing}"


def _pages_table(pages: Sequence[tuple[Outcome, Summary]]) -> Table:
    table = _table(
        "page", "lang", "people", "places", "organisations", "events", "warnings", "latency"
    )
    for outcome, page in pages:
        table.add_row(
            _page(outcome.url),
            _language(page),
            _some(page.people),
            _some(page.places),
            _some(page.organisations),
            _some([f"{kind} {count}" for kind, count in page.events.items()]),
            escape(", ".join(page.warnings)),
            f"{outcome.latency_s:.2f} s",
        )
    table.columns[-1].justify = "right"
    return table


def _letters_table(letters: Sequence[tuple[Outcome, Mapping[str, str]]]) -> Table:
    table = _table("page", "reason", "stage", "because")
    for outcome, facts in letters:
        table.add_row(
            _page(outcome.url),
            facts.get("pagewire.reason", ""),
            facts.get("__connect.errors.stage", ""),
            escape(facts.get("__connect.errors.exception.message", "")),
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    first, *others = columns
    table.add_column(first, no_wrap=True, max_width=_PAGE_COLUMNS)
    for column in others:
        table.add_column(column, overflow="fold")
    return table


def _beginning(line: str) -> str:
    return line if len(line) <= _LINE_CHARS else line[: _LINE_CHARS - 1].rstrip() + "…"


def _page(url: str) -> str:
    """The url without what all urls have."""
    return escape(url.removeprefix("https://").removeprefix("http://").removeprefix("file:///"))


def _language(page: Summary) -> str:
    return f"{page.language or '?'}{'' if _annotated(page) else '*'}"


def _annotated(page: Summary) -> bool:
    return "language_unsupported" not in page.warnings


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMES
    return escape(", ".join(names[:_NAMES]) + (f" +{more}" if more > 0 else ""))


def _say_left_out(screen: Console, count: int) -> None:
    if count > _ROWS:
        screen.print(f"... and {count - _ROWS:,} more")


def _twice(pages: Sequence[tuple[Outcome, Summary]]) -> Iterator[str]:
    """A line for pages that came more than once: same url and content, so the same id."""
    counts = Counter(page.id for _, page in pages)
    urls = {page.id: outcome.url for outcome, page in pages}
    again = [(_page(urls[page_id]), count) for page_id, count in counts.items() if count > 1]
    for url, count in again[:_NAMES]:
        yield f"{url} came {count} times, unchanged: {count} records with one id"
    if len(again) > _NAMES:
        yield f"... and so did {len(again) - _NAMES:,} more"


def _numbers(outcomes: Outcomes) -> str:
    total, wall_s = len(outcomes.all), outcomes.wall_s
    speed = f"{total / wall_s:.1f} pages/s" if wall_s else "too fast to measure"
    p50, p95 = outcomes.latency_s(0.50), outcomes.latency_s(0.95)
    short = total < _SHORT_STREAM_PAGES
    return (
        f"[bold]{counted(total)} in {wall_s:.2f} s, {speed}[/bold]; from the raw topic to the"
        f" outcome p50 {p50:.2f} s, p95 {p95:.2f} s"
        f"{'. So few pages say little about speed: make bench does' if short else ''}"
    )
