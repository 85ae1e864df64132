"""Which offsets of each partition a replay covers, from what the user says.

Decides what a time, a span or a list of offsets means, and whether retention has already taken some
of it away. Must not know Kafka: where a time stands is asked of a function.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGINNING, END = "beginning", "end"
_SPAN = re.compile(r"(\d{1,6})(s|m|h|d|w)")
_LONGEST = timedelta(days=365 * 50)  # Kafka's time begins in 1970
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_OFFSETS = re.compile(r"(\d{1,9}):(\d{0,18})-(\d{0,18})")
Offsets = Mapping[int, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the user asked for: two times (None: as far as there is something), or offsets.

    `offsets` has the first offset and the end (exclusive) by partition; then nothing else is meant.
    """

    first: datetime | None = None
    to: datetime | None = None
    offsets: Offsets = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One partition's part: `offsets`, and how many that were asked for are gone.

    `gone_at_most`: of a range that begins at a time or with the oldest record, nobody can say how
    many of the offsets before that one were meant, or held a record. `not_yet`: how many are
    behind the topic's end.
    """

    partition: int
    offsets: range
    gone: int = 0
    gone_at_most: bool = False
    not_yet: int = 0


def read_time(text: str) -> datetime:
    """An ISO 8601 day or time; without a zone it is UTC. Raises ValueError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no time: 2021-07-01, 2021-07-01T06:00Z or 2021-07-01T06:00+02:00"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_span(text: str) -> timedelta:
    """A length of time, such as 90s, 45m, 24h, 7d or 2w. Raises ValueError."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no span of time: 90s, 45m, 24h, 7d, 2w")
    span = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if span > _LONGEST:
        raise ValueError(f"{text!r} is longer than {_LONGEST.days // 365} years")
    return span


def read_offsets(text: str) -> Offsets:
    """Offsets by partition, the last one exclusive: 0:100-200,3:50-. Raises ValueError."""
    offsets: dict[int, tuple[int | None, int | None]] = {}
    for part in text.split(","):
        found = _OFFSETS.fullmatch(part.strip())
        if found is None:
            raise ValueError(
                f"{part!r} is no range: PARTITION:FIRST-END, such as 0:100-200 or 3:50-"
            )
        first, end = (int(bound) if bound else None for bound in found.group(2, 3))
        if first is not None and end is not None and end < first:
            raise ValueError(f"{part!r} ends before it begins")
        if int(found[1]) in offsets:
            raise ValueError(f"{part!r}: partition {found[1]} is there twice; it has one range")
        offsets[int(found[1])] = first, end
    return offsets


def plan(
    bounds: Bounds,
    there: Mapping[int, range],
    offsets_at: Callable[[datetime], Mapping[int, int | None]],
) -> list[Planned]:
    """Every partition's part. `there` is what can be read now; raises ValueError for a partition
    that is not there.
    """
    if bounds.offsets:
        unknown = sorted(set(bounds.offsets) - set(there))
        if unknown:
            raise ValueError(f"the topic has no partition {', '.join(map(str, unknown))}")
        return [_by_offsets(number, there[number], bounds.offsets) for number in sorted(there)]
    firsts = offsets_at(bounds.first) if bounds.first else {}
    ends = offsets_at(bounds.to) if bounds.to else {}
    planned = []
    for number, offsets in sorted(there.items()):
        first = _bound(firsts.get(number), offsets) if bounds.first else offsets.start
        end = _bound(ends.get(number), offsets) if bounds.to else offsets.stop
        may_be_gone = 0 < offsets.start == first
        planned.append(
            Planned(
                number,
                range(first, max(first, end)),
                gone=offsets.start if may_be_gone else 0,
                gone_at_most=may_be_gone,
            )
        )
    return planned


def _by_offsets(number: int, there: range, asked: Offsets) -> Planned:
    if number not in asked:
        return Planned(number, range(there.start, there.start))
    first, end = asked[number]
    first = there.start if first is None else first
    end = there.stop if end is None else min(end, there.stop)
    start = max(first, there.start)
    asked_to = asked[number][1] or 0
    return Planned(
        number,
        range(start, max(start, end)),
        gone=max(0, min(start, end) - first),
        not_yet=max(0, asked_to - max(first, there.stop)),
    )


def _bound(offset: int | None, there: range) -> int:
    """An offset found by its time; None is the end, where all that there is is older."""
    return there.stop if offset is None else max(there.start, min(offset, there.stop))
