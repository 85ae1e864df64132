"""Whether the worker is started, ready and alive, with reasons.

Decides from what the loop reports: ages of the last tick, of the last commit, and of each
partition's last progress while it has lag. Must not know Kafka or the processes, and never asks
them: an answer about health may not hang on what may hang.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Partition = tuple[str, int]


class Check(NamedTuple):
    """One look at one thing."""

    ok: bool
    detail: str


class Verdict(NamedTuple):
    """`ok` when every check is; `reasons` are the checks by name."""

    ok: bool
    reasons: Mapping[str, Check]


@dataclass(slots=True)
class _Progress:
    """Of one partition: `since` is when it last moved, or had nothing to move for."""

    since: float
    position: int = -1
    lag: int = 0


@dataclass(slots=True)
class _Seen:
    """What the loop has reported so far; times are of the monotonic clock."""

    tick_at: float
    commit_at: float
    started: bool = False
    warm: bool = False
    assigned_once: bool = False
    draining: bool = False
    partitions: dict[Partition, _Progress] = field(default_factory=dict)


class Health:
    """What the loop reports and the probes ask. Thread-safe.

    Whatever waits on purpose calls `ticked` while it waits: until the first tick the age counts
    from the making of this object, so a start-up that hangs is seen as well.
    """

    def __init__(
        self,
        *,
        stall_limit_s: float,
        progress_limit_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # The probes say "not alive" well before the watchdog ends the process.
        self._tick_limit_s = stall_limit_s / 2
        self._progress_limit_s = progress_limit_s
        self._clock = clock
        self._lock = threading.Lock()
        now = clock()
        self._seen = _Seen(tick_at=now, commit_at=now)

    def ticked(self) -> None:
        """The loop has turned."""
        with self._lock:
            self._seen.tick_at = self._clock()

    def committed(self) -> None:
        """A transaction was committed."""
        with self._lock:
            self._seen.commit_at = self._clock()

    def progress(self, partition: Partition, position: int, lag: int) -> None:
        """Report the committed position of an assigned partition, and the records behind it.

        Partitions that are not assigned are ignored: such a report is merely late.
        """
        with self._lock:
            seen = self._seen.partitions.get(partition)
            if seen is None:
                return
            now = self._clock()
            had_lag = any(p.lag > 0 for p in self._seen.partitions.values())
            if position != seen.position or seen.lag == 0:
                seen.since = now
            seen.position, seen.lag = position, lag
            if lag > 0 and not had_lag:
                self._seen.commit_at = now  # after hours without a page there is no old commit

    def assigned(self, partitions: Iterable[Partition]) -> None:
        """The group gave these in addition; an empty assignment is one too."""
        with self._lock:
            now = self._clock()
            self._seen.assigned_once = True
            for partition in partitions:
                self._seen.partitions.setdefault(partition, _Progress(since=now))

    def revoked(self, partitions: Iterable[Partition]) -> None:
        """These belong to somebody else now."""
        with self._lock:
            for partition in partitions:
                self._seen.partitions.pop(partition, None)

    def pool_ready(self, ready: bool) -> None:
        """Report whether the CPU processes are warm."""
        with self._lock:
            self._seen.warm = ready

    def started(self) -> None:
        """Start-up is over: the processes have been warm once."""
        with self._lock:
            self._seen.started = True

    def draining(self) -> None:
        """The worker was told to stop: alive, but no longer ready."""
        with self._lock:
            self._seen.draining = True

    def tick_age_s(self) -> float:
        """Seconds since the loop last turned."""
        with self._lock:
            return self._clock() - self._seen.tick_at

    def live(self) -> Verdict:
        """Whether a restart would not help."""
        with self._lock:
            now, seen = self._clock(), self._seen
            checks = {
                "tick": _age("the loop turned", now - seen.tick_at, self._tick_limit_s),
                "commit": self._commit(now),
                **{
                    f"progress of {topic}-{number}": self._partition(now, progress)
                    for (topic, number), progress in sorted(seen.partitions.items())
                },
            }
        return _verdict(checks)

    def ready(self) -> Verdict:
        """Whether the worker takes part in the group's work."""
        with self._lock:
            seen = self._seen
            checks = {
                "processes": _either(seen.warm, "warm", "CPU processes are loading"),
                "assignment": _either(
                    seen.assigned_once,
                    f"{len(seen.partitions)} partitions",
                    "the group has not assigned anything yet",
                ),
                "intake": _either(not seen.draining, "open", "draining: told to stop"),
            }
        return _verdict(checks)

    def startup(self) -> Verdict:
        """Whether start-up is over; until then nobody should ask whether it is alive."""
        with self._lock:
            started = self._seen.started
        return _verdict(
            {"processes": _either(started, "have been warm", "CPU processes are loading")}
        )

    def _commit(self, now: float) -> Check:
        if not any(progress.lag > 0 for progress in self._seen.partitions.values()):
            return Check(True, "no lag")
        return _age("committed", now - self._seen.commit_at, self._progress_limit_s)

    def _partition(self, now: float, progress: _Progress) -> Check:
        if progress.lag == 0:
            return Check(True, "no lag, or not its turn yet")
        moved = _age("moved", now - progress.since, self._progress_limit_s)
        return Check(moved.ok, f"{progress.lag} records behind, {moved.detail}")


def _verdict(checks: Mapping[str, Check]) -> Verdict:
    return Verdict(all(check.ok for check in checks.values()), checks)


def _either(ok: bool, good: str, bad: str) -> Check:
    return Check(ok, good if ok else bad)


def _age(what: str, age_s: float, limit_s: float) -> Check:
    return Check(age_s < limit_s, f"{what} {age_s:.1f} s ago, limit {limit_s:g} s")
