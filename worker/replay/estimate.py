"""How much a replay is and how long it takes, from a sample that was read and processed.

Decides how a sample speaks for the whole: bytes and speed by records, the range of the time by how
much the parts of the sample differ. Must not know Kafka, processes or a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, stdev

# Two standard errors of the mean: 95 of 100 such ranges hold the true speed.
_ERRORS = 2.0
_LEAST_SHARE = 0.1  # no measurement of a shared machine is better than this


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sample: how many records it had, and how long they took."""

    records: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What was measured. Sizes are those of keys and values, before compression."""

    records: int  # that were read
    passed_by: int  # of them, by a filter
    input_bytes: int
    output_bytes: int
    parts: Sequence[Part]
    start_s: float  # until the CPU processes are warm


@dataclass(frozen=True, slots=True)
class Estimate:
    """For the whole range; `eta_s` is the time with the range it may lie in."""

    records: int
    input_bytes: int
    output_bytes: int
    speed_per_s: float
    eta_s: float
    eta_low_s: float
    eta_high_s: float


def estimate(sample: Sample, records: int, rate_per_s: float | None) -> Estimate | None:
    """What the sample says of so many records; None for a sample without any."""
    if not sample.records or not records:
        return None
    speeds = [part.records / part.seconds for part in sample.parts if part.seconds > 0]
    if not speeds:
        return None
    # Of the whole sample, not the mean of the speeds: slow parts take more of the time.
    speed = sum(p.records for p in sample.parts) / sum(p.seconds for p in sample.parts)
    spread = stdev(speeds) / len(speeds) ** 0.5 / mean(speeds) if len(speeds) > 1 else 0.5
    share = max(_LEAST_SHARE, _ERRORS * spread)
    limits = [speed, speed * (1 + share), speed / (1 + share)]
    if rate_per_s is not None:
        limits = [min(limit, rate_per_s) for limit in limits]
    times = [sample.start_s + records / limit for limit in limits]
    return Estimate(
        records=records,
        input_bytes=round(sample.input_bytes / sample.records * records),
        output_bytes=round(sample.output_bytes / sample.records * records),
        speed_per_s=limits[0],
        eta_s=times[0],
        eta_low_s=times[1],
        eta_high_s=times[2],
    )
