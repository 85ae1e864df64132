"""Pages from files onto a topic, one after another, from the place that an earlier run reached.

Decides what counts as done, and how a place is kept beside the counts. Must not know Kafka's client
or the command line.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson

from worker.archives import (
    BadRecord,
    Found,
    FoundPage,
    LeftOut,
    PageFile,
    Reached,
    identity,
    walk,
)
from worker.codec import decode_raw_page
from worker.failures import BadSettings, PageRejected
from worker.kafka.publisher import Publisher, RecordRefused
from worker.records import Origin, RawRecord
from worker.replay.pace import Pace

_LONGEST_SLEEP_S = 0.05
_FIELD = "publish"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run has come. `of` names its arguments."""

    of: str
    reached: Reached = field(default_factory=Reached)
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
            fields = json.loads(metadata or "{}")[_FIELD]
            return cls(**fields | {"reached": Reached(**fields["reached"])})
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
        """Send what is not sent yet; whether it came to the end. Raises KafkaUnavailable,
        WrongSource.
        """
        for following in walk(
            self.files,
            self.place.reached,
            record_max_bytes=self.record_max_bytes,
            advance=self.advance,
        ):
            if following and not self._do(*following):
                return False
        self._reach(self.place.reached, finished=True)
        return True

    def _do(self, found: Found, reached: Reached) -> bool:
        """Send it, or say why not; false when that ends the run."""
        match found:
            case FoundPage():
                try:
                    key = _key(found, self.as_is)
                    self._wait()
                    self.publisher.send(key, found.value)
                except (PageRejected, RecordRefused) as refusal:
                    return self._pass_by(found, reached, str(refusal))
                self._reach(reached, sent=1)
            case BadRecord(reason=reason, detail=detail):
                return self._pass_by(found, reached, f"{reason}: {detail}")
            case LeftOut(why=why):
                self.left_out[why] += 1
                self._reach(reached, left_out=1)
        return True

    def _pass_by(self, found: Found, reached: Reached, why: str) -> bool:
        self.tell(f"not sent: {found.place}: {why}")
        if self.stop_at_bad:
            return False
        self._reach(reached, bad=1)
        return True

    def _reach(self, reached: Reached, *, finished: bool = False, **more: int) -> None:
        counts = {name: getattr(self.place, name) + count for name, count in more.items()}
        self.place = replace(self.place, reached=reached, finished=finished, **counts)
        self.publisher.reached(self.place.records, self.place.encode())

    def _wait(self) -> None:
        """Until one more record may go."""
        if self.pace is None:
            return
        while self.pace.allowance(time.monotonic()) < 1:
            time.sleep(_LONGEST_SLEEP_S)
        self.pace.took(1, time.monotonic())


def arguments_digest(files: Sequence[PageFile], *more: Any) -> str:
    """What tells a run from another of the same name: its files and `more`."""
    return hashlib.sha256(orjson.dumps([identity(files), *more])).hexdigest()[:16]


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


def _key(page: FoundPage, as_is: bool) -> bytes | None:
    """The page's url. Raises PageRejected for a line that is no raw page, unless sent as it is."""
    record = RawRecord(Origin("", 0, 0), key=None, value=page.value)
    try:
        read = decode_raw_page(record, input_format="json")
    except PageRejected:
        if as_is:
            return None
        raise
    return read.url.encode()
