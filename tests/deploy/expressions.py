"""What an expression of PromQL asks for, held against what the worker and the rules offer."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser as promql
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector

from worker.telemetry import Metrics

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"
CONFIG = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
JOBS = tuple(job["job_name"] for job in CONFIG["scrape_configs"])
# What every series has through the scrape; None: values that nobody knows beforehand.
Labels = dict[str, tuple[str, ...] | None]
TARGET: Labels = {"cluster": None, "namespace": None, "instance": None, "job": JOBS}

# What an alert asks of kube-state-metrics, as that program's own list of metrics has it.
OF_KUBERNETES: dict[str, Labels] = {
    "kube_job_failed": {
        **dict.fromkeys(("cluster", "namespace", "instance", "job", "job_name")),
        "condition": ("true", "false", "unknown"),
    },
    "kube_statefulset_replicas": dict.fromkeys(
        ("cluster", "namespace", "instance", "job", "statefulset")
    ),
}


@dataclass(frozen=True)
class Rule:
    """One recording rule or alert."""

    name: str
    expr: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    is_alert: bool


@functools.cache
def rules() -> list[Rule]:
    """All rules, in the order of their files."""
    files = [path for pattern in CONFIG["rule_files"] for path in sorted(FOLDER.glob(pattern))]
    groups = [g for path in files for g in yaml.safe_load(path.read_text("utf-8"))["groups"]]
    return [
        Rule(
            rule.get("alert") or rule["record"],
            rule["expr"],
            rule.get("labels", {}),
            rule.get("annotations", {}),
            "alert" in rule,
        )
        for group in groups
        for rule in group["rules"]
    ]


@functools.cache
def offered() -> dict[str, Labels]:
    """Every series by name: of the worker, Prometheus itself and Kubernetes, and the recorded."""
    found: dict[str, Labels] = {"up": TARGET, **OF_KUBERNETES}
    for metric in Metrics(CollectorRegistry()).declared:
        labels: Labels = {label.name: label.values or None for label in metric.labels}
        labels |= TARGET
        if metric.kind == "histogram":
            # As in the exposition: a bound of 60 reads 60.0.
            buckets = (*(str(float(bound)) for bound in metric.buckets), "+Inf")
            found[f"{metric.name}_bucket"] = {**labels, "le": buckets}
            found[f"{metric.name}_sum"] = found[f"{metric.name}_count"] = labels
        else:
            found[metric.name] = labels
    for collected in ProcessCollector(registry=CollectorRegistry()).collect():
        found |= {sample.name: TARGET for sample in collected.samples}
    for rule in rules():
        if not rule.is_alert:
            found[rule.name] = _labels_of_result(rule.expr, found)
    return found


def complaints(expression: str, known: Mapping[str, Labels]) -> list[str]:
    """Metrics, labels and values in an expression that nothing offers. Raises ValueError."""
    found: list[str] = []
    labels: set[str] = set()
    for name, matchers in _selectors(expression):
        if name not in known:
            found.append(f"no metric {name or 'without a name'}")
            continue
        labels |= known[name].keys()
        for matcher in matchers:
            found += _complaints_of(matcher, name, known[name])
    named = {name for node in nodes(expression) for name in _named_labels(node)}
    return found + [f"no label {name} to group or match by" for name in sorted(named - labels)]


def nodes(expression: str) -> list[Any]:
    """All parts of an expression, the whole one first. Raises ValueError."""
    seen: list[Any] = []
    promql.walk(promql.parse(expression), seen.append)
    return seen


def _selectors(expression: str) -> Iterator[tuple[str, list[promql.Matcher]]]:
    """Name and matchers of everything that is selected."""
    for node in nodes(expression):
        if isinstance(node, promql.MatrixSelector):
            node = node.vector_selector
        if isinstance(node, promql.VectorSelector):
            yield node.name or "", node.matchers.matchers


def _complaints_of(matcher: promql.Matcher, metric: str, labels: Labels) -> list[str]:
    if matcher.name not in labels:
        return [f"{metric} has no label {matcher.name}"]
    values = labels[matcher.name]
    if values is None:
        return []
    asked = [matcher.value]
    if matcher.op in (promql.MatchOp.Re, promql.MatchOp.NotRe):
        asked = matcher.value.split("|")  # the only form of them that the rules have
    return [f"{metric} has no {matcher.name}={v!r}" for v in asked if v not in values]


def _named_labels(node: Any) -> list[str]:
    if isinstance(node, promql.AggregateExpr) and node.modifier:
        return list(node.modifier.labels)
    if isinstance(node, promql.BinaryExpr) and node.modifier and node.modifier.matching:
        return list(node.modifier.matching.labels)
    return []


def _labels_of_result(expression: str, known: Mapping[str, Labels]) -> Labels:
    """Of a recording rule: what it sums by, or what it selects if it sums nothing."""
    kept = {name for node in nodes(expression) for name in _named_labels(node)} - {"le"}
    of_series = {k: v for metric, _ in _selectors(expression) for k, v in known[metric].items()}
    return {name: of_series[name] for name in kept} if kept else of_series
