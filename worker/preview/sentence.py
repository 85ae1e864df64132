"""The sentence of an event with everything in it that the event was read from.

Decides what is marked in it, and how much of an endless one is shown. Must not know the rest of
the page.
"""

from collections.abc import Iterator

from worker.markup import Markup, tag
from worker.preview.pieces import Mark, pieces
from worker.records import Event

_AROUND_CHARS = 400  # on either side of the trigger; a list that passes for a sentence has no end
_CUT = "\N{HORIZONTAL ELLIPSIS}"


def sentence(text: str, event: Event) -> Markup:
    """The sentence, or as much of it as surrounds the trigger."""
    start = max(event.sentence.start, event.trigger.start - _AROUND_CHARS)
    last = event.sentence.start + len(text[event.sentence.start : event.sentence.end].rstrip())
    end = min(last, event.trigger.end + _AROUND_CHARS)
    shown = [
        _marked(text[piece.start : piece.end], [mark.what for mark in piece.marks])
        for piece in pieces(start, end, list(_marks(event)))
    ]
    return tag(
        "blockquote",
        _CUT if start > event.sentence.start else None,
        shown,
        _CUT if end < last else None,
        dir="auto",
    )


def _marked(text: str, whats: list[str]) -> str:
    if not whats:
        return text
    names = list(dict.fromkeys(whats))
    return tag("span", text, class_=" ".join(["as", *names]), title=", ".join(names))


def _marks(event: Event) -> Iterator[Mark]:
    yield Mark(event.trigger.start, event.trigger.end, "trigger")
    for one in event.actors:
        yield Mark(one.start, one.end, "actor")
    for one in event.recipients:
        yield Mark(one.start, one.end, "recipient")
    if event.location:
        yield Mark(event.location.start, event.location.end, "where")
    if event.date and event.date.start is not None and event.date.end is not None:
        yield Mark(event.date.start, event.date.end, "when")
    for quantity in event.quantities:
        yield Mark(quantity.start, quantity.end, "number")
    if event.attribution:
        yield Mark(event.attribution.cue.start, event.attribution.cue.end, "speaker")
        if event.attribution.speaker:
            speaker = event.attribution.speaker
            yield Mark(speaker.start, speaker.end, "speaker")
