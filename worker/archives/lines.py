"""Lines of JSON, one raw-page record each.

Decides what a line is and how long it may be. Must not know what stands in it.
"""

from collections.abc import Iterator
from typing import BinaryIO

from worker.archives.found import BadRecord, Found, FoundPage
from worker.archives.opening import DAMAGED, damage
from worker.failures import Reason

_BOM = b"\xef\xbb\xbf"
_NEWLINE_BYTES = 2
_SKIPPED_AT_ONCE = 1 << 20


def read_lines(
    stream: BinaryIO, name: str, *, record_max_bytes: int, packed: bool
) -> Iterator[Found]:
    """Each line that is not blank. A longer one than the limit is named and not held in memory.

    What is damaged ends the file: where the next line would begin, nobody knows.
    """
    number = byte = 0
    while True:
        number += 1
        where, at = f"{name}:{number}", f"byte {byte}{' unpacked' if packed else ''}"
        try:
            line = stream.readline(record_max_bytes + _NEWLINE_BYTES)
            byte += len(line)
            is_whole = line.endswith(b"\n") or len(line) <= record_max_bytes
            if not is_whole:
                byte += _skip_line(stream)
        except DAMAGED as error:
            why = f"nothing can be read from here on: {damage(error, name)}"
            yield BadRecord(where=where, at=at, reason=Reason.UNDECODABLE, detail=why)
            return
        if not line:
            return
        value = (line.removeprefix(_BOM) if number == 1 else line).strip(b" \t\r\n")
        if not is_whole or len(value) > record_max_bytes:
            why = f"line: expected at most {record_max_bytes} bytes, got more"
            yield BadRecord(where=where, at=at, reason=Reason.TOO_LARGE, detail=why)
        elif value:
            yield FoundPage(where=where, at=at, value=value)


def _skip_line(stream: BinaryIO) -> int:
    """Read on to the end of the line; how many bytes that were."""
    skipped = 0
    while piece := stream.readline(_SKIPPED_AT_ONCE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
