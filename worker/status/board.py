"""What the status page shows, gathered from the events as they come.

Decides what is remembered and for how long: the last dead letters, rates over a minute and over
five. Bounded, whatever the pages are. Must not know how it is drawn.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from worker.records import DeadLetter, Model, Origin
from worker.status.rates import Rate
from worker.telemetry import events
from worker.telemetry.metrics import outcome_name

_LAST_LETTERS = 20
_LAST_DEATHS = 5
_DETAIL_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Part:
    """An assigned partition. `committed` is a position; all is None until it is known."""

    topic: str
    partition: int
    committed: int | None = None
    records_per_s: float | None = None
    lag_records: int | None = None
    lag_s: float | None = None  # how long the next record has been waiting
    leaderless: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """A CPU process by its slot."""

    slot: int
    pid: int
    warm: bool
    rss_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A page that became a dead letter. `at` is Unix time, as all times here."""

    at: float
    origin: Origin
    reason: str
    stage: str
    detail: str


@dataclass(frozen=True, slots=True)
class Death:
    """A CPU process that ended unasked."""

    at: float
    slot: int
    cause: str
    detail: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the page shows, at one moment."""

    now: float
    started_at: float
    version: str
    settings: Mapping[str, str]
    model: Model | None
    parts: tuple[Part, ...]
    processes: tuple[Process, ...]
    letters: tuple[Letter, ...]  # newest first
    deaths: tuple[Death, ...]  # newest first
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]  # dead letters by reason
    pages_per_s: tuple[float, float]  # over one minute, over five
    in_flight_pages: int
    in_flight_bytes: int
    dead_letter_share: float  # as the breaker sees it
    aborted: int  # transactions
    committed_at: float | None
    paused: str | None  # why the intake stands still
    draining: bool
    replay: events.ReplayProgress | None


@dataclass(slots=True)
class _Held:
    """What is known of a partition."""

    committed: int | None = None
    moved: Rate = field(default_factory=Rate)
    lag: events.LagObserved | None = None
    leaderless: bool = False


class Board:
    """Told by the loop's thread, read by those of the health port."""

    def __init__(self, wall_clock: Callable[[], float] = time.time) -> None:
        self._clock = wall_clock
        self._lock = threading.Lock()
        self._started_at = wall_clock()
        self._version = ""
        self._settings: Mapping[str, str] = {}
        self._model: Model | None = None
        self._held: dict[events.Partition, _Held] = {}
        self._processes: dict[int, Process] = {}
        self._letters: deque[Letter] = deque(maxlen=_LAST_LETTERS)
        self._deaths: deque[Death] = deque(maxlen=_LAST_DEATHS)
        self._outcomes: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._pages = Rate()
        self._in_flight = events.InFlight(0, 0)
        self._share = 0.0
        self._aborted = 0
        self._committed_at: float | None = None
        self._paused: str | None = None
        self._draining = False
        self._replay: events.ReplayProgress | None = None

    def observe(self, event: events.Event) -> None:
        """Remember what the page shows of it."""
        with self._lock:
            self._observe(event, self._clock())

    def snapshot(self) -> Snapshot:
        """As it stands now."""
        with self._lock:
            now = self._clock()
            return Snapshot(
                now=now,
                started_at=self._started_at,
                version=self._version,
                settings=self._settings,
                model=self._model,
                parts=tuple(_part(key, held, now) for key, held in sorted(self._held.items())),
                processes=tuple(self._processes[slot] for slot in sorted(self._processes)),
                letters=tuple(reversed(self._letters)),
                deaths=tuple(reversed(self._deaths)),
                outcomes=dict(self._outcomes),
                reasons=dict(self._reasons),
                pages_per_s=(self._pages.over(now, 60.0), self._pages.over(now, 300.0)),
                in_flight_pages=self._in_flight.pages,
                in_flight_bytes=self._in_flight.size_bytes,
                dead_letter_share=self._share,
                aborted=self._aborted,
                committed_at=self._committed_at,
                paused=self._paused,
                draining=self._draining,
                replay=self._replay,
            )

    def _observe(self, event: events.Event, now: float) -> None:
        match event:
            case events.WorkerStarted(version=version, settings=settings):
                self._version, self._settings = version, settings
            case events.WorkerReady(model=model):
                self._model = model
            case events.PartitionsAssigned(partitions=partitions):
                for topic, number in partitions:
                    self._held.setdefault((topic, number), _Held())
            case events.PartitionsRevoked(partitions=partitions):
                for topic, number in partitions:
                    self._held.pop((topic, number), None)
            case events.LagObserved(topic=topic, partition=number):
                if held := self._held.get((topic, number)):
                    held.lag = event
            case events.Leaderless(partitions=partitions):
                for key, held in self._held.items():
                    held.leaderless = key in partitions
                    held.lag = None if held.leaderless else held.lag
            case events.PagesCommitted():
                self._commit(event, now)
            case events.PageDeadLettered(origin=origin, letter=letter):
                self._letters.append(_letter(now, origin, letter))
            case events.TransactionAborted():
                self._aborted += 1
            case events.ProcessStarted(process=slot, pid=pid):
                self._processes[slot] = Process(slot, pid, warm=False)
            case events.ProcessReady(process=slot, pid=pid):
                self._processes[slot] = Process(slot, pid, warm=True)
            case events.ProcessMemory(process=slot, rss_bytes=rss_bytes):
                if known := self._processes.get(slot):
                    self._processes[slot] = Process(slot, known.pid, known.warm, rss_bytes)
            case events.ProcessDied(process=slot, cause=cause, detail=detail):
                self._processes.pop(slot, None)
                self._deaths.append(Death(now, slot, cause, detail[:_DETAIL_CHARACTERS]))
            case events.InFlight():
                self._in_flight = event
            case events.DeadLetterShare(share=share):
                self._share = share
            case events.Paused(reason=reason):
                self._paused = reason
            case events.Resumed():
                self._paused = None
            case events.Draining():
                self._draining = True
            case events.ReplayProgress():
                self._replay = event
            case _:  # the rest is in the log
                pass

    def _commit(self, event: events.PagesCommitted, now: float) -> None:
        self._committed_at = now
        self._outcomes.update(map(outcome_name, event.outcomes))
        self._reasons.update(
            outcome.reason.value for outcome in event.outcomes if isinstance(outcome, DeadLetter)
        )
        self._pages.add(now, len(event.outcomes))
        for partition, position in event.offsets.items():
            held = self._held.get(partition)
            if held is None:
                continue
            if held.committed is not None:
                held.moved.add(now, max(0, position - held.committed))
            held.committed = position


def _part(key: events.Partition, held: _Held, now: float) -> Part:
    return Part(
        *key,
        committed=held.committed,
        records_per_s=None if held.committed is None else held.moved.over(now, 60.0),
        lag_records=held.lag.records if held.lag else None,
        lag_s=held.lag.seconds if held.lag else None,
        leaderless=held.leaderless,
    )


def _letter(now: float, origin: Origin, letter: DeadLetter) -> Letter:
    detail = letter.detail[:_DETAIL_CHARACTERS]
    return Letter(now, origin, letter.reason.value, letter.stage.value, detail)
