"""The page at `/` of the health port: what this worker is doing, for people.

Decides what is remembered of the events for it, and how it looks. Must not know Kafka or the
processes; like the probes it never asks what may hang.
"""

from worker.status.board import Board
from worker.status.document import status_html

__all__ = ["Board", "status_html"]
