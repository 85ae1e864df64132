"""The panels of a dashboard's JSON, and what Prometheus answers to their expressions.

Decides what the variables stand for where no Grafana fills them in. Must not know how anything is
drawn.
"""

import json
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.prometheus import ask

FOLDER = Path(__file__).with_name("dashboards")
# Everything is picked; the rate interval is what Grafana takes at a scrape interval of 15 s.
EVERYTHING = dict.fromkeys(("cluster", "namespace", "instance", "topic"), ".*")
RATE_INTERVAL = "1m"


@dataclass(frozen=True, slots=True)
class Target:
    """One expression of a panel, and the template of its series' names."""

    expr: str
    legend: str
    instant: bool

    def filled(self, variables: Mapping[str, str]) -> str:
        """The expression as Prometheus gets it. Raises KeyError for an unknown variable."""
        return re.sub(r"\$(\w+)", lambda found: variables[found[1]], self.expr)

    @property
    def labels(self) -> list[str]:
        """Labels that the names of its series are made of."""
        return re.findall(r"{{(\w+)}}", self.legend)

    def name(self, labels: Mapping[str, str]) -> str:
        """What a series with these labels is called."""
        return re.sub(r"{{(\w+)}}", lambda found: labels.get(found[1], ""), self.legend)


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel or row as it stands in the JSON."""

    model: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.model["type"])

    @property
    def title(self) -> str:
        return str(self.model.get("title", ""))

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Unit, thresholds and the like of all its series."""
        found: Mapping[str, Any] = self.model.get("fieldConfig", {}).get("defaults", {})
        return found

    @property
    def unit(self) -> str:
        return str(self.defaults.get("unit", ""))

    @property
    def hides_zeros(self) -> bool:
        overrides = self.model.get("fieldConfig", {}).get("overrides", [])
        return any(each["matcher"]["id"] == "byValue" for each in overrides)

    @property
    def colours(self) -> dict[str, str]:
        """Colours that series have for their names."""
        overrides = self.model.get("fieldConfig", {}).get("overrides", [])
        return {
            each["matcher"]["options"]: each["properties"][0]["value"]["fixedColor"]
            for each in overrides
            if each["matcher"]["id"] == "byName"
        }

    @property
    def place(self) -> tuple[int, int, int, int]:
        """x, y, width and height on the grid of 24 columns."""
        position = self.model["gridPos"]
        return tuple(int(position.get(key, 0)) for key in "xywh")  # type: ignore[return-value]

    @property
    def targets(self) -> list[Target]:
        return [
            Target(each["expr"], each.get("legendFormat", ""), bool(each.get("instant")))
            for each in self.model.get("targets", [])
        ]


def boards() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and JSON of each dashboard that is in git."""
    for path in sorted(FOLDER.glob("*.json")):
        yield path.stem, json.loads(path.read_text(encoding="utf-8"))


def panels(board: Mapping[str, Any]) -> list[Panel]:
    """Its rows and panels, from above."""
    return [Panel(model) for model in board["panels"]]


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for: until `end` (Unix time), `length_s` before it, every `step_s`."""

    end: float
    length_s: float
    step_s: float = 2.0
    rate_interval: str = RATE_INTERVAL

    @property
    def variables(self) -> dict[str, str]:
        """What Grafana would fill in."""
        seconds = f"{max(1, round(self.length_s))}s"
        return EVERYTHING | {"__rate_interval": self.rate_interval, "__range": seconds}


def series(address: str, target: Target, window: Window) -> list[dict[str, Any]]:
    """All series of a target over a window, or at its end, with `values` as [time, text].

    Raises PrometheusError when the expression is none.
    """
    expr = target.filled(window.variables)
    if target.instant:
        asked = {"query": expr, "time": f"{window.end:.3f}"}
        found = ask(address, f"/api/v1/query?{urllib.parse.urlencode(asked)}")["result"]
        return [{"metric": each["metric"], "values": [each["value"]]} for each in found]
    asked = {
        "query": expr,
        "start": f"{window.end - window.length_s:.3f}",
        "end": f"{window.end:.3f}",
        "step": f"{window.step_s:g}",
    }
    result: list[dict[str, Any]]
    result = ask(address, f"/api/v1/query_range?{urllib.parse.urlencode(asked)}")["result"]
    return result
