"""Health: what the loop reports, what the probes are told, and the port they ask.

Decides what alive, ready and started mean. Must not know Kafka, the processes or the watchdog.
"""

from worker.health.health import Check, Health, Verdict
from worker.health.server import HealthServer

__all__ = ["Check", "Health", "HealthServer", "Verdict"]
