"""Every page in files of whatever form.

Decides which reader a file gets. Must not know how one reads.
"""

from collections.abc import Iterator, Sequence

from worker.archives.found import Found
from worker.archives.lines import read_lines
from worker.archives.opening import Advance, first_bytes, is_packed, opened, unpacked
from worker.archives.single import read_single
from worker.archives.sources import Form, PageFile
from worker.archives.warc import MAGIC, read_archive


def read_pages(
    files: Sequence[PageFile],
    *,
    record_max_bytes: int,
    advance: Advance = lambda read_bytes: None,
) -> Iterator[Found]:
    """All that is in the files, in order; `advance` is told the bytes as they lie on disk.

    A record over the limit is a BadRecord and is never held in memory. Raises WrongSource for a
    file that cannot be opened or whose sidecar has a mistake.
    """
    for file in files:
        yield from read_file(file, record_max_bytes=record_max_bytes, advance=advance)


def read_file(
    file: PageFile, *, record_max_bytes: int, advance: Advance = lambda read_bytes: None
) -> Iterator[Found]:
    """As `read_pages`, of one file."""
    if file.form is Form.PAGE:
        assert file.path is not None
        found = read_single(file.path, file.name, record_max_bytes=record_max_bytes)
        advance(file.size_bytes)
        yield found
        return
    with opened(file.path, advance) as stream:
        is_archive = file.form is Form.ARCHIVE or (
            file.form is Form.UNKNOWN and first_bytes(stream, len(MAGIC)) == MAGIC
        )
        if is_archive:
            yield from read_archive(stream, file.name, record_max_bytes=record_max_bytes)
        else:
            packed = is_packed(stream)  # before anything of it is read
            lines = unpacked(stream)
            yield from read_lines(
                lines, file.name, record_max_bytes=record_max_bytes, packed=packed
            )
