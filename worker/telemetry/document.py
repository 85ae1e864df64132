"""`docs/metrics.md`, printed from the declarations themselves.

Decides the shape of that page. Must not know any metric by name.
"""

from prometheus_client import CollectorRegistry

from worker.telemetry.declarations import Declared, Label
from worker.telemetry.metrics import Metrics

_HEAD = """\
# Metrics

This page is printed by `pagewire metrics`; a test holds it equal to the code. The metrics are
served under `/metrics`, on the port of `PAGEWIRE_HTTP_PORT`.

Only the I/O process has metrics; CPU processes return their timings with their outcomes. Series
whose labels are known beforehand exist at zero from the start. The values of every label are
few: an unexpected one counts as `other`, and nothing of a page is ever a label. Beside these
there are the `process_*` metrics of the Prometheus client, for the I/O process alone.

| name | type | unit | labels | meaning |
|---|---|---|---|---|
"""


def render_metrics_doc() -> str:
    """Return the whole page, as Markdown."""
    declared = Metrics(CollectorRegistry()).declared
    rows = "".join(_row(metric) for metric in declared)
    return _HEAD + rows + _labels(declared) + _buckets(declared)


def _row(metric: Declared) -> str:
    labels = ", ".join(f"`{label.name}`" for label in metric.labels) or "none"
    return f"| `{metric.name}` | {metric.kind} | {metric.unit} | {labels} | {metric.help} |\n"


def _labels(declared: list[Declared]) -> str:
    lines = ["", "## Values of the labels", ""]
    lines += ["What is not listed comes from the configuration, never from a page.", ""]
    for metric in declared:
        lines += [f"- `{metric.name}` {_values(label)}" for label in metric.labels if label.values]
    return "\n".join(lines) + "\n"


def _values(label: Label) -> str:
    values = ", ".join(f"`{value}`" for value in label.values)
    return f"`{label.name}`: {values}"


def _buckets(declared: list[Declared]) -> str:
    lines = ["", "## Buckets of the histograms", ""]
    for metric in declared:
        if metric.buckets:
            bounds = ", ".join(str(bound) for bound in metric.buckets)
            lines.append(f"- `{metric.name}` ({metric.unit}): {bounds}")
    return "\n".join(lines) + "\n"
