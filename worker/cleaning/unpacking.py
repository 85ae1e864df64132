"""Bodies that a scraper stored as they came over the wire: gzip and deflate.

Decides what is packed, by the bytes and not by the header (a scraper often unpacks and keeps the
header), and stops at a limit, so that a small body cannot fill the memory. Must not know charsets.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits
from worker.records import Packing

_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZLIB_MAGIC = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15  # as zlib names them
_MAX_LAYERS = 2  # a packed file sent packed; more is a trap
_MAX_MEMBERS = 100  # gzip files may be joined; each begins anew, and empty ones cost time
_CHUNK_BYTES = 16 * 1024  # zlib copies what it has not used yet, so never give it much


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A body without its packing, outermost first. `incomplete`: the end of it is missing."""

    body: bytes
    packing: tuple[Packing, ...] = ()
    incomplete: bool = False


def unpack(body: bytes, headers: Mapping[str, str], limits: CleaningLimits) -> Unpacked:
    """The body as it was before it was packed; itself when it was not.

    A body that ends too early gives what came before the end. Raises PageRejected: TOO_LARGE over
    the limit, NOT_A_PAGE for more layers than two or when nothing can be unpacked.
    """
    claimed = _claimed(headers)
    done = Unpacked(body)
    for _ in range(_MAX_LAYERS):
        layer = _layer(done.body, claimed, limits.unpacked_max_bytes)
        if layer is None:
            return done
        done = Unpacked(
            layer.body, done.packing + layer.packing, done.incomplete or layer.incomplete
        )
    if done.body.startswith(_GZIP_MAGIC):
        raise _no_page(f"the body is packed more than {_MAX_LAYERS} times")
    return done


def unreadable_packing(headers: Mapping[str, str]) -> str | None:
    """The packing that the headers claim and that nothing here can undo, such as "br"."""
    known = {"", "identity", "gzip", "x-gzip", "deflate"}
    return next((name for name in sorted(_claimed(headers)) if name not in known), None)


def _claimed(headers: Mapping[str, str]) -> frozenset[str]:
    value = next((v for k, v in headers.items() if k.lower() == "content-encoding"), "")
    return frozenset(name.strip().lower() for name in value[:200].split(","))


def _layer(body: bytes, claimed: frozenset[str], max_bytes: int) -> Unpacked | None:
    """One packing less; None when there is none."""
    if body.startswith(_GZIP_MAGIC):
        pieces = _inflated(body, _GZIP, max_bytes)
        layer = _joined(pieces, Packing.GZIP)
        if not layer.body and layer.incomplete:
            raise _no_page("the body begins as gzip, and nothing of it can be unpacked")
        return layer
    # Text may begin with the same two bytes ("x^2"), and pages whose header lies are common:
    # what cannot be unpacked was not packed.
    kinds = [_ZLIB] if body.startswith(_ZLIB_MAGIC) else []
    kinds += [_RAW_DEFLATE] if "deflate" in claimed else []
    for kind in kinds:
        layer = _joined(_inflated(body, kind, max_bytes), Packing.DEFLATE)
        if layer.body and (not layer.incomplete or len(layer.body) > len(body)):
            return layer
    return None


def _joined(pieces: Iterator[bytes], packing: Packing) -> Unpacked:
    found: list[bytes] = []
    incomplete = False
    try:
        found.extend(pieces)
    except zlib.error:
        incomplete = True
    return Unpacked(b"".join(found), (packing,), incomplete)


def _inflated(body: bytes, kind: int, max_bytes: int) -> Iterator[bytes]:
    """The unpacked bytes in pieces. Raises zlib.error where the body is damaged or ends early."""
    total = members = position = 0
    inflate = zlib.decompressobj(kind)
    while position < len(body):
        chunk = body[position : position + _CHUNK_BYTES]
        position += len(chunk)
        before = inflate.copy()
        try:
            piece = inflate.decompress(chunk, max_bytes - total + 1)
        except zlib.error:
            yield from _until_damage(before, chunk)
            raise
        total += len(piece)
        if total > max_bytes:
            detail = f"the body unpacks to more than {max_bytes:,} bytes, which is the limit"
            raise PageRejected(Reason.TOO_LARGE, Stage.CLEAN, detail)
        yield piece
        if inflate.eof:
            position -= len(inflate.unused_data.lstrip(b"\0"))  # padding after a file is usual
            if kind != _GZIP or not body.startswith(_GZIP_MAGIC, position):
                return
            members += 1
            if members == _MAX_MEMBERS:
                raise _no_page(f"the body is more than {_MAX_MEMBERS} gzip files in a row")
            inflate = zlib.decompressobj(kind)
    if not inflate.eof:
        raise zlib.error("the end is missing")


def _until_damage(inflate: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    """What comes out of a chunk before the place where it is damaged, byte by byte."""
    for position in range(len(chunk)):
        try:
            yield inflate.decompress(chunk[position : position + 1])
        except zlib.error:
            return


def _no_page(detail: str) -> PageRejected:
    return PageRejected(Reason.NOT_A_PAGE, Stage.CLEAN, detail)
