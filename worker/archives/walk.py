"""Through files from a place that was reached before.

Decides how such a place is known again: the file by its number, the records of it that are done,
and a digest of them, by which a file that has changed since is told. Must not know what is done
with the records.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from worker.archives.found import Found, FoundPage, WrongSource
from worker.archives.opening import Advance
from worker.archives.reading import read_file
from worker.archives.sources import PageFile

_DIGEST_BYTES = 8
_SKIPPED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a walk has come: `done` records of the file with this number, from 0."""

    file: int = 0
    done: int = 0
    digest: str = ""


def walk(
    files: Sequence[PageFile],
    begun: Reached,
    *,
    record_max_bytes: int,
    advance: Advance = lambda read_bytes: None,
) -> Iterator[tuple[Found, Reached] | None]:
    """All that is behind the place, each with the place behind itself.

    The file in which the place is is read from its beginning; None comes now and then meanwhile, so
    that who has other work is not kept from it. Raises WrongSource as the readers do,
    and when what was done is not what stands there now.
    """
    for file in files[: begun.file]:
        advance(file.size_bytes)
    for number in range(begun.file, len(files)):
        before = begun if number == begun.file else Reached(number)
        read = read_file(files[number], record_max_bytes=record_max_bytes, advance=advance)
        digest, count = hashlib.blake2b(digest_size=_DIGEST_BYTES), 0
        for count, found in enumerate(read, start=1):
            digest.update(found.value if isinstance(found, FoundPage) else found.where.encode())
            if count > before.done:
                yield found, Reached(number, count, digest.hexdigest())
            elif count == before.done and digest.hexdigest() != before.digest:
                raise _changed(files[number])
            elif not count % _SKIPPED_AT_ONCE:
                yield None
        if count < before.done:
            raise _changed(files[number])


def identity(files: Sequence[PageFile]) -> str:
    """What tells these files from others: names and sizes, in their order."""
    told = [[file.name, file.size_bytes] for file in files]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()


def _changed(file: PageFile) -> WrongSource:
    return WrongSource(
        f"{file.name}: what was done of it is not what stands in it now; take another --name"
    )
