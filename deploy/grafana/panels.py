"""The kinds of panel that the dashboards are made of, each with one look.

Decides colours, legends and sizes, so that a dashboard only says what is asked, in which unit and
why. Must not know which metrics there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    heatmap,
    prometheus,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.builders.dashboard import FieldColor, ThresholdsConfig
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as parts
from grafana_foundation_sdk.models import heatmap as heat
from grafana_foundation_sdk.models.prometheus import PromQueryFormat, QueryEditorMode

SOURCE = parts.DataSourceRef(type_val="prometheus", uid="${datasource}")
GREEN, YELLOW, RED, BLUE, GREY = "green", "yellow", "red", "blue", "gray"
NO_COLOURS: Mapping[str, str] = MappingProxyType({})
OUTCOMES = {"enriched": GREEN, "dead_letter": RED, "tombstone": GREY, "filtered": BLUE}
# A series that is zero all the time would only fill the legend: most reasons never happen.
HIDE_ZEROS = (
    parts.MatcherConfig("byValue", {"reducer": "allIsZero", "op": "gte", "value": 0}),
    [parts.DynamicConfigValue("custom.hideFrom", {"viz": True, "legend": True, "tooltip": True})],
)
# Beside the lines there is room for a legend in a panel of half the width at least.
_WIDE, _BESIDE, _BELOW = 12, looks.LegendPlacement.RIGHT, looks.LegendPlacement.BOTTOM
_REF_IDS = "ABCDEFGH"

# From this value on in this colour; the first one counts from minus infinity.
Step = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Query:
    """An expression, and how a series of it is called: `{{label}}` becomes the label's value."""

    expr: str
    legend: str


def number(
    title: str,
    description: str,
    expr: str,
    *,
    unit: str,
    steps: tuple[Step, ...] = (),
    decimals: int | None = None,
    width: int = 4,
    height: int = 4,
) -> stat.Panel:
    """One figure of now, coloured by its steps, over its course."""
    panel = (
        stat.Panel()
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .graph_mode(looks.BigValueGraphMode.AREA)
        .color_mode(looks.BigValueColorMode.VALUE)
        .thresholds(_thresholds(steps or ((0, BLUE),)))
        .color_scheme(FieldColor().mode(parts.FieldColorModeId.THRESHOLDS))
        .title(title)
        .description(description)
        .unit(unit)
        .span(width)
        .height(height)
        .datasource(SOURCE)
        .with_target(_target(Query(expr, title), "A"))
    )
    return panel if decimals is None else panel.decimals(decimals)


def chart(
    title: str,
    description: str,
    *queries: Query,
    unit: str,
    stacked: bool = False,
    steps: tuple[Step, ...] = (),
    hide_zeros: bool = False,
    colours: Mapping[str, str] = NO_COLOURS,
    is_log: bool = False,
    decimals: int | None = None,
    width: int = 12,
    height: int = 8,
) -> timeseries.Panel:
    """Lines over time, or layers of one whole; steps are drawn as dashed lines.

    `colours` are those of series whose name says how good or bad they are.
    """
    legend = (
        common.VizLegendOptions()
        .show_legend(True)
        .display_mode(looks.LegendDisplayMode.TABLE)
        .placement(_BELOW if width < _WIDE else _BESIDE)
        .calcs(["lastNotNull"])
    )
    panel = (
        timeseries.Panel()
        .legend(legend)
        .tooltip(
            common.VizTooltipOptions()
            .mode(looks.TooltipDisplayMode.MULTI)
            .sort(looks.SortOrder.DESCENDING)
        )
        .color_scheme(FieldColor().mode(parts.FieldColorModeId.PALETTE_CLASSIC_BY_NAME))
        .line_width(1 if stacked else 2)
        .fill_opacity(45 if stacked else 8)
        .show_points(looks.VisibilityMode.NEVER)
        .title(title)
        .description(description)
        .unit(unit)
        .span(width)
        .height(height)
        .datasource(SOURCE)
    )
    if is_log:
        scale = common.ScaleDistributionConfig().type(looks.ScaleDistribution.LOG).log(10)
        panel.scale_distribution(scale)
    else:
        panel.min(0)
    if stacked:
        panel.stacking(common.StackingConfig().mode(looks.StackingMode.NORMAL).group("A"))
    if steps:
        dashed = looks.GraphThresholdsStyleMode.DASHED
        panel.thresholds(_thresholds(steps))
        panel.thresholds_style(common.GraphThresholdsStyleConfig().mode(dashed))
    if hide_zeros:
        panel.with_override(*HIDE_ZEROS)
    for name, colour in colours.items():
        fixed = {"mode": "fixed", "fixedColor": colour}
        panel.override_by_name(name, [parts.DynamicConfigValue("color", fixed)])
    if decimals is not None:
        panel.decimals(decimals)
    for query, ref_id in zip(queries, _REF_IDS, strict=False):
        panel.with_target(_target(query, ref_id))
    return panel


