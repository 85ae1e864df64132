"""The loop's sink for a folder: JSON lines, all or nothing of each commit.

    NAME-00001.jsonl              enriched pages, so many a file
    NAME-dead-letters.jsonl       what could not be enriched, with the reason and the page
    *.partial                     the same while they grow
    NAME.place.json               how far it is: the committed place, and how long each file is

Decides that the place is what counts: lines go to the disk first, then the place is replaced in one
step, and what stands behind it in a file is cut off by the next life. Must not know where pages
come from.
"""

import base64
import fcntl
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from worker.failures import BadSettings
from worker.kafka.sink import Positions
from worker.records import DeadLetter, Enriched, RawRecord, Settled
from worker.replay.file_source import FILE_HEADER, FILES

_PARTIAL = ".partial"


class FolderSink:
    """`ports.Sink`. One at a time under a name."""

    def __init__(self, folder: Path, name: str, *, pages_per_file: int) -> None:
        """Make the folder, and cut off what an earlier life did not commit.

        Raises BadSettings for a folder that cannot be written, or a name that is at work already.
        """
        self._folder = folder
        self._name = name
        self._pages_per_file = pages_per_file
        self._place_path = folder / f"{name}.place.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = self._locked()
            place = self._read_place()
            self.left: str | None = place.get("metadata")
            self._part: int = place.get("part", 1)
            self._pages: int = place.get("pages", 0)
            self._done: bool = place.get("done", False)
            self._settled: int = place.get("settled", 1)  # all files before this one have names
            self._settle_names()
            self._enriched = self._opened(self._part_path(), place.get("bytes", 0))
            self._letters = self._opened(self._letters_path(), place.get("letters_bytes", 0))
        except OSError as error:
            raise BadSettings(f"{folder}: {error.strerror}") from error

    def commit(
        self, settled: tuple[Settled, ...], positions: Positions, membership: Any, now: datetime
    ) -> None:
        """Lines, then the place. Raises BadSettings for a full disk; the next life goes on."""
        try:
            self._commit(settled, positions[FILES][1])
        except OSError as error:
            raise BadSettings(f"{self._folder}: {error.strerror}") from error

    def finish(self) -> None:
        """All is committed: give the last files their names."""
        self._done = True
        self._write_place(self.left or "")
        self._settle_names()

    def close(self) -> None:
        """Let another run of this name come."""
        for file in (self._enriched, self._letters, self._lock):
            file.close()

    # -- within

    def _commit(self, settled: tuple[Settled, ...], metadata: str) -> None:
        for item in settled:
            match item.processed.outcome:
                case Enriched(value=value):
                    self._write_page(value)
                case DeadLetter() as letter:
                    self._letters.write(_letter_line(item.record, letter) + b"\n")
                case _:
                    pass  # passed by: only counted
        _to_disk(self._enriched)
        _to_disk(self._letters)
        self._write_place(metadata)
        self._settle_names()

    def _write_page(self, value: bytes) -> None:
        if self._pages == self._pages_per_file:
            _to_disk(self._enriched)
            self._enriched.close()
            self._part, self._pages = self._part + 1, 0
            self._enriched = self._opened(self._part_path(), 0)
        self._enriched.write(value + b"\n")
        self._pages += 1

    def _locked(self) -> BinaryIO:
        lock = (self._folder / f"{self._name}.lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise BadSettings(f"{self._name!r} is at work in {self._folder} already") from None
        return lock

    def _read_place(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._place_path.read_bytes())
        except FileNotFoundError:
            return {}
        return found

    def _write_place(self, metadata: str) -> None:
        self.left = metadata
        place = {
            "metadata": metadata,
            "part": self._part,
            "settled": self._settled,
            "pages": self._pages,
            "bytes": self._enriched.tell(),
            "letters_bytes": self._letters.tell(),
            "done": self._done,
        }
        written = self._place_path.with_suffix(".new")
        with written.open("wb") as file:
            file.write(json.dumps(place).encode())
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._place_path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _settle_names(self) -> None:
        """Files that are whole by the committed place lose their ending, however often asked."""
        whole = [self._part_path(number) for number in range(self._settled, self._part)]
        self._settled = self._part
        if self._done:
            whole += [self._part_path(), self._letters_path()]
        for path in whole:
            if (partial := _partial(path)).exists():
                if partial.stat().st_size:
                    partial.replace(path)
                else:
                    partial.unlink()

    def _opened(self, path: Path, size_bytes: int) -> BinaryIO:
        """The file, cut to what is committed of it."""
        if self._done:
            return open(os.devnull, "wb")
        file = _partial(path).open("ab")
        if file.seek(0, os.SEEK_END) < size_bytes:
            file.close()
            raise BadSettings(f"{_partial(path)} lacks pages that were committed: what took them?")
        file.truncate(size_bytes)
        file.seek(size_bytes)
        return file

    def _part_path(self, number: int | None = None) -> Path:
        return self._folder / f"{self._name}-{number or self._part:05}.jsonl"

    def _letters_path(self) -> Path:
        return self._folder / f"{self._name}-dead-letters.jsonl"


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _partial(path: Path) -> Path:
    return path.with_name(path.name + _PARTIAL)


def _letter_line(record: RawRecord, letter: DeadLetter) -> bytes:
    """The letter with its page as it was, so that nothing is lost by being rejected."""
    value = record.value or b""
    try:
        page: dict[str, Any] = {"value": value.decode("utf-8")}
    except UnicodeDecodeError:
        page = {"value_base64": base64.b64encode(value).decode("ascii")}
    where = dict(record.headers).get(FILE_HEADER) or b""
    told = {
        "rejected": {"reason": letter.reason, "stage": letter.stage, "detail": letter.detail},
        "attempts": letter.attempts,
        "where": where.decode("utf-8", "replace"),
    }
    return json.dumps(told | (page if value else {}), ensure_ascii=False).encode()
