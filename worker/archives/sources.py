"""Which files hold pages, by their names.

    page.html, page.htm     markup                      page.html.meta.json beside it: its url,
    page.txt                text that was flattened     title, fetched_at, ... (any raw-page field
    pages.jsonl, .ndjson    raw-page records, a line each                       but the body)
    crawl.warc, crawl.wet   records of a web archive

The last two also packed: pages.jsonl.gz, crawl.warc.zst. Must not know what stands in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from worker.archives.found import WrongSource
from worker.archives.opening import stdin

STDIN = "-"
PAGE_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}
_LINES = (".jsonl", ".ndjson")
_ARCHIVES = (".warc", ".wet")
_PACKED = (".gz", ".zst")
SUFFIXES = (*PAGE_TYPES, *_LINES, *_ARCHIVES)


class Form(Enum):
    """What a file holds."""

    PAGE = auto()
    LINES = auto()
    ARCHIVE = auto()
    UNKNOWN = auto()  # stdin: its first bytes say


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file with one page or many; `name` is its path as far as the user's argument goes."""

    path: Path | None  # None is stdin
    name: str

    @property
    def size_bytes(self) -> int:
        """How much there is to read; 0 for stdin, which does not say."""
        return self.path.stat().st_size if self.path else 0

    @property
    def form(self) -> Form:
        """What it holds."""
        found = Form.UNKNOWN if self.path is None else _form(self.path)
        assert found is not None  # find_files takes no others
        return found


def find_files(sources: Sequence[str]) -> list[PageFile]:
    """The files that the arguments mean; folders are searched, in sorted order.

    Raises WrongSource for a path that is not there or holds no pages.
    """
    return [file for source in sources for file in _files(source)]


def total_bytes(files: Sequence[PageFile]) -> int | None:
    """How much there is to read in all; None when stdin is among it."""
    return None if any(file.path is None for file in files) else sum(f.size_bytes for f in files)


def _files(source: str) -> Iterator[PageFile]:
    if source == STDIN:
        stdin()  # says at once that it is a terminal, before a model is loaded
        yield PageFile(None, "stdin")
        return
    path = Path(source)
    if path.is_dir():
        inside = sorted(found for found in path.rglob("*") if _form(found) and found.is_file())
        if not inside:
            raise WrongSource(f"{source}: no {', '.join(SUFFIXES)} file in this folder")
        for found in inside:
            yield PageFile(found, found.relative_to(path).as_posix())
    elif not path.exists():
        raise WrongSource(f"{source}: no such file or folder")
    elif not _form(path):
        raise WrongSource(
            f"{source}: is no page; pages are {', '.join(SUFFIXES)} files,"
            f" all but the first three also as {' and '.join(_PACKED)}"
        )
    else:
        yield PageFile(path, path.name)


def _form(path: Path) -> Form | None:
    name = path.name.lower()
    if name.endswith(tuple(PAGE_TYPES)):
        return Form.PAGE
    for packed in _PACKED:
        name = name.removesuffix(packed)
    if name.endswith(_LINES):
        return Form.LINES
    return Form.ARCHIVE if name.endswith(_ARCHIVES) else None
