"""The text as it was cleaned, with the names in it and the words that state an event.

Decides what is marked and where links lead. What the reader can copy out is the record's text,
letter by letter: labels and numbers are put there by the style sheet. Must not know what stands
beside the text.
"""

import re
from collections.abc import Mapping, Sequence

from worker.markup import Markup, joined, tag
from worker.preview.pieces import Mark, Piece, pieces
from worker.records import EnrichedPage, Entity, Event

# group of labels -> what the legend says, and the labels in it; every other label is a "name"
GROUPS: Mapping[str, tuple[str, frozenset[str]]] = {
    "person": ("people", frozenset({"PERSON"})),
    "norp": ("nationalities and groups", frozenset({"NORP"})),
    "org": ("organisations", frozenset({"ORG"})),
    "place": ("places", frozenset({"GPE", "LOC", "FAC"})),
    "name": ("other names", frozenset()),
    "time": ("dates and times", frozenset({"DATE", "TIME"})),
    "amount": (
        "numbers and amounts",
        frozenset({"MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"}),
    ),
}
_GROUP_OF = {label: group for group, (_, labels) in GROUPS.items() for label in labels}
_PARAGRAPH = re.compile(r"[^\n]++(?:\n[^\n]++)*+")
_NAME, _TRIGGER = "name", "trigger"


def group_of(label: str) -> str:
    """The group of a label, which decides its colour."""
    return _GROUP_OF.get(label, "name")


def article(page: EnrichedPage) -> Markup:
    """All paragraphs. A name has the id m<n>, a trigger t<n> and a link to its card, e<n>."""
    marks = [Mark(ent.start, ent.end, _NAME, i) for i, ent in enumerate(page.entities)]
    marks += [Mark(e.trigger.start, e.trigger.end, _TRIGGER, i) for i, e in enumerate(page.events)]
    spans = [found.span() for found in _PARAGRAPH.finditer(page.text)]
    shown = iter(pieces(0, len(page.text), marks, [edge for span in spans for edge in span]))
    paragraphs: list[Markup] = []
    for start, end in spans:
        inside: list[Markup] = []
        for piece in shown:
            if piece.start >= start:
                inside.append(_piece(page, piece))
            if piece.end >= end:
                break
        paragraphs.append(tag("p", inside, dir="auto"))
    return tag("div", paragraphs, class_="text", lang=page.language)


def quad_class(event: Event) -> str:
    """The CSS class of an event's kind; q0 for types of our own."""
    return f"q{event.quad_class}" if event.quad_class in {1, 2, 3, 4} else "q0"


def _piece(page: EnrichedPage, piece: Piece) -> Markup:
    content = Markup(joined([page.text[piece.start : piece.end]]))
    triggers = [mark for mark in piece.marks if mark.what == _TRIGGER]
    if triggers:
        content = _triggers(page.events, piece, triggers, content)
    for mark in reversed([mark for mark in piece.marks if mark.what == _NAME]):
        content = _name(page.entities[mark.index], mark, piece, content)
    return content


def _triggers(
    events: Sequence[Event], piece: Piece, triggers: Sequence[Mark], content: Markup
) -> Markup:
    """The words as a link to the first event's card, and a link for each further event on them."""
    first, *others = triggers
    event = events[first.index]
    link = tag(
        "a",
        content,
        class_=f"trigger {quad_class(event)}",
        id=f"t{first.index}" if piece.start == first.start else None,
        href=f"#e{first.index}",
        title=_said(event, first.index),
        data_n=first.index + 1 if piece.end == first.end else None,
    )
    return joined([link, *(_further(events, piece, mark) for mark in others)])


def _further(events: Sequence[Event], piece: Piece, mark: Mark) -> Markup | None:
    if piece.start != mark.start:
        return None
    event = events[mark.index]
    return tag(
        "a",
        class_=f"trigger {quad_class(event)}",
        id=f"t{mark.index}",
        href=f"#e{mark.index}",
        title=_said(event, mark.index),
        aria_label=_said(event, mark.index),
        data_n=mark.index + 1,
    )


def _said(event: Event, index: int) -> str:
    name = event.type or event.ext_type
    return f"event {index + 1}: {name}" + (f", {event.mode}" if event.mode else "")


def _name(ent: Entity, mark: Mark, piece: Piece, content: Markup) -> Markup:
    ids = "".join(f", {scheme} {value}" for scheme, value in ent.ids.items())
    return tag(
        "span",
        content,
        class_=f"ent {group_of(ent.label)}",
        id=f"m{mark.index}" if piece.start == mark.start else None,
        title=f"{ent.label}: {ent.canonical}{ids}",
        data_l=ent.label if piece.end == mark.end else None,
    )
