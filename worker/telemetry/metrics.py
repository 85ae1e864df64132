"""All metrics of the worker, declared once: name, unit, help, labels, buckets.

Decides what can be measured and which values a label may have. No url, domain or other text of
a page is ever a label's value. Must not know which event changes which metric.
"""

from collections.abc import Iterable
from typing import assert_never

from prometheus_client import CollectorRegistry, disable_created_metrics

from worker.failures import Reason, Stage
from worker.records import DeadLetter, Enriched, ExtractionMethod, Filtered, Outcome, Tombstone
from worker.telemetry.declarations import OTHER, Declarations, Label

OUTCOMES = ("enriched", "dead_letter", "tombstone", "filtered")
# The stages that take a page's time. `process` and `worker` only say where a page was lost.
TIMED_STAGES = (
    *(s.value for s in (Stage.DECODE, Stage.CLEAN, Stage.ANNOTATE, Stage.EVENTS, Stage.ENCODE)),
    "queue",
    "commit",
)
PROCESS_STATES = ("starting", "ready")
DEATH_CAUSES = tuple(
    r.value.lower()
    for r in (Reason.CRASHED, Reason.TIMED_OUT, Reason.OUT_OF_MEMORY, Reason.BAD_REPLY)
)
# What our own pipeline says, and what most others say beside that.
ENTITY_LABELS = (
    *("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "MISC"),
    *("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"),
    *("CARDINAL", "ORDINAL", "EVENT", "LANGUAGE", "LAW", "PRODUCT", "WORK_OF_ART"),
)
# PLOVER's sixteen types, then our own for what it leaves out.
EVENT_TYPES = (
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
    *("STATEMENT", "CASUALTY", "ESCAPE", "TERRITORY_CONTROL"),
    *("BORDER_CROSSING", "DISASTER", "MOVEMENT", "CRIME"),
)
# The languages of most news on the web; the rest is "other", and no language is "unknown".
LANGUAGES = (
    *("en", "ar", "de", "es", "fa", "fr", "hi", "id", "it", "ja", "ko"),
    *("nl", "pl", "pt", "ps", "ru", "sv", "tr", "uk", "ur", "zh"),
)
UNKNOWN = "unknown"

# Decoding takes microseconds, annotating a long page seconds, and the deadline is 30 s.
_STAGE_BUCKETS_S = (
    *(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1, 2.5, 5, 10, 30, 60),
)
# From a page that is caught at once (a commit interval) to a topic that is a day behind.
_LATENCY_BUCKETS_S = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400)
_PAGES_BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128)
_BYTES_BUCKETS = (4096, 16384, 65536, 131072, 262144, 524288, 1048576, 4194304, 16777216)


