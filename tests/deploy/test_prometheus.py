"""Rules and runbook: what they name exists, each alert fires and keeps quiet as it should."""

import re
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from deploy.kubernetes.__main__ import RUNBOOK as RUNBOOK_PATH
from tests.deploy.expressions import FOLDER, complaints, offered, rules
from worker.failures import ExitCode, Reason
from worker.settings import GROUP_OF
from worker.telemetry import events

RUNBOOK = (Path(__file__).parents[2] / RUNBOOK_PATH).read_text(encoding="utf-8")
HEADINGS = re.findall(r"^#+ (.+)$", RUNBOOK, re.MULTILINE)
QUERIES = [
    query
    for block in re.findall(r"^```promql\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL)
    for query in block.splitlines()
]
ALERTS = [rule for rule in rules() if rule.is_alert]
RECORDED = [rule for rule in rules() if not rule.is_alert]
CASES = sorted((FOLDER / "tests").glob("*.yml"))


def anchor(heading: str) -> str:
    """As GitHub and most others make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def promtool(*arguments: str | Path) -> None:
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.prometheus
def test_promtool_takes_the_config_and_the_rules() -> None:
    promtool("check", "config", FOLDER / "prometheus.yml")
    promtool("check", "rules", "--lint-fatal", *sorted(FOLDER.glob("rules/*.yml")))


@pytest.mark.prometheus
@pytest.mark.parametrize("cases", CASES, ids=lambda path: path.stem)
def test_alerts_fire_and_keep_quiet_as_their_cases_say(cases: Path) -> None:
    promtool("test", "rules", cases)


def cases_of(alert: str) -> list[Any]:
    """What each case expects of an alert."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in CASES]
    looks = [look for f in files for test in f["tests"] for look in test["alert_rule_test"]]
    return [look["exp_alerts"] for look in looks if look["alertname"] == alert]


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_alert_has_a_case_that_fires_and_one_that_keeps_quiet(alert):
    assert {bool(expected) for expected in cases_of(alert.name)} == {True, False}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_rule_asks_for_what_exists(rule):
    assert complaints(rule.expr, offered()) == []


@pytest.mark.parametrize("query", QUERIES)
def test_query_of_the_runbook_asks_for_what_exists(query):
    assert complaints(query, offered()) == []


@pytest.mark.parametrize(
    "expression",
    [
        "pagewire_no_such_total",
        'pagewire_pages_total{outcom="enriched"}',
        'pagewire_pages_total{outcome="enrichd"}',
        'pagewire_pages_total{outcome=~"enriched|dead"}',
        'pagewire_end_to_end_latency_seconds_bucket{le="61.0"}',
        'up{job="pagewires"}',
        'kube_job_failed{condition="True"}',
        "sum by (stag) (pagewire_dead_letters_total)",
        "sum by (instance) (job:pagewire_pages:rate5m)",
        "up * on (hots) up",
    ],
)
def test_expression_that_asks_for_what_nothing_offers_is_found(expression):
    assert complaints(expression, offered())


@pytest.mark.parametrize("rule", RECORDED, ids=lambda rule: rule.name)
def test_recorded_name_says_level_metric_and_operations(rule):
    level, metric, _operations = rule.name.split(":")
    # What tells installations apart is always kept: `instance` alone would be long enough.
    always = {"cluster", "namespace", "job"}
    assert set(level.split("_")) | always == offered()[rule.name].keys()
    assert metric.startswith("pagewire_")


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_alert_says_how_bad_it_is_and_what_to_do(alert):
    assert alert.labels["severity"] in {"critical", "warning"}
    assert set(alert.annotations) == {"summary", "description", "runbook_url"}
    assert alert.annotations["runbook_url"] == f"{RUNBOOK_PATH}#{anchor(alert.name)}"


def test_runbook_has_an_entry_for_every_alert_and_no_other():
    entries = [heading for heading in HEADINGS if heading.startswith("Pagewire")]
    assert sorted(entries) == sorted(alert.name for alert in ALERTS)


def test_runbook_has_an_entry_for_every_exit_code_and_else_for_signals():
    entries = [heading for heading in HEADINGS if heading.startswith("Exit ") and ":" in heading]
    codes = [int(code) for entry in entries for code in re.findall(r"\d+", entry.split(":")[0])]
    assert sorted(code for code in codes if code < 128) == sorted(ExitCode)


def test_runbook_speaks_of_every_reason_of_a_dead_letter():
    assert {reason for reason in Reason if f"`{reason}`" not in RUNBOOK} == set()


def test_settings_and_events_that_the_runbook_names_exist():
    settings = set(re.findall(r"PAGEWIRE_([A-Z_]*[A-Z])\b(?!_)", RUNBOOK))
    assert {name for name in settings if name.lower() not in GROUP_OF} == set()
    searched = {
        word
        for words in re.findall(r"grep (?:-E ')?([\w|^]+)", RUNBOOK)
        for word in words.split("|")
    }
    told = {event.__name__ for event in get_args(events.Event)} | set(Reason)
    no_events = {"^pagewire"}  # what the command line says where there is no log yet
    assert searched - told == no_events


def test_links_within_the_runbook_lead_somewhere():
    anchors = {anchor(heading) for heading in HEADINGS}
    assert set(re.findall(r"\]\(#([^)]+)\)", RUNBOOK)) <= anchors
