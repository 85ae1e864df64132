"""Human writing of sizes and durations, and what this machine allows.

Decides how "64MiB" and "5m" become numbers. Must not know which settings there are.
"""

import math
import os
import re
from collections.abc import Mapping
from pathlib import Path

_CGROUP_CPU_MAX = Path("/sys/fs/cgroup/cpu.max")

_SIZE_UNITS = {"": 1, "b": 1} | {
    f"{letter}{binary}b": base**power
    for power, letter in enumerate("kmg", start=1)
    for binary, base in (("i", 1024), ("", 1000))
}
_DURATION_UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def parse_size(value: object) -> object:
    """Turn "65536", "64KiB" or "10 MB" into bytes; what is no text is passed on.

    Raises ValueError that says what would be right.
    """
    right = "write bytes (65536) or a number with a unit (64KiB, 10MiB, 1GiB)"
    amount = _with_unit(value, _SIZE_UNITS, right)
    if isinstance(amount, float):
        if not amount.is_integer():
            raise ValueError(f"is no whole number of bytes; {right}")
        return int(amount)
    return amount


def parse_duration(value: object) -> object:
    """Turn "30", "0.5", "250ms", "5m" or "1h" into seconds; what is no text is passed on.

    Raises ValueError that says what would be right.
    """
    right = "write seconds (30, 0.5) or a number with a unit (250ms, 30s, 5m, 1h)"
    return _with_unit(value, _DURATION_UNITS, right)


def parse_number(value: object) -> object:
    """Refuse a boolean where a number belongs: Python would silently count true as 1."""
    if isinstance(value, bool):
        raise ValueError("is a boolean; write a number")
    return value


def usable_cpus(cpu_max: Path = _CGROUP_CPU_MAX) -> int:
    """How many CPUs this process may keep busy, at least 1.

    The affinity mask alone is not enough: a container with a limit of two CPUs on a large
    machine sees all of them, so the quota of the control group counts as well.
    """
    if hasattr(os, "sched_getaffinity"):
        allowed = len(os.sched_getaffinity(0))
    else:  # pragma: no cover - not Linux
        allowed = os.cpu_count() or 1
    try:
        quota, period = cpu_max.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return allowed  # no control group, or not version 2: the mask is all there is
    if quota == "max":
        return allowed
    return max(1, min(allowed, math.ceil(int(quota) / int(period))))


def _with_unit(value: object, units: Mapping[str, float], right: str) -> object:
    if not isinstance(value, str):
        return parse_number(value)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", value.strip().lower())
    if found is None or found[2] not in units:
        raise ValueError(f"cannot be read; {right}")
    return float(found[1]) * units[found[2]]
