"""One panel on a figure of matplotlib, near enough to Grafana's to see what reads badly.

Decides how each kind of panel looks. Must not know Prometheus or where a panel goes.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator
from numpy.typing import NDArray

from deploy.grafana.questions import Panel, Window
from deploy.grafana.units import written

BACKGROUND, SURFACE, TEXT, FAINT, GRID = "#111217", "#181b1f", "#ccccdc", "#8e8e99", "#2c3036"
# Grafana's classic palette, its second blue moved behind the six partitions of a topic: in a stack
# nobody tells the two apart. And its names for colours.
_PALETTE = (
    "#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#8ab8ff", "#fa6400",
    "#37872d", "#c4162a", "#1f60c4", "#ffb357", "#96d98d", "#ffee52", "#c0d8ff", "#ca95e5",
)  # fmt: skip
_COLOURS = {"green": "#73bf69", "yellow": "#fade2a", "red": "#f2495c", "blue": "#5794f2"}
_COLOURS["gray"] = FAINT
# The legend beside the lines, or below them: its share of the width, its lines, their height.
_LEGEND_SHARE, _LINES_BELOW, _LINE = 0.3, 3, 19


@dataclass(frozen=True, slots=True)
class Course:
    """One series: its name, labels, times (days, as matplotlib counts) and values."""

    name: str
    labels: Mapping[str, str]
    times: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def last(self) -> float:
        """The last value that is a number, or NaN."""
        known = self.values[~np.isnan(self.values)]
        return float(known[-1]) if known.size else math.nan


def course(name: str, labels: Mapping[str, str], samples: Sequence[tuple[float, str]]) -> Course:
    """A series as Prometheus gives it: pairs of Unix time and text."""
    times = np.array([float(time) for time, _ in samples])
    return Course(name, labels, times / 86400, np.array([float(text) for _, text in samples]))


@dataclass(frozen=True, slots=True)
class Box:
    """Where on the picture something goes, in pixels from the top left, and how large that is."""

    left: float
    top: float
    width: float
    height: float
    of_width: float
    of_height: float

    def inner(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """As matplotlib has it: shares, from the bottom left."""
        return (
            (self.left + left) / self.of_width,
            1 - (self.top + self.height - bottom) / self.of_height,
            (self.width - left - right) / self.of_width,
            (self.height - top - bottom) / self.of_height,
        )


def draw(figure: Figure, box: Box, panel: Panel, courses: list[Course], window: Window) -> None:
    """The panel with its frame and title. Raises KeyError for a kind that no dashboard uses."""
    if panel.kind == "row":
        _words(figure, box, 4, 24, panel.title, TEXT, 11, weight="bold")
        return
    left, bottom, width, height = box.inner(0, 0, 0, 0)
    frame = Rectangle((left, bottom), width, height, fc=SURFACE, ec=GRID, zorder=-1)
    figure.add_artist(frame)
    _words(figure, box, 10, 20, panel.title, TEXT, 10.5)
    if not courses:
        _words(figure, box, box.width / 2 - 30, box.height / 2, "No data", FAINT, 11)
        return
    _KINDS[panel.kind](figure, box, panel, courses, window)


def _words(
    figure: Figure, box: Box, x: float, y: float, text: str, colour: str, size: float, **more: Any
) -> None:
    place = (box.left + x) / box.of_width, 1 - (box.top + y) / box.of_height
    figure.text(*place, text, color=colour, fontsize=size, **more)


def _decimals(panel: Panel) -> int | None:
    return panel.defaults.get("decimals")


def _step_colour(panel: Panel, value: float) -> str:
    steps = panel.defaults["thresholds"]["steps"]
    passed = [step for step in steps if step["value"] is None or value >= step["value"]]
    return _COLOURS[passed[-1]["color"]] if passed else TEXT


def _stat(figure: Figure, box: Box, panel: Panel, courses: list[Course], window: Window) -> None:
    course = courses[0]
    colour = _step_colour(panel, course.last)
    axes = figure.add_axes(box.inner(1, box.height * 0.62, 1, 1))
    axes.set_axis_off()
    axes.fill_between(course.times, course.values, color=colour, alpha=0.2, lw=0)
    axes.plot(course.times, course.values, color=colour, lw=1.2)
    axes.set_ylim(bottom=0)
    text = written(course.last, panel.unit, _decimals(panel))
    _words(figure, box, box.width / 2, box.height * 0.56, text, colour, 25, ha="center")


def _time_axis(axes: Axes, window: Window) -> None:
    axes.set_facecolor(SURFACE)
    axes.set_xlim((window.end - window.length_s) / 86400, window.end / 86400)
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    dates = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(dates)
    axes.tick_params(colors=FAINT, labelsize=8, length=0)
    axes.grid(color=GRID, lw=0.6)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _timeseries(
    figure: Figure, box: Box, panel: Panel, courses: list[Course], window: Window
) -> None:
    if panel.hides_zeros:
        courses = [each for each in courses if np.nan_to_num(each.values).any()]
    below = panel.model["options"]["legend"]["placement"] == "bottom"
    lines = min(len(courses), _LINES_BELOW) * _LINE
    right, bottom = (12.0, 30.0 + lines) if below else (box.width * _LEGEND_SHARE + 12, 26.0)
    axes = figure.add_axes(box.inner(62, 32, right, bottom))
    _time_axis(axes, window)
    fixed = panel.colours
    others = itertools.cycle(_PALETTE)
    colours = [_COLOURS[fixed[c.name]] if c.name in fixed else next(others) for c in courses]
    custom = panel.defaults["custom"]
    if custom.get("stacking", {}).get("mode") == "normal" and courses:
        times = np.unique(np.concatenate([each.times for each in courses]))
        layers = [
            np.interp(times, each.times, np.nan_to_num(each.values), left=0, right=0)
            for each in courses
        ]
        axes.stackplot(times, *layers, colors=colours, alpha=0.5, lw=0)
        for edge, colour in zip(np.cumsum(layers, axis=0), colours, strict=True):
            axes.plot(times, edge, color=colour, lw=1)
    else:
        for each, colour in zip(courses, colours, strict=True):
            axes.plot(each.times, each.values, color=colour, lw=1.6)
    # As Grafana: thresholds do not stretch the axis.
    _value_axis(axes, panel, axes.dataLim.y1)
    if custom.get("thresholdsStyle", {}).get("mode") == "dashed":
        for step in panel.defaults["thresholds"]["steps"][1:]:
            if step["value"] <= axes.get_ylim()[1]:
                axes.axhline(step["value"], color=_COLOURS[step["color"]], lw=1, ls="--")
    _legend(figure, box, panel, courses, colours)


def _value_axis(axes: Axes, panel: Panel, highest: float) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=_decimals(panel) == 0))
    if panel.defaults["custom"].get("scaleDistribution", {}).get("type") == "log":
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1.06 * highest if math.isfinite(highest) and highest > 0 else 1)
        if panel.unit == "bytes" and highest > 0:
            axes.yaxis.set_major_locator(MultipleLocator(2 ** math.ceil(math.log2(highest / 5))))
        if panel.unit == "s" and highest > 60:
            axes.yaxis.set_major_locator(MultipleLocator(_round_time_s(highest / 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: written(v, panel.unit)))


def _round_time_s(least: float) -> float:
    """Between two lines of a clock's axis, where the tens of a number make odd minutes."""
    steps = (15, 30, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 12 * 3600)
    return next((step for step in steps if step >= least), 86400.0)


