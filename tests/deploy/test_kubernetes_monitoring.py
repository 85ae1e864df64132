"""What the operator and Grafana are given: our scrapes, all our rules, all our dashboards."""

import json
import re

import yaml

from deploy.grafana.__main__ import FOLDER as DASHBOARDS
from deploy.kubernetes.__main__ import FILE, RUNBOOK, generated, runbook_of
from tests.deploy.expressions import CONFIG, FOLDER, rules
from tests.deploy.expressions import JOBS as SCRAPED_JOBS
from tests.deploy.manifests import ASKED, JOBS, TOOLS, built, only, workload

# `kubectl apply` keeps the object in an annotation of its own, which has no more room.
APPLIED_MAX_BYTES = 256 * 1024


def test_rules_of_the_operator_are_what_the_code_makes():
    """After a change of deploy/prometheus/rules: `python -m deploy.kubernetes`."""
    written = FILE.read_text(encoding="utf-8")
    assert written == generated(runbook_of(written))


def test_links_lead_where_people_read_the_runbook():
    address = "https://git.example/pagewire/docs/runbook.md"
    made = generated(address)
    links = re.findall(r"runbook_url: (\S+)#", made)
    assert set(links) == {address}
    assert len(links) == len([rule for rule in rules() if rule.is_alert])
    assert runbook_of(made) == address
    assert yaml.safe_load(generated()) == yaml.safe_load(made.replace(address, RUNBOOK))


def test_alerts_of_kubernetes_ask_for_the_names_that_the_manifests_have():
    asked = {rule.name: rule.expr for rule in rules() if "kube_" in rule.expr}
    (replicas,) = re.findall(r'{statefulset="([^"]+)"}', asked.pop("PagewireWorkersAbsent"))
    assert replicas == only("production", "StatefulSet")["metadata"]["name"]
    failed = asked.pop("PagewireJobFailed")
    (ours,), (quiet,) = (re.findall(rf'job_name{op}"([^"]+)"', failed) for op in ("=~", "!~"))
    names = {overlay: only(overlay, "Job")["metadata"]["name"] for overlay in JOBS + ASKED + TOOLS}
    assert all(re.fullmatch(ours, name) for name in names.values())
    assert {o for o, name in names.items() if re.fullmatch(quiet, name)} == {*ASKED, *TOOLS}
    assert not asked


def test_operator_evaluates_every_rule_of_prometheus_and_no_other():
    """The files as Prometheus reads them, against the object as the API server gets it."""
    files = [path for pattern in CONFIG["rule_files"] for path in sorted(FOLDER.glob(pattern))]
    groups = [g for path in files for g in yaml.safe_load(path.read_text("utf-8"))["groups"]]
    assert yaml.safe_load(generated())["spec"] == {"groups": groups}


def test_operator_selects_monitor_and_rules_by_one_label():
    operated = [only("production", kind) for kind in ("PodMonitor", "PrometheusRule")]
    releases = [item["metadata"]["labels"]["release"] for item in operated]
    assert releases == ["kube-prometheus-stack"] * 2


def test_every_dashboard_is_there_for_the_sidecar():
    (board,) = [
        item
        for item in built("production")
        if item["kind"] == "ConfigMap" and "grafana_dashboard" in item["metadata"]["labels"]
    ]
    assert board["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert board["data"] == {
        path.name: path.read_text(encoding="utf-8") for path in DASHBOARDS.iterdir()
    }


def test_every_object_is_small_enough_to_be_applied():
    sizes = {item["metadata"]["name"]: len(json.dumps(item)) for item in built("production")}
    assert max(sizes.values()) < APPLIED_MAX_BYTES


def test_monitor_gives_live_workers_and_replays_the_jobs_that_the_rules_know():
    monitor = only("production", "PodMonitor")["spec"]
    (endpoint,) = monitor["podMetricsEndpoints"]
    (moved,) = [each for each in endpoint["relabelings"] if each["targetLabel"] == "job"]
    (asked_label,) = moved["sourceLabels"]
    assert asked_label == "__meta_kubernetes_pod_label_app_kubernetes_io_component"
    jobs = []
    for overlay in ("production", *JOBS):
        labels = workload(overlay).labels
        is_moved = labels["app.kubernetes.io/component"] == moved["regex"]
        jobs.append(moved["replacement"] if is_moved else labels[monitor["jobLabel"]])
    live, replays = SCRAPED_JOBS
    assert jobs == [live, *[replays] * len(JOBS)]
