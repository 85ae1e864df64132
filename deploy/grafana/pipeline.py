"""Where a page's time goes inside the workers, and what the machine has to give for it."""

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.frame import LIVE, frame
from deploy.grafana.panels import GREEN, RED, YELLOW, Query, chart, label_table, states

_STAGE = "pagewire_stage_duration_seconds"
_IN_CPU_PROCESS = 'stage!~"queue|commit"'


def pipeline() -> Dashboard:
    """Stages, batches, CPU processes, memory and transactions of the live workers."""
    return frame(
        "Pipeline",
        "Stages, batches, CPU processes, memory and transactions of the live workers.",
        LIVE,
        {
            "Stages": _STAGES,
            "Batches and pages in flight": _BATCHES,
            "CPU processes and memory": _PROCESSES,
            "Kafka": _KAFKA,
            "What runs": _VERSIONS,
        },
    )


_STAGES = (
    chart(
        "Mean time of a page by stage",
        "In the CPU processes alone: without the wait for one and the commit. The layers together "
        "are what a page costs; one CPU process does about 1 / that pages a second.",
        Query(LIVE.mean(_STAGE, _IN_CPU_PROCESS, by="stage"), "{{stage}}"),
        unit="s",
        stacked=True,
    ),
    chart(
        "Time of a page by stage, 95%",
        "queue is the wait for a CPU process: when it is most of the latency, more processes help. "
        "commit is the time of one transaction.",
        Query(LIVE.quantile(0.95, _STAGE, by="stage"), "{{stage}}"),
        unit="s",
        is_log=True,
    ),
    chart(
        "CPU processes kept busy, by stage",
        "Seconds of work a second: 2 are two CPU processes that work all the time.",
        Query(f"sum by (stage) ({LIVE.rate(_STAGE + '_sum', _IN_CPU_PROCESS)})", "{{stage}}"),
        unit="none",
        stacked=True,
        decimals=2,
    ),
    chart(
        "Share of the CPU processes that works",
        "1 when every process works all the time; then only more of them help. Of all instances.",
        Query(
            f"sum by (job) ({LIVE.recorded('job:pagewire_cpu_processes:busy_ratio5m')})",
            "busy, 5 min",
        ),
        unit="percentunit",
    ),
)

_BATCHES = (
    chart(
        "Pages handed over at once",
        "To one CPU process. Few while the workers keep up, PAGEWIRE_BATCH_PAGES (16) at most.",
        Query(LIVE.quantile(0.95, "pagewire_batch_pages"), "95%"),
        Query(LIVE.mean("pagewire_batch_pages"), "mean"),
        unit="none",
        decimals=1,
        width=8,
    ),
    chart(
        "Bytes handed over at once",
        "To one CPU process. PAGEWIRE_BATCH_MAX_BYTES (256 KiB) at most, or one larger page.",
        Query(LIVE.quantile(0.95, "pagewire_batch_bytes"), "95%"),
        Query(LIVE.mean("pagewire_batch_bytes"), "mean"),
        unit="bytes",
        width=8,
    ),
    states(
        "Intake",
        "Paused while too much is in flight: normal when there is a backlog.",
        Query(
            f"max by (instance) ({LIVE.series('pagewire_paused')})",
            "{{instance}}",
        ),
        names=(("open", GREEN), ("paused", YELLOW)),
        width=8,
        height=8,
    ),
    chart(
        "Pages in flight",
        "Read and not committed yet. PAGEWIRE_IN_FLIGHT_PAGES (256) at most for each instance.",
        Query(
            f"sum by (instance) ({LIVE.series('pagewire_in_flight_pages')})",
            "{{instance}}",
        ),
        unit="none",
        stacked=True,
    ),
    chart(
        "Bytes in flight",
        "Of the pages in flight. PAGEWIRE_IN_FLIGHT_MAX_BYTES (64 MiB) at most for each instance.",
        Query(
            f"sum by (instance) ({LIVE.series('pagewire_in_flight_bytes')})",
            "{{instance}}",
        ),
        unit="bytes",
        stacked=True,
    ),
)

