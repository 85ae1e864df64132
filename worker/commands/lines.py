"""Lines in and out: files or, for "-", stdin and stdout.

Decides how they are opened and what a mistake in a path says. Must not know what a line means.
"""

import sys
from argparse import SUPPRESS, Action, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

from worker.archives import WrongSource
from worker.archives.arriving import arriving
from worker.archives.opening import DAMAGED, damage, is_packed, opened
from worker.commands.command import WrongUse
from worker.commands.replacing import replacing
from worker.records import Origin, RawRecord

STREAM = "-"
BATCH_PAGES = 16
BATCH_MAX_BYTES = 256 * 1024  # one record always fits
_BOM = b"\xef\xbb\xbf"
Write = Callable[[bytes], None]


def add_streams(parser: ArgumentParser, *, read: str, written: str = "where the lines go") -> None:
    """The flags of a command that reads lines and writes lines; both words are for its help."""
    parser.add_argument("--input", default=STREAM, metavar="FILE", help=f"{read} (default: stdin)")
    add_output(parser, written)
    parser.add_argument("files", nargs="*", action=_NoFiles, help=SUPPRESS)


class _NoFiles(Action):
    """Takes what stands where `enrich` has its files, to say what the command reads instead."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        if values:
            parser.error(
                f"{values[0]}: lines of JSON come from --input FILE or from stdin;"
                " pages in files of their own are for `pagewire enrich`"
            )


def add_output(parser: ArgumentParser, written: str = "where the lines go") -> None:
    """The flag of a command that writes lines."""
    parser.add_argument(
        "--output",
        default=STREAM,
        metavar="FILE",
        help=f"{written} (default: stdout); a file that is there is replaced when all is written,"
        " and what a run that breaks off had written stays as FILE.*.partial",
    )


@contextmanager
def reading(source: str) -> Iterator[tuple[Iterable[bytes | None], int | None]]:
    """The lines of the file, unpacked, and their size in bytes where that is known.

    None among the lines says that the next one is not there yet (`arriving`). Raises WrongSource,
    also in the middle of a packed file that is damaged.
    """
    path = None if source == STREAM else Path(source)
    with opened(path) as stream:
        size = None if path is None or is_packed(stream) else path.stat().st_size
        yield _sound(stream, source), size or None


def _sound(stream: BufferedReader, source: str) -> Iterator[bytes | None]:
    number = 0
    try:
        for line in arriving(stream):
            number += line is not None
            yield line
    except DAMAGED as error:
        raise WrongSource(
            f"{source}: damaged behind line {number}: {damage(error, source)}"
        ) from None


@contextmanager
def writing(target: str, inputs: Iterable[str] = ()) -> Iterator[Write]:
    """Writes a line each time it is called, and at once; the newline is added. Raises WrongUse.

    A file that is there is replaced when all is written (`replacing`); never when it is one of
    `inputs`, which nobody means.
    """
    if target == STREAM:
        yield lambda line: _line(sys.stdout.buffer, line)
        return
    if any(_same_file(target, source) for source in inputs):
        raise WrongUse(f"{target}: is the input as well")
    with replacing(target) as file:
        yield lambda line: _line(file, line)


def numbered_records(
    lines: Iterable[bytes | None], advance: Callable[[int], None]
) -> Iterator[RawRecord | None]:
    """Each line that is not blank as a record without a topic, its number as the offset.

    None stays None. `advance` is told the bytes of every line.
    """
    number = 0
    for line in lines:
        if line is None:
            yield None
            continue
        number += 1
        value = (line.removeprefix(_BOM) if number == 1 else line).strip(b" \t\r\n")
        if value:
            yield RawRecord(Origin("", 0, number), key=None, value=value)
        advance(len(line))


def batches(
    records: Iterable[RawRecord | None], *, pages: int = BATCH_PAGES
) -> Iterator[list[RawRecord]]:
    """The records in order, so few at a time that a batch of long texts still fits in memory.

    Where None stands, the next record is not there yet: those before it do not wait for it.
    """
    batch: list[RawRecord] = []
    size_bytes = 0
    for record in records:
        more_bytes = 0 if record is None else record.size_bytes
        full = len(batch) >= pages or size_bytes + more_bytes > BATCH_MAX_BYTES
        if batch and (full or record is None):
            yield batch
            batch, size_bytes = [], 0
        if record is None:
            continue
        batch.append(record)
        size_bytes += record.size_bytes
    if batch:
        yield batch


def _same_file(target: str, source: str) -> bool:
    """Whether both are one file on the disk; a terminal may well be both."""
    path, read = Path(target), Path("/dev/stdin" if source == STREAM else source)
    return path.is_file() and read.is_file() and path.samefile(read)


def _line(file: BinaryIO, line: bytes) -> None:
    file.write(line)
    file.write(b"\n")
    file.flush()  # whoever reads the other end of a pipe should not wait for a full buffer
