"""What became of a record: exactly one outcome, with what the metrics want to know.

Decides names, types and units. Must not know the page's own fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from worker.failures import Reason, Stage
from worker.records.clean_page import ExtractionMethod
from worker.records.raw_page import RawRecord


@dataclass(frozen=True, slots=True)
class Enriched:
    """An enriched page, encoded. `key` is the input key, or the url where there was none."""

    key: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """The facts of a failure. The original record stays with the ledger, untouched."""

    reason: Reason
    stage: Stage
    detail: str
    exception: str | None = None  # class name, with the innermost frame for UNEXPECTED
    signal: str | None = None  # e.g. "SIGSEGV" for CRASHED
    attempts: int = 1  # how often the page was tried


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A null value: passed through, so that compaction downstream forgets the key as well."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Filtered:
    """Passed by, as the user asked a replay to: nothing is written, and it is counted."""


Outcome = Enriched | DeadLetter | Tombstone | Filtered


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the metrics want to know of one page; counted in the CPU process, told by the parent."""

    stage_s: Mapping[Stage, float] = field(default_factory=dict)
    language: str | None = None
    extraction_method: ExtractionMethod | None = None
    entities: Mapping[str, int] = field(default_factory=dict)  # by label
    events: Mapping[str, int] = field(default_factory=dict)  # by type or ext_type


@dataclass(frozen=True, slots=True)
class Processed:
    """One page's outcome with its facts, as a CPU process returns it."""

    outcome: Outcome
    facts: PageFacts = field(default_factory=PageFacts)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an input record, beside the record itself, which a dead letter repeats."""

    record: RawRecord
    processed: Processed
