"""How many records a replay may take in now: its own rate, and the live group's lag.

Decides by tokens that fill up with time (a token bucket of one second's worth). When the live
group falls behind half of the lag that is allowed, the replay goes at half the speed that it has
had; when it falls behind all of it, the replay stands still until the lag is back under the half.
Must not know Kafka or read a clock: it is told the time, and asks what it is given.
"""

from collections import deque
from collections.abc import Callable
from enum import IntEnum

_REMEMBERED_S = 10.0
_LOOK_EVERY_S = 1.0
_UNLIMITED = 1 << 30
_SLOWEST_PER_S = 1.0


class Yielding(IntEnum):
    """How far a replay steps back for the live group."""

    NOT = 0
    SLOWED = 1
    PAUSED = 2


class Pace:
    """Records per second. Not thread-safe: it belongs to the loop."""

    def __init__(
        self, rate_per_s: float | None, live_lag: Callable[[], Yielding] | None = None
    ) -> None:
        """`rate_per_s`: None for as fast as it goes. `live_lag`: how far the live group is behind,
        None where there is none to yield to.
        """
        self._rate_per_s = rate_per_s
        self._live_lag = live_lag
        self._looked = 0.0
        self._slowed_per_s = _SLOWEST_PER_S
        self._tokens = 0.0
        self._filled_at: float | None = None
        self._taken: deque[tuple[float, int]] = deque()
        self.yielding = Yielding.NOT

    def look(self, now: float) -> bool:
        """Once a second: see how far the live group is behind. Whether it was time for it.

        Raises what `live_lag` does.
        """
        if now - self._looked < _LOOK_EVERY_S:
            return False
        self._looked = now
        if self._live_lag is not None:
            self.live_lag_is(self._live_lag(), now)
        return True

    def live_lag_is(self, behind: Yielding, now: float) -> None:
        """Report how far the live group is behind: within half of the limit, within it, beyond."""
        if behind is Yielding.SLOWED and self.yielding is Yielding.PAUSED:
            return  # not yet back under the half: going on now would bring the lag back at once
        if behind is Yielding.SLOWED and self.yielding is Yielding.NOT:
            self._slowed_per_s = max(_SLOWEST_PER_S, self.speed_per_s(now) / 2)
        self.yielding = behind

    def allowance(self, now: float) -> int:
        """How many records may be taken in now."""
        rate_per_s = self._limit_per_s()
        if rate_per_s is None:
            self._filled_at, self._tokens = now, 0.0
            return _UNLIMITED
        since = 0.0 if self._filled_at is None else now - self._filled_at
        self._filled_at = now
        self._tokens = min(self._tokens + since * rate_per_s, max(1.0, rate_per_s))
        return int(self._tokens)

    def took(self, records: int, now: float) -> None:
        """So many were taken in."""
        if records:
            self._tokens = max(0.0, self._tokens - records)
            self._taken.append((now, records))
        while self._taken and self._taken[0][0] < now - _REMEMBERED_S:
            self._taken.popleft()

    def speed_per_s(self, now: float) -> float:
        """Records per second, over the last ten seconds."""
        self.took(0, now)
        if not self._taken:
            return 0.0
        return sum(records for _, records in self._taken) / max(1.0, now - self._taken[0][0])

    def _limit_per_s(self) -> float | None:
        if self.yielding is Yielding.PAUSED:
            return 0.0
        if self.yielding is Yielding.SLOWED:
            return min(self._slowed_per_s, self._rate_per_s or self._slowed_per_s)
        return self._rate_per_s
