"""Which dead letters of a range go round again: of each input the newest, if nothing came since.

Decides with a few bytes for each input, never with the letters themselves: a topic may hold
millions. Must not know Kafka.
"""

from array import array
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass

from worker.replay.letters import Input, Letter
from worker.replay.marked import Marked

Kind = str | tuple[str, str]  # why it is passed by, or reason and stage of one that is not
_FAILED_AGAIN, _ENRICHED = "failed again later", "enriched since"
_BEHIND = ""  # the newest letter of its input is none of the range: it is not counted


@dataclass(frozen=True, slots=True)
class Choice:
    """Which letters go round again (offsets by partition), and why the others do not."""

    chosen: Mapping[int, Container[int]]
    by_reason: Counter[tuple[str, str]]  # of the chosen
    passed_by: Counter[str]

    @property
    def letters(self) -> int:
        """How many are chosen."""
        return self.by_reason.total()


class Choosing:
    """Letters one after another, those of an input in the order in which they were written.

    About 150 bytes of memory for each input with a letter in the range, and one for each offset.
    """

    def __init__(self, ranges: Mapping[int, range]) -> None:
        self._ranges = ranges
        self._topics: dict[str, int] = {}
        self._inputs: dict[int, int] = {}  # where in the arrays the input's newest letter is
        self._partitions, self._offsets = array("i"), array("q")
        self._failed_at_ms, self._kinds = array("q"), array("i")
        self._numbers: dict[Kind, int] = {}  # of the few kinds there are
        self._known: list[Kind] = []
        self._passed_by: Counter[str] = Counter()

    @property
    def first_failure_ms(self) -> int | None:
        """When the first of the failures was that are looked at; None without any."""
        return min(self._failed_at_ms, default=None)

    def foreign(self) -> None:
        """A record that is no letter of ours."""
        self._passed_by["no dead letter of ours"] += 1

    def saw(self, letter: Letter, refusal: str | None) -> None:
        """A letter, and why the criteria refuse it, or None.

        One behind the range counts too where its input has a letter in it: that is how an input
        that failed again is known, whatever range is asked for.
        """
        partition, offset = letter.place
        is_within = offset in self._ranges.get(partition, ())
        key = self._key(letter.input)
        at = self._inputs.get(key)
        if at is None:
            if not is_within:
                return
            at = self._inputs[key] = len(self._kinds)
            for column in (self._partitions, self._offsets, self._failed_at_ms, self._kinds):
                column.append(0)
        elif self._kind(at) != _BEHIND:
            self._passed_by[_FAILED_AGAIN] += 1
        kind: Kind = refusal or (letter.reason, letter.stage)
        self._partitions[at], self._offsets[at] = partition, offset
        self._failed_at_ms[at] = letter.failed_at_ms
        self._kinds[at] = self._number(kind if is_within else _BEHIND)

    def settled(self, origin: Input, time_ms: int) -> None:
        """An input was enriched, or its tombstone passed on (Unix, ms)."""
        at = self._inputs.get(self._key(origin))
        if at is None or time_ms < self._failed_at_ms[at] or self._kind(at) == _BEHIND:
            return
        self._kinds[at] = self._number(_ENRICHED)

    def choice(self) -> Choice:
        """What it comes to."""
        chosen = {number: Marked(offsets) for number, offsets in self._ranges.items()}
        by_reason: Counter[tuple[str, str]] = Counter()
        passed_by = self._passed_by.copy()
        for partition, offset, number in zip(
            self._partitions, self._offsets, self._kinds, strict=True
        ):
            kind = self._known[number]
            if isinstance(kind, tuple):
                chosen[partition].mark(offset, True)
                by_reason[kind] += 1
            elif kind != _BEHIND:
                passed_by[kind] += 1
        return Choice(chosen, by_reason, passed_by)

    def _key(self, origin: Input) -> int:
        """The input as one number: a third of the memory of what it is made of."""
        topic, partition, offset = origin
        number = self._topics.setdefault(topic, len(self._topics))
        return (number << 32 | partition) << 64 | offset

    def _number(self, kind: Kind) -> int:
        if kind not in self._numbers:
            self._numbers[kind] = len(self._known)
            self._known.append(kind)
        return self._numbers[kind]

    def _kind(self, at: int) -> Kind:
        return self._known[self._kinds[at]]
