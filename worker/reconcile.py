"""Whether every input record ended in exactly one outcome: the counting behind `pagewire verify`.

Decides what counts as lost, as settled twice and as out of order. Must not know Kafka or how the
topics are read. Costs one byte of memory per offset of the inputs' ranges.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Partition = tuple[str, int]  # of an output topic
Input = tuple[str, int, int]  # topic, partition, offset

LISTED_OFFSETS = 20

_EXISTS, _SETTLED, _TWICE = 1, 2, 4


class Kind(StrEnum):
    """What an input record can become."""

    ENRICHED = "enriched"
    DEAD_LETTER = "dead_letter"
    TOMBSTONE = "tombstone"


@dataclass(frozen=True, slots=True)
class PartitionReport:
    """The outcomes of one input partition's range. Offsets are listed up to LISTED_OFFSETS."""

    partition: int
    first: int
    end: int  # exclusive
    inputs: int
    outcomes: Mapping[Kind, int]
    lost: int
    lost_offsets: tuple[int, ...]
    twice: int  # input records with more than one outcome
    twice_offsets: tuple[int, ...]
    without_input: int  # offsets with an outcome where no input record is
    without_input_offsets: tuple[int, ...]
    out_of_order: int
    out_of_order_offsets: tuple[int, ...]

    @property
    def problems(self) -> int:
        """How many things are wrong with this partition."""
        return self.lost + self.twice + self.without_input + self.out_of_order


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was counted. `foreign` outcomes belong to another input topic.

    `replayed` ones were written by a replay or a redrive, which report on themselves.
    """

    partitions: tuple[PartitionReport, ...]
    outside: int  # outcomes of inputs before or after the range, which nobody asked about
    foreign: int
    unknown: int  # records in the output topics that name no input record
    replayed: int = 0

    @property
    def problems(self) -> int:
        """How many things are wrong in all; another topic's outcomes are not."""
        return self.unknown + sum(part.problems for part in self.partitions)


class Reconciliation:
    """Inputs and outcomes as they are read, in any order of topics, in order within a partition."""

    def __init__(self, topic: str, ranges: Mapping[int, range]) -> None:
        """`ranges` has every partition of the input topic; an empty range asks for nothing."""
        self._topic = topic
        self._counts = {number: _Count(offsets) for number, offsets in ranges.items()}
        self._outside = self._foreign = self._unknown = self._replayed = 0

    def saw_input(self, partition: int, offset: int) -> None:
        """An input record exists. Raises KeyError for a partition that `ranges` does not have."""
        count = self._counts[partition]
        if offset in count.offsets:
            count.marks[offset - count.offsets.start] |= _EXISTS

    def saw_outcome(self, kind: Kind, place: Partition, of: Input | None) -> None:
        """A record of an output topic's partition `place` settles the input `of`, or nothing."""
        if of is None:
            self._unknown += 1
            return
        topic, partition, offset = of
        if topic != self._topic:
            self._foreign += 1
        elif partition not in self._counts or offset < 0:
            self._unknown += 1
        elif offset not in self._counts[partition].offsets:
            self._outside += 1
        else:
            self._counts[partition].settle(kind, place, offset)

    def saw_replayed(self) -> None:
        """A record of an output topic was written by a replay: the live worker's stands beside."""
        self._replayed += 1

    def report(self) -> Report:
        """What the records seen so far add up to."""
        partitions = tuple(count.report(number) for number, count in sorted(self._counts.items()))
        counts = (self._outside, self._foreign, self._unknown, self._replayed)
        return Report(partitions, *counts)


class _Count:
    """One input partition."""

    def __init__(self, offsets: range) -> None:
        self.offsets = offsets
        self.marks = bytearray(len(offsets))
        self._kinds: Counter[Kind] = Counter()
        self._newest: dict[Partition, int] = {}
        self._disorder = 0
        self._disorderly: list[int] = []

    def settle(self, kind: Kind, place: Partition, offset: int) -> None:
        index = offset - self.offsets.start
        self._kinds[kind] += 1
        if self.marks[index] & _SETTLED:
            # Told as settled twice; the second one cannot be in order, and is not told again.
            self.marks[index] |= _TWICE
            return
        self.marks[index] |= _SETTLED
        if offset < self._newest.get(place, -1):
            self._disorder += 1
            if len(self._disorderly) < LISTED_OFFSETS:
                self._disorderly.append(offset)
        else:
            self._newest[place] = offset

    def report(self, number: int) -> PartitionReport:
        tally = Counter(self.marks)
        lost, twice, stray = set[int](), set[int](), set[int]()
        for mark in tally:
            if mark == _EXISTS:
                lost.add(mark)
            if mark & _TWICE:
                twice.add(mark)
            if mark and not mark & _EXISTS:
                stray.add(mark)
        return PartitionReport(
            partition=number,
            first=self.offsets.start,
            end=self.offsets.stop,
            inputs=sum(count for mark, count in tally.items() if mark & _EXISTS),
            outcomes={kind: self._kinds[kind] for kind in Kind},
            lost=sum(tally[mark] for mark in lost),
            lost_offsets=tuple(self._listed(lost)),
            twice=sum(tally[mark] for mark in twice),
            twice_offsets=tuple(self._listed(twice)),
            without_input=sum(tally[mark] for mark in stray),
            without_input_offsets=tuple(self._listed(stray)),
            out_of_order=self._disorder,
            out_of_order_offsets=tuple(self._disorderly),
        )

    def _listed(self, wanted: set[int]) -> Iterator[int]:
        """The first offsets with one of these marks."""
        if not wanted:
            return
        left = LISTED_OFFSETS
        for index, mark in enumerate(self.marks):
            if mark in wanted:
                yield self.offsets.start + index
                left -= 1
                if not left:
                    return
