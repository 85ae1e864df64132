"""How `pagewire verify` says what it found: as tables for people, as JSON for programs.

Must not know how it was found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from worker.commands.tables import print_table
from worker.reconcile import LISTED_OFFSETS, Kind, PartitionReport, Report

_COLUMNS = (
    "partition",
    "from",
    "to",
    "inputs",
    "enriched",
    "dead letters",
    "tombstones",
    "lost",
    "twice",
    "out of order",
    "no input",
    "waiting",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The report, what was asked for, and how many input offsets follow the range of each."""

    topic: str
    group: str
    to: str  # what the range ends at: "committed", "end" or an offset
    waiting: Mapping[int, int]
    report: Report


def print_json(verdict: Verdict) -> None:
    """Print everything that was counted, on one indented document."""
    print(orjson.dumps(as_json(verdict), option=orjson.OPT_INDENT_2).decode())


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The report as plain values. `lost_offsets` and the like are cut at LISTED_OFFSETS."""
    report = verdict.report
    return {
        "ok": report.problems == 0,
        "problems": report.problems,
        "topic": verdict.topic,
        "group": verdict.group,
        "to": verdict.to,
        "totals": _totals(verdict),
        "unknown": report.unknown,
        "foreign": report.foreign,
        "outside": report.outside,
        "replayed": report.replayed,
        "partitions": [
            _numbers(part)
            | {"partition": part.partition, "from": part.first, "to": part.end}
            | {"waiting": verdict.waiting[part.partition]}
            | {
                "lost_offsets": part.lost_offsets,
                "twice_offsets": part.twice_offsets,
                "out_of_order_offsets": part.out_of_order_offsets,
                "without_input_offsets": part.without_input_offsets,
            }
            for part in report.partitions
        ],
    }


def print_tables(verdict: Verdict) -> None:
    """Print a row per partition, then the offsets in question, then one line that sums it up."""
    report = verdict.report
    print_table(
        _COLUMNS,
        [
            (
                part.partition,
                part.first,
                part.end,
                *_numbers(part).values(),
                verdict.waiting[part.partition],
            )
            for part in report.partitions
        ],
    )
    print()
    for line in _findings(verdict):
        print(line)
    totals = _totals(verdict)
    until = {"committed": f"what group {verdict.group} has committed", "end": "the end"}
    print(
        f"{verdict.topic} up to {until.get(verdict.to, f'offset {verdict.to}')}:"
        f" {totals['inputs']} inputs, {totals['waiting']} waiting,"
        f" {report.problems or 'no'} problem{'' if report.problems == 1 else 's'}"
    )


def _numbers(part: PartitionReport) -> dict[str, int]:
    return {
        "inputs": part.inputs,
        "enriched": part.outcomes[Kind.ENRICHED],
        "dead_letters": part.outcomes[Kind.DEAD_LETTER],
        "tombstones": part.outcomes[Kind.TOMBSTONE],
        "lost": part.lost,
        "twice": part.twice,
        "out_of_order": part.out_of_order,
        "without_input": part.without_input,
    }


def _totals(verdict: Verdict) -> dict[str, int]:
    rows = [_numbers(part) for part in verdict.report.partitions]
    names = rows[0] if rows else {}
    totals = {name: sum(row[name] for row in rows) for name in names}
    return totals | {"waiting": sum(verdict.waiting.values())}


def _findings(verdict: Verdict) -> Iterator[str]:
    report = verdict.report
    for part in report.partitions:
        listed = (
            ("lost", part.lost, part.lost_offsets),
            ("settled twice", part.twice, part.twice_offsets),
            ("out of order", part.out_of_order, part.out_of_order_offsets),
            ("with an outcome but no input", part.without_input, part.without_input_offsets),
        )
        for what, total, offsets in listed:
            if total:
                shown = ", ".join(map(str, offsets))
                more = f", and {total - len(offsets)} more" if total > LISTED_OFFSETS else ""
                yield f"partition {part.partition}, {what}: offsets {shown}{more}"
    if report.unknown:
        yield f"{report.unknown} records in the output topics name no input record of this topic"
    if report.replayed:
        yield f"{report.replayed} records of replays are left out: each has a report of its own"
    if report.foreign:
        yield f"{report.foreign} outcomes belong to another input topic; that is no problem"
