"""The raw page and the clean one: beside each other where there is room, else one below the other.

Decides what is cut of a huge body, and that it says so. Must not know the history.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from worker.inspect import wording
from worker.inspect.alignment import Row, aligned
from worker.inspect.highlighting import highlighted
from worker.inspect.history import place_of
from worker.inspect.inspection import Inspection
from worker.inspect.plain import line
from worker.inspect.raw_side import RawSide
from worker.records import EnrichedPage

_BETWEEN = "\n\n"  # two paragraphs of a clean text
_LEFT_OUT_LINES = 4  # at each end of a stretch that did not get into the article
_RAW_LINES = 40  # where nothing stands beside them
_LINE_CHARS = 400
_PARAGRAPHS = 30
_PARAGRAPH_CHARS = 2_000
_CUT = "\N{HORIZONTAL ELLIPSIS}"


def compared(inspection: Inspection, *, wide: bool, full: bool) -> Iterator[RenderableType]:
    """Both sides, or the one that there is."""
    raw, page = inspection.raw, inspection.page
    left = _raw_head(inspection, raw) if raw else None
    right = _clean_head(page) if page else None
    if raw and page and wide:
        both = Table.grid(expand=True, padding=(0, 1))
        both.add_column(ratio=1, overflow="fold")
        both.add_column(width=1)
        both.add_column(ratio=1, overflow="fold")
        both.add_row(left, "", right)
        for row in _rows(raw, page, full=full):
            both.add_row(_lines(row, full=full), _mark(row), _paragraph(page, row, full=full))
        yield Padding(both, (1, 0, 0, 0))
        yield from _rest(page, full=full)
        return
    if raw:
        yield Padding(left or "", (1, 0, 0, 0))
        yield from _alone(raw, page, full=full)
    if page:
        yield Padding(right or "", (1, 0, 0, 0))
        for row in _paragraphs(page, full=full):
            yield Padding(_paragraph(page, row, full=full), (0, 0, 1, 0))
        yield from _rest(page, full=full)
    if inspection.page_problem:
        yield Text(
            f"The enriched record is no enriched page: {line(inspection.page_problem)}", "red"
        )


def _raw_head(inspection: Inspection, raw: RawSide) -> Text:
    head = Text.assemble(("Raw", "bold"))
    head.append(f"  {wording.size(raw.body_bytes)}", "dim")
    if place_of(raw.record.origin) != inspection.input or inspection.raw_from:
        at = inspection.raw_from or place_of(raw.record.origin)
        head.append(f", as {line(wording.place(at))} keeps it", "dim")
    for name, value in wording.raw_facts(raw.page) if raw.page else ():
        if name != "url":
            head.append(f"\n{name} ", "dim")
            head.append(line(value, _LINE_CHARS))
    if raw.problem:
        head.append(f"\n{line(raw.problem, _LINE_CHARS)}", "red")
    head.append("\n")
    return head


def _clean_head(page: EnrichedPage) -> Text:
    head = Text.assemble(("Clean", "bold"))
    head.append(f"  {len(page.text):,} characters, {page.provenance.extraction_method}", "dim")
    basis = f" ({page.published_basis})" if page.published_basis else ""
    known = (
        ("site", page.site_name),
        ("by", ", ".join(page.authors)),
        ("published", f"{page.published}{basis}" if page.published else None),
        ("language", page.language),
        ("id", page.id),
    )
    for name, value in known:
        if value:
            head.append(f"\n{name} ", "dim")
            head.append(line(value, _LINE_CHARS))
    head.append("\n")
    return head


def _rows(raw: RawSide, page: EnrichedPage, *, full: bool) -> Iterator[Row]:
    for row in aligned(raw.lines, page.text.split(_BETWEEN)):
        if not full and row.paragraph is not None and row.paragraph >= _PARAGRAPHS:
            return
        yield row


def _paragraphs(page: EnrichedPage, *, full: bool) -> Iterator[Row]:
    count = page.text.count(_BETWEEN) + 1
    return (Row((), number) for number in range(count if full else min(count, _PARAGRAPHS)))


def _rest(page: EnrichedPage, *, full: bool) -> Iterator[RenderableType]:
    paragraphs = page.text.split(_BETWEEN)[_PARAGRAPHS:]
    if paragraphs and not full:
        left = sum(map(len, paragraphs))
        yield Text(
            f"{_CUT} {len(paragraphs):,} more paragraphs, {left:,} characters: --full shows them",
            "dim",
        )


def _lines(row: Row, *, full: bool) -> Text:
    if row.kept:
        return _joined(row.lines, "", full=full)
    edge = _LEFT_OUT_LINES
    if full or len(row.lines) <= 2 * edge + 1:
        return _joined(row.lines, "dim", full=full)
    shown = _joined(row.lines[:edge], "dim", full=full)
    shown.append(f"{_CUT} {len(row.lines) - 2 * edge:,} more lines\n", "dim italic")
    return shown.append_text(_joined(row.lines[-edge:], "dim", full=full))


def _mark(row: Row) -> Text:
    """Between the columns: what was left out, what was kept."""
    return Text("\N{MINUS SIGN}" if not row.kept and row.lines else "=" if row.kept else "+", "dim")


def _joined(lines: Sequence[str], style: str, *, full: bool) -> Text:
    return Text("".join(line(one, None if full else _LINE_CHARS) + "\n" for one in lines), style)


def _paragraph(page: EnrichedPage, row: Row, *, full: bool) -> Text:
    if row.paragraph is None:
        return Text()
    lengths = [len(one) + len(_BETWEEN) for one in page.text.split(_BETWEEN)]
    start = list(accumulate(lengths, initial=0))[row.paragraph]
    end = start + lengths[row.paragraph] - len(_BETWEEN)
    if full or end - start <= _PARAGRAPH_CHARS:
        return highlighted(page, start, end)
    shown = highlighted(page, start, start + _PARAGRAPH_CHARS)
    return shown.append(f"{_CUT} of {end - start:,} characters", "dim")


def _alone(raw: RawSide, page: EnrichedPage | None, *, full: bool) -> Iterator[RenderableType]:
    if page:
        text = Text()
        for row in _rows(raw, page, full=full):
            text.append_text(_lines(row, full=full))
        yield text
        return
    lines = raw.lines if full else raw.lines[:_RAW_LINES]
    yield _joined(lines, "", full=full)
    if len(lines) < len(raw.lines):
        yield Text(f"{_CUT} {len(raw.lines) - len(lines):,} more lines: --full shows them", "dim")