def _legend(
    figure: Figure, box: Box, panel: Panel, courses: list[Course], colours: list[str]
) -> None:
    below = panel.model["options"]["legend"]["placement"] == "bottom"
    left, fitting = box.width * (1 - _LEGEND_SHARE), int((box.height - 44) / _LINE)
    top = 46.0
    if below:
        left, fitting = 12.0, _LINES_BELOW
        top = box.height + 6 - min(len(courses), fitting) * _LINE
    for line, (each, colour) in enumerate(zip(courses, colours, strict=True)):
        y = top + _LINE * line
        if line == fitting:
            _words(figure, box, left + 14, y, f"and {len(courses) - fitting} more", FAINT, 8.5)
            return
        _words(figure, box, left, y, "—", colour, 9, weight="bold")
        _words(figure, box, left + 16, y, each.name, TEXT, 8.5)
        value = written(each.last, panel.unit, _decimals(panel))
        _words(figure, box, box.width - 10, y, value, TEXT, 8.5, ha="right")


def _heatmap(figure: Figure, box: Box, panel: Panel, courses: list[Course], window: Window) -> None:
    # As wide as a chart beside its legend, so that times stand under each other.
    right = box.width * _LEGEND_SHARE + 12
    axes = figure.add_axes(box.inner(62, 32, right, 26))
    _time_axis(axes, window)
    courses = sorted(courses, key=lambda each: float(each.labels["le"]))
    times = courses[-1].times
    layers = np.array([np.interp(times, c.times, np.nan_to_num(c.values)) for c in courses])
    cells = np.diff(layers, axis=0, prepend=0).clip(min=0)
    cells[cells <= 1e-9] = np.nan
    step = window.step_s / 86400
    edges = np.append(times - step, times[-1])
    mesh = axes.pcolormesh(edges, np.arange(len(courses) + 1), cells**0.5, cmap="Oranges_r")
    scale = figure.add_axes(box.inner(box.width - right + 24, 32, right - 36, 26))
    figure.colorbar(mesh, cax=scale).outline.set_visible(False)
    cell_unit = panel.model["options"]["cellValues"]["unit"]
    least, most = mesh.get_clim()
    values = [v for v in MaxNLocator(5).tick_values(0, most**2) if least**2 <= v <= most**2]
    scale.set_yticks(np.sqrt(values), [written(value, cell_unit) for value in values])
    scale.tick_params(colors=FAINT, labelsize=8, length=0)
    axes.set_yticks(np.arange(1, len(courses) + 1))
    unit = panel.model["options"]["yAxis"]["unit"]
    names = [written(float(each.labels["le"]), unit) for each in courses]
    axes.set_yticklabels(names)
    axes.grid(visible=False)


