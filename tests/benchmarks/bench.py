"""`make bench`: the worker against the bare pipeline and against the naive loop, on real Kafka.

Prints ratios, because machines here are shared and noisy: what is compared runs in turns, in one
run, on the same pages. Writes the same as JSON and as Markdown.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from rich.console import Console

from deploy.local.broker import Broker
from tests.benchmarks.stage import ONE_THREAD, raw_page, running
from tests.integration.world import MAX_RECORD, ROOT, World

EDGE_PAGES = 64  # left out at both ends of a rate: filling and running dry
SHORT_WORDS = 60
RESULTS = ROOT / "bench-results"
say = Console(stderr=True).print


def main() -> None:
    """Run the chosen measurements and print the table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each (default: 3)")
    parser.add_argument("--pages", type=int, default=300, help="pages a turn and process")
    parser.add_argument("--memory-pages", type=int, default=20_000)
    parser.add_argument("--latency-s", type=float, default=60)
    parser.add_argument("--only", choices=["speed", "memory", "latency"])
    chosen = parser.parse_args()
    results: dict[str, Any] = {"cpus": len(os.sched_getaffinity(0))}
    with Broker() as broker, tempfile.TemporaryDirectory() as folder:
        bench = Bench(broker.bootstrap_servers, Path(folder))
        if chosen.only in (None, "speed", "latency"):
            results |= bench.speed(chosen.rounds, chosen.pages)
        if chosen.only in (None, "memory"):
            results |= bench.memory(chosen.memory_pages)
        if chosen.only in (None, "latency"):
            results |= bench.latency(results["worker_2_pages_per_s"] / 2, chosen.latency_s)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "bench.json").write_text(json.dumps(results, indent=2) + "\n")
    (RESULTS / "bench.md").write_text(table(results))
    print(table(results))


