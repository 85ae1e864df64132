"""When to stop rather than to fill the dead-letter topic.

Decides from outcomes alone: a bad deploy or a changed upstream turns most pages into dead
letters, and stopping leaves them where they can be processed again. Must not know Kafka or time.
"""

import math
from collections import Counter, deque

from worker.failures import BreakerTripped, Reason
from worker.records import DeadLetter, Outcome


class Breaker:
    """Counts dead letters among the last `window_pages` outcomes.

    It trips when they reach `share` of the whole window, so a worker that has just started
    needs as many bad pages as one that has run for days: a handful never stops it.
    """

    def __init__(self, *, share: float, window_pages: int) -> None:
        self._limit = share * window_pages
        self._window_pages = window_pages
        self._reasons: deque[Reason | None] = deque(maxlen=window_pages)
        self._dead = 0

    @property
    def share(self) -> float:
        """Dead letters as a share of the whole window, 0..1."""
        return self._dead / self._window_pages

    @property
    def reasons(self) -> dict[str, int]:
        """Dead letters in the window by reason, most frequent first."""
        counted = Counter(reason.value for reason in self._reasons if reason is not None)
        return dict(counted.most_common())

    def observe(self, outcome: Outcome) -> None:
        """Count one outcome. Raises BreakerTripped at the limit; no commit follows."""
        if len(self._reasons) == self._window_pages and self._reasons[0] is not None:
            self._dead -= 1
        reason = outcome.reason if isinstance(outcome, DeadLetter) else None
        self._reasons.append(reason)
        self._dead += reason is not None
        if self._dead >= self._limit:
            raise BreakerTripped(self._message())

    def _message(self) -> str:
        reasons = ", ".join(f"{reason} {count}" for reason, count in self.reasons.items())
        return (
            f"{self._dead} of the last {len(self._reasons)} pages became dead letters ({reasons}). "
            "Nothing of the last batch was committed. Look at the upstream or the last deploy; "
            "PAGEWIRE_BREAKER_SHARE and PAGEWIRE_BREAKER_WINDOW_PAGES set the limit"
            f" ({math.ceil(self._limit)} of {self._window_pages})."
        )
