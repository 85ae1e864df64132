"""A replay against the live worker on the same pages, and the planner's ETA against the truth.

    python -m tests.benchmarks.replays --pages 5000 --rounds 2

Prints ratios: live and replay run in turns over one topic, in one run. The plan is asked for just
before a replay, and its ETA held against the time from that replay's start to its end.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.local.broker import Broker
from tests.benchmarks.stage import RunningWorker, product_settings, raw_page, running
from tests.integration.world import ROOT, World

EDGE_PAGES = 64  # left out at both ends of a rate: filling and running dry
PROCESSES = 2
say = Console(stderr=True).print


@dataclass(frozen=True, slots=True)
class Seen:
    """One run over the topic."""

    pages_per_s: float
    took_s: float  # the process, from start to end
    early_bytes: int  # resident memory of all processes after a tenth of the pages
    late_bytes: int  # ... and with the last


def main() -> None:
    """Run the turns and print the table."""
    parser = argparse.ArgumentParser(prog="replays", description=__doc__)
    parser.add_argument("--pages", type=int, default=5000, help="on the topic (default: 5000)")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each (default: 2)")
    chosen = parser.parse_args()
    with Broker() as broker, tempfile.TemporaryDirectory() as folder:
        rounds = [
            _round(broker.bootstrap_servers, Path(folder), chosen.pages, turn)
            for turn in range(chosen.rounds)
        ]
    print("| round | live, pages/s | replay, pages/s | replay / live | ETA | took | ETA / took |"
          " replay's memory, growth |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    for number, (live, replay, eta) in enumerate(rounds, 1):
        print(
            f"| {number} | {live.pages_per_s:.1f} | {replay.pages_per_s:.1f}"
            f" | {replay.pages_per_s / live.pages_per_s:.2f} | {eta['eta_s']:.0f} s"
            f" ({eta['eta_low_s']:.0f} to {eta['eta_high_s']:.0f}) | {replay.took_s:.0f} s"
            f" | {eta['eta_s'] / replay.took_s:.2f}"
            f" | {replay.late_bytes / replay.early_bytes - 1:+.1%} |"
        )
    ratio = statistics.median(replay.pages_per_s / live.pages_per_s for live, replay, _ in rounds)
    print(f"\nreplay / live: {ratio:.2f} (goal: at least 0.95)")


def _round(servers: str, folder: Path, pages: int, turn: int) -> tuple[Seen, Seen, dict[str, Any]]:
    world = World(servers, partitions=6)
    world.send(raw_page(number) for number in range(pages))
    found: dict[str, Seen] = {}
    eta: dict[str, Any] = {}
    for kind in ("live", "replay") if turn % 2 == 0 else ("replay", "live"):
        if kind == "replay":
            eta = _plan(world)
            command = ["replay", "--name", f"turn-{turn}", "--from", "beginning", "--json"]
        else:
            command = ["run", "--until-drained"]
        with running(world, folder, *command, cpu_processes=PROCESSES) as worker:
            found[kind] = _seen(worker, pages)
        say(f"round {turn + 1}: {kind} {found[kind].pages_per_s:.1f} pages/s")
    return found["live"], found["replay"], eta


def _seen(worker: RunningWorker, pages: int) -> Seen:
    begun = time.monotonic()
    started = worker.wait_for_pages(EDGE_PAGES)
    first = worker.pages()
    worker.wait_for_pages(pages // 10)
    early = worker.resident_bytes()
    ended = worker.wait_for_pages(pages - EDGE_PAGES)
    last, late = worker.pages(), worker.resident_bytes()
    if worker.process.wait(120) != 0:
        raise RuntimeError(worker.log_path.read_text()[-3000:])
    return Seen((last - first) / (ended - started), time.monotonic() - begun, early, late)


def _plan(world: World) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "worker", "replay", "--from", "beginning", "--dry-run", "--json"],
        cwd=ROOT,
        env={**os.environ, **product_settings(world, cpu_processes=PROCESSES)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    plan: dict[str, Any] = json.loads(done.stdout)
    estimate: dict[str, Any] = plan["estimate"]
    return estimate


if __name__ == "__main__":
    main()
