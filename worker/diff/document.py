"""A comparison as one HTML page for an editor: numbers, rows with examples, pages with passages.

Decides the order in which a reader meets things. Whatever stands in a record is shown as
text. Must not know how anything was found.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import groupby

from worker.diff.change import Change, Kind, Op, Quote
from worker.diff.page import Part
from worker.diff.report import LISTED, Report, Side
from worker.diff.tally import Example, Row, ShownPage
from worker.markup import Markup, address, document, joined, own, tag

_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "\N{MINUS SIGN}", Kind.CHANGED: "~"}
_ELEMENTS = {Op.SAME: "span", Op.OUT: "del", Op.IN: "ins"}


def report_html(report: Report) -> str:
    """The report as one HTML document, to be written as UTF-8."""
    return document(
        f"{report.old.name} and {report.new.name}",
        files(__package__).joinpath("style.css").read_text(encoding="utf-8"),
        _header(report),
        tag("main", _numbers(report), _rows(report), _pages(report), _missing(report)),
    )


def count(number: int, one: str, many: str | None = None) -> str:
    """A number of things: 1 page, 1,204 pages."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share of 1, as exact as it takes to tell it from none and from all."""
    if 0 < share < 0.001 or 0.999 < share < 1:
        return f"{share:.3%}"
    return f"{share:.1%}"


def _header(report: Report) -> Markup:
    said = (
        " of the pages changed"
        if report.pages == report.compared
        else " of the pages changed, came or went"
    )
    return tag(
        "header",
        tag("h1", percent(report.share), tag("small", said)),
        tag("dl", _side("old", report.old), _side("new", report.new), class_="sides"),
        tag("p", f"A sample: {percent(report.sample)} of the pages, chosen by their ids.")
        if report.sample < 1
        else None,
        class_="page",
    )


def _side(which: str, side: Side) -> Markup:
    versions = [
        tag("div", own(version), " ", tag("span", count(pages, "page"), class_="soft"))
        for version, pages in sorted(side.versions.items(), key=lambda item: -item[1])
    ]
    return tag("div", tag("dt", which), tag("dd", tag("b", own(side.name)), versions))


def _numbers(report: Report) -> Markup:
    shares: list[tuple[str, str, int]] = [
        ("same", "unchanged", report.compared - report.changed),
        ("changed", "changed", report.changed),
        ("gone", "only old", report.only_old[0]),
        ("gone", "dead letters now", report.dead_letters),
        ("come", "only new", report.only_new[0]),
    ]
    bar = [
        tag("span", class_=name, style=f"flex-grow:{pages}") for name, _, pages in shares if pages
    ]
    words = [
        tag("li", tag("b", f"{pages:,}"), f" {said}", class_=name)
        for name, said, pages in shares
        if pages or name in ("same", "changed")
    ]
    return tag(
        "section",
        tag("div", bar, class_="bar", aria_hidden="true"),
        tag("ul", words, class_="numbers"),
        aria_label="pages",
    )


def _rows(report: Report) -> Markup:
    rows = report.tally.rows()
    if not rows:
        return tag("section", tag("h2", "What changed"), tag("p", "Nothing.", class_="soft"))
    parts = [
        _part(part, list(of_part), report.parts.get(part, 0))
        for part, of_part in groupby(rows, key=lambda row: row.part)
    ]
    signs = [f"{sign} {kind.value}" for kind, sign in _SIGNS.items()]
    legend = tag("p", ", ".join(signs), ". Open a row for examples.", class_="soft")
    return tag("section", tag("h2", "What changed"), legend, parts, aria_label="what changed")


def _part(part: Part, rows: Sequence[Row], pages: int) -> Markup:
    head = tag("h3", part.value, " ", tag("span", count(pages, "page"), class_="soft"))
    return tag("section", head, [_row(row) for row in rows], class_="part")


def _row(row: Row) -> Markup:
    counts = [
        tag(
            "span",
            f"{_SIGNS[kind]}{row.counts[kind]:,}" if row.counts[kind] else "",
            class_=f"count {kind.value}",
            title=kind.value,
        )
        for kind in Kind
    ]
    pages = tag("span", f"on {count(row.pages, 'page')}", class_="soft")
    return tag(
        "details",
        tag("summary", tag("span", own(row.what), class_="what"), counts, pages),
        tag("ul", [tag("li", _example(one)) for one in row.examples], class_="examples"),
    )


def _example(example: Example) -> Markup:
    return joined([_change(example.change), tag("p", address(example.url), class_="from")])


def _pages(report: Report) -> Markup | None:
    shown = list(report.tally.pages)
    if not shown:
        return None
    some = f"{len(shown)} of {report.changed:,}, chosen by their ids"
    said = some if report.changed > len(shown) else "all of them"
    return tag(
        "section",
        tag("h2", "Pages that changed ", tag("span", said, class_="soft")),
        [_page(one) for one in shown],
        aria_label="pages that changed",
    )


def _page(shown: ShownPage) -> Markup:
    page = shown.page
    parts = [
        tag("div", tag("h4", part.value), [_change(change) for change in changes])
        for part, changes in groupby(page.changes, key=lambda change: change.part)
    ]
    stayed = f"{percent(page.similarity)} of the text stayed" if page.similarity < 1 else None
    more = f"and {count(shown.left_out, 'more change')}" if shown.left_out else None
    return tag(
        "article",
        tag("h3", own(page.title or "(no title)"), dir="auto"),
        tag("p", address(page.url), class_="from"),
        tag("p", " · ".join(word for word in (f"id {page.id}", stayed) if word), class_="from"),
        parts,
        tag("p", more, class_="soft") if more else None,
    )


def _change(change: Change) -> Markup:
    if change.segments:
        inside = [tag(_ELEMENTS[op], text) for op, text in change.segments]
        return tag("p", inside, class_="passage", dir="auto")
    old = tag("del", change.old) if change.old else None
    new = tag("ins", change.new) if change.new else None
    bare = tag("span", change.what, class_=change.kind.value) if not (old or new) else None
    name = tag("b", change.what, " ") if change.part is Part.METADATA else None
    return tag(
        "div",
        tag(
            "p",
            name,
            joined([one for one in (old, new, bare) if one], between=" "),
            class_=f"said {change.kind.value}",
            dir="auto",
        ),
        _quoted(change.quote) if change.quote else None,
        class_="change",
    )


def _quoted(quote: Quote) -> Markup:
    return tag("blockquote", quote.before, tag("mark", quote.words), quote.behind, dir="auto")


def _missing(report: Report) -> Markup | None:
    only: list[tuple[str, int, list[tuple[str, str | None]]]] = [
        ("Only old", report.only_old[0], [(url, None) for _, url in report.only_old[1]]),
        ("Only new", report.only_new[0], [(url, None) for _, url in report.only_new[1]]),
        (
            "Dead letters now",
            report.dead_letters,
            [(url, why) for _, url, why in report.dead[1]],
        ),
    ]
    shown = [_list(name, pages, some) for name, pages, some in only if pages]
    if not shown:
        return None
    head = tag("h2", "Pages on one side only")
    return tag("section", head, shown, aria_label="pages on one side only")


def _list(name: str, pages: int, some: Iterable[tuple[str, str | None]]) -> Markup:
    items = [tag("li", address(url), f" {why}" if why else None) for url, why in some]
    more = tag("p", f"The first {LISTED} by their ids.", class_="soft") if pages > LISTED else None
    summary = tag("summary", tag("span", name, class_="what"), tag("span", f"{pages:,}"))
    return tag("details", summary, tag("ul", items, class_="list"), more)
