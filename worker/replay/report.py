"""What a replay adds up to, partition by partition: `in = enriched + dead + filtered`.

Decides what counts as a problem. The counts were committed together with the outcomes; this only
holds them against each other. Must not know Kafka.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from worker.replay.tally import Tally

COLUMNS = (
    "partition",
    "from",
    "to",
    "in",
    "enriched",
    "dead letters",
    "tombstones",
    "filtered",
    "state",
)


@dataclass(frozen=True, slots=True)
class Report:
    """`tallies` by partition; None where nobody has begun yet.

    `stopped`: this replica was told to stop before its own partitions were at their end.
    `was_done`: all was done before this one started. `letters_to`: where dead letters went, unless
    to the output with the rest.
    """

    name: str
    topic: str
    output: str
    ranges: Mapping[int, range]
    tallies: Mapping[int, Tally | None]
    stopped: bool = False
    was_done: bool = False
    letters_to: str | None = None

    @property
    def finished(self) -> bool:
        """Whether every partition was read to its end."""
        return all(self._finished(number) for number in self.ranges)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; other replicas may still be at work on the rest."""
        return not self.stopped and not self.unbalanced and not self.gone

    @property
    def gone(self) -> int:
        """Offsets that retention took away while it ran."""
        return sum(tally.gone for tally in self.tallies.values() if tally)

    @property
    def unbalanced(self) -> list[int]:
        """Partitions in which a record that was read has no outcome, or more than one."""
        return [n for n, tally in self.tallies.items() if tally and tally.read != tally.settled]

    @property
    def places(self) -> dict[str, int]:
        """How many of the outcomes are where; nothing for what a filter passed by."""
        found: Counter[str] = Counter()
        for tally in filter(None, self.tallies.values()):
            found[self.output] += tally.enriched + tally.tombstones
            found[self.letters_to or self.output] += tally.dead_letters
        return {place: outcomes for place, outcomes in found.items() if outcomes}

    def rows(self) -> list[tuple[object, ...]]:
        """One row for each partition and one for all, as COLUMNS."""
        rows = [self._row(number) for number in sorted(self.ranges)]
        sums = [sum(int(str(row[at])) for row in rows) for at in range(3, 8)]
        return [*rows, ("all", "", "", *sums, "done" if self.finished else "not finished")]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "ok": self.ok,
            "finished": self.finished,
            "name": self.name,
            "topic": self.topic,
            "output": self.output,
            "unbalanced": self.unbalanced,
            "partitions": [
                {"partition": number, **asdict(self._tally(number))}
                for number in sorted(self.ranges)
            ],
        }

    def _finished(self, number: int) -> bool:
        tally = self.tallies.get(number)
        return tally.done if tally else not self.ranges[number]

    def _tally(self, number: int) -> Tally:
        offsets = self.ranges[number]
        return self.tallies.get(number) or Tally("", offsets.start, offsets.stop)

    def _row(self, number: int) -> tuple[object, ...]:
        tally = self._tally(number)
        counts = (tally.enriched, tally.dead_letters, tally.tombstones, tally.filtered)
        if number in self.unbalanced:
            state = "UNBALANCED"
        elif tally.gone:
            state = f"{tally.gone} GONE"
        else:
            state = "done" if self._finished(number) else "not finished"
        return (number, tally.start, tally.end, tally.read, *counts, state)
