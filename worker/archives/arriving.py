"""Lines as they arrive: who reads them learns when the next one is not there yet.

Decides how to find that out without a thread. Must not know what a line means, or what is done
meanwhile.
"""

import io
import select
from collections.abc import Iterator

from worker.archives.opening import is_packed, unpacked

_PIECE_BYTES = 128 * 1024
_LOOK_EVERY_MS = 50


def arriving(stream: io.BufferedReader) -> Iterator[bytes | None]:
    """The lines of what `opened` gave, unpacked; None whenever one would have to be waited for.

    None comes again every 50 ms while that lasts. It never comes of a file on the disk, nor of a
    packed stream: its readers wait for whole blocks. Reading may raise one of DAMAGED.
    """
    if is_packed(stream):  # waits for the first bytes: before them there is nothing to give out
        yield from unpacked(stream)
        return
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    begun: list[bytes] = []
    # What has been peeked at is in the stream's buffer, where no poll sees it: read, then look.
    while piece := stream.read1(_PIECE_BYTES):
        *ends, rest = piece.split(b"\n")
        for end in ends:
            yield b"".join((*begun, end, b"\n"))
            begun.clear()
        if rest:
            begun.append(rest)
        while not poll.poll(0):
            yield None
            poll.poll(_LOOK_EVERY_MS)
    if begun:
        yield b"".join(begun)