def _bargauge(
    figure: Figure, box: Box, panel: Panel, courses: list[Course], window: Window
) -> None:
    axes = figure.add_axes(box.inner(150, 32, 70, 8))
    axes.set_facecolor(SURFACE)
    rows = np.arange(len(courses))
    values = [each.last for each in courses]
    axes.barh(rows, values, color=_COLOURS["blue"], height=0.72)
    axes.set_yticks(rows, [each.name for each in courses])
    axes.invert_yaxis()
    axes.set_xlim(0, max([*values, 1e-9]))
    axes.set_xticks([])
    axes.tick_params(colors=TEXT, labelsize=8.5, length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row, value in enumerate(values):
        text = f" {written(value, panel.unit, _decimals(panel))}"
        axes.text(value, row, text, color=_COLOURS["blue"], va="center", fontsize=9)


def _statetimeline(
    figure: Figure, box: Box, panel: Panel, courses: list[Course], window: Window
) -> None:
    axes = figure.add_axes(box.inner(118, 32, 14, 26))
    _time_axis(axes, window)
    names = panel.defaults["mappings"][0]["options"]
    step = window.step_s / 86400
    for row, each in enumerate(courses):
        changes = np.flatnonzero(np.diff(each.values, prepend=math.nan) != 0)
        ends = np.append(each.times[changes[1:]], each.times[-1] + step)
        for first, end in zip(changes, ends, strict=True):
            state = names[f"{each.values[first]:.0f}"]
            start = each.times[first]
            axes.barh(row, end - start, left=start, color=_COLOURS[state["color"]], height=0.8)
            if end - start > window.length_s / 86400 / 10:
                axes.text(start, row, f" {state['text']}", color=SURFACE, va="center", fontsize=9)
    axes.set_yticks(range(len(courses)), [each.name for each in courses])
    axes.set_ylim(-0.5, len(courses) - 0.5)
    axes.grid(visible=False)


def _table(figure: Figure, box: Box, panel: Panel, courses: list[Course], window: Window) -> None:
    hidden = panel.model["transformations"][0]["options"]["excludeByName"]
    names = [name for name in sorted(courses[0].labels) if name not in hidden]
    for column, name in enumerate(names):
        x = 12 + column * (box.width - 24) / len(names)
        _words(figure, box, x, 50, name, _COLOURS["blue"], 9, weight="bold")
        for line, each in enumerate(courses):
            _words(figure, box, x, 76 + 24 * line, each.labels.get(name, ""), TEXT, 9)


_KINDS = {
    "stat": _stat,
    "timeseries": _timeseries,
    "heatmap": _heatmap,
    "bargauge": _bargauge,
    "state-timeline": _statetimeline,
    "table": _table,
}
