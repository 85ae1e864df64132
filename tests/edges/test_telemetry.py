"""Telemetry: what an event does to the metrics, what it says in the log, and how a line looks."""

import dataclasses
import io
import json
import logging
import typing
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from worker.failures import Reason, Stage
from worker.records import (
    DeadLetter,
    Enriched,
    ExtractionMethod,
    Model,
    Origin,
    PageFacts,
    Processed,
    Tombstone,
)
from worker.telemetry import Metrics, Telemetry, configure_logs, events, render_metrics_doc

ROOT = Path(__file__).parent.parent.parent
LETTER = DeadLetter(Reason.EMPTY, Stage.CLEAN, "nothing to read")
ORIGIN = Origin("raw-pages", 3, 41)

# One of each, so that a test over all events cannot forget one.
SAMPLES: tuple[events.Event, ...] = (
    events.WorkerStarted("0.1.0", {"group_id": "pagewire"}),
    events.Serving("http://127.0.0.1:9464"),
    events.WorkerReady("0.1.0", Model("news", "0.1.0", "ab" * 32), "1", 2.5),
    events.PartitionsAssigned([("raw-pages", 3)]),
    events.LagObserved("raw-pages", 3, 12, 4.5, 41),
    events.Leaderless([("raw-pages", 3)]),
    events.PartitionsRevoked([("raw-pages", 3)], lost=True),
    events.BatchDispatched(0, 16, 70_000, [0.01, 0.02]),
    events.PageProcessed(Processed(LETTER)),
    events.PagesCommitted([LETTER], [0.3], 0.01, {("raw-pages", 3): 42}),
    events.TransactionAborted("the coordinator moved", 10, 0.2),
    events.PageDeadLettered(ORIGIN, LETTER),
    events.PageIsolated(ORIGIN, 2),
    events.ProcessStarted(0, 4711),
    events.ProcessReady(0, 4711, 1.5),
    events.ProcessMemory(0, 500_000_000),
    events.ProcessDied(0, 4711, "CRASHED", "ended by SIGSEGV", "SIGSEGV", 16),
    events.InFlight(10, 1000),
    events.Paused("256 pages in flight"),
    events.Resumed("100 pages in flight"),
    events.ReplayProgress(100, 40, 3, 1, 12.5, 1),
    events.DeadLetterShare(0.1),
    events.BreakerTripped(0.5, 200, {"EMPTY": 100}),
    events.Draining("SIGTERM", 12),
    events.Drained(1.25),
    events.Stalled("the loop", 91.0, 90.0),
    events.WorkerStopped(7, "stalled"),
)


class Watched:
    """A telemetry with its registry, and the lines it logged."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.telemetry = Telemetry(self.registry, wall_clock=lambda: 1_700_000_000.0)

    def emit(self, *emitted: events.Event) -> None:
        for event in emitted:
            self.telemetry.emit(event)

    def value(self, name: str, **labels: object) -> float | None:
        named = {key: str(value) for key, value in labels.items()}
        return self.registry.get_sample_value(name, named)

    def total(self, name: str) -> float:
        samples = [s for m in self.registry.collect() for s in m.samples if s.name == name]
        assert samples, f"there is no {name}"
        return sum(sample.value for sample in samples)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def log():
    """The stream that logs go to; logging is as it was afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("pagewire")
    before = root.handlers, root.level, ours.level
    yield io.StringIO()
    root.handlers, level, ours_level = before
    root.setLevel(level)
    ours.setLevel(ours_level)
    logging.captureWarnings(False)


