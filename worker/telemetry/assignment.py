"""Which partitions the worker holds, and their lag series.

Decides that a series of a partition exists exactly while the worker holds it and its lag is
known: a revoked partition's last lag would otherwise stay on the dashboard for ever. Must not
know how partitions come and go.
"""

from collections.abc import Iterable

from prometheus_client import Gauge

from worker.telemetry.events import LagObserved, Partition
from worker.telemetry.metrics import Metrics


class Assignment:
    """Keeps `partitions_assigned` and the gauges of each partition true."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._held: set[Partition] = set()
        self._with_lag: set[Partition] = set()

    def __len__(self) -> int:
        return len(self._held)

    def add(self, partitions: Iterable[Partition]) -> None:
        """Hold these as well."""
        self._held.update((topic, number) for topic, number in partitions)
        self._metrics.partitions_assigned.set(len(self._held))

    def remove(self, partitions: Iterable[Partition]) -> None:
        """Hold these no more, and forget their lag."""
        gone = {(topic, number) for topic, number in partitions}
        for topic, number in gone & self._with_lag:
            for gauge in self._of_partitions():
                gauge.remove(topic, str(number))
        self._with_lag -= gone
        self._held -= gone
        self._metrics.partitions_assigned.set(len(self._held))

    def observe(self, lag: LagObserved) -> None:
        """Set the lag of a held partition; a late observation of another is of no use."""
        if (lag.topic, lag.partition) not in self._held:
            return
        self._with_lag.add((lag.topic, lag.partition))
        values = (lag.records, lag.seconds, lag.offset)
        for gauge, value in zip(self._of_partitions(), values, strict=True):
            gauge.labels(lag.topic, str(lag.partition)).set(value)

    def _of_partitions(self) -> tuple[Gauge, Gauge, Gauge]:
        metrics = self._metrics
        return metrics.lag_records, metrics.lag_seconds, metrics.committed_offset
