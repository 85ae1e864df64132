"""What all dashboards have in common: variables, links, and how the series of a job are picked.

Decides the variables and that every selector holds them. Must not know what a panel shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders.dashboard import (
    Dashboard,
    DashboardLink,
    DatasourceVariable,
    QueryVariable,
    Row,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard as parts

from deploy.grafana.panels import SOURCE

TAG = "pagewire"
# All of a regular expression's kind also takes series without the label, as `namespace` in Compose.
ALL = parts.VariableOption(selected=True, text="All", value="$__all")
ALL_VALUE = ".*"
Panels = Sequence[Builder[parts.Panel]]


@dataclass(frozen=True, slots=True)
class Job:
    """Series of one job of Prometheus, as the variables of the dashboard pick them."""

    name: str

    def series(self, metric: str, *matchers: str) -> str:
        """Of the picked instances."""
        return self.recorded(metric, 'instance=~"$instance"', *matchers)

    def rate(self, metric: str, *matchers: str) -> str:
        """What `series` counts, a second."""
        return f"rate({self.series(metric, *matchers)}[$__rate_interval])"

    def recorded(self, metric: str, *matchers: str) -> str:
        """Of all instances: recording rules have added them up."""
        always = ('cluster=~"$cluster"', 'namespace=~"$namespace"', f'job="{self.name}"')
        return f"{metric}{{{','.join([*always, *matchers])}}}"

    def mean(self, metric: str, *matchers: str, by: str = "") -> str:
        """Mean of a histogram, exact where its quantiles are guessed within a bucket."""
        total, count = (self.rate(f"{metric}_{part}", *matchers) for part in ("sum", "count"))
        labels = f" by ({by}) " if by else ""
        return f"sum{labels}({total}) / sum{labels}({count})"

    def quantile(self, share: float, metric: str, *matchers: str, by: str = "") -> str:
        """A quantile of a histogram."""
        labels = f"le, {by}" if by else "le"
        rate = self.rate(f"{metric}_bucket", *matchers)
        return f"histogram_quantile({share:g}, sum by ({labels}) ({rate}))"


LIVE, REPLAY = Job("pagewire"), Job("pagewire-replay")


def frame(
    name: str, description: str, job: Job, rows: dict[str, Panels], *, has_topic: bool = False
) -> parts.Dashboard:
    """The whole dashboard; each panel has an id that stays while the panels before it stay."""
    board = (
        Dashboard(f"Pagewire / {name}")
        .uid(f"pagewire-{name.lower()}")
        .description(description)
        .tags([TAG])
        .time("now-1h", "now")
        .refresh("30s")
        .timezone("browser")
        .tooltip(parts.DashboardCursorSync.CROSSHAIR)
        .readonly()
        .link(
            DashboardLink("Pagewire")
            .type(parts.DashboardLinkType.DASHBOARDS)
            .tags([TAG])
            .include_vars(True)
            .keep_time(True)
        )
        .with_variable(DatasourceVariable("datasource").label("Data source").type("prometheus"))
        .with_variable(_picked("cluster", "Cluster", f'pagewire_build_info{{job="{job.name}"}}'))
        .with_variable(
            _picked(
                "namespace",
                "Namespace",
                f'pagewire_build_info{{cluster=~"$cluster",job="{job.name}"}}',
            )
        )
        .with_variable(_picked("instance", "Instance", job.recorded("pagewire_build_info")))
    )
    if has_topic:
        lag = job.series("pagewire_consumer_lag_seconds")
        board.with_variable(_picked("topic", "Topic", lag))
    for title, panels in rows.items():
        board.with_row(Row(title))
        for panel in panels:
            board.with_panel(panel)
    built = board.build()
    for number, placed in enumerate(built.panels or [], start=1):
        placed.id_val = number
    return built


def _picked(name: str, label: str, series: str) -> QueryVariable:
    """Any number of the values that a label has in some series."""
    return (
        QueryVariable(name)
        .label(label)
        .datasource(SOURCE)
        .query(f"label_values({series}, {name})")
        .refresh(parts.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(parts.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(ALL_VALUE)
        .current(ALL)
    )
