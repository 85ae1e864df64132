"""A replay's progress: its gauges, and a line of log now and then.

Decides how often the log says it. Must not know how a replay is done.
"""

from typing import Any, NamedTuple

from worker.telemetry import events
from worker.telemetry.metrics import Metrics

_LINE_EVERY_S = 10.0
_YIELDING = ("no", "slowed", "paused")


class Told(NamedTuple):
    """A line of the log."""

    message: str
    fields: dict[str, Any]


class ReplayGauges:
    """Belongs to `Telemetry`."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._told_at = 0.0

    def observe(self, event: events.ReplayProgress, now_s: float) -> Told | None:
        """Set the gauges; a line when it is time for one again."""
        self._metrics.replay_records.set(event.records)
        self._metrics.replay_left.set(event.left)
        self._metrics.replay_yielding.set(event.yielding)
        if now_s - self._told_at < _LINE_EVERY_S:
            return None
        self._told_at = now_s
        eta_s = event.eta_s
        to_go = "nothing moves" if eta_s is None else f"{eta_s:.0f} s to go"
        return Told(
            f"{event.records - event.left} of {event.records} offsets replayed,"
            f" {event.speed_per_s:.1f} records/s, {to_go}",
            {
                "records": event.records,
                "left": event.left,
                "filtered": event.filtered,
                "dead_letters": event.dead_letters,
                "speed_per_s": round(event.speed_per_s, 1),
                "yielding": _YIELDING[event.yielding],
            },
        )
