"""Files to raw-page records, as `pagewire enrich` and `pagewire publish` take them.

Decides which files are pages, and what a file says about the page in it. The bytes of markup are
left as they are: which charset they are in is the worker's question. Must not know Kafka.

    page.html, page.htm     markup                      page.html.meta.json beside it: its url,
    page.txt                text that was flattened     title, fetched_at, ... (any raw-page field
    pages.jsonl             raw-page records, a line each                       but the body)
"""

import base64
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from worker.commands.command import WrongUse
from worker.commands.lines import stdin

STDIN = "-"
SIDECAR = ".meta.json"
_CONTENT_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}
_RECORDS = ".jsonl"
_SUFFIXES = (*_CONTENT_TYPES, _RECORDS)
_BODY_FIELDS = ("body", "body_base64")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file with one page or many; `name` is its path as far as the user's argument goes."""

    path: Path | None  # None is stdin
    name: str

    @property
    def size_bytes(self) -> int:
        """How much there is to read; 0 for stdin, which does not say."""
        return self.path.stat().st_size if self.path else 0


@dataclass(frozen=True, slots=True)
class FoundPage:
    """The value of a raw-page record, and where it was found: a file, or a line of one."""

    value: bytes
    where: str
    read_bytes: int


def add_sources(parser: ArgumentParser) -> None:
    """The argument of a command that reads such files."""
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="FILE|DIR|-",
        default=[STDIN],
        help=".html, .htm, .txt or .jsonl (raw-page records), a folder of them, or - for"
        " raw-page records on stdin (default: -)",
    )


def find_files(sources: Sequence[str]) -> list[PageFile]:
    """The files that the arguments mean; folders are searched, in sorted order.

    Raises WrongUse for a path that is not there or holds no pages.
    """
    return [file for source in sources for file in _files(source)]


def total_bytes(files: Sequence[PageFile]) -> int | None:
    """How much there is to read in all; None when stdin is among it."""
    return None if any(file.path is None for file in files) else sum(f.size_bytes for f in files)


def read_pages(files: Sequence[PageFile]) -> Iterator[FoundPage]:
    """Every page in the files as a raw-page record; a line of a .jsonl file stays as it is.

    Raises WrongUse for a file that cannot be read or whose sidecar has a mistake.
    """
    for file in files:
        if file.path is None:
            yield from _lines(stdin(), "stdin")
        elif file.path.suffix.lower() == _RECORDS:
            try:
                with file.path.open("rb") as lines:
                    yield from _lines(lines, file.name)
            except OSError as error:
                raise WrongUse(f"{file.path}: {error.strerror}") from error
        else:
            yield _page(file.path, file.name)


def _files(source: str) -> Iterator[PageFile]:
    if source == STDIN:
        stdin()  # says at once that it is a terminal, before a model is loaded
        yield PageFile(None, "stdin")
        return
    path = Path(source)
    if path.is_dir():
        inside = sorted(found for found in path.rglob("*") if _is_page(found))
        if not inside:
            raise WrongUse(f"{source}: no {', '.join(_SUFFIXES)} file in this folder")
        for found in inside:
            yield PageFile(found, found.relative_to(path).as_posix())
    elif not path.exists():
        raise WrongUse(f"{source}: no such file or folder")
    elif path.suffix.lower() not in _SUFFIXES:
        raise WrongUse(f"{source}: is no page; pages are {', '.join(_SUFFIXES)} files")
    else:
        yield PageFile(path, path.name)


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and path.is_file()


def _lines(lines: Any, name: str) -> Iterator[FoundPage]:
    for number, line in enumerate(lines, start=1):
        value = (line.removeprefix(_BOM) if number == 1 else line).strip(b" \t\r\n")
        if value:
            yield FoundPage(value, f"{name}:{number}", len(line))


def _page(path: Path, name: str) -> FoundPage:
    try:
        body, modified_s = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror}") from error
    fetched_at = datetime.fromtimestamp(modified_s, tz=UTC).isoformat(timespec="seconds")
    content_type = _CONTENT_TYPES[path.suffix.lower()]
    fields = {
        "url": f"file:///{quote(name)}",
        "fetched_at": fetched_at.replace("+00:00", "Z"),
        "content_type": content_type,
        **_sidecar(path),
    }
    is_text = content_type == "text/plain" and not fields.get("charset")
    value = orjson.dumps({**fields, **_body(body, is_text)})
    return FoundPage(value, name, len(body))


def _body(body: bytes, is_text: bool) -> dict[str, str]:
    """As text only where nobody can doubt the charset: UTF-8, and nothing declares another."""
    if is_text and not body.startswith(_BOM):
        try:
            return {"body": body.decode("utf-8")}
        except UnicodeDecodeError:
            pass  # some other charset: the worker finds out which
    return {"body_base64": base64.b64encode(body).decode("ascii")}


def _sidecar(page: Path) -> dict[str, Any]:
    path = page.with_name(page.name + SIDECAR)
    try:
        fields = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise WrongUse(f"{path}: is no JSON: {error}") from None
    if not isinstance(fields, dict):
        raise WrongUse(f"{path}: expected a JSON object with fields of a raw page")
    if any(name in fields for name in _BODY_FIELDS):
        raise WrongUse(f"{path}: the body is in {page.name}; leave it out here")
    return fields
