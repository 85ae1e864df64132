"""Pages from files onto a topic, one after another, from the place that an earlier run reached.

Decides what counts as done, and how a place in the files is kept. Must not know Kafka's client or
the command line.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson

from worker.archives import BadRecord, Found, FoundPage, LeftOut, PageFile, read_file
from worker.codec import decode_raw_page
from worker.failures import BadSettings, PageRejected
from worker.kafka.publisher import Publisher, RecordRefused
from worker.records import Origin, RawRecord
from worker.replay.pace import Pace

_NO_LIMIT = 1 << 62
_DIGEST_BYTES = 8
_LONGEST_SLEEP_S = 0.05
_FIELD = "publish"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run has come: the file, by its number, and how many of its records are done.

    `of` names the run's arguments, `digest` what those records were: a file that has changed since
    is told by it.
    """

    of: str
    file: int = 0
    done: int = 0
    digest: str = ""
    sent: int = 0
    bad: int = 0
    left_out: int = 0
    finished: bool = False

    @property
    def records(self) -> int:
        """All that is done, in all files."""
        return self.sent + self.bad + self.left_out

    def encode(self) -> str:
        """As commit metadata."""
        return orjson.dumps({_FIELD: asdict(self)}).decode()

    @classmethod
    def decode(cls, metadata: str) -> "Place | None":
        """The place in commit metadata; None for somebody else's writing."""
        try:
            return cls(**json.loads(metadata or "{}")[_FIELD])
        except (json.JSONDecodeError, KeyError, TypeError):
            return None


@dataclass(slots=True)
class Publishing:
    """One run. `tell` is given a line for each record that is bad."""

    files: Sequence[PageFile]
    publisher: Publisher
    place: Place
    record_max_bytes: int
    as_is: bool
    stop_at_bad: bool
    pace: Pace | None
    advance: Callable[[int], None]
    tell: Callable[[str], None]
    left_out: Counter[str] = field(default_factory=Counter)  # in this life, by why

    def run(self) -> bool:
        """Send what is not sent yet; whether it came to the end. Raises BadSettings,
        KafkaUnavailable, WrongSource.
        """
        begun = self.place.file
        for file in self.files[:begun]:
            self.advance(file.size_bytes)
        for number in range(begun, len(self.files)):
            if number > begun:
                self.place = replace(self.place, file=number, done=0, digest="")
            for found in self._not_done(self.files[number]):
                if not self._do(found):
                    return False
        self._reach(finished=True)
        return True

    def _not_done(self, file: PageFile) -> Iterator[Found]:
        """The file's records behind the place; each is added to the digest as it is given out."""
        done, digest = self.place.done, hashlib.blake2b(digest_size=_DIGEST_BYTES)
        read = read_file(file, record_max_bytes=self.record_max_bytes, advance=self.advance)
        count = 0
        for count, found in enumerate(read, start=1):
            digest.update(found.value if isinstance(found, FoundPage) else found.where.encode())
            if count > done:
                self.place = replace(self.place, done=count, digest=digest.hexdigest())
                yield found
            elif count == done and digest.hexdigest() != self.place.digest:
                raise _changed(file)
        if count < done:
            raise _changed(file)

    def _do(self, found: Found) -> bool:
        """Send it, or say why not; false when that ends the run."""
        match found:
            case FoundPage():
                try:
                    key = _key(found, self.as_is)
                    self._wait()
                    self.publisher.send(key, found.value)
                except (PageRejected, RecordRefused) as refusal:
                    return self._pass_by(found, str(refusal))
                self._reach(sent=1)
            case BadRecord(reason=reason, detail=detail):
                return self._pass_by(found, f"{reason}: {detail}")
            case LeftOut(why=why):
                self.left_out[why] += 1
                self._reach(left_out=1)
        return True

    def _pass_by(self, found: Found, why: str) -> bool:
        self.tell(f"not sent: {found.place}: {why}")
        if self.stop_at_bad:
            return False
        self._reach(bad=1)
        return True

    def _reach(self, *, finished: bool = False, **more: int) -> None:
        counts = {name: getattr(self.place, name) + count for name, count in more.items()}
        self.place = replace(self.place, finished=finished, **counts)
        self.publisher.reached(self.place.records, self.place.encode())

    def _wait(self) -> None:
        """Until one more record may go."""
        if self.pace is None:
            return
        while self.pace.allowance(time.monotonic()) < 1:
            time.sleep(_LONGEST_SLEEP_S)
        self.pace.took(1, time.monotonic())


def arguments_digest(files: Sequence[PageFile], *more: Any) -> str:
    """What tells a run from another of the same name: the files by name and size, and `more`."""
    told = [[[file.name, file.size_bytes] for file in files], *more]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()[:16]


def begun_at(metadata: str | None, of: str, name: str) -> Place:
    """Where a run goes on. Raises BadSettings where the name is another's."""
    if metadata is None:
        return Place(of)
    place = Place.decode(metadata)
    if place is None or place.of != of:
        raise BadSettings(
            f"{name!r} exists with other files, sizes, topic or flags: give the same arguments to"
            " go on with it, or take another --name"
        )
    return place


def _changed(file: PageFile) -> BadSettings:
    return BadSettings(
        f"{file.name}: what was published of it is not what stands in it now; take another --name"
    )


def _key(page: FoundPage, as_is: bool) -> bytes | None:
    """The page's url. Raises PageRejected for a line that is no raw page, unless sent as it is."""
    record = RawRecord(Origin("", 0, 0), key=None, value=page.value)
    try:
        read = decode_raw_page(record, input_format="json", page_max_bytes=_NO_LIMIT)
    except PageRejected:
        if as_is:
            return None
        raise
    return read.url.encode()