def lines(stream: io.StringIO) -> list[dict[str, typing.Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_there_is_a_sample_of_every_event():
    assert {type(sample) for sample in SAMPLES} == set(typing.get_args(events.Event))


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: type(event).__name__)
def test_every_event_moves_a_metric_or_makes_one_line(watched, log, event):
    configure_logs("debug", "json", log)
    if isinstance(event, events.LagObserved):
        watched.emit(events.PartitionsAssigned([(event.topic, event.partition)]))
        log.truncate(0)
        log.seek(0)
    if isinstance(event, events.PageProcessed):
        event = events.PageProcessed(Processed(LETTER, PageFacts({Stage.CLEAN: 0.1})))
    before = generate_latest(watched.registry)
    watched.emit(event)
    changed = _without_process(generate_latest(watched.registry)) != _without_process(before)
    said = [line["event"] for line in lines(log)]
    assert said == [type(event).__name__] or (changed and not said)


def _without_process(exposition: bytes) -> list[bytes]:
    return [line for line in exposition.splitlines() if not line.startswith(b"process_")]


def test_page_counts_once_and_only_when_committed(watched):
    processed = Processed(Enriched(b"k", b"v"), PageFacts({Stage.CLEAN: 0.02}))
    watched.emit(events.PageProcessed(processed), events.PageDeadLettered(ORIGIN, LETTER))
    assert watched.total("pagewire_pages_total") == 0
    assert watched.total("pagewire_dead_letters_total") == 0
    outcomes = [processed.outcome, LETTER, Tombstone(b"k"), Enriched(b"l", b"w")]
    watched.emit(events.PagesCommitted(outcomes, [0.1, 0.2, -0.5, 7.0], 0.05))
    assert watched.value("pagewire_pages_total", outcome="enriched") == 2
    assert watched.value("pagewire_pages_total", outcome="dead_letter") == 1
    assert watched.value("pagewire_pages_total", outcome="tombstone") == 1
    assert watched.value("pagewire_dead_letters_total", reason="EMPTY", stage="clean") == 1
    assert watched.value("pagewire_end_to_end_latency_seconds_count") == 4
    assert watched.value("pagewire_end_to_end_latency_seconds_sum") == pytest.approx(7.3)
    assert watched.value("pagewire_transactions_total", result="committed") == 1
    assert watched.value("pagewire_last_commit_timestamp_seconds") == 1_700_000_000.0
    assert watched.value("pagewire_stage_duration_seconds_count", stage="commit") == 1


def test_tripped_breaker_shows_as_a_gauge(watched):
    assert watched.value("pagewire_breaker_tripped") == 0
    watched.emit(events.BreakerTripped(0.5, 200, {"EMPTY": 100}))
    assert watched.value("pagewire_breaker_tripped") == 1


def test_aborted_transaction_counts_no_page(watched):
    watched.emit(events.TransactionAborted("fenced", 5, 0.1))
    assert watched.total("pagewire_pages_total") == 0
    assert watched.value("pagewire_transactions_total", result="aborted") == 1


def test_series_known_beforehand_exist_at_zero(watched):
    for reason in Reason:
        for stage in Stage:
            labels = {"reason": reason.value, "stage": stage.value}
            assert watched.value("pagewire_dead_letters_total", **labels) == 0
    for timed in ("decode", "clean", "annotate", "events", "encode", "queue", "commit"):
        assert watched.value("pagewire_stage_duration_seconds_count", stage=timed) == 0
    assert watched.value("pagewire_cpu_process_restarts_total", reason="out_of_memory") == 0
    assert watched.value("pagewire_cpu_processes", state="ready") == 0


def test_unknown_label_values_count_as_other(watched):
    facts = PageFacts(
        language="tlh",
        extraction_method=ExtractionMethod.FLATTENED,
        entities={"PERSON": 2, "https://example.org/": 3},
        events={"ASSAULT": 1, "CRIME": 1, "PICNIC": 4},
    )
    watched.emit(events.PageProcessed(Processed(Tombstone(b"k"), facts)))
    assert watched.value("pagewire_entities_total", label="PERSON") == 2
    assert watched.value("pagewire_entities_total", label="other") == 3
    assert watched.value("pagewire_events_total", type="ASSAULT") == 1
    assert watched.value("pagewire_events_total", type="CRIME") == 1
    assert watched.value("pagewire_events_total", type="other") == 4
    assert watched.value("pagewire_languages_total", language="other") == 1
    assert watched.value("pagewire_extraction_total", method="flattened") == 1
    assert b"example.org" not in generate_latest(watched.registry)


def test_lag_exists_exactly_while_the_partition_is_held(watched):
    one, two = ("raw-pages", 1), ("raw-pages", 2)
    watched.emit(
        events.LagObserved(*one, records=9, seconds=1.0, offset=10),
        events.PartitionsAssigned([one, two]),
        events.PartitionsAssigned([]),
    )
    assert watched.value("pagewire_consumer_lag_records", topic="raw-pages", partition=1) is None
    assert watched.value("pagewire_partitions_assigned") == 2
    assert watched.value("pagewire_rebalances_total") == 2
    watched.emit(
        events.LagObserved(*one, records=5, seconds=2.0, offset=11),
        events.LagObserved(*two, records=6, seconds=3.0, offset=12),
        events.PartitionsRevoked([one]),
        events.PartitionsRevoked([("raw-pages", 9)]),
        events.LagObserved(*one, records=7, seconds=4.0, offset=13),
    )
    held = {"consumer_lag_records": 6, "consumer_lag_seconds": 3, "committed_offset": 12}
    for name, value in held.items():
        assert watched.value(f"pagewire_{name}", topic="raw-pages", partition=1) is None
        assert watched.value(f"pagewire_{name}", topic="raw-pages", partition=2) == value
    assert watched.value("pagewire_partitions_assigned") == 1


def test_partitions_without_a_leader_are_counted_as_long_as_they_have_none(watched):
    assert watched.value("pagewire_partitions_leaderless") == 0
    for partitions in ([("raw-pages", 1), ("raw-pages", 4)], [("raw-pages", 4)], []):
        watched.emit(events.Leaderless(partitions))
        assert watched.value("pagewire_partitions_leaderless") == len(partitions)


def test_processes_are_counted_by_state(watched):
    watched.emit(
        events.ProcessStarted(0, 10), events.ProcessStarted(1, 11), events.ProcessReady(0, 10, 1.0)
    )
    assert watched.value("pagewire_cpu_processes", state="starting") == 1
    assert watched.value("pagewire_cpu_processes", state="ready") == 1
    watched.emit(events.ProcessDied(0, 10, "TIMED_OUT", "no answer", "SIGKILL", 3))
    assert watched.value("pagewire_cpu_processes", state="ready") == 0
    assert watched.value("pagewire_cpu_process_restarts_total", reason="timed_out") == 1


def test_two_workers_in_one_process_do_not_share_metrics(watched):
    other = Watched()
    other.emit(events.InFlight(3, 30))
    assert watched.value("pagewire_in_flight_pages") == 0


def test_json_line_has_the_event_and_its_fields(watched, log):
    configure_logs("info", "json", log)
    letter = dataclasses.replace(LETTER, detail='a "quote"\nand \ud800 half a pair')
    watched.emit(events.PageDeadLettered(ORIGIN, letter))
    (line,) = lines(log)
    said = line["level"], line["event"], line["reason"]
    assert said == ("warning", "PageDeadLettered", "EMPTY")
    assert (line["topic"], line["partition"], line["offset"]) == ("raw-pages", 3, 41)
    assert line["detail"] == letter.detail
    assert line["ts"].endswith("+00:00")
    assert "exception" not in line


def test_console_line_cannot_be_broken_or_coloured_by_a_page(watched, log):
    configure_logs("info", "console", log)
    letter = dataclasses.replace(LETTER, detail="first\nsecond \x1b[31mred\x1b[0m")
    watched.emit(events.PageDeadLettered(ORIGIN, letter))
    assert log.getvalue().count("\n") == 1
    assert "\x1b" not in log.getvalue()
    assert "first\\nsecond \\x1b[31mred" in log.getvalue()


def test_format_follows_the_stream_unless_told(watched, log):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    configure_logs("info", "auto", terminal)
    watched.emit(events.PageIsolated(ORIGIN, 2))
    assert terminal.getvalue().startswith("\x1b[33m")
    configure_logs("info", "auto", log)
    watched.emit(events.PageIsolated(ORIGIN, 2))
    assert [line["event"] for line in lines(log)] == ["PageIsolated"]


def test_level_is_kept_and_the_client_is_heard_from_warnings_on(watched, log):
    configure_logs("error", "json", log)
    watched.emit(events.PageIsolated(ORIGIN, 2))
    client = logging.getLogger("kafka.client")
    client.info("heartbeat")
    client.warning("broker %s is gone", 1)
    try:
        raise OSError("disk")
    except OSError:
        logging.getLogger("kafka.net").exception("failed")
    first, second = lines(log)
    assert (first["event"], first["logger"]) == ("log", "kafka.client")
    assert first["message"] == "broker 1 is gone"
    assert "OSError: disk" in second["traceback"]


def test_metrics_page_is_what_the_code_prints():
    printed = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert printed == render_metrics_doc(), "run: pagewire metrics > docs/metrics.md"


def test_every_metric_is_declared_once_with_the_prefix_and_a_help():
    declared = Metrics(CollectorRegistry()).declared
    names = [metric.name for metric in declared]
    assert len(set(names)) == len(names)
    for metric in declared:
        assert metric.name.startswith("pagewire_")
        assert metric.help.endswith(".")
        assert metric.name.endswith("_total") == (metric.kind == "counter")
        assert list(metric.buckets) == sorted(metric.buckets)
