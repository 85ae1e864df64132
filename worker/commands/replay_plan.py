"""`pagewire replay --dry-run`: what a replay would do, how long it takes, and what it leaves.

Decides how much is sampled and how the plan is printed. Nothing is written or committed.
"""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from worker.app import loader, pool_config
from worker.archives import PageFile
from worker.commands.progress import progress
from worker.commands.tables import print_table
from worker.kafka.reader import extents, read
from worker.kafka.topics import describe
from worker.pool import warm
from worker.records import RawRecord
from worker.replay.bounds import Planned
from worker.replay.estimate import Estimate, Sample, estimate
from worker.replay.file_sampling import FileSpread
from worker.replay.sampling import Seen, Spread, sample
from worker.replay.selection import Selection
from worker.settings import KafkaSettings, Settings

_SAMPLE_RECORDS = 1_000
_SAMPLE_S = 30.0
_LOOKED_AT = 10  # offsets at each end of a partition
_COLUMNS = ("partition", "from", "to", "offsets", "records (about)", "bytes (about)", "gone")


def show_plan(
    settings: Settings,
    selection: Selection,
    rate_per_s: float | None,
    planned: Sequence[Planned],
    *,
    as_json: bool,
) -> None:
    """Sample the range and print the plan. Raises KafkaUnavailable, ProcessesNotReady."""
    offsets = sum(len(part.offsets) for part in planned)
    ranges = {part.partition: part.offsets for part in planned}
    spread = Spread(settings.kafka, ranges, _SAMPLE_RECORDS)
    measured = _measured(settings, spread, selection, offsets) if offsets else None
    volumes = {number: spread.within(number, len(part)) for number, part in ranges.items()}
    records = sum(volume.records for volume in volumes.values())
    found = estimate(measured, records, rate_per_s) if measured else None
    if found:
        # Of each partition its own: one may have pages ten times as large as another.
        size_bytes = sum(volume.size_bytes for volume in volumes.values())
        found = replace(found, input_bytes=size_bytes)
    copies = _copies(settings)
    if as_json:
        _print_json(
            {
                "topic": settings.kafka.input_topic,
                "output": settings.kafka.output_topic,
                "offsets": offsets,
                "partitions": [_part(part, volumes[part.partition]) for part in planned],
                "estimate": asdict(found) if found else None,
                "output_replicas": copies,
            }
        )
        return
    print_table(_COLUMNS, [_row(part, volumes) for part in planned])
    print()
    if found is None:
        print("nothing is in this range")
        print(_what_is_there(settings.kafka))
        return
    print(f"{offsets} offsets: at most as many records")
    for line in _lines(settings, found, settings.kafka.output_topic, copies):
        print(line)


def show_files_plan(
    settings: Settings,
    selection: Selection,
    rate_per_s: float | None,
    files: Sequence[PageFile],
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """The same for files, onto the output topic or into the folder, which then needs no Kafka.

    Raises KafkaUnavailable, ProcessesNotReady, WrongSource.
    """
    spread = FileSpread(files, _SAMPLE_RECORDS, record_max_bytes=settings.pipeline.page_max_bytes)
    measured = _measured(settings, spread, selection, _SAMPLE_RECORDS)
    found = estimate(measured, spread.pages(), rate_per_s)
    output = str(folder or settings.kafka.output_topic)
    copies = 1 if folder else _copies(settings)
    size_bytes = sum(file.size_bytes for file in files)
    if as_json:
        _print_json(
            {
                "files": len(files),
                "size_bytes": size_bytes,
                "output": output,
                "estimate": asdict(found) if found else None,
                "output_replicas": copies,
            }
        )
        return
    print(f"{len(files)} file{'' if len(files) == 1 else 's'}, {_size(size_bytes)} on disk")
    for line in _lines(settings, found, output, copies) if found else ["no page is in it"]:
        print(line)


def _copies(settings: Settings) -> int:
    topic = settings.kafka.output_topic
    output = describe(settings.kafka, [topic])[topic]
    if output is None:
        print(
            f"warning: topic {topic} does not exist; make it with the settings of the present one",
            file=sys.stderr,
        )
    return output.replication_factor if output else 1


def _print_json(plan: dict[str, Any]) -> None:
    print(orjson.dumps(plan, option=orjson.OPT_INDENT_2).decode())


def _part(part: Planned, volume: Seen) -> dict[str, Any]:
    return {
        "partition": part.partition,
        "from": part.offsets.start,
        "to": part.offsets.stop,
        "offsets": len(part.offsets),
        "records": volume.records,
        "input_bytes": volume.size_bytes,
        "gone": part.gone,
        "gone_at_most": part.gone_at_most,
        "not_yet": part.not_yet,
    }


def _row(part: Planned, volumes: Mapping[int, Seen]) -> tuple[object, ...]:
    gone = f"up to {part.gone}" if part.gone_at_most else part.gone
    volume = volumes[part.partition]
    there = (part.partition, part.offsets.start, part.offsets.stop, len(part.offsets))
    return (*there, volume.records, _size(volume.size_bytes), gone)


def _lines(settings: Settings, found: Estimate, output: str, copies: int) -> list[str]:
    processes = settings.pool.cpu_processes
    return [
        f"about {found.records} records of {_size(found.input_bytes)} in all",
        f"{found.speed_per_s:.1f} records/s with {processes} CPU"
        f" process{'' if processes == 1 else 'es'} here and now",
        f"takes about {_time(found.eta_s)}, between {_time(found.eta_low_s)} and"
        f" {_time(found.eta_high_s)}",
        f"writes about {_size(found.output_bytes)} to {output}, before"
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


def _measured(
    settings: Settings, records: Iterable[RawRecord], selection: Selection, at_most: int
) -> Sample:
    started = time.monotonic()
    with warm(pool_config(settings), loader(settings)) as pool:
        start_s = time.monotonic() - started
        with progress("measuring", min(at_most, _SAMPLE_RECORDS)) as advance:
            return sample(
                pool, records, selection, seconds=_SAMPLE_S, start_s=start_s, advance=advance
            )


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