_PROCESSES = (
    chart(
        "CPU processes",
        "Alive, by state. One that starts loads its models and takes no page yet.",
        Query(f"sum by (state) ({LIVE.series('pagewire_cpu_processes')})", "{{state}}"),
        unit="none",
        stacked=True,
        colours={"ready": GREEN, "starting": YELLOW},
        decimals=0,
    ),
    chart(
        "CPU processes replaced",
        "Died, or were killed for a page, within 5 minutes. The page runs again alone, and becomes "
        "a dead letter if it does so again.",
        Query(
            f"sum by (reason) (increase({LIVE.series('pagewire_cpu_process_restarts_total')}[5m]))",
            "{{reason}}",
        ),
        unit="none",
        stacked=True,
        decimals=1,
    ),
    chart(
        "Memory of the CPU processes",
        "Resident memory of each. A page that takes one over PAGEWIRE_PROCESS_MEMORY_MAX_BYTES "
        "(the line, 1.5 GiB by default) loses it.",
        Query(
            f"sum by (instance, process) ({LIVE.series('pagewire_cpu_process_memory_bytes')})",
            "{{instance}} / {{process}}",
        ),
        unit="bytes",
        steps=((0, "transparent"), (1536 * 2**20, RED)),
    ),
    chart(
        "Memory of the I/O process",
        "The one that owns Kafka: its resident memory. Above its usual 200 MB is what is in "
        "flight.",
        Query(
            f"sum by (instance) ({LIVE.series('process_resident_memory_bytes')})",
            "{{instance}}",
        ),
        unit="bytes",
    ),
    chart(
        "CPU of the I/O process",
        "Seconds of work a second. Near 1 it is what holds the worker up: start another worker.",
        Query(
            f"sum by (instance) ({LIVE.rate('process_cpu_seconds_total')})",
            "{{instance}}",
        ),
        unit="none",
        decimals=2,
    ),
    chart(
        "Open files of the I/O process",
        "Connections and pipes. What grows without end is a leak.",
        Query(
            f"sum by (instance) ({LIVE.series('process_open_fds')})",
            "{{instance}}",
        ),
        unit="none",
        decimals=0,
    ),
)

_KAFKA = (
    chart(
        "Transactions",
        "By how they ended. The pages of an aborted one are sent again; nothing is lost.",
        Query(f"sum by (result) ({LIVE.rate('pagewire_transactions_total')})", "{{result}}"),
        unit="suffix: /s",
        colours={"committed": GREEN, "aborted": RED},
        decimals=2,
        width=6,
    ),
    chart(
        "Since the last commit",
        "It grows without harm while there is nothing to read. 0 before the first.",
        Query(
            "max by (instance) (time() - ("
            f"{LIVE.series('pagewire_last_commit_timestamp_seconds')} > 0)) "
            f"or max by (instance) (0 * {LIVE.series('pagewire_last_commit_timestamp_seconds')})",
            "{{instance}}",
        ),
        unit="s",
        width=6,
    ),
    chart(
        "Partitions assigned",
        "That each instance holds. One that holds none has nothing to do, or cannot join.",
        Query(
            f"sum by (instance) ({LIVE.series('pagewire_partitions_assigned')})",
            "{{instance}}",
        ),
        unit="none",
        stacked=True,
        decimals=0,
        width=6,
    ),
    chart(
        "Partitions without a leader",
        "That each instance holds: their pages wait for a broker to come back. Others are read.",
        Query(
            f"sum by (instance) ({LIVE.series('pagewire_partitions_leaderless')})",
            "{{instance}}",
        ),
        unit="none",
        stacked=True,
        decimals=0,
        width=6,
    ),
    chart(
        "Rebalances and lost partitions",
        "Within 15 minutes, of the instance that saw most. A lost partition was taken away without "
        "asking, and its pages in flight are done again.",
        Query(
            f"max(increase({LIVE.series('pagewire_rebalances_total')}[15m]))",
            "rebalances",
        ),
        Query(
            f"max(increase({LIVE.series('pagewire_partitions_lost_total')}[15m]))",
            "partitions lost",
        ),
        unit="none",
        decimals=1,
        width=8,
    ),
    chart(
        "Dead letters as the breaker sees them",
        "Share of the last PAGEWIRE_BREAKER_WINDOW_PAGES (200) pages. At the line, "
        "PAGEWIRE_BREAKER_SHARE by default, it stops the worker.",
        Query(
            f"max by (instance) ({LIVE.series('pagewire_breaker_dead_letter_share')})",
            "{{instance}}",
        ),
        unit="percentunit",
        steps=((0, "transparent"), (0.5, RED)),
        decimals=1,
        width=8,
    ),
    states(
        "Breaker",
        "Tripped: too many dead letters have stopped the worker. The series ends with the worker.",
        Query(
            f"max by (instance) ({LIVE.series('pagewire_breaker_tripped')})",
            "{{instance}}",
        ),
        names=(("closed", GREEN), ("tripped", RED)),
        width=8,
        height=8,
    ),
)

_VERSIONS = (
    label_table(
        "Versions",
        "What each instance runs. Lines that differ are an update under way, or one that stuck.",
        LIVE.series("pagewire_build_info"),
        hidden=("job",),
    ),
)
