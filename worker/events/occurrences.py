"""Mentions of events to occurrences: which of a page's events are the same one, told again.

Decides the number of the occurrence that a mention tells. Nothing is merged or dropped: who counts
occurrences reads each number once. Must not know how an event was found.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from worker.events.keys import days, key_of, plain_words, thing_name
from worker.records import Event, EventDateBasis, Participant, QuantityRole, Thing

# Numbers that tell one event from another of its kind; a duration or a distance does not.
_TELLING = frozenset(QuantityRole) - {
    QuantityRole.DURATION,
    QuantityRole.DISTANCE,
    QuantityRole.OTHER,
}
_STRANGERS = 0  # points of what two mentions have in common
_SAME_WORD, _SAME_SIDE, _SAME_PLACE, _SAME_DAY, _SAME_NUMBER = 1, 2, 1, 1, 3
_ENOUGH = 3
_LOOK_BACK = 100  # occurrences of a kind: no article tells of more, and hostile pages cost little


def numbered(events: Sequence[Event], things: Sequence[Thing]) -> tuple[Event, ...]:
    """The events with `occurrence`, numbered by first mention from 0, and `key`.

    Two mentions are one occurrence when their type, polarity and modality are the same, nothing
    that both of them state differs (sides, place, day, numbers of one role), and enough of it is
    the same. A mention joins the occurrence that it has most in common with.
    """
    alike: dict[tuple[object, ...], deque[tuple[int, _Facts]]] = {}  # occurrences, by kind
    told: list[Event] = []
    count = 0
    for event in events:
        facts = _facts(event, things)
        seen = alike.setdefault(facts.kind, deque(maxlen=_LOOK_BACK))
        shared = [_in_common(known, facts) for _, known in seen]
        best = max(range(len(seen)), key=shared.__getitem__, default=None)
        if best is not None and shared[best] >= _ENOUGH:
            number, known = seen[best]
            known.learn(facts)
        else:
            number, count = count, count + 1
            seen.append((number, facts))
        told.append(replace(event, occurrence=number, key=key_of(event, things)))
    return tuple(told)


@dataclass(slots=True)
class _Facts:
    """What tells an event from others, in words that other pages use as well."""

    kind: tuple[object, ...]  # type, polarity, modality
    words: set[str]  # the triggers
    sides: tuple[set[str], set[str]]  # actors, recipients
    places: set[str]
    days: set[str]  # or intervals of days; the day of publication tells none from another
    numbers: dict[QuantityRole, set[float]] = field(default_factory=dict)

    def learn(self, other: "_Facts") -> None:
        """What another mention of the same event says besides."""
        self.words |= other.words
        self.places |= other.places
        self.days |= other.days
        for own, more in zip(self.sides, other.sides, strict=True):
            own |= more
        for role, values in other.numbers.items():
            self.numbers.setdefault(role, set()).update(values)


def _facts(event: Event, things: Sequence[Thing]) -> _Facts:
    numbers: dict[QuantityRole, set[float]] = {}
    for quantity in event.quantities:
        if quantity.value is not None and quantity.role in _TELLING:
            numbers.setdefault(quantity.role, set()).add(quantity.value)
    place = event.location
    is_stated = event.date and event.date.basis is not EventDateBasis.PUBLICATION_DAY
    stated = days(event.date) if event.date and is_stated else ""
    return _Facts(
        kind=(event.type, event.ext_type, event.negated, event.modality),
        words={event.trigger.text.casefold()},
        sides=(_names(event.actors, things), _names(event.recipients, things)),
        places={thing_name(things[place.thing])} if place and place.thing is not None else set(),
        days={stated} if stated else set(),
        numbers=numbers,
    )


def _in_common(known: _Facts, new: _Facts) -> int:
    """Points for what both state alike; none as soon as anything differs."""
    points = _SAME_WORD if known.words & new.words else 0
    pairs: list[tuple[AbstractSet[object], AbstractSet[object], int]] = [
        (known.sides[0], new.sides[0], _SAME_SIDE),
        (known.sides[1], new.sides[1], _SAME_SIDE),
        (known.places, new.places, _SAME_PLACE),
        (known.days, new.days, _SAME_DAY),
    ]
    pairs += [
        (known.numbers[role], new.numbers[role], _SAME_NUMBER)
        for role in known.numbers.keys() & new.numbers.keys()
    ]
    for left, right, worth in pairs:
        if left and right:
            if left.isdisjoint(right):
                return _STRANGERS
            points += worth
    return points


def _names(participants: Iterable[Participant], things: Sequence[Thing]) -> set[str]:
    return {
        plain_words(part.text) if part.thing is None else thing_name(things[part.thing])
        for part in participants
    }
