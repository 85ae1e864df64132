"""Some pages from all over an archive, for the plan, and how many there are by what they weigh.

Decides which files are opened and how far they are read: to read all of an archive would take as
long as to replay much of it. Must not know what is done with the pages.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from worker.archives import FoundPage, PageFile, read_file
from worker.records import Origin, RawRecord
from worker.replay.file_source import FILES

_PLACES = 8  # in the order of the files


class FileSpread:
    """Pages of files at eight places of the list, each file from its beginning."""

    def __init__(self, files: Sequence[PageFile], records: int, *, record_max_bytes: int) -> None:
        self._files = files
        self._records = records
        self._record_max_bytes = record_max_bytes
        self._read_bytes = 0  # on disk
        self._pages = 0

    def __iter__(self) -> Iterator[RawRecord]:
        """The pages. Raises WrongSource."""
        step = max(1, len(self._files) // _PLACES)
        of_each = -(-self._records // min(_PLACES, len(self._files)))
        for file in chain.from_iterable(self._files[first::step] for first in range(step)):
            found = read_file(file, record_max_bytes=self._record_max_bytes, advance=self._advance)
            before = self._pages
            for page in found:
                if not isinstance(page, FoundPage):
                    continue
                self._pages += 1
                yield RawRecord(Origin(*FILES, self._pages), key=None, value=page.value)
                if self._pages - before >= of_each or self._pages >= self._records:
                    break
            if self._pages >= self._records:
                return

    def pages(self) -> int:
        """How many there are in all files, by the bytes of those that were read."""
        if not self._read_bytes:
            return 0
        all_bytes = sum(file.size_bytes for file in self._files)
        return round(self._pages * max(1.0, all_bytes / self._read_bytes))

    def _advance(self, read_bytes: int) -> None:
        self._read_bytes += read_bytes
