"""What the worker and a CPU process say to each other, and how: length-prefixed frames.

The worker's side never blocks: it reads what is there and writes what fits, so that neither a
hung process nor a 10 MB page can stop the loop. The process's side blocks, it has nothing else
to do. Frames are pickles, and the worker reads them with a list of the classes it expects: a
process whose memory was corrupted must not be able to run code in the one that owns Kafka.
"""

import io
import pickle
import socket
import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from worker.records import Model, Processed, RawRecord

_LENGTH = struct.Struct("!I")
_READ_BYTES = 1 << 20
# One process with much to say must not keep the loop from the others; more than a dead process
# can leave in its socket, so that one call has all its last words.
_READS_AT_ONCE = 8
_ALLOWED_MODULES = frozenset(
    {
        "worker.failures",
        "worker.pool.wire",
        "worker.records.clean_page",
        "worker.records.enriched_page",
        "worker.records.outcome",
        "worker.records.raw_page",
    }
)
FRAME_MAX_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Worker to process: pages to be processed together."""

    number: int
    records: tuple[RawRecord, ...]
    alone: bool = False  # one page, run by itself because a process died with it among others
    died_unbegun: bool = False  # a process that had it next died before it began


@dataclass(frozen=True, slots=True)
class Ready:
    """Process to worker, once: the pipeline is loaded and warm."""

    pipeline_version: str
    model: Model
    load_s: float


@dataclass(frozen=True, slots=True)
class Began:
    """Process to worker: from now on this batch is to blame for what happens."""

    number: int


@dataclass(frozen=True, slots=True)
class PageDone:
    """Process to worker: one page of the batch, by its index in it."""

    number: int
    index: int
    processed: Processed


@dataclass(frozen=True, slots=True)
class BatchDone:
    """Process to worker: every page of the batch was answered."""

    number: int


Reply = Ready | Began | PageDone | BatchDone


class BadReply(Exception):
    """The process sent something that is no reply."""


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        # Up to Python 3.11.3 a member of an enum is pickled as a call of `getattr`, which no reply
        # may contain.
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


class _ReplyUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module not in _ALLOWED_MODULES:
            raise BadReply(f"a reply may not contain {module}.{name}")
        return super().find_class(module, name)


def encode(message: Batch | Reply) -> bytes:
    """A message as one frame's content."""
    written = io.BytesIO()
    _Pickler(written, protocol=pickle.HIGHEST_PROTOCOL).dump(message)
    return written.getvalue()


def decode_reply(frame: bytes) -> Reply:
    """A process's frame as a reply. Raises BadReply when it is anything else."""
    try:
        reply = _ReplyUnpickler(io.BytesIO(frame)).load()
    except BadReply:
        raise
    # Unpickling garbage raises whatever the garbage spells; each of them means the same thing.
    except (pickle.UnpicklingError, ValueError, TypeError, EOFError, AttributeError) as error:
        raise BadReply(f"{type(error).__name__}: {error}") from error
    except (IndexError, KeyError, ImportError, OverflowError, MemoryError) as error:
        raise BadReply(f"{type(error).__name__}: {error}") from error
    if not isinstance(reply, Reply):
        raise BadReply(f"a {type(reply).__name__}")
    if isinstance(reply, PageDone) and not isinstance(reply.processed, Processed):
        raise BadReply(f"a page's outcome is a {type(reply.processed).__name__}")
    return reply


class Channel:
    """The worker's end of a process's socket: never blocks in either direction."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._socket = sock
        self._unsent: deque[memoryview] = deque()
        self._received = bytearray()

    def fileno(self) -> int:
        """For a selector."""
        return self._socket.fileno()

    @property
    def has_unsent(self) -> bool:
        """Whether the selector should wait for room to write."""
        return bool(self._unsent)

    def send(self, content: bytes) -> None:
        """Queue a frame and write as much as fits now. Raises OSError when the process is gone."""
        self._unsent.append(memoryview(_LENGTH.pack(len(content))))
        self._unsent.append(memoryview(content))
        self.flush()

    def flush(self) -> None:
        """Write what fits. Raises OSError when the process is gone."""
        while self._unsent:
            try:
                written = self._socket.send(self._unsent[0])
            except BlockingIOError:
                return
            if written == len(self._unsent[0]):
                self._unsent.popleft()
            else:
                self._unsent[0] = self._unsent[0][written:]

    def receive(self) -> Iterator[bytes]:
        """Complete frames out of at most 8 MiB that are there; the rest comes at the next call.

        Raises EOFError at the end, BadReply on nonsense.
        """
        for _ in range(_READS_AT_ONCE):
            try:
                piece = self._socket.recv(_READ_BYTES)
            except BlockingIOError:
                return
            except ConnectionResetError:
                piece = b""
            if not piece:
                raise EOFError
            self._received += piece
            yield from self._frames()

    def _frames(self) -> Iterator[bytes]:
        while len(self._received) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._received)
            if length > FRAME_MAX_BYTES:
                raise BadReply(f"a frame of {length} bytes")
            if len(self._received) < _LENGTH.size + length:
                return
            frame = bytes(self._received[_LENGTH.size : _LENGTH.size + length])
            del self._received[: _LENGTH.size + length]
            yield frame

    def close(self) -> None:
        """Close the socket; the process sees the end of its input and leaves."""
        self._socket.close()


class ProcessEnd:
    """The CPU process's end of the socket: blocking."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(True)
        self._socket = sock
        self._file = sock.makefile("rb")

    def send(self, reply: Reply) -> None:
        """Send one reply. Raises OSError when the worker is gone."""
        content = encode(reply)
        self._socket.sendall(_LENGTH.pack(len(content)) + content)

    def receive(self) -> Batch | None:
        """The next batch; None when the worker closed the socket or is gone."""
        head = self._file.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        content = self._file.read(length)
        if len(content) < length:
            return None
        batch: Batch = pickle.loads(content)
        return batch
