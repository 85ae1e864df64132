"""Values in the units that the dashboards use, as short as Grafana writes them."""

import math

_SECONDS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs"))
_BYTES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B"))
_COUNTS = ((1e9, "Bil"), (1e6, "Mil"), (1e3, "K"))


def written(value: float, unit: str, decimals: int | None = None) -> str:
    """A value for people. Raises ValueError for a unit that no dashboard uses."""
    if math.isnan(value):
        return "no data"
    if math.isinf(value):
        return "∞"
    if unit == "s":
        return _scaled(value, _SECONDS, "s", decimals)
    if unit == "bytes":
        return _scaled(value, _BYTES, "B", decimals)
    if unit == "percentunit":
        return f"{_number(100 * value, decimals)}%"
    if unit == "short":
        return _scaled(value, _COUNTS, "", decimals)
    if unit == "none":
        return _number(value, decimals)
    if unit.startswith("suffix:"):
        return f"{_number(value, decimals)}{unit.removeprefix('suffix:')}"
    raise ValueError(f"no unit {unit!r}")


def _scaled(
    value: float, scale: tuple[tuple[float, str], ...], plain: str, decimals: int | None
) -> str:
    for size, name in scale:
        if abs(value) >= size:
            return f"{_number(value / size, decimals)} {name}"
    return f"{_number(value, decimals)} {plain}".rstrip()


def _number(value: float, decimals: int | None) -> str:
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
