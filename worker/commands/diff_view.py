"""What `pagewire diff` prints: numbers, a row for each label and type, and an example of each.

Decides what of a page may reach a terminal: no control characters, whatever the page has in it.
Must not know how anything was found.
"""

from collections.abc import Iterator

import orjson

from worker.commands.tables import print_table
from worker.diff.change import Change, Kind, Op, beginning, ending
from worker.diff.document import count, percent
from worker.diff.page import Part
from worker.diff.report import Report, Side
from worker.diff.tally import Row
from worker.inspect import escaped, line

_COLUMNS = ("part", "what", "added", "removed", "changed", "pages")
_SHOWN_CHARS, _CONTEXT_CHARS = 320, 50
_LISTED = 5


def report_json(report: Report) -> bytes:
    """The report as indented JSON in UTF-8; what steers a terminal is escaped in it."""
    return escaped(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2).decode()).encode()


def print_summary(report: Report) -> None:
    """Print it all, for a human."""
    for which, side in (("old", report.old), ("new", report.new)):
        for said in _side(which, side):
            print(said)
    print()
    for said in _numbers(report):
        print(said)
    rows = report.tally.rows()
    if not rows:
        return
    print()
    print_table(
        ("what changed", "pages"), [(p.value, report.parts[p]) for p in Part if report.parts.get(p)]
    )
    print()
    print_table(
        _COLUMNS,
        [
            (row.part.value, line(row.what), *(row.counts[k] for k in Kind), row.pages)
            for row in rows
        ],
    )
    print()
    for row in rows:
        for said in _example(row):
            print(said)


def _side(which: str, side: Side) -> Iterator[str]:
    versions = ", ".join(
        f"{line(version)} ({count(pages, 'page')})"
        for version, pages in sorted(side.versions.items(), key=lambda item: -item[1])
    )
    yield f"{which}  {side.name}: {versions or 'no pages'}"
    left_out = [
        (side.superseded, "replaced by a newer record of the same page"),
        (side.outside, "of inputs outside the range"),
        (side.unreadable, "no enriched pages"),
    ]
    for records, why in left_out:
        if records:
            yield f"     {count(records, 'record')} left out: {why}"


def _numbers(report: Report) -> Iterator[str]:
    if report.sample < 1:
        yield f"a sample of {percent(report.sample)} of the pages, chosen by their ids"
    unchanged = report.compared - report.changed
    yield (
        f"{count(report.compared, 'page')} compared: {unchanged:,} unchanged,"
        f" {report.changed:,} changed"
    )
    if report.tally.similarity is not None and report.parts.get(Part.TEXT):
        yield f"{percent(report.tally.similarity)} of the text stayed on pages that changed"
    for side, (pages, some) in (("old", report.only_old), ("new", report.only_new)):
        if pages:
            yield f"{count(pages, 'page')} only {side}:"
            yield from _listed(pages, [line(url) for _, url in some])
    if report.dead_letters:
        reasons = ", ".join(f"{why} {pages}" for why, pages in report.dead[0].items())
        yield f"{count(report.dead_letters, 'page')} would be dead letters: {reasons}"
        yield from _listed(
            report.dead_letters, [f"{line(url)}  {w}" for _, url, w in report.dead[1]]
        )
    if report.not_out_yet:
        yield (
            f"{count(report.not_out_yet, 'input')} not looked at: behind the last one of which a"
            " page is out"
        )
    if report.changed > report.tally.counted:
        gone = report.changed - report.tally.counted
        yield f"{count(gone, 'changed page')} could not be read again: deleted or compacted"
    yield f"{percent(report.share)} of {count(report.pages, 'page')} changed, came or went"


def _listed(pages: int, some: list[str]) -> Iterator[str]:
    yield from (f"  {one}" for one in some[:_LISTED])
    if pages > _LISTED:
        yield f"  and {pages - _LISTED:,} more"


def _example(row: Row) -> Iterator[str]:
    example = next(iter(row.examples), None)
    if example is None:
        return
    yield f"{row.part.value} {line(row.what)}"
    yield f"  {line(example.url)}  {line(example.id)}"
    yield from (f"    {said}" for said in _change(example.change))


def _change(change: Change) -> Iterator[str]:
    if change.segments:
        yield beginning(
            line("".join(_marked(op, text) for op, text in change.segments)), _SHOWN_CHARS
        )
        return
    if change.old:
        yield f"- {beginning(line(change.old), _SHOWN_CHARS)}"
    if change.new:
        yield f"+ {beginning(line(change.new), _SHOWN_CHARS)}"
    if change.quote:
        quote = change.quote
        before = ending(quote.before, _CONTEXT_CHARS)
        behind = beginning(quote.behind, _CONTEXT_CHARS)
        yield f"  {line(f'{before}[{quote.words}]{behind}')}"


def _marked(op: Op, text: str) -> str:
    if op is Op.SAME:
        if len(text) <= 2 * _CONTEXT_CHARS:
            return text
        return f"{beginning(text, _CONTEXT_CHARS)} {ending(text, _CONTEXT_CHARS)}"
    return f" [{op.value}{text.strip()}{op.value}] "
