"""Text files that scripts are given: read line by line, packed or not, and named when broken."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path


class Unreadable(ValueError):
    """A file that is missing, broken or of another form; the message names it."""


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a file, plain or .gz, with their ends. Raises Unreadable."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as stream:
            yield from stream
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: {error}") from error
