"""How a metric is declared: once, with everything its documentation needs.

Decides that series known beforehand exist at zero and that a label's values stay few. Must not
know which metrics there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

OTHER = "other"
Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Label:
    """A label. `values` are all it can have; without them they come from the configuration."""

    name: str
    values: tuple[str, ...] = ()

    def bounded(self, value: str | None) -> str:
        """Return the value if it is one of the known, else "other": a page cannot add series."""
        return value if value in self.values else OTHER


@dataclass(frozen=True, slots=True)
class Declared:
    """A metric as its documentation shows it."""

    name: str
    kind: Kind
    unit: str
    help: str
    labels: tuple[Label, ...]
    buckets: tuple[float, ...]


class Declarations:
    """Makes metrics in one registry and remembers how they were declared, in order."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self.declared: list[Declared] = []

    def counter(self, name: str, unit: str, text: str, *labels: Label) -> Counter:
        """Declare a counter; its name ends in `_total`."""
        self._remember(name, "counter", unit, text, labels)
        made = Counter(name, text, _names(labels), registry=self._registry)
        _start_at_zero(made, labels)
        return made

    def gauge(self, name: str, unit: str, text: str, *labels: Label) -> Gauge:
        """Declare a gauge. Its series are not made beforehand unless all values are known."""
        self._remember(name, "gauge", unit, text, labels)
        made = Gauge(name, text, _names(labels), registry=self._registry)
        _start_at_zero(made, labels)
        return made

    def histogram(
        self, name: str, unit: str, text: str, buckets: Sequence[float], *labels: Label
    ) -> Histogram:
        """Declare a histogram; `buckets` are upper bounds in the unit, without infinity."""
        self._remember(name, "histogram", unit, text, labels, tuple(buckets))
        made = Histogram(name, text, _names(labels), registry=self._registry, buckets=buckets)
        _start_at_zero(made, labels)
        return made

    def _remember(
        self,
        name: str,
        kind: Kind,
        unit: str,
        text: str,
        labels: tuple[Label, ...],
        buckets: tuple[float, ...] = (),
    ) -> None:
        self.declared.append(Declared(name, kind, unit, text, labels, buckets))


def _names(labels: Sequence[Label]) -> list[str]:
    return [label.name for label in labels]


def _start_at_zero(made: MetricWrapperBase, labels: Sequence[Label]) -> None:
    """Make every series that can be, so that a rate is right from the first increment on."""
    if labels and all(label.values for label in labels):
        for values in product(*(label.values for label in labels)):
            made.labels(*values)
