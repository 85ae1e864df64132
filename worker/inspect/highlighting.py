"""A clean text on a terminal: names in colours, the words of events in bold.

Decides colours. Must not know what stands around the text.
"""

from collections.abc import Mapping

from rich.text import Text

from worker.inspect.plain import plain
from worker.preview.article import group_of
from worker.preview.pieces import Mark, pieces
from worker.records import EnrichedPage

# The groups and kinds of the preview, in the terminal's own colours: they fit its background.
GROUP_STYLES: Mapping[str, str] = {
    "person": "bright_blue",
    "norp": "cyan",
    "org": "magenta",
    "place": "green",
    "name": "yellow",
    "time": "bright_black",
    "amount": "bright_black",
}
QUAD_STYLES: Mapping[int, str] = {
    1: "bold underline blue",
    2: "bold underline cyan",
    3: "bold underline yellow",
    4: "bold underline red",
}
_OTHER_EVENT = "bold underline"
_NAME, _TRIGGER = "name", "trigger"


def trigger_style(quad_class: int | None) -> str:
    """How an event of this kind is shown."""
    return QUAD_STYLES.get(quad_class or 0, _OTHER_EVENT)


def highlighted(page: EnrichedPage, start: int, end: int) -> Text:
    """A stretch of the page's text."""
    marks = [Mark(ent.start, ent.end, _NAME, at) for at, ent in enumerate(page.entities)]
    marks += [
        Mark(e.trigger.start, e.trigger.end, _TRIGGER, at) for at, e in enumerate(page.events)
    ]
    shown = Text()
    for piece in pieces(start, end, marks):
        styles = [_style(page, mark) for mark in piece.marks]
        shown.append(plain(page.text[piece.start : piece.end]), " ".join(styles) or None)
    return shown


def _style(page: EnrichedPage, mark: Mark) -> str:
    if mark.what == _NAME:
        return GROUP_STYLES[group_of(page.entities[mark.index].label)]
    return trigger_style(page.events[mark.index].quad_class)
