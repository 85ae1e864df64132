"""Open what is packed and what is not, and see by the first bytes which it is.

Decides how a stream is unpacked, in pieces that fit into memory however much comes out. Must not
know what stands in it.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.stream_io import ZstdReader

from worker.archives.found import WrongSource

GZIP_MAGIC = b"\x1f\x8b\x08"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# What the readers of packed streams raise on a damaged one; an OSError with a number is the disk's.
DAMAGED = (OSError, EOFError, zlib.error)
_BUFFER_BYTES = 128 * 1024
Advance = Callable[[int], None]


def stdin() -> BinaryIO:
    """What is piped in. Raises WrongSource on a terminal: nobody types pages."""
    if sys.stdin.isatty():
        raise WrongSource("stdin is a terminal: name a file, or pipe lines in")
    return sys.stdin.buffer


@contextmanager
def opened(
    path: Path | None, advance: Advance = lambda read_bytes: None
) -> Iterator[io.BufferedReader]:
    """The file's bytes, or stdin's for None; `advance` is told how many were read.

    Raises WrongSource for a file that cannot be opened, and leaves stdin open.
    """
    if path is None:
        yield io.BufferedReader(_Metered(stdin(), advance), _BUFFER_BYTES)
        return
    with _file(path) as file:
        yield io.BufferedReader(_Metered(file, advance), _BUFFER_BYTES)


def unpacked(stream: io.BufferedReader) -> BinaryIO:
    """The stream without its packing, if it has one. Reading may raise one of DAMAGED."""
    head = stream.peek(len(ZSTD_MAGIC))
    if head.startswith(GZIP_MAGIC):
        return io.BufferedReader(gzip.GzipFile(fileobj=stream), _BUFFER_BYTES)
    if head.startswith(ZSTD_MAGIC):
        return io.BufferedReader(_Readable(ZstdReader(stream)), _BUFFER_BYTES)
    return stream


def first_bytes(stream: io.BufferedReader, count: int) -> bytes:
    """Up to so many bytes as they are without the packing, while the stream stays where it is."""
    head = stream.peek(_BUFFER_BYTES)
    try:
        if head.startswith(GZIP_MAGIC):
            return zlib.decompressobj(31).decompress(head, count)  # 31: gzip, as zlib names it
        if head.startswith(ZSTD_MAGIC):
            return ZstdReader(io.BytesIO(head)).read(count)
    except DAMAGED:
        return b""  # reading it will say what is wrong
    return head[:count]


def is_packed(stream: io.BufferedReader) -> bool:
    """Whether it has a packing that `unpacked` takes off."""
    return stream.peek(len(ZSTD_MAGIC)).startswith((GZIP_MAGIC, ZSTD_MAGIC))


def damage(error: Exception, name: str) -> str:
    """What is wrong with a stream in words. Raises WrongSource when it is the disk."""
    if isinstance(error, OSError) and error.errno is not None:
        raise WrongSource(f"{name}: {error.strerror}") from error
    return str(error)


def _file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise WrongSource(f"{path}: {error.strerror}") from error


class _Metered(io.RawIOBase):
    """A stream that says how much of it was read, and of a pipe where one is."""

    def __init__(self, inner: Any, advance: Advance) -> None:
        self._inner = inner
        self._advance = advance
        self._position = 0
        self._told = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._inner.read1(len(buffer))
        buffer[: len(piece)] = piece
        self._position += len(piece)
        if self._position > self._told:  # what is read again after damage counts once
            self._advance(self._position - self._told)
            self._told = self._position
        return len(piece)

    def fileno(self) -> int:
        return int(self._inner.fileno())

    def seekable(self) -> bool:
        return bool(self._inner.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = self._inner.seek(offset, whence)
        return self._position

    def tell(self) -> int:
        return self._position


class _Readable(io.RawIOBase):
    """A reader of the archive library as one of Python's own."""

    def __init__(self, inner: ZstdReader) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._inner.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
