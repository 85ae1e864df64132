"""`pagewire replay --dry-run`: what a replay would do, how long it takes, and what it leaves.

Decides how much is sampled and how the plan is printed. Nothing is written or committed.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson

from worker.app import loader, pool_config
from worker.commands.progress import progress
from worker.commands.tables import print_table
from worker.kafka.reader import extents, read
from worker.kafka.topics import describe
from worker.pool import warm
from worker.replay.bounds import Planned
from worker.replay.estimate import Estimate, estimate
from worker.replay.sampling import sample
from worker.replay.selection import Selection
from worker.settings import KafkaSettings, Settings

_SAMPLE_RECORDS = 1_000
_SAMPLE_S = 30.0
_LOOKED_AT = 10  # offsets at each end of a partition
_COLUMNS = ("partition", "from", "to", "offsets", "bytes (about)", "gone")


def show_plan(
    settings: Settings,
    selection: Selection,
    rate_per_s: float | None,
    planned: Sequence[Planned],
    *,
    as_json: bool,
) -> None:
    """Sample the range and print the plan. Raises KafkaUnavailable, ProcessesNotReady."""
    records = sum(len(part.offsets) for part in planned)
    found = _estimate(settings, selection, rate_per_s, planned, records) if records else None
    output = describe(settings.kafka, [settings.kafka.output_topic])[settings.kafka.output_topic]
    if output is None:
        print(
            f"warning: topic {settings.kafka.output_topic} does not exist; make it with the"
            " settings of the present one",
            file=sys.stderr,
        )
    copies = output.replication_factor if output else 1
    if as_json:
        plan: dict[str, Any] = {
            "topic": settings.kafka.input_topic,
            "output": settings.kafka.output_topic,
            "offsets": records,
            "partitions": [
                {
                    "partition": part.partition,
                    "from": part.offsets.start,
                    "to": part.offsets.stop,
                    "gone": part.gone,
                    "gone_at_most": part.gone_at_most,
                    "not_yet": part.not_yet,
                }
                for part in planned
            ],
            "estimate": asdict(found) if found else None,
            "output_replicas": copies,
        }
        print(orjson.dumps(plan, option=orjson.OPT_INDENT_2).decode())
        return
    each = found.input_bytes / records if found else 0.0
    print_table(_COLUMNS, [_row(part, each) for part in planned])
    print()
    for line in _lines(settings, found, records, copies):
        print(line)


def _row(part: Planned, bytes_each: float) -> tuple[object, ...]:
    gone = f"up to {part.gone}" if part.gone_at_most else part.gone
    size = _size(bytes_each * len(part.offsets))
    return (part.partition, part.offsets.start, part.offsets.stop, len(part.offsets), size, gone)


def _lines(settings: Settings, found: Estimate | None, records: int, copies: int) -> list[str]:
    if found is None:
        return ["nothing is in this range", _what_is_there(settings.kafka)]
    processes = settings.pool.cpu_processes
    return [
        f"{records} offsets, about {_size(found.input_bytes)} of records",
        f"{found.speed_per_s:.1f} records/s with {processes} CPU"
        f" process{'' if processes == 1 else 'es'} here and now",
        f"takes about {_time(found.eta_s)}, between {_time(found.eta_low_s)} and"
        f" {_time(found.eta_high_s)}",
        f"writes about {_size(found.output_bytes)} to {settings.kafka.output_topic}, before"
        f" compression; {_size(found.output_bytes * copies)} on disk with {copies}"
        f" replica{'' if copies == 1 else 's'}",
    ]


def _what_is_there(settings: KafkaSettings) -> str:
    """What could be asked for instead: the topic's offsets, and the times of its records."""
    topic = settings.input_topic
    there = extents(settings, topic, readable_only=True)
    # The very last offsets may be those of transaction markers, which are no records.
    oldest = {number: offsets[:_LOOKED_AT] for number, offsets in there.items()}
    newest = {number: offsets[-_LOOKED_AT:] for number, offsets in there.items()}
    times_ms = [
        record.timestamp_ms for ends in (oldest, newest) for record in read(settings, topic, ends)
    ]
    if not times_ms:
        return f"{topic} has no records"
    kept = ", ".join(f"{n}:{each.start}-{each.stop}" for n, each in sorted(there.items()) if each)
    between = f"{_second(min(times_ms))} to {_second(max(times_ms))}"
    return f"{topic} has records from {between}, at offsets {kept}"


def _estimate(
    settings: Settings,
    selection: Selection,
    rate_per_s: float | None,
    planned: Sequence[Planned],
    records: int,
) -> Estimate | None:
    ranges = {part.partition: part.offsets for part in planned}
    started = time.monotonic()
    with warm(pool_config(settings), loader(settings)) as pool:
        start_s = time.monotonic() - started
        with progress("measuring", min(records, _SAMPLE_RECORDS)) as advance:
            measured = sample(
                settings.kafka,
                pool,
                ranges,
                selection,
                records=_SAMPLE_RECORDS,
                seconds=_SAMPLE_S,
                start_s=start_s,
                advance=advance,
            )
    return estimate(measured, records, rate_per_s)


def _second(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _size(size_bytes: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}" if unit == "B" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} TB"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes}:{rest:02} min"