def heat_map(
    title: str, description: str, expr: str, *, unit: str, cell_unit: str, width: int = 12
) -> heatmap.Panel:
    """The buckets of a histogram over time; `expr` gives one series for each `le`."""
    colours = (
        heatmap.HeatmapColorOptions()
        .mode(heat.HeatmapColorMode.SCHEME)
        .scheme("Oranges")
        .scale(heat.HeatmapColorScale.EXPONENTIAL)
        .exponent(0.5)
        .fill("dark-orange")
        .steps(64)
    )
    return (
        heatmap.Panel()
        .calculate(False)
        .color(colours)
        .y_axis(heatmap.YAxisConfig().unit(unit))
        .cell_values(heatmap.CellValues().unit(cell_unit))
        .filter_values(heatmap.FilterValueRange().le(1e-9))
        .title(title)
        .description(description)
        .unit(cell_unit)
        .span(width)
        .height(8)
        .datasource(SOURCE)
        .with_target(_target(Query(expr, "{{le}}"), "A").format(PromQueryFormat.HEATMAP))
    )


def bars(
    title: str,
    description: str,
    query: Query,
    *,
    unit: str,
    width: int = 8,
    height: int = 9,
) -> bargauge.Panel:
    """One bar for each series of now, in the order in which they come."""
    return (
        bargauge.Panel()
        .orientation(looks.VizOrientation.HORIZONTAL)
        .display_mode(looks.BarGaugeDisplayMode.BASIC)
        .value_mode(looks.BarGaugeValueMode.TEXT)
        .show_unfilled(False)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(_thresholds(((0, BLUE),)))
        .color_scheme(FieldColor().mode(parts.FieldColorModeId.THRESHOLDS))
        .min(0)
        .title(title)
        .description(description)
        .unit(unit)
        .span(width)
        .height(height)
        .datasource(SOURCE)
        .with_target(_target(query, "A").instant())
    )


def states(
    title: str,
    description: str,
    query: Query,
    *,
    names: tuple[tuple[str, str], ...],
    width: int = 12,
    height: int = 5,
) -> statetimeline.Panel:
    """What state each series was in over time; `names` are word and colour of 0, 1, 2 ..."""
    mapping = parts.ValueMap(
        options={
            str(value): parts.ValueMappingResult(text=word, color=colour, index=value)
            for value, (word, colour) in enumerate(names)
        }
    )
    return (
        statetimeline.Panel()
        .mappings([mapping])
        .show_value(looks.VisibilityMode.AUTO)
        .merge_values(True)
        .legend(common.VizLegendOptions().show_legend(False))
        .title(title)
        .description(description)
        .unit("none")
        .span(width)
        .height(height)
        .datasource(SOURCE)
        .with_target(_target(query, "A"))
    )


def label_table(
    title: str, description: str, expr: str, *, hidden: tuple[str, ...], width: int = 24
) -> table.Panel:
    """The labels of each series of now as a table, but for the hidden ones."""
    panel = (
        table.Panel()
        .title(title)
        .description(description)
        .unit("none")
        .span(width)
        .height(5)
        .datasource(SOURCE)
        .with_target(_target(Query(expr, ""), "A").instant().format(PromQueryFormat.TABLE))
    )
    excluded = dict.fromkeys(("Time", "Value", "__name__", *hidden), True)
    return panel.with_transformation(
        parts.DataTransformerConfig("organize", options={"excludeByName": excluded})
    )


def _target(query: Query, ref_id: str) -> prometheus.Dataquery:
    return (
        prometheus.Dataquery()
        .expr(query.expr)
        .legend_format(query.legend)
        .ref_id(ref_id)
        .range()
        .editor_mode(QueryEditorMode.CODE)
        .datasource(SOURCE)
    )


def _thresholds(steps: tuple[Step, ...]) -> Builder[parts.ThresholdsConfig]:
    first, *others = steps
    named = [parts.Threshold(value=None, color=first[1])]
    named += [parts.Threshold(value=value, color=colour) for value, colour in others]
    return ThresholdsConfig().mode(parts.ThresholdsMode.ABSOLUTE).steps(named)
