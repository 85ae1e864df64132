"""Telemetry: named events in, log lines and metrics out.

    telemetry = Telemetry(registry)
    telemetry.emit(events.WorkerStarted(...))

Decides what is told and how; see `events`, `telemetry`, `metrics`, `logs`. Must not know Kafka,
spaCy or the processes.
"""

from worker.telemetry import events
from worker.telemetry.document import render_metrics_doc
from worker.telemetry.logs import configure_logs
from worker.telemetry.metrics import Metrics
from worker.telemetry.telemetry import Telemetry

__all__ = ["Metrics", "Telemetry", "configure_logs", "events", "render_metrics_doc"]
