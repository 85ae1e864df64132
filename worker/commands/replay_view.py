"""What `pagewire replay` shows: warnings before, a bar meanwhile, the report at the end.

Must not know how a replay is done.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import orjson

from worker.commands.tables import print_table
from worker.failures import ExitCode
from worker.replay.bounds import Planned
from worker.replay.report import COLUMNS, Report
from worker.settings import Settings
from worker.telemetry import events


def warn_of_what_is_missing(planned: Sequence[Planned], topic: str) -> None:
    """Say on stderr what retention has taken away of the range, and what is not there yet."""
    for part in planned:
        if part.not_yet:
            print(
                f"warning: {topic}-{part.partition}: the last {part.not_yet} offsets of the range"
                " are not there yet, and are left out",
                file=sys.stderr,
            )
        if part.gone:
            how_many = f"up to {part.gone}" if part.gone_at_most else str(part.gone)
            print(
                f"warning: {topic}-{part.partition}: {how_many} records of the range are gone:"
                f" the topic begins at offset {part.offsets.start}",
                file=sys.stderr,
            )


@contextmanager
def shown(settings: Settings) -> Iterator[tuple[Callable[[events.Event], None], Settings]]:
    """A progress bar on a terminal, which a log of every event would tear apart; else the log."""
    if not sys.stderr.isatty():
        yield (lambda event: None), settings
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    service = settings.service.model_copy(update={"log_level": "warning"})
    with Progress(
        TextColumn("replaying"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TextColumn("{task.fields[words]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=1, words="CPU processes load")

        def watch(event: events.Event) -> None:
            if isinstance(event, events.ReplayProgress):
                bar.update(
                    task,
                    total=max(1, event.records),
                    completed=event.records - event.left,
                    words=_words(event),
                )

        yield watch, replace(settings, service=service)


def _words(event: events.ReplayProgress) -> str:
    """What stands beside the bar."""
    words = [f"{event.speed_per_s:.0f} records/s"]
    if event.eta_s is not None:
        minutes, seconds = divmod(round(event.eta_s), 60)
        words.append(f"{minutes}:{seconds:02} to go")
    if event.dead_letters:
        words.append(f"{event.dead_letters} dead letters")
    if event.yielding:
        words.append(("", "slowed for the live group", "paused for the live group")[event.yielding])
    return ", ".join(words)


def print_report(report: Report, *, as_json: bool) -> None:
    """The reconciliation, as a table with a line that sums it up, or as JSON."""
    if report.was_done:
        print(
            f"{report.name} was done before, and nothing is done now; to do it again take another"
            " --name",
            file=sys.stderr,
        )
    if as_json:
        print(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2).decode())
        return
    print_table(COLUMNS, report.rows())
    print()
    print(_verdict(report))


def exit_code(report: Report) -> ExitCode:
    """What a supervisor goes by: only one that was stopped has more to do when started again."""
    if report.stopped:
        return ExitCode.NOT_FINISHED
    return ExitCode.OK if report.ok else ExitCode.PROBLEMS_FOUND


def _verdict(report: Report) -> str:
    if report.unbalanced:
        return f"records were read that have no outcome: partitions {report.unbalanced}"
    if report.gone:
        return (
            f"{report.gone} offsets of the range were deleted by retention before"
            f" {report.name} came to them"
        )
    if report.finished:
        places = ", ".join(f"{number} on {place}" for place, number in report.places.items())
        words = f"{report.name}: every record of the range has its outcome"
        return f"{words}: {places}" if places else words
    if report.stopped:
        return f"{report.name} was stopped: the same command goes on with it"
    return f"{report.name}: this replica's share is done, others are at work on the rest"
