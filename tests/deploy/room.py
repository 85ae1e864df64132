"""What a container of ours needs, whoever runs it: memory, and time to stop in."""

from worker import app
from worker.pool import pool
from worker.settings import Settings

MIB = 1024 * 1024
# The I/O process and the fork server: 0.2 GB when nothing is in flight, the rest for fetches and
# what they unpack to.
BESIDE_THE_PROCESSES = 512 * MIB


def memory_bytes(settings: Settings) -> int:
    """With every CPU process at its limit."""
    processes = settings.pool.cpu_processes * settings.pool.process_memory_max_bytes
    return processes + BESIDE_THE_PROCESSES + settings.flow.in_flight_max_bytes


def time_to_stop_s(settings: Settings) -> float:
    """From SIGTERM to the end, with every step of it as long as it may be."""
    consumer_and_producer = 2 * app._CLOSE_S
    return settings.flow.drain_deadline_s + consumer_and_producer + pool._LEAVE_WITHIN_S
