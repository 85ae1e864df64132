"""A progress bar on stderr, on a terminal only; in a pipe nothing is written at all.

Must not know what is counted.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], None]


@contextmanager
def progress(
    label: str, total: int | None, *, in_bytes: bool = False, results_to: str = ""
) -> Iterator[Advance]:
    """Show how much of `total` is done (None: unknown); yields the function to call with more.

    `results_to` is where the command writes meanwhile: "-" on a terminal shows no bar, since both
    would write over each other, and the results show how far it is.
    """
    in_the_way = results_to == "-" and sys.stdout.isatty()
    if total == 0 or in_the_way or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    amount = DownloadColumn() if in_bytes else MofNCompleteColumn()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        amount,
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    ) as shown:
        task = shown.add_task(label, total=total)
        yield lambda done: shown.advance(task, done)
