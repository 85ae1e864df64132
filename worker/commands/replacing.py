"""A file that a command writes: the old one stays until the new one is whole.

Decides where the lines stand meanwhile, and what is left of them when the command breaks off. Must
not know what is written.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from worker.commands.command import WrongUse

_PARTIAL = ".partial"  # as in the folder of a replay


@contextmanager
def replacing(target: str) -> Iterator[BinaryIO]:
    """The file to write to; it takes the place of `target` at the end, in one step.

    When the block raises, `target` is as it was, and what was written stands in `target`.partial:
    of a run of hours that would be a pity. A device or a pipe (/dev/stdout) is written to as it
    is. Raises WrongUse for a path where no file can be written.
    """
    path = Path(target).resolve()  # a link goes on to lead there
    try:
        mode = _mode(path)
        passed_on = mode is not None and not stat.S_ISREG(mode)
        written = path if passed_on else path.with_name(path.name + _PARTIAL)
        file = written.open("wb")
    except OSError as error:
        raise WrongUse(f"{target}: {error.strerror}") from error
    if passed_on:
        with file:
            yield file
        return
    whole = False
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave the new name on an empty file
        whole = True
    finally:
        if not whole and not written.stat().st_size:
            written.unlink()
    _put_in_place(written, path, mode)


def _mode(path: Path) -> int | None:
    """Of the file that is there and may be written to; None where there is none."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        path.open("r+b").close()  # to rename over it would not ask whether it may be changed
    return mode


def _put_in_place(partial: Path, path: Path, mode: int | None) -> None:
    try:
        if mode is not None:
            partial.chmod(stat.S_IMODE(mode))
        partial.replace(path)
    except OSError as error:
        raise WrongUse(
            f"{path}: cannot be replaced: {error.strerror}; what was written stands in {partial}"
        ) from error
