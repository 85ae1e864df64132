"""The dashboard to look at first: does the group keep up, and are its pages right?"""

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.frame import LIVE, frame
from deploy.grafana.panels import GREEN, OUTCOMES, RED, YELLOW, Query, chart, heat_map, number

_LATENCY = "pagewire_end_to_end_latency_seconds"
_DEAD = LIVE.rate("pagewire_pages_total", 'outcome="dead_letter"')
_WORKED_ON = LIVE.rate("pagewire_pages_total", 'outcome=~"enriched|dead_letter"')
_LAG_S = LIVE.series("pagewire_consumer_lag_seconds", 'topic=~"$topic"')
_LAG_RECORDS = LIVE.series("pagewire_consumer_lag_records", 'topic=~"$topic"')
# Without cluster and namespace too: that no worker is known anywhere is known without them, and
# kube-state-metrics knows no cluster.
_FIRING = (
    'count(ALERTS{alertname=~"Pagewire.+",alertstate="firing",'
    'cluster=~"$cluster|",namespace=~"$namespace|"}) or vector(0)'
)


def overview() -> Dashboard:
    """Rate, errors, duration and lag of the live workers."""
    return frame(
        "Overview",
        "Rate, errors, duration and lag of the live workers.",
        LIVE,
        {"Now": _NOW, "Pages": _PAGES, "Time": _TIME, "Lag": _LAG},
        has_topic=True,
    )


_NOW = (
    number(
        "Workers up",
        "Live workers that Prometheus can scrape.",
        f"sum({LIVE.series('up')})",
        unit="none",
        steps=((0, RED), (1, GREEN)),
        width=3,
    ),
    number(
        "Alerts firing",
        "Alerts of Pagewire that fire, of the picked clusters and namespaces or of none. "
        "docs/runbook.md says what to do about each.",
        _FIRING,
        unit="none",
        steps=((0, GREEN), (1, RED)),
        width=3,
    ),
    number(
        "Pages",
        "Pages whose outcome was committed, a second.",
        f"sum({LIVE.rate('pagewire_pages_total')})",
        unit="suffix: /s",
        decimals=1,
        width=3,
    ),
    number(
        "Dead letters",
        "Share of the pages worked on that became dead letters. An alert fires above 10% over 15 "
        "minutes; the breaker stops a worker at half of its last 200 pages.",
        f"sum({_DEAD}) / sum({_WORKED_ON})",
        unit="percentunit",
        steps=((0, GREEN), (0.05, YELLOW), (0.1, RED)),
        decimals=1,
        width=3,
    ),
    number(
        "Latency, 95%",
        "95 of 100 pages are committed within this after the timestamp of their record.",
        LIVE.quantile(0.95, _LATENCY),
        unit="s",
        steps=((0, GREEN), (30, YELLOW), (60, RED)),
        width=4,
    ),
    number(
        "Oldest page waiting",
        "Age of the oldest record in flight of any partition; without one, time since progress.",
        f"max({_LAG_S})",
        unit="s",
        steps=((0, GREEN), (60, YELLOW), (300, RED)),
        width=4,
    ),
    number(
        "Late pages, 1 h",
        "Pages that were committed later than 60 s after their record's timestamp, over the last "
        "hour; of all instances. The objective allows 1% over 30 days.",
        f"max({LIVE.recorded('job:pagewire_late_pages:ratio_rate1h')})",
        unit="percentunit",
        steps=((0, GREEN), (0.01, YELLOW), (0.144, RED)),
        decimals=1,
        width=4,
    ),
)

_PAGES = (
    chart(
        "Pages by outcome",
        "Pages whose outcome was committed. A dead letter is an outcome too: it lies whole in the "
        "dead-letter topic. Tombstones are records without a value.",
        Query(f"sum by (outcome) ({LIVE.rate('pagewire_pages_total')})", "{{outcome}}"),
        unit="suffix: /s",
        stacked=True,
        hide_zeros=True,
        colours=OUTCOMES,
        decimals=1,
    ),
    chart(
        "Dead letters by reason",
        "Committed dead letters. UNEXPECTED is a fault of ours; CRASHED, TIMED_OUT and "
        "OUT_OF_MEMORY cost a CPU process each time.",
        Query(f"sum by (reason) ({LIVE.rate('pagewire_dead_letters_total')})", "{{reason}}"),
        unit="suffix: /s",
        stacked=True,
        hide_zeros=True,
        decimals=2,
    ),
    chart(
        "Share of dead letters",
        "Of the pages that were worked on, by instance. The lines are the alert (10%) and where "
        "the breaker stops the worker (50%).",
        Query(
            f"sum by (instance) ({_DEAD}) / sum by (instance) ({_WORKED_ON})",
            "{{instance}}",
        ),
        unit="percentunit",
        steps=((0, "transparent"), (0.1, YELLOW), (0.5, RED)),
        decimals=1,
    ),
    chart(
        "Late pages against the objective",
        "Share of pages committed later than 60 s after their record's timestamp; of all "
        "instances. At the line (14.4%) the month's allowance of 1% lasts for two days.",
        Query(f"max({LIVE.recorded('job:pagewire_late_pages:ratio_rate5m')})", "5 min"),
        Query(f"max({LIVE.recorded('job:pagewire_late_pages:ratio_rate1h')})", "1 h"),
        Query(f"max({LIVE.recorded('job:pagewire_late_pages:ratio_rate6h')})", "6 h"),
        unit="percentunit",
        steps=((0, "transparent"), (0.144, RED)),
        decimals=1,
    ),
)

_TIME = (
    chart(
        "End-to-end latency",
        "From the timestamp of the input record to the commit of its outcome.",
        Query(LIVE.quantile(0.99, _LATENCY), "99%"),
        Query(LIVE.quantile(0.95, _LATENCY), "95%"),
        Query(LIVE.quantile(0.5, _LATENCY), "50%"),
        unit="s",
        colours={"99%": RED, "95%": YELLOW, "50%": GREEN},
    ),
    heat_map(
        "End-to-end latency, all pages",
        "How many pages a second took how long. Two bands mean two kinds of page, or a backlog "
        "that is being worked off beside fresh pages.",
        f"sum by (le) ({LIVE.rate(_LATENCY + '_bucket')})",
        unit="s",
        cell_unit="suffix: /s",
    ),
)

_LAG = (
    chart(
        "Age of the oldest page waiting",
        "By partition: age of the oldest record that is not committed yet. An alert fires when it "
        "is over 300 s and grows for 15 minutes.",
        Query(f"max by (topic, partition) ({_LAG_S})", "{{topic}}-{{partition}}"),
        unit="s",
        steps=((0, "transparent"), (300, RED)),
    ),
    chart(
        "Records waiting",
        "Records of the assigned partitions that are not committed yet. Flat and high beside a "
        "steady rate of pages means that the workers are as fast as they can be.",
        Query(
            f"sum by (topic, partition) ({_LAG_RECORDS})",
            "{{topic}}-{{partition}}",
        ),
        unit="short",
        stacked=True,
    ),
)
