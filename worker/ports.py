"""The three ports of the loop, and no other interfaces: where pages come from, become, and go.

Decides what the loop may count on, whatever stands behind it. Must not know how any of it is done.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from worker.kafka.sink import Positions
from worker.kafka.source import Change
from worker.ledger import Partition
from worker.records import Origin, Processed, RawRecord, Settled


class Source(Protocol):
    """Where records come from."""

    def poll(self, timeout_s: float, max_records: int) -> list[RawRecord]: ...
    def changes(self) -> Sequence[Change]: ...
    def membership(self) -> Any: ...
    def commit_metadata(self, partition: Partition) -> str | None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def lag(self, partition: Partition, uncommitted: int | None) -> int | None: ...
    def at_end(self) -> bool: ...


class Pool(Protocol):
    """Where pages become outcomes."""

    @property
    def ready(self) -> bool: ...
    def submit(self, record: RawRecord) -> None: ...
    def withdraw(self, partition: Partition) -> None: ...
    def wait(self, timeout_s: float) -> Iterable[tuple[Origin, Processed]]: ...


class Sink(Protocol):
    """Where outcomes and offsets go, in one transaction."""

    def commit(
        self, settled: tuple[Settled, ...], positions: Positions, membership: Any, now: datetime
    ) -> None: ...
