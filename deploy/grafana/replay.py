"""How far a replay is, and whether it steps back for the live workers."""

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.frame import LIVE, REPLAY, frame
from deploy.grafana.panels import GREEN, OUTCOMES, RED, YELLOW, Query, chart, number, states

_LEFT = REPLAY.series("pagewire_replay_left_offsets")
_RANGE = REPLAY.series("pagewire_replay_range_offsets")
_READ = f"rate({REPLAY.series('pagewire_pages_total')}[5m])"


def replay() -> Dashboard:
    """Progress, speed and stepping back of the replays that run."""
    return frame(
        "Replay",
        "Progress, speed and stepping back of replays and redrives that run.",
        REPLAY,
        {"Now": _NOW, "Progress": _PROGRESS, "Beside the live workers": _BESIDE},
    )


_NOW = (
    number(
        "Replays up",
        "Replicas of replays that Prometheus can scrape. One that is done ends.",
        f"sum({REPLAY.series('up')})",
        unit="none",
    ),
    number(
        "Done",
        "Of the offsets in the ranges of the partitions held now.",
        f"1 - sum({_LEFT}) / sum({_RANGE})",
        unit="percentunit",
        decimals=1,
    ),
    number(
        "Offsets left",
        "Not committed yet, of the partitions held now.",
        f"sum({_LEFT})",
        unit="short",
    ),
    number(
        "Pages",
        "Pages whose outcome was committed, a second.",
        f"sum({REPLAY.rate('pagewire_pages_total')})",
        unit="suffix: /s",
        decimals=1,
    ),
    number(
        "Time left",
        "At the speed of the last 5 minutes, if every offset has a record; infinite while nothing "
        "moves.",
        f"sum({_LEFT}) / sum({_READ})",
        unit="s",
    ),
    number(
        "Dead letters",
        "Share of the pages worked on that became dead letters.",
        "sum("
        + REPLAY.rate("pagewire_pages_total", 'outcome="dead_letter"')
        + ") / sum("
        + REPLAY.rate("pagewire_pages_total", 'outcome=~"enriched|dead_letter"')
        + ")",
        unit="percentunit",
        steps=((0, GREEN), (0.05, YELLOW), (0.1, RED)),
        decimals=1,
    ),
)

_PROGRESS = (
    chart(
        "Offsets left",
        "By instance. A step up is a partition that another replica has handed over.",
        Query(f"sum by (instance) ({_LEFT})", "{{instance}}"),
        unit="short",
        stacked=True,
    ),
    chart(
        "Share done",
        "Of the offsets in the ranges of the partitions that each instance holds now.",
        Query(
            f"1 - sum by (instance) ({_LEFT}) / sum by (instance) ({_RANGE})",
            "{{instance}}",
        ),
        unit="percentunit",
        decimals=1,
    ),
    chart(
        "Pages by outcome",
        "filtered are records that the replay was told to leave out.",
        Query(f"sum by (outcome) ({REPLAY.rate('pagewire_pages_total')})", "{{outcome}}"),
        unit="suffix: /s",
        stacked=True,
        hide_zeros=True,
        colours=OUTCOMES,
        decimals=1,
    ),
    chart(
        "Dead letters by reason",
        "A reason that the live workers do not have speaks against the new version.",
        Query(f"sum by (reason) ({REPLAY.rate('pagewire_dead_letters_total')})", "{{reason}}"),
        unit="suffix: /s",
        stacked=True,
        hide_zeros=True,
        decimals=2,
    ),
)

_BESIDE = (
    states(
        "Stepping back",
        "For the lag of the live group, where --yield-to names one.",
        Query(
            f"max by (instance) ({REPLAY.series('pagewire_replay_yielding')})",
            "{{instance}}",
        ),
        names=(("full speed", GREEN), ("slowed", YELLOW), ("paused", RED)),
        height=8,
    ),
    chart(
        "Age of the oldest live page waiting",
        "Of all live workers. While it is over --max-live-lag the replay steps back.",
        Query(
            f"max by (topic) ({LIVE.recorded('job_topic:pagewire_consumer_lag_seconds:max')})",
            "{{topic}}",
        ),
        unit="s",
    ),
)
