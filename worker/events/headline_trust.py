"""Events that a weak headline of the text tells: trusted less than those of its sentences.

Decides which lines of a text stand there as headlines, and how much less is trusted. Must not know
how an event was found.
"""

from collections.abc import Iterable
from dataclasses import replace

from worker.headlines import LONGEST_CHARS, is_weak, stumbles
from worker.records import Event

_SHARE_LEFT = 0.8  # of the confidence: behind the same event told by a sentence of the text
_SENTENCE_ENDS = (".", "…", ":", ";", ",", '"', "”")  # a line of these is a paragraph


def less_trusted(events: Iterable[Event], text: str) -> list[Event]:
    """The events, with less confidence where the trigger stands in a weak headline."""
    judged = [(event, _headline_at(text, event.trigger.start)) for event in events]
    headlines = {headline for _, headline in judged if headline}
    below = stumbles(text) if headlines else 0
    weak = {headline for headline in headlines if is_weak(headline, below)}
    return [_less_sure(event) if headline in weak else event for event, headline in judged]


def _less_sure(event: Event) -> Event:
    sure = event.confidence
    return event if sure is None else replace(event, confidence=sure * _SHARE_LEFT)


def _headline_at(text: str, place: int) -> str | None:
    """The line at a place of the text, if it is short, no sentence, and others follow it."""
    before = text.rfind("\n", max(0, place - LONGEST_CHARS), place)
    after = text.find("\n", place, place + LONGEST_CHARS)
    if after < 0 or (before < 0 and place >= LONGEST_CHARS):
        return None
    line = text[before + 1 : after].strip()
    return None if line.endswith(_SENTENCE_ENDS) else line
