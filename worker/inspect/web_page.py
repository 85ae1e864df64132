"""An inspection as one self-contained HTML page: the preview of the enriched page, and its history.

Decides where the history and the raw page stand. How a page is drawn and kept harmless is the
preview's. Must not know how records are found.
"""

from worker.inspect import wording
from worker.inspect.alignment import aligned
from worker.inspect.history import Entry, place_of
from worker.inspect.inspection import Inspection
from worker.markup import Markup, joined, own, tag
from worker.preview import page_html
from worker.preview.document import html_document

_RAW_CHARS = 200_000  # more makes a browser slow; the whole is at the offset that is named
_LEFT_OUT = "opacity:.55"
_LINES = "white-space:pre-wrap;overflow-wrap:anywhere"


def inspection_html(inspection: Inspection) -> str:
    """The document, to be written as UTF-8; without an enriched page, what there is."""
    history, raw = _history(inspection), _raw(inspection)
    if inspection.page:
        return page_html(inspection.page, above=history, below=raw)
    where = wording.place(place_of(inspection.asked.origin))
    problem = inspection.page_problem
    head = tag(
        "header",
        tag("h1", own(where)),
        tag("p", "No enriched page was found." if problem is None else own(problem)),
        class_="page",
    )
    return html_document(where, head, history, tag("main", raw))


def _history(inspection: Inspection) -> Markup:
    columns = tag("tr", [tag("th", name, scope="col") for name in ("when", "what", "where", "")])
    notes = [tag("li", own(note)) for note in wording.notes(inspection)]
    return tag(
        "section",
        tag("h2", "History"),
        tag(
            "div",
            tag(
                "table",
                tag("thead", columns),
                tag("tbody", [_entry(inspection, entry) for entry in inspection.entries]),
            ),
            class_="table",
        ),
        tag("ul", notes, class_="basis"),
        aria_label="history",
    )


def _entry(inspection: Inspection, entry: Entry) -> Markup:
    where = own(wording.place(entry.place))
    shown: list[str] = [own(wording.facts(entry))]
    if words := wording.detail(entry):
        shown += [tag("br"), own(words)]
    return tag(
        "tr",
        tag("th", wording.time(entry.written_at), scope="row"),
        tag("td", entry.kind.value, tag("br"), own(wording.writer(entry))),
        tag("td", tag("b", where) if inspection.is_asked(entry) else where),
        tag("td", shown),
    )


def _raw(inspection: Inspection) -> Markup | None:
    raw = inspection.raw
    if raw is None:
        return None
    paragraphs = inspection.page.text.split("\n\n") if inspection.page else []
    lines: list[str] = []
    left = _RAW_CHARS
    for row in aligned(raw.lines, paragraphs):
        for one in row.lines:
            words = one[: max(0, left)] + "\n"
            left -= len(words)
            lines.append(
                words if row.kept or not paragraphs else tag("span", words, style=_LEFT_OUT)
            )
    facts = wording.raw_facts(raw.page) if raw.page else []
    cut = left < 0
    return tag(
        "details",
        tag("summary", tag("b", "The raw page"), f" {wording.size(raw.body_bytes)}"),
        tag("p", own(raw.problem)) if raw.problem else None,
        tag(
            "p",
            joined(
                [joined([_soft(name), own(value)]) for name, value in facts], " \N{MIDDLE DOT} "
            ),
        ),
        tag("p", f"Cut after {_RAW_CHARS:,} characters.") if cut else None,
        tag("p", "What did not get into the article is pale.") if paragraphs else None,
        tag("div", lines, style=_LINES, dir="auto"),
        open=not inspection.page,
    )


def _soft(name: str) -> Markup:
    return tag("span", f"{name} ", class_="basis")
