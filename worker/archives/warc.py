"""Records of a web archive (WARC, WET): which are sound, and where reading goes on after damage.

Decides that a damaged record costs itself and no other: reading begins again where the next record
begins. Must not know how a page is made of a record.
"""

import io
import zlib
from collections.abc import Iterator
from itertools import islice

from fastwarc.stream_io import GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator

from worker.archives.found import BadRecord, Found
from worker.archives.opening import GZIP_MAGIC, ZSTD_MAGIC, damage
from worker.archives.warc_page import CutShort, page_of
from worker.failures import Reason

MAGIC = b"WARC/"
_LOOKED_AT_BYTES = 1 << 20
_HEAD_MAX_BYTES = 64 * 1024
_BLANK_LINE = b"\r\n\r\n"
_GZIP = 31  # as zlib names it
_READERS = {GZIP_MAGIC: GzipReader, ZSTD_MAGIC: ZstdReader}


def read_archive(stream: io.BufferedReader, name: str, *, record_max_bytes: int) -> Iterator[Found]:
    """Each record as a page, as left out, or as bad; packed or not.

    Where one is damaged or cut short, it is named, and reading goes on with the next that there is;
    of a pipe, which cannot be gone back in, nothing more is read.
    """
    walk = _Walk(stream, name, record_max_bytes)
    begun: int | None = 0
    while begun is not None:
        yield from walk.from_byte(begun)
        begun = walk.next_start()


class _Walk:
    """Through one file, from damage to damage."""

    def __init__(self, stream: io.BufferedReader, name: str, record_max_bytes: int) -> None:
        self._stream = stream
        self._name = name
        self._record_max_bytes = record_max_bytes
        self._start = _start(stream)
        self._number = 0
        self._begun = 0  # where the record at hand begins
        self._damaged = False

    def from_byte(self, byte: int) -> Iterator[Found]:
        """All up to the next damage, and what is damaged."""
        if byte:
            self._stream.seek(byte)
        self._begun, self._damaged = byte, False
        # A record is given out when the library has gone on behind it: until then it may be that
        # the sum at its end is not what it should be.
        held: Found | None = None
        try:
            for record in ArchiveIterator(self._stream, parse_http=False):
                if held is not None:
                    yield held
                    held = None
                self._number, self._begun = self._number + 1, record.stream_pos
                held = page_of(
                    record,
                    where=f"{self._name}:{self._number}",
                    at=f"byte {self._begun}",
                    record_max_bytes=self._record_max_bytes,
                )
        except (OSError, CutShort) as error:
            self._damaged = True
            yield from self._around(error, held)
            return
        if held is not None:
            yield held
        if self._breaks_off():
            self._number += 1
            yield self._bad(
                self._number, f"behind the record at byte {self._begun}", "the file breaks off"
            )

    def next_start(self) -> int | None:
        """Where to go on behind damage; None when there is nothing more."""
        if not self._damaged or not self._stream.seekable():
            return None
        return self._find(self._begun + 1)

    def _around(self, error: Exception, held: Found | None) -> Iterator[Found]:
        """What is known of the damage: whether the record before it is sound is tried by itself."""
        why = damage(error, self._name)
        if isinstance(error, CutShort):
            yield self._bad(self._number, f"byte {self._begun}", why)
        elif held is None:
            if not self._begun:
                self._number += 1
                yield self._bad(self._number, "byte 0", why)
            # Else it only looked like the beginning of a record.
        elif self._stream.seekable() and not self._is_sound():
            is_bad = isinstance(held, BadRecord)
            yield held if is_bad else self._bad(self._number, f"byte {self._begun}", why)
        else:
            yield held
            self._number += 1
            yield self._bad(self._number, f"behind the record at byte {self._begun}", why)

    def _bad(self, number: int, at: str, why: str) -> BadRecord:
        where = f"{self._name}:{number}"
        return BadRecord(where=where, at=at, reason=Reason.UNDECODABLE, detail=why)

    def _is_sound(self) -> bool:
        """Whether the record at hand ends where it should, whatever follows it."""
        reader = _READERS.get(self._start)
        if reader is None:
            return self._ends_with_blank_lines()
        self._stream.seek(self._begun)
        piece = reader(_FromHere(self._stream))
        try:
            while piece.read(_LOOKED_AT_BYTES):
                if piece.frame_start_position():
                    break
        except OSError:
            pass  # in the first piece, or only in what follows it
        else:
            return True
        return bool(piece.frame_start_position())

    def _ends_with_blank_lines(self) -> bool:
        """As every record does that is not packed."""
        self._stream.seek(self._begun)
        head = self._stream.read(_HEAD_MAX_BYTES)
        self._stream.seek(self._begun)
        (record, *_) = islice(ArchiveIterator(self._stream, parse_http=False), 1)
        length = record.content_length
        self._stream.seek(self._begun + head.find(_BLANK_LINE) + len(_BLANK_LINE) + length)
        return self._stream.read(len(_BLANK_LINE)) == _BLANK_LINE

    def _breaks_off(self) -> bool:
        """Whether a record begins behind the last one, and its head is not whole.

        The library says nothing then, in gzip alone.
        """
        if self._start != GZIP_MAGIC or not self._stream.seekable():
            return False
        begun = self._find(self._begun + 1)
        if begun is None:
            return False
        self._stream.seek(begun)
        rest = zlib.decompressobj(_GZIP)
        try:
            head = rest.decompress(self._stream.read(_HEAD_MAX_BYTES), _HEAD_MAX_BYTES)
        except zlib.error:
            return False  # it only looked like the beginning of a record
        return not rest.eof and _BLANK_LINE not in head

    def _find(self, byte: int) -> int | None:
        """Where a record may begin, from this byte on; None where nothing looks like it any more.

        In a packed file a few bytes may look like it by chance: reading there fails at once.
        """
        self._stream.seek(byte)
        before = b""
        while piece := self._stream.read(_LOOKED_AT_BYTES):
            window = before + piece
            at = window.find(self._start)
            if at >= 0:
                return byte - len(before) + at + self._start.startswith(b"\n")
            before = window[-(len(self._start) - 1) :]
            byte += len(piece)
        return None


def _start(stream: io.BufferedReader) -> bytes:
    """The bytes with which each record begins in this file."""
    head = stream.peek(len(MAGIC))
    for magic in (GZIP_MAGIC, ZSTD_MAGIC):
        if head.startswith(magic):
            return magic
    return b"\n" + MAGIC


class _FromHere:
    """A stream whose first byte is the one where it stands now."""

    def __init__(self, inner: io.BufferedReader) -> None:
        self._inner = inner
        self._first = inner.tell()

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size)

    def tell(self) -> int:
        return self._inner.tell() - self._first

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        raise io.UnsupportedOperation

    def close(self) -> None:
        """Leave it open: it is read on."""
