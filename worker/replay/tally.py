"""What a replay has done in one partition, kept in the metadata of its committed offset.

Decides the form of that metadata. It is committed in the transaction that writes the outcomes, so
the count is exact whatever is killed when; and it carries the range, so the end stays where it was
when the replay began. Must not know Kafka or time.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from worker.failures import BadSettings
from worker.records import DeadLetter, Enriched, Filtered, Outcome, Tombstone

_FIELD = "replay"


@dataclass(frozen=True, slots=True)
class Tally:
    """One partition's range and what became of the records in it.

    `of` names the replay's arguments: another replay under the same name is told apart by it.
    `version` is the pipeline's, with which it was begun; "" by a release that did not note it.
    `read` is counted where records come in, the others where outcomes are committed: that they
    agree is what the report at the end checks. `gone`: offsets that retention took away after the
    range was fixed and before they were read.
    """

    of: str
    start: int
    end: int  # exclusive
    read: int = 0
    enriched: int = 0
    dead_letters: int = 0
    tombstones: int = 0
    filtered: int = 0
    done: bool = False
    gone: int = 0
    version: str = ""

    @property
    def settled(self) -> int:
        """Records with an outcome."""
        return self.enriched + self.dead_letters + self.tombstones + self.filtered

    def after(self, outcomes: list[Outcome], read: int, gone: int = 0) -> "Tally":
        """The tally with more outcomes, more records read, and more offsets gone."""
        counts = {
            "enriched": sum(isinstance(outcome, Enriched) for outcome in outcomes),
            "dead_letters": sum(isinstance(outcome, DeadLetter) for outcome in outcomes),
            "tombstones": sum(isinstance(outcome, Tombstone) for outcome in outcomes),
            "filtered": sum(isinstance(outcome, Filtered) for outcome in outcomes),
        }
        added = {name: getattr(self, name) + count for name, count in counts.items()}
        return replace(self, read=self.read + read, gone=self.gone + gone, **added)

    def finished(self) -> "Tally":
        """The tally of a partition that was read to its end."""
        return replace(self, done=True)

    def beside(self, metadata: str) -> str:
        """Commit metadata with the tally added to what the loop itself wants to remember."""
        remembered = json.loads(metadata) if metadata else {}
        return json.dumps(remembered | {_FIELD: asdict(self)}, separators=(",", ":"))

    @classmethod
    def within(cls, metadata: str | None) -> "Tally | None":
        """The tally in commit metadata; None where there is none, or somebody else's writing."""
        try:
            found: Any = json.loads(metadata or "{}")
            return cls(**found[_FIELD])
        except (json.JSONDecodeError, KeyError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes several starts one run: its name, a digest of its arguments, the pipeline.

    `version` is None as long as no pipeline is loaded.
    """

    name: str
    of: str
    version: str | None = None

    def begun(self, start: int, end: int) -> Tally:
        """The tally of what nobody has begun."""
        return Tally(self.of, start, end, version=self.version or "")

    def left(self, metadata: str | None) -> Tally:
        """The tally that an earlier start left. Raises BadSettings where it is not this run's."""
        found = Tally.within(metadata)
        if found is None or found.of != self.of:
            raise BadSettings(
                f"{self.name!r} exists with another range, other files, filters or another output:"
                " give the same arguments to go on with it, or take another --name"
            )
        return found

    def require_pipeline(self, left: Tally) -> None:
        """Raise BadSettings where the tally was begun with another pipeline than this run's."""
        if left.version == self.version:
            return
        begun_with = (
            f"the pipeline {left.version}"
            if left.version
            else "a release that did not write down which pipeline it was"
        )
        raise BadSettings(
            f"{self.name!r} was begun with {begun_with}, and this one is {self.version}: its output"
            " would be of two kinds. Start it with the release and the settings of the first to go"
            " on with it, or take another --name to do all of it with this one"
        )
