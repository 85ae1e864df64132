"""Which found event stands for which marked one, and which of its parts are right.

Decides when two spans, phrases, days or numbers are the same. Must not know how many are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.evaluation.event_pages import GoldEvent, Phrases, days
from worker.records import Event, EventDateBasis, LocationBasis, Participant, Thing

# Where the part of a phrase ends that has its head: "envoys | of Norway", "a man | who fled".
_REST = re.compile(
    r"\s(?:of|in|from|at|on|for|to|with|near|by|who|whom|which|that|whose|where|and|or)\s|[,;:(]"
)
_WORD = re.compile(r"[\w.&-]+")
_STATED_DAYS = (EventDateBasis.STATED, EventDateBasis.RELATIVE)


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of one event: how many of its values are right, and the others in words."""

    part: str
    right: int
    missed: Sequence[str]
    extra: Sequence[str]


def partners(gold: Sequence[GoldEvent], found: Sequence[Event]) -> dict[int, int]:
    """Index of each marked event that was found, and of the one whose trigger overlaps it most."""
    ranked = sorted(
        (-_overlap(one, other), not right_type(one, other), one.optional, i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(found)
        if _overlap(one, other) > 0
    )
    partner: dict[int, int] = {}
    for *_, i, j in ranked:
        if i not in partner and j not in partner.values():
            partner[i] = j
    return partner


def right_type(gold: GoldEvent, found: Event) -> bool:
    """Whether one of the types that the event was given is one that it may have."""
    return bool({found.type, found.ext_type} & gold.types)


def compared(gold: GoldEvent, found: Event | None, things: Sequence[Thing]) -> Iterator[Compared]:
    """An event with all its parts, which are missed where it was not found."""
    marked = f"{gold.trigger} {gold.type}"
    yield Compared("trigger", int(found is not None), [] if found else [marked], [])
    right = found is not None and right_type(gold, found)
    given = [named(found)] if found and not right else []
    yield Compared("type", int(right), [] if right else [marked], given)
    actors, recipients = (found.actors, found.recipients) if found else ((), ())
    yield _participants("actors", gold, gold.actors, actors, things)
    yield _participants("recipients", gold, gold.recipients, recipients, things)
    yield _days(gold, found)
    yield _place(gold, found)
    yield _quantities(gold, found)
    if found:
        yield _told("polarity", gold, _polarity(gold.negated), _polarity(found.negated))
        yield _told("modality", gold, gold.modality, found.modality)


def too_many(found: Event) -> Iterator[Compared]:
    """An event that nobody marked; its parts do not count."""
    for part in ("trigger", "type"):
        yield Compared(part, 0, [], [named(found)])


def named(found: Event) -> str:
    """An event's trigger and types."""
    return " ".join(filter(None, (found.trigger.text, found.type, found.ext_type)))


def head(phrase: str) -> str:
    """The word that a phrase is about: "guards" of "12 guards at the gate"."""
    rest = _REST.search(phrase, 1)
    words = _WORD.findall(phrase[: rest.start()] if rest else phrase) or _WORD.findall(phrase)
    return words[-1].strip(".").lower() if words else ""


def same_words(one: str, other: str) -> bool:
    """Whether the words of one stand in the other, in a row."""
    padded = [f" {' '.join(_WORD.findall(text.lower()))} " for text in (one, other)]
    short, long = sorted(padded, key=len)
    return bool(short.strip()) and short in long


def _participants(
    part: str,
    gold: GoldEvent,
    marked: Sequence[Phrases],
    found: Iterable[Participant],
    things: Sequence[Thing],
) -> Compared:
    """By their heads; where the record says who "he" is, that name will do."""
    missed, extra, right = list(marked), [], 0
    for one in found:
        name = () if one.thing is None else (things[one.thing].canonical,)
        names = _heads((one.text, *name))
        hit = next((phrases for phrases in missed if names & _heads(phrases)), None)
        if hit is not None:
            missed.remove(hit)
            right += 1
        elif not names & _heads(gold.maybe):
            extra.append(one.text)
    return Compared(part, right, ["/".join(sorted(phrases)) for phrases in missed], extra)


def _heads(phrases: Iterable[str]) -> set[str]:
    return {head(phrase) for phrase in phrases}


def _days(gold: GoldEvent, found: Event | None) -> Compared:
    """The day of publication, given where the text states none, is neither right nor wrong."""
    date = found.date if found else None
    if date is None or date.earliest is None or date.latest is None:
        return Compared("days", 0, [str(gold.days)] if gold.days else [], [])
    given = (date.earliest, date.latest)
    if given == gold.days:
        return Compared("days", 1, [], [])
    stated = date.basis in _STATED_DAYS and given not in {days(words) for words in gold.maybe}
    wrong = stated or gold.days is not None
    return Compared("days", 0, [str(gold.days)] if gold.days else [], [str(given)] if wrong else [])


def _place(gold: GoldEvent, found: Event | None) -> Compared:
    """A part of the words will do; a place nearby, given where the text states none, is neither."""
    missed = [gold.place] if gold.place else []
    location = found.location if found else None
    if location is None:
        return Compared("places", 0, missed, [])
    if gold.place and same_words(gold.place, location.text):
        return Compared("places", 1, [], [])
    stated = location.basis is LocationBasis.STATED
    maybe = any(same_words(words, location.text) for words in gold.maybe)
    wrong = gold.place is not None or (stated and not maybe)
    return Compared("places", 0, missed, [location.text] if wrong else [])


def _quantities(gold: GoldEvent, found: Event | None) -> Compared:
    missed, extra = list(gold.quantities), []
    for quantity in found.quantities if found else ():
        words, role = quantity.text, str(quantity.role)
        hit = next((one for one in missed if one[1] == role and same_words(one[0], words)), None)
        if hit is not None:
            missed.remove(hit)
        elif not any(same_words(one, words) for one in gold.maybe):
            extra.append(f"{words} {role}")
    right = len(gold.quantities) - len(missed)
    return Compared("quantities", right, [" ".join(one) for one in missed], extra)


def _told(part: str, gold: GoldEvent, right: str, found: str) -> Compared:
    wrong = [] if right == found else [f"{gold.trigger} {right}, not {found}"]
    return Compared(part, int(right == found), wrong, [])


def _polarity(negated: bool) -> str:
    return "negated" if negated else "not negated"


def _overlap(gold: GoldEvent, found: Event) -> int:
    return min(gold.end, found.trigger.end) - max(gold.start, found.trigger.start)