class Metrics:
    """Every metric, made in the registry it is given; one per worker."""

    def __init__(self, registry: CollectorRegistry, more_event_types: Iterable[str] = ()) -> None:
        # One gauge per counter and histogram series that says when it began: nobody asks, and it
        # would double what is scraped. The library only offers the switch for the whole process.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.event_type = Label("type", (*dict.fromkeys((*EVENT_TYPES, *more_event_types)), OTHER))
        self.entity_label = Label("label", (*ENTITY_LABELS, OTHER))
        self.language = Label("language", (*LANGUAGES, UNKNOWN, OTHER))
        self.cause = Label("reason", (*DEATH_CAUSES, OTHER))
        topic, partition = Label("topic"), Label("partition")
        stage = Label("stage", TIMED_STAGES)
        make = Declarations(registry)
        self.declared = make.declared

        self.pages = make.counter(
            "pagewire_pages_total",
            "pages",
            "Pages whose outcome was committed; each page counts exactly once.",
            Label("outcome", OUTCOMES),
        )
        self.dead_letters = make.counter(
            "pagewire_dead_letters_total",
            "pages",
            "Committed dead letters, by reason and by the stage that the page was in.",
            Label("reason", tuple(r.value for r in Reason)),
            Label("stage", tuple(s.value for s in Stage)),
        )
        self.stage_seconds = make.histogram(
            "pagewire_stage_duration_seconds",
            "seconds",
            "Time per page in each stage; queue is the wait for a CPU process, commit is the time"
            " of one transaction.",
            _STAGE_BUCKETS_S,
            stage,
        )
        self.latency_seconds = make.histogram(
            "pagewire_end_to_end_latency_seconds",
            "seconds",
            "From the timestamp of the input record to the commit of its outcome.",
            _LATENCY_BUCKETS_S,
        )
        self.lag_records = make.gauge(
            "pagewire_consumer_lag_records",
            "records",
            "Records of an assigned partition that are not committed yet.",
            topic,
            partition,
        )
        self.lag_seconds = make.gauge(
            "pagewire_consumer_lag_seconds",
            "seconds",
            "Age of the oldest record of an assigned partition that is read and not committed yet;"
            " where nothing is in flight though records wait, the time since its last progress.",
            topic,
            partition,
        )
        self.committed_offset = make.gauge(
            "pagewire_committed_offset",
            "offset",
            "All of an assigned partition before this offset is committed; 0 before its first"
            " record came.",
            topic,
            partition,
        )
        self.in_flight_pages = make.gauge(
            "pagewire_in_flight_pages", "pages", "Pages that are read and not committed yet."
        )
        self.in_flight_bytes = make.gauge(
            "pagewire_in_flight_bytes", "bytes", "Bytes of the pages in flight."
        )
        self.batch_pages = make.histogram(
            "pagewire_batch_pages",
            "pages",
            "Pages handed to a CPU process at once.",
            _PAGES_BUCKETS,
        )
        self.batch_bytes = make.histogram(
            "pagewire_batch_bytes",
            "bytes",
            "Bytes handed to a CPU process at once.",
            _BYTES_BUCKETS,
        )
        self.transactions = make.counter(
            "pagewire_transactions_total",
            "transactions",
            "Transactions by how they ended. The pages of an aborted one are sent again.",
            Label("result", ("committed", "aborted")),
        )
        self.last_commit = make.gauge(
            "pagewire_last_commit_timestamp_seconds",
            "seconds",
            "When the last transaction was committed, as Unix time; 0 before the first.",
        )
        self.rebalances = make.counter(
            "pagewire_rebalances_total",
            "rebalances",
            "Rebalances of the consumer group that this worker took part in.",
        )
        self.partitions_lost = make.counter(
            "pagewire_partitions_lost_total",
            "partitions",
            "Partitions that the group took away without asking; their work is done again.",
        )
        self.partitions_assigned = make.gauge(
            "pagewire_partitions_assigned", "partitions", "Partitions that this worker holds."
        )
        self.partitions_leaderless = make.gauge(
            "pagewire_partitions_leaderless",
            "partitions",
            "Partitions that this worker holds and that have no leader: nothing is read there.",
        )
        self.processes = make.gauge(
            "pagewire_cpu_processes",
            "processes",
            "CPU processes that are alive, by state.",
            Label("state", PROCESS_STATES),
        )
        self.process_restarts = make.counter(
            "pagewire_cpu_process_restarts_total",
            "processes",
            "CPU processes that died or were killed for a page, and were replaced.",
            self.cause,
        )
        self.process_memory = make.gauge(
            "pagewire_cpu_process_memory_bytes",
            "bytes",
            "Resident memory of each CPU process, numbered from 0.",
            Label("process"),
        )
        self.entities = make.counter(
            "pagewire_entities_total",
            "entities",
            "Entities found, as pages are processed (a page may be processed again).",
            self.entity_label,
        )
        self.events = make.counter(
            "pagewire_events_total",
            "events",
            "Events found, as pages are processed (a page may be processed again).",
            self.event_type,
        )
        self.languages = make.counter(
            "pagewire_languages_total",
            "pages",
            "Processed pages by language (ISO 639-1).",
            self.language,
        )
        self.extraction = make.counter(
            "pagewire_extraction_total",
            "pages",
            "Processed pages by how the article was found in them.",
            Label("method", tuple(m.value for m in ExtractionMethod)),
        )
        self.dead_letter_share = make.gauge(
            "pagewire_breaker_dead_letter_share",
            "ratio",
            "Dead letters among the last pages, 0 to 1, as the breaker sees it.",
        )
        self.breaker_tripped = make.gauge(
            "pagewire_breaker_tripped",
            "0 or 1",
            "1 once the breaker has stopped the worker, which ends when this was scraped.",
        )
        self.paused = make.gauge(
            "pagewire_paused", "0 or 1", "1 while intake is paused because too much is in flight."
        )
        self.replay_records = make.gauge(
            "pagewire_replay_range_offsets",
            "offsets",
            "Offsets in a replay's ranges of the partitions that this worker holds; 0 in a live"
            " worker.",
        )
        self.replay_left = make.gauge(
            "pagewire_replay_left_offsets", "offsets", "Those of them that are not committed yet."
        )
        self.replay_yielding = make.gauge(
            "pagewire_replay_yielding",
            "0 to 2",
            "How far a replay steps back for the live group's lag: not, slowed, paused.",
        )
        self.build = make.gauge(
            "pagewire_build_info",
            "1",
            "Always 1; the labels say what runs.",
            *(Label(name) for name in ("version", "model", "model_version", "schema_version")),
        )


def outcome_name(outcome: Outcome) -> str:
    """The value of the label `outcome`."""
    match outcome:
        case Enriched():
            return "enriched"
        case DeadLetter():
            return "dead_letter"
        case Tombstone():
            return "tombstone"
        case Filtered():
            return "filtered"
        case _:
            assert_never(outcome)
