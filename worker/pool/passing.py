"""Records through a pool from the first to the last, for commands that have no loop.

Decides how many are in it at once, and gives the outcomes in the order of the records. Must not
know where records come from or what becomes of outcomes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from worker.pool.pool import Pool, PoolConfig
from worker.pool.process import BatchPipeline
from worker.records import Origin, Outcome, RawRecord

_IN_FLIGHT_BYTES = 64 << 20
_WAIT_S = 0.05


@contextmanager
def warm(config: PoolConfig, load: Callable[[], BatchPipeline]) -> Iterator[Pool]:
    """A pool whose processes are warm, unwatched; closed at the end. Raises ProcessesNotReady."""
    pool = Pool(config, load, lambda event: None)
    try:
        pool.start()
        while not pool.ready:
            pool.wait(_WAIT_S)
        yield pool
    finally:
        pool.close()


def passed(
    pool: Pool, records: Iterable[RawRecord | None], *, in_flight: int
) -> Iterator[tuple[RawRecord, Outcome]]:
    """Each record with what became of it, in order; no two have the same origin.

    Where None stands, the next record is not there yet: what is done until then is given back.
    `in_flight`: most records that are read and not given back, so that they fit in memory. Raises
    ProcessesNotReady.
    """
    held: deque[RawRecord] = deque()
    settled: dict[Origin, Outcome] = {}
    size_bytes = 0
    for record in records:
        if record is None:
            _look(pool, settled, timeout_s=0.0)
        else:
            pool.submit(record)
            held.append(record)
            size_bytes += record.size_bytes
        while held and (
            held[0].origin in settled or len(held) >= in_flight or size_bytes > _IN_FLIGHT_BYTES
        ):
            done = _next(pool, held, settled)
            size_bytes -= done[0].size_bytes
            yield done
    while held:
        yield _next(pool, held, settled)


def _next(
    pool: Pool, held: deque[RawRecord], settled: dict[Origin, Outcome]
) -> tuple[RawRecord, Outcome]:
    """The oldest one, when it is there."""
    record = held.popleft()
    while record.origin not in settled:
        _look(pool, settled, timeout_s=_WAIT_S)
    return record, settled.pop(record.origin)


def _look(pool: Pool, settled: dict[Origin, Outcome], *, timeout_s: float) -> None:
    settled.update((origin, done.outcome) for origin, done in pool.wait(timeout_s))
