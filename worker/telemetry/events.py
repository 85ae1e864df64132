"""What the worker tells of itself: every event by name, frozen, without words or metrics.

Decides what there is to tell. Must not know how it is logged or counted (`telemetry` does).
Units stand in the names; `process` is the slot of a CPU process, from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from worker.records import DeadLetter, Model, Origin, Outcome, Processed

Partition = tuple[str, int]  # topic, number


@dataclass(frozen=True, slots=True)
class WorkerStarted:
    """The worker has its settings and begins to start up. `settings` holds no secret."""

    version: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Serving:
    """Metrics and probes are served at this address."""

    address: str


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """All CPU processes are warm; the worker joins its group now."""

    version: str
    model: Model
    schema_version: str
    start_s: float  # since the start of the worker


@dataclass(frozen=True, slots=True)
class PartitionsAssigned:
    """The group gave these partitions, in addition to those held; may be empty."""

    partitions: Sequence[Partition]


@dataclass(frozen=True, slots=True)
class PartitionsRevoked:
    """These partitions are gone. `lost`: the group took them without asking."""

    partitions: Sequence[Partition]
    lost: bool = False


@dataclass(frozen=True, slots=True)
class BatchDispatched:
    """A CPU process got pages; `queue_s` is how long each of them had waited."""

    process: int
    pages: int
    size_bytes: int
    queue_s: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class PageProcessed:
    """A page has its outcome, not yet committed."""

    processed: Processed


@dataclass(frozen=True, slots=True)
class PagesCommitted:
    """A transaction is committed. The only event that counts pages, so each counts once.

    `latencies_s` runs from a record's timestamp to this commit; `offsets` are positions.
    """

    outcomes: Sequence[Outcome]
    latencies_s: Sequence[float]
    duration_s: float
    offsets: Mapping[Partition, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TransactionAborted:
    """A transaction was given up; its pages stay in the ledger and are sent again."""

    error: str
    pages: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class PageDeadLettered:
    """A page goes to the dead letters; it is counted when that is committed."""

    origin: Origin
    letter: DeadLetter


@dataclass(frozen=True, slots=True)
class PageIsolated:
    """A page was in a worker that died, and is now run alone; `attempts` of them so far."""

    origin: Origin
    attempts: int


@dataclass(frozen=True, slots=True)
class ProcessStarted:
    """A CPU process exists and loads its spaCy pipeline."""

    process: int
    pid: int


@dataclass(frozen=True, slots=True)
class ProcessReady:
    """A CPU process is warm."""

    process: int
    pid: int
    load_s: float


@dataclass(frozen=True, slots=True)
class ProcessDied:
    """A CPU process ended unasked, or was killed for `cause`: a `Reason` of that name."""

    process: int
    pid: int
    cause: str
    detail: str
    signal: str | None
    pages_held: int


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """What a CPU process holds of the machine's memory; 0 when it has just ended."""

    process: int
    rss_bytes: int


@dataclass(frozen=True, slots=True)
class LagObserved:
    """How far behind an assigned partition is; `seconds` is the age of its next record.

    That record is at `offset`: all before it is committed.
    """

    topic: str
    partition: int
    records: int
    seconds: float
    offset: int


@dataclass(frozen=True, slots=True)
class Leaderless:
    """Partitions of ours that have no leader, told when they change: nothing is read there."""

    partitions: Sequence[Partition]


@dataclass(frozen=True, slots=True)
class InFlight:
    """What is read and not yet committed."""

    pages: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Intake stopped, because of `reason`; polling goes on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """Intake goes on."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReplayProgress:
    """How far a replay is in the partitions that this worker holds. `yielding`: 0, 1 or 2."""

    records: int  # offsets in their ranges
    left: int  # offsets that are not committed
    filtered: int
    dead_letters: int
    speed_per_s: float
    yielding: int  # to the live group: not, slowed, paused

    @property
    def eta_s(self) -> float | None:
        """Seconds that are left at this speed; None while nothing moves."""
        return self.left / self.speed_per_s if self.speed_per_s else None


@dataclass(frozen=True, slots=True)
class DeadLetterShare:
    """Dead letters among the last pages, 0..1, as the breaker sees it."""

    share: float


@dataclass(frozen=True, slots=True)
class BreakerTripped:
    """Too many dead letters: the worker stops before it commits them."""

    share: float  # 0..1
    window_pages: int
    reasons: Mapping[str, int]  # reason: pages


@dataclass(frozen=True, slots=True)
class Draining:
    """Told to stop: no more intake, what is in flight is finished."""

    signal: str
    in_flight_pages: int


@dataclass(frozen=True, slots=True)
class Drained:
    """Nothing is in flight any more."""

    duration_s: float


@dataclass(frozen=True, slots=True)
class Stalled:
    """Something has not moved for too long; the watchdog ends the worker now."""

    what: str
    age_s: float
    limit_s: float


@dataclass(frozen=True, slots=True)
class WorkerStopped:
    """The last event: why the command ends, and with which code."""

    exit_code: int
    reason: str


Event = (
    WorkerStarted
    | Serving
    | WorkerReady
    | PartitionsAssigned
    | PartitionsRevoked
    | BatchDispatched
    | PageProcessed
    | PagesCommitted
    | TransactionAborted
    | PageDeadLettered
    | PageIsolated
    | ProcessStarted
    | ProcessReady
    | ProcessDied
    | ProcessMemory
    | LagObserved
    | Leaderless
    | InFlight
    | Paused
    | Resumed
    | ReplayProgress
    | DeadLetterShare
    | BreakerTripped
    | Draining
    | Drained
    | Stalled
    | WorkerStopped
)
