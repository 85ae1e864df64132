"""The dashboards: what is in git is what the code makes, and it asks for what there is."""

import json
import re
from itertools import combinations

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client import CollectorRegistry

from deploy.grafana.__main__ import FOLDER, generated
from deploy.grafana.frame import LIVE, REPLAY
from deploy.grafana.questions import Target, Window, boards, panels
from deploy.grafana.units import written
from tests.deploy.expressions import JOBS, TARGET, complaints, offered
from worker.telemetry import Metrics

BOARDS = dict(boards())
EVERY_PANEL = [(name, panel) for name, board in BOARDS.items() for panel in panels(board)]
PANELS = [(name, panel) for name, panel in EVERY_PANEL if panel.kind != "row"]
TARGETS = [(name, panel, target) for name, panel in PANELS for target in panel.targets]
VARIABLES = Window(end=0, length_s=600).variables
# Prometheus writes it itself, for each alert that is pending or fires.
KNOWN = {**offered(), "ALERTS": {**TARGET, "alertname": None, "alertstate": ("firing",)}}

each_board = pytest.mark.parametrize("name", BOARDS)
each_panel = pytest.mark.parametrize(
    ("name", "panel"), PANELS, ids=[f"{name}: {panel.title}" for name, panel in PANELS]
)
each_target = pytest.mark.parametrize(
    ("name", "panel", "target"),
    TARGETS,
    ids=[f"{name}: {panel.title}: {target.legend}" for name, panel, target in TARGETS],
)


def test_files_are_what_the_code_makes():
    """After a change of the code: `make dashboards`."""
    files = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert files == generated()


@each_board
def test_json_says_nothing_that_grafana_s_types_do_not_know(name):
    """What they do not know is lost when they read it."""
    again = json.loads(json.dumps(Dashboard.from_json(BOARDS[name]), cls=JSONEncoder))
    assert again == BOARDS[name]


@each_board
def test_dashboard_has_a_name_and_the_variables(name):
    board = BOARDS[name]
    assert board["uid"] == name
    assert board["title"] == f"Pagewire / {name.removeprefix('pagewire-').capitalize()}"
    variables = [variable["name"] for variable in board["templating"]["list"]]
    expected = ["datasource", "cluster", "namespace", "instance"]
    assert variables == expected + ["topic"] * (name == "pagewire-overview")


@each_board
def test_each_variable_is_asked_for_what_exists_and_used(name):
    board = BOARDS[name]
    used = json.dumps(board["panels"])
    for variable in board["templating"]["list"]:
        assert f"${variable['name']}" in used or f"${{{variable['name']}}}" in used
        if variable["type"] == "query":
            asked = variable["query"].removeprefix("label_values(").removesuffix(")")
            series, _, label = asked.rpartition(", ")
            assert label == variable["name"]
            assert complaints(f"sum by ({label}) ({filled(series)})", KNOWN) == []


@each_board
def test_panels_have_ids_of_their_own_and_places_that_do_not_overlap(name):
    placed = [panel for board, panel in EVERY_PANEL if board == name]
    assert len({panel.model["id"] for panel in placed}) == len(placed)
    assert all(x + w <= 24 for x, _, w, _ in (panel.place for panel in placed))
    assert [
        (one.title, other.title)
        for one, other in combinations(placed, 2)
        if overlap(one.place, other.place)
    ] == []


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    (x, y, w, h), (left, top, width, height) = one, other
    return x < left + width and left < x + w and y < top + height and top < y + h


@each_panel
def test_panel_says_what_it_shows_and_in_which_unit(name, panel):
    assert panel.title
    assert panel.model["description"].endswith(".")
    written(1.5, panel.unit)  # raises for a unit that pictures do not know
    sources = [panel.model["datasource"], *(t["datasource"] for t in panel.model["targets"])]
    assert all(source["uid"] == "${datasource}" for source in sources)


def filled(expr: str) -> str:
    return Target(expr, "", instant=False).filled(VARIABLES)


@each_target
def test_expression_asks_for_what_exists(name, panel, target):
    assert complaints(filled(target.expr), KNOWN) == []


@each_target
def test_name_of_a_series_has_labels_that_it_keeps(name, panel, target):
    for label in Target("", target.legend, instant=False).labels:
        assert f"by ({label}" in target.expr or f", {label})" in target.expr


@each_target
def test_expression_holds_the_variables_that_pick_workers(name, panel, target):
    if "ALERTS{" in target.expr:  # of both jobs, and some know neither cluster nor namespace
        assert 'cluster=~"$cluster|",namespace=~"$namespace|"' in target.expr
        return
    job = REPLAY if name == "pagewire-replay" else LIVE
    jobs = {f'job="{job.name}"'}
    if name == "pagewire-replay" and "live" in panel.title:
        jobs = {f'job="{LIVE.name}"'}
    selectors = [part.partition("}")[0] for part in target.expr.split("{")[1:]]
    assert selectors
    for selector in selectors:
        matchers = set(selector.split(","))
        assert {'cluster=~"$cluster"', 'namespace=~"$namespace"'} | jobs <= matchers


def test_dashboards_ask_for_the_jobs_of_the_scrape_config():
    assert (LIVE.name, REPLAY.name) == JOBS


def test_every_metric_is_on_a_dashboard():
    asked = " ".join(target.expr for _, _, target in TARGETS)
    names = {metric.name for metric in Metrics(CollectorRegistry()).declared}
    unseen = {name for name in names if not re.search(rf"\b{name}(_bucket|_sum)?\b", asked)}
    assert unseen == {"pagewire_committed_offset"}  # offsets mean nothing on a chart; lag does


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (0.0042, "s", None, "4.2 ms"),
        (95, "s", None, "1.58 min"),
        (1536 * 2**20, "bytes", None, "1.5 GiB"),
        (0.1234, "percentunit", 1, "12.3%"),
        (4200, "short", None, "4.2 K"),
        (7.25, "suffix: /s", 1, "7.2 /s"),
        (0, "s", None, "0 s"),
        (float("nan"), "s", None, "no data"),
    ],
)
def test_values_are_written_as_people_read_them(value, unit, decimals, text):
    assert written(value, unit, decimals) == text
