"""The whole HTML page: head, facts of the page, legend, text beside cards, tables.

Decides the order in which a reader meets things. Must not know how a single part is drawn.
"""

from collections import Counter
from importlib.resources import files

from worker.markup import Content, Markup, address, document, joined, own, tag
from worker.preview.article import GROUPS, article, group_of, quad_class
from worker.preview.cards import cards, occurrences
from worker.preview.tables import places_table, things_table
from worker.preview.wording import PUBLISHED_BASES, QUAD_CLASSES, WARNINGS, percent
from worker.records import EnrichedPage

_ROLES = [
    tag("span", words, class_=f"as {role}")
    for role, words in (
        ("actor", "who"),
        ("recipient", "whom"),
        ("where", "where"),
        ("when", "when"),
        ("number", "how many"),
        ("speaker", "said by"),
    )
]
_UNTITLED = "(no title)"


def page_html(page: EnrichedPage, *, above: Content = None, below: Content = None) -> str:
    """The page as one HTML document, to be written as UTF-8.

    What else a caller has to say stands `above` the text, or `below` it and its tables.
    """
    return html_document(
        page.title or _UNTITLED,
        _header(page),
        above,
        _legend(page),
        tag(
            "main",
            _text(page),
            _events(page),
            tag("div", things_table(page), places_table(page), below, class_="tables"),
        ),
        _footer(page),
    )


def html_document(title: str, *body: Content) -> str:
    """A document of any content that looks like a page's."""
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    return document(title, style, *body)


def _header(page: EnrichedPage) -> Markup:
    facts: list[tuple[str, Content]] = [
        ("site", own(page.site_name) if page.site_name else None),
        ("by", own(", ".join(page.authors)) if page.authors else None),
        ("published", _published(page)),
        ("language", _language(page)),
        ("address", address(page.canonical_url or page.url)),
        ("source", own(page.source) if page.source else None),
    ]
    shown = [tag("div", tag("dt", name), tag("dd", fact)) for name, fact in facts if fact]
    warnings = [
        tag("li", tag("b", warning.value), " ", WARNINGS[warning]) for warning in page.warnings
    ]
    return tag(
        "header",
        tag("h1", page.title or _UNTITLED, dir="auto"),
        tag("dl", shown),
        tag("ul", warnings, class_="warnings", aria_label="warnings") if warnings else None,
        class_="page",
    )


def _published(page: EnrichedPage) -> Markup | None:
    if page.published is None:
        return Markup("unknown")
    basis = PUBLISHED_BASES[page.published_basis] if page.published_basis else None
    shown = tag("time", own(page.published), datetime=page.published)
    return joined([shown, tag("span", f" ({basis})", class_="basis") if basis else None])


def _language(page: EnrichedPage) -> str | None:
    if page.language is None or page.language_confidence is None:
        return page.language
    return f"{page.language} ({percent(page.language_confidence)})"


def _legend(page: EnrichedPage) -> Markup | None:
    """Colours with how many there are of each, and a box that hides them."""
    names = Counter(group_of(ent.label) for ent in page.entities)
    kinds = Counter(quad_class(event) for event in page.events)
    boxes = [
        _box(group, f"ent {group}", words, names[group])
        for group, (words, _) in GROUPS.items()
        if names[group]
    ]
    boxes += [
        _box(f"q{number}", f"trigger q{number}", words, kinds[f"q{number}"])
        for number, words in QUAD_CLASSES.items()
        if kinds[f"q{number}"]
    ]
    return tag("nav", boxes, class_="legend", aria_label="what is shown") if boxes else None


def _box(name: str, classes: str, words: str, count: int) -> Markup:
    box = tag("input", type="checkbox", id=f"show-{name}", checked=True)
    return tag("label", box, tag("span", words, class_=classes), f" {count}")


def _text(page: EnrichedPage) -> Markup:
    return tag("section", tag("h2", "Text"), article(page), aria_label="text", class_="article")


def _events(page: EnrichedPage) -> Markup:
    told, happened = len(page.events), len(occurrences(page.events))
    count = f"{told}" if told == happened else f"{happened}, told {told} times"
    return tag(
        "section",
        tag("h2", "Events ", tag("span", count, class_="count")),
        [tag("p", "In the sentences: ", joined(_ROLES, between=" "), class_="roles"), cards(page)]
        if page.events
        else tag("p", "No events were found.", class_="nobody"),
        # It scrolls beside the text on wide screens, and must do so by keyboard too.
        aria_label="events",
        class_="events",
        tabindex=0,
    )


def _footer(page: EnrichedPage) -> Markup:
    made = page.provenance
    facts = [
        f"pagewire {made.pipeline_version}",
        made.schema_version,
        f"model {made.model.name} {made.model.version}",
        f"text by {made.extraction_method.value}",
        f"fetched {page.fetched_at}" if page.fetched_at else None,
        f"id {page.id}",
    ]
    return tag("footer", own(" · ".join(fact for fact in facts if fact)))
