"""A folder takes the place of another one only when it is complete.

Decides how, and what may be replaced at all. Must not know what is written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replaceable(folder: Path, mark: str) -> bool:
    """Whether nothing is there, or a folder with the file `mark`, which only our own have."""
    return not folder.exists() or (folder / mark).is_file()


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder to write into, which takes the name of `folder` at the end.

    Whatever goes wrong while it is written, `folder` stays as it was. Only between two renames, at
    the very end, is nothing under its name.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # In the same place, since no other disk can be renamed to.
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        new, old = Path(scratch) / "new", Path(scratch) / "old"
        new.mkdir()
        yield new
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
