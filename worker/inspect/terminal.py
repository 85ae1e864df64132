"""An inspection on a terminal: history, raw beside clean, events, names.

Decides the layout, and how much of a huge page is shown. Nothing from a page gets there but through
`plain`. Must not know how records are found.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from worker.inspect import wording
from worker.inspect.columns import compared
from worker.inspect.highlighting import GROUP_STYLES, trigger_style
from worker.inspect.history import Entry, Kind, place_of
from worker.inspect.inspection import Inspection
from worker.inspect.plain import line
from worker.preview.article import group_of
from worker.preview.wording import WARNINGS, percent, type_name
from worker.records import EnrichedPage

One = TypeVar("One")
WIDE_COLUMNS = 110  # from here on, two columns have room for lines that can be read
_FEW = 12  # events or names, unless all are wanted
_FACT_CHARS = 300
_KIND_STYLES = {
    Kind.INPUT: "bold",
    Kind.ENRICHED: "bold green",
    Kind.TOMBSTONE: "bold yellow",
    Kind.DEAD_LETTER: "bold red",
    Kind.FOREIGN: "bold yellow",
}


def shown(inspection: Inspection, *, columns: int, full: bool) -> RenderableType:
    """Everything, for a terminal of that many columns. `full`: nothing is cut."""
    parts: list[RenderableType] = [_head(inspection), _history(inspection)]
    parts += [Text(note, "dim") for note in map(line, wording.notes(inspection))]
    failure = inspection.failure
    if failure and (words := wording.detail(failure)):
        why = line(wording.failed(failure))
        parts += [
            _title("Failed", why),
            Text(line(words, None if full else 4 * _FACT_CHARS), "red"),
        ]
    parts += compared(inspection, wide=columns >= WIDE_COLUMNS, full=full)
    if inspection.page:
        parts += [*_events(inspection.page, full=full), *_names(inspection.page, full=full)]
    return Group(*parts)


def _title(words: str, more: str = "") -> RenderableType:
    shown = Text.assemble((words, "bold"))
    if more:
        shown.append(f"  {more}", "dim")
    return Padding(shown, (1, 0, 0, 0))


def _head(inspection: Inspection) -> RenderableType:
    where = wording.place(place_of(inspection.asked.origin))
    head = Text.assemble(
        (line(where), "bold"), "  ", (inspection.kind.value, _KIND_STYLES[inspection.kind])
    )
    page, raw = inspection.page, inspection.raw
    title = page.title if page else raw.page.title if raw and raw.page else None
    url = page.url if page else raw.page.url if raw and raw.page else None
    if title:
        head.append("\n" + line(title, _FACT_CHARS), "bold")
    if url:
        head.append("\n" + line(url, 2 * _FACT_CHARS), "underline")
    return head


def _history(inspection: Inspection) -> RenderableType:
    if not inspection.entries:
        return Text()
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    for entry in inspection.entries:
        rows.add_row(*_entry(inspection, entry))
    of = f"of {wording.place(inspection.input)}" if inspection.input else ""
    return Group(_title("History", line(of)), rows)


def _entry(inspection: Inspection, entry: Entry) -> tuple[Text, Text]:
    asked = inspection.is_asked(entry)
    when = Text.assemble(
        ("\N{BLACK RIGHT-POINTING SMALL TRIANGLE} " if asked else "  ", "bold"),
        (wording.time(entry.written_at), "" if entry.written_at else "dim"),
    )
    what = Text.assemble(
        (entry.kind.value, _KIND_STYLES[entry.kind]),
        f"  {line(wording.place(entry.place))}",
        (f"  {line(wording.writer(entry))}", ""),
        ("\n" + line(wording.facts(entry), _FACT_CHARS), "dim"),
    )
    return when, what


def _events(page: EnrichedPage, *, full: bool) -> Iterator[RenderableType]:
    if not page.events:
        yield _title("Events", "none")
        return
    rows = Table.grid(padding=(0, 2))
    rows.add_column(justify="right")
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    for number, event in _some(page.events, full=full):
        kind = Text.assemble((line(type_name(event)), trigger_style(event.quad_class)))
        if event.mode:
            kind.append(f" {line(event.mode)}", "dim")
        words = Text(line(wording.event_words(event), None if full else _FACT_CHARS))
        badges = wording.event_badges(event)
        if event.confidence is not None:
            badges.append(f"{percent(event.confidence)} sure")
        words.append(f"  {', '.join(badges)}" if badges else "", "dim")
        rows.add_row(str(number), kind, words)
    yield _title("Events", str(len(page.events)))
    yield rows
    yield from _rest(len(page.events), full=full)


def _names(page: EnrichedPage, *, full: bool) -> Iterator[RenderableType]:
    if not page.things:
        return
    rows = Table.grid(padding=(0, 2))
    for _ in range(4):
        rows.add_column(overflow="fold")
    things = sorted(page.things, key=lambda thing: -thing.salience)
    for _, thing in _some(things, full=full):
        about = [thing.kind, thing.sector, *(f"{name} {code}" for name, code in thing.ids.items())]
        rows.add_row(
            Text(line(thing.canonical, _FACT_CHARS), GROUP_STYLES[group_of(thing.label)]),
            Text(line(thing.label), "dim"),
            Text(f"{len(thing.mentions)}\N{MULTIPLICATION SIGN}"),
            Text(line(", ".join(filter(None, about)), _FACT_CHARS), "dim"),
        )
    yield _title("Named", str(len(page.things)))
    yield rows
    yield from _rest(len(page.things), full=full)
    if page.warnings:
        yield _title("Warnings")
        yield from (Text(WARNINGS[warning], "yellow") for warning in page.warnings)


def _some(these: Iterable[One], *, full: bool) -> Iterator[tuple[int, One]]:
    for number, one in enumerate(these, start=1):
        if full or number <= _FEW:
            yield number, one


def _rest(count: int, *, full: bool) -> Iterator[RenderableType]:
    if count > _FEW and not full:
        yield Text(f"{count - _FEW} more: --full shows them", "dim")
