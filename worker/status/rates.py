"""How many a second, over the last minutes.

Decides how long a count is remembered. Time comes in as an argument.
"""

from collections import deque

_KEPT_S = 300.0


class Rate:
    """Counts by second, as far back as five minutes."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._seconds: deque[tuple[int, int]] = deque()  # second, count

    def add(self, now: float, count: int) -> None:
        """Count so many at this moment. `now` is in seconds."""
        if self._begun is None:
            self._begun = now
        second = int(now)
        if self._seconds and self._seconds[-1][0] == second:
            count += self._seconds.pop()[1]
        self._seconds.append((second, count))
        while self._seconds[0][0] < now - _KEPT_S - 1:
            self._seconds.popleft()

    def over(self, now: float, span_s: float) -> float:
        """Per second over the span that ends now, or since the first count where that is later."""
        if self._begun is None:
            return 0.0
        begin = max(now - span_s, self._begun)
        counted = sum(count for second, count in self._seconds if second >= int(begin))
        return counted / max(1.0, now - begin)
