"""A file that a command writes: the old one stays until the new one is whole.

Decides where the lines stand meanwhile, what is left of them when the command breaks off, and what
cannot be replaced and is written to as it is. Must not know what is written.
"""

import errno
import fcntl
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from worker.commands.command import WrongUse

_PARTIAL = ".partial"  # as in the folder of a replay
_NAME_MAX_CHARS = 40  # of the target's in the partial's: with 4 bytes each, short of the 255
# What lets a file be written to and nothing beside it: rights, or a disk that is mounted without.
_FOLDER_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
# A mounted file, or one of somebody else where each may only rename his own.
_NAME_HELD = (errno.EBUSY, errno.EACCES, errno.EPERM)
_OPEN_FILES = Path("/proc")  # where /dev/stdout and /dev/fd/3 lead


@contextmanager
def replacing(target: str) -> Iterator[BinaryIO]:
    """The file to write to; it takes the place of `target` at the end, in one step.

    Until then it stands beside `target` under a name that nothing else has (`target`.*.partial).
    When the block raises, `target` is as it was, and what was written stays under that name, which
    is said on stderr: of a run of hours its loss would be a pity. Where only the name cannot be
    taken (a file that is mounted by itself), the whole content is copied into `target`.

    What is no file of its own is written to as it is: a device, a pipe, and what is open already
    (/dev/stdout, /dev/fd/3), behind what stands there. So is a file in a folder where no other can
    be made; of that one, the old content is gone at once. Raises WrongUse for a path where no file
    can be written.
    """
    path = Path(target)
    try:
        mode = _mode(path)
        path = _without_links(path)
        as_it_is = _as_it_is(path, mode)
        file, written = (as_it_is, None) if as_it_is else _beside(path, mode)
    except OSError as error:
        raise WrongUse(f"{target}: {error.strerror}") from error
    if written is None:
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
        if not whole:
            _leave(written, target)
    _put_in_place(written, path, mode)


def _mode(path: Path) -> int | None:
    """Of what is there; None where there is nothing."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _without_links(path: Path) -> Path:
    """The path itself that a link leads to; an open file's stays, as its name is not its own."""
    while True:
        path = path.parent.resolve() / path.name
        if path.is_relative_to(_OPEN_FILES) or not path.is_symlink():
            return path
        path = path.parent / path.readlink()


def _as_it_is(path: Path, mode: int | None) -> BinaryIO | None:
    """What cannot be replaced, open for writing; None for a file, or where there is nothing."""
    own = (Path("/proc/self/fd").resolve(), Path("/proc/thread-self/fd").resolve())
    if path.parent in own and path.name.isdecimal():
        # Not opened anew: that would write at a place of its own, over what others write there.
        number = int(path.name)
        if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, "is open for reading only")
        return os.fdopen(os.dup(number), "wb")
    if path.is_relative_to(_OPEN_FILES):
        return path.open("ab")
    return None if mode is None or stat.S_ISREG(mode) else path.open("wb")


def _beside(path: Path, mode: int | None) -> tuple[BinaryIO, Path | None]:
    """A new file next to this one with its path, or this one where there can be none."""
    if mode is not None:
        path.open("r+b").close()  # to rename over it would not ask whether it may be changed
    name = f"{path.name[:_NAME_MAX_CHARS]}.{secrets.token_hex(4)}{_PARTIAL}"
    try:
        return path.with_name(name).open("xb"), path.with_name(name)
    except OSError as error:
        if mode is None or error.errno not in _FOLDER_CLOSED:
            raise
    file = path.open("r+b")  # "wb" may be refused in a folder of all (fs.protected_regular)
    file.truncate()
    return file, None


def _leave(partial: Path, target: str) -> None:
    if partial.stat().st_size:
        print(f"{target} is as it was; what was written stands in {partial}", file=sys.stderr)
    else:
        partial.unlink()


def _put_in_place(partial: Path, path: Path, mode: int | None) -> None:
    try:
        if mode is not None:
            partial.chmod(stat.S_IMODE(mode))
        try:
            partial.replace(path)
        except OSError as error:
            if mode is None or error.errno not in _NAME_HELD:
                raise
            _copy(partial, path)
            partial.unlink()
    except OSError as error:
        raise WrongUse(
            f"{path}: cannot be replaced: {error.strerror}; what was written stands in {partial}"
        ) from error


def _copy(partial: Path, path: Path) -> None:
    with partial.open("rb") as new, path.open("r+b") as file:
        shutil.copyfileobj(new, file)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