class Bench:
    """The measurements, over one broker."""

    def __init__(self, servers: str, folder: Path) -> None:
        self._servers = servers
        self._folder = folder

    def speed(self, rounds: int, pages: int) -> dict[str, Any]:
        """Pages per second of each contender, and their ratios, round by round."""
        contenders: dict[str, Callable[[], float]] = {
            "bare": lambda: self._module("bare", str(pages)),
            "worker_1": lambda: self._worker(1, pages),
            "worker_2": lambda: self._worker(2, 2 * pages),
            "bare_2": lambda: self._two_bare(pages),
            "naive": lambda: self._naive(pages),
        }
        seen: dict[str, list[float]] = {name: [] for name in contenders}
        for turn in range(rounds):
            for name, measure in contenders.items():
                seen[name].append(measure())
                say(f"round {turn + 1}: {name} {seen[name][-1]:.1f} pages/s")

        def ratio(over: str, under: str, factor: float = 1) -> float:
            return statistics.median(
                a / (factor * b) for a, b in zip(seen[over], seen[under], strict=True)
            )

        return {
            **{f"{name}_pages_per_s": statistics.median(rates) for name, rates in seen.items()},
            "worker_1_over_bare": ratio("worker_1", "bare"),
            "worker_2_over_twice_bare": ratio("worker_2", "bare", 2),
            "worker_2_over_two_bare_at_once": ratio("worker_2", "bare_2"),
            "two_bare_at_once_over_twice_bare": ratio("bare_2", "bare", 2),
            "worker_2_over_naive": ratio("worker_2", "naive"),
        }

    def memory(self, pages: int) -> dict[str, Any]:
        """Resident memory of all processes after a tenth of the pages, and after all."""
        world = World(self._servers, partitions=6)
        world.send(raw_page(number, SHORT_WORDS) for number in range(pages))
        with running(world, self._folder, cpu_processes=2) as worker:
            worker.wait_for_pages(pages // 10)
            early = worker.resident_bytes()
            say(f"memory after {pages // 10} pages: {early / 1e6:.0f} MB")
            worker.wait_for_pages(pages)
            late = worker.resident_bytes()
            say(f"memory after {pages} pages: {late / 1e6:.0f} MB")
        return {
            "memory_pages": pages,
            "memory_early_bytes": early,
            "memory_late_bytes": late,
            "memory_growth": late / early - 1,
        }

    def latency(self, pages_per_s: float, duration_s: float) -> dict[str, Any]:
        """Seconds from a page's timestamp until a read_committed consumer has it."""
        world = World(self._servers, partitions=6)
        total = round(pages_per_s * duration_s)
        waits: list[float] = []
        with running(world, self._folder, cpu_processes=2) as worker:
            world.send([raw_page(number) for number in range(32)])
            worker.wait_for_pages(32)
            watcher = threading.Thread(target=_watch, args=(world, total, waits), daemon=True)
            watcher.start()
            _publish(world, total, pages_per_s)
            watcher.join(120)
        cuts = statistics.quantiles(waits, n=100)
        return {
            "latency_pages": len(waits),
            "latency_pages_per_s": pages_per_s,
            "latency_p50_s": cuts[49],
            "latency_p95_s": cuts[94],
            "latency_p99_s": cuts[98],
        }

    def _worker(self, processes: int, pages: int) -> float:
        world = World(self._servers, partitions=6)
        world.send([raw_page(number) for number in range(pages + 2 * EDGE_PAGES)])
        with running(world, self._folder, cpu_processes=processes) as worker:
            started = worker.wait_for_pages(EDGE_PAGES)
            first = worker.pages()
            ended = worker.wait_for_pages(pages + EDGE_PAGES)
            return (worker.pages() - first) / (ended - started)

    def _naive(self, pages: int) -> float:
        world = World(self._servers, partitions=6)
        world.send([raw_page(number) for number in range(pages + EDGE_PAGES)])
        return self._module("naive", self._servers, world.raw, world.enriched, str(pages))

    def _two_bare(self, pages: int) -> float:
        rates: list[float] = []
        threads = [
            threading.Thread(target=lambda: rates.append(self._module("bare", str(pages))))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(rates)

    def _module(self, name: str, *arguments: str) -> float:
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
        environment = {**os.environ, **ONE_THREAD}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return float(done.stdout.split()[-1])


def _publish(world: World, pages: int, pages_per_s: float) -> None:
    """One page at a time, at an even rate."""
    producer = KafkaProducer(bootstrap_servers=world.bootstrap_servers, max_request_size=MAX_RECORD)
    started = time.monotonic()
    for number in range(pages):
        time.sleep(max(0.0, started + number / pages_per_s - time.monotonic()))
        producer.send(world.raw, raw_page(number), key=str(number).encode(), partition=number % 6)
        if number % 100 == 0:
            say(f"latency: {number} of {pages} pages sent")
    producer.flush()
    producer.close()


def _watch(world: World, pages: int, waits: list[float]) -> None:
    """Wait for each page as a reader of the output does."""
    consumer = KafkaConsumer(
        bootstrap_servers=world.bootstrap_servers,
        isolation_level="read_committed",
        enable_auto_commit=False,
        fetch_max_wait_ms=20,
    )
    partitions = [TopicPartition(world.enriched, p) for p in range(6)]
    consumer.assign(partitions)
    consumer.seek_to_end(*partitions)
    sent_at = _input_times(world)
    while len(waits) < pages:
        for records in consumer.poll(timeout_ms=100).values():
            now = time.time()
            for record in records:
                headers = dict(record.headers)
                place = (
                    int(headers["pagewire.input.partition"]),
                    int(headers["pagewire.input.offset"]),
                )
                waits.append(now - sent_at(place))
    consumer.close()


def _input_times(world: World) -> Callable[[tuple[int, int]], float]:
    """Timestamps of input records by partition and offset, read beside the worker."""
    times: dict[tuple[int, int], float] = {}
    consumer = KafkaConsumer(
        bootstrap_servers=world.bootstrap_servers, enable_auto_commit=False, fetch_max_wait_ms=20
    )
    partitions = [TopicPartition(world.raw, p) for p in range(6)]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)

    def sent_at(place: tuple[int, int]) -> float:
        while place not in times:
            for records in consumer.poll(timeout_ms=100).values():
                for record in records:
                    times[(record.partition, record.offset)] = record.timestamp / 1000
        return times[place]

    return sent_at


def table(results: dict[str, Any]) -> str:
    """The results as Markdown, with what they should be."""
    rows = [
        ("worker, 1 CPU process / bare pipeline", "worker_1_over_bare", "{:.2f}", ">= 0.90"),
        (
            "worker, 2 CPU processes / 2 x bare pipeline",
            "worker_2_over_twice_bare",
            "{:.2f}",
            ">= 0.90",
        ),
        (
            "- two bare pipelines at once / 2 x bare",
            "two_bare_at_once_over_twice_bare",
            "{:.2f}",
            "",
        ),
        (
            "- worker, 2 processes / two bare at once",
            "worker_2_over_two_bare_at_once",
            "{:.2f}",
            "",
        ),
        ("worker, 2 CPU processes / naive loop", "worker_2_over_naive", "{:.2f}", ">= 2.5"),
        ("memory growth from a tenth of the short pages to all", "memory_growth", "{:.1%}", "< 5%"),
        ("latency at half of capacity, p50", "latency_p50_s", "{:.2f} s", ""),
        ("latency at half of capacity, p95", "latency_p95_s", "{:.2f} s", ""),
        ("latency at half of capacity, p99", "latency_p99_s", "{:.2f} s", ""),
        ("bare pipeline", "bare_pages_per_s", "{:.1f} pages/s", ""),
        ("worker, 2 CPU processes", "worker_2_pages_per_s", "{:.1f} pages/s", ""),
        ("naive loop", "naive_pages_per_s", "{:.1f} pages/s", ""),
    ]
    lines = ["| measure | result | goal |", "|---|---|---|"]
    for title, key, form, goal in rows:
        if key in results:
            lines.append(f"| {title} | {form.format(results[key])} | {goal} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
