"""The loop's source for pages outside Kafka: the records of files, one after another.

Decides that all files are one partition whose offsets count records, so that one committed place
says how far all of it is. Must not know where outcomes go.
"""

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from worker.archives import (
    BadRecord,
    Found,
    FoundPage,
    LeftOut,
    PageFile,
    Reached,
    WrongSource,
    walk,
)
from worker.codec import BODY_OMITTED_HEADER
from worker.failures import Stage
from worker.kafka.source import Assigned, Change
from worker.ledger import Partition
from worker.records import DeadLetter, Headers, Origin, Processed, RawRecord
from worker.replay.pace import Pace, Yielding
from worker.replay.selection import FILTERED
from worker.replay.tally import Identity, Tally
from worker.telemetry import events

FILES: Partition = ("", 0)
FILE_HEADER = "pagewire.file"  # on what is written of a record: where it was found
_TOPIC_PREFIX = "files."
_POLL_RECORDS = 256
_FIELD = "files"
_UNKNOWN = b"unknown"  # how large it was: it could not be read


def topic_of(name: str) -> str:
    """What is written as the input topic of pages that a run of this name took from files.

    Without it pages of two archives would have one origin, and so one `ce_id`.
    """
    return _TOPIC_PREFIX + name


def is_of_files(origin: Origin) -> bool:
    """Whether a record that is written of came out of files: no topic holds it."""
    return origin.topic.startswith(_TOPIC_PREFIX)


class FileSource:
    """`ports.Source`. It never reads ahead of what the loop asks for."""

    def __init__(
        self,
        files: Sequence[PageFile],
        left: str | None,
        *,
        identity: Identity,
        record_max_bytes: int,
        poll_max_bytes: int,
        pace: Pace,
        emit: Callable[[events.Event], None],
    ) -> None:
        """`left` is the metadata that an earlier life committed.

        A poll brings `poll_max_bytes` and one record more at most.

        Raises BadSettings where the name is another's, or was begun with another pipeline and is
        not done.
        """
        self._poll_max_bytes = poll_max_bytes
        self._pace = pace
        self._emit = emit
        self._total_bytes = sum(file.size_bytes for file in files)
        self._left = left or ""
        self.tally = identity.begun(0, 0) if left is None else identity.left(left)
        self.was_done = self.tally.done
        if not self.was_done:
            identity.require_pipeline(self.tally)
        self._reached = _reached(left)
        self._next = self.tally.end
        self._places: deque[tuple[int, Reached]] = deque()  # of offsets that are not committed
        self._judged: dict[int, Processed] = {}
        self._records: Iterator[tuple[Found, Reached] | None] = iter(())
        if not self.tally.done:
            self._records = walk(
                files, self._reached, record_max_bytes=record_max_bytes, advance=self._advance
            )
        self._ended = False
        self._announced = False
        self._paused = False
        self._read_bytes = 0
        self.left_out: Counter[str] = Counter()
        self.failed: WrongSource | None = None  # why it ended before the end

    def poll(self, timeout_s: float, max_records: int) -> list[RawRecord]:
        """The next records, as many as may come now."""
        now = time.monotonic()
        self._look(now)
        may_come = 0 if self._paused or self._ended else self._pace.allowance(now)
        records: list[RawRecord] = []
        size_bytes = 0
        while (
            len(records) < min(may_come, max_records, _POLL_RECORDS)
            and size_bytes < self._poll_max_bytes
        ):
            try:
                following = next(self._records)
            except StopIteration:
                self._ended = True
                break
            except WrongSource as error:
                # What came before it is worked off and committed first: a worker that ends in the
                # middle of its pages looks as if one of them had killed it.
                self.failed, self._ended = error, True
                break
            if following is None:
                break
            records.append(self._record(*following))
            size_bytes += records[-1].size_bytes
        self._pace.took(len(records), time.monotonic())
        if not records:
            time.sleep(timeout_s)
        return records

    def changes(self) -> list[Change]:
        """The one assignment, once."""
        if self._announced:
            return []
        self._announced = True
        return [Assigned(frozenset({FILES}))]

    def membership(self) -> Any:
        """Nobody shares the files."""
        return None

    def commit_metadata(self, partition: Partition) -> str | None:
        """As an earlier life left it."""
        return self._left

    def pause(self) -> None:
        """Read nothing more."""
        self._paused = True

    def resume(self) -> None:
        """Undo `pause`."""
        self._paused = False

    def lag(self, partition: Partition, uncommitted: int | None) -> int | None:
        """Nobody knows how many records there are."""
        return None

    def leaderless(self) -> tuple[Partition, ...]:
        """Files have no brokers that could be away."""
        return ()

    def at_end(self) -> bool:
        """Whether all records were given out."""
        return self._ended

    def waits(self) -> bool:
        """Whether it gives nothing out on purpose: it stands back for the live group."""
        return self._pace.yielding is Yielding.PAUSED

    # -- for the pool and the sink

    def is_complete(self) -> bool:
        """Whether all records were given out and are committed."""
        return self._ended and not self._places and self.failed is None

    def judged(self, offset: int) -> Processed | None:
        """The outcome of a record that is no page, or is none that can be read; once."""
        return self._judged.pop(offset, None)

    def read_before(self, position: int) -> int:
        """How many records below the position were given out and are not in the tally yet."""
        return sum(offset < position for offset, _ in self._places)

    def beside(self, position: int, tally: Tally, metadata: str) -> str:
        """Commit metadata: the tally and the place beside what the loop wants to remember."""
        reached = self._reached_at(position)
        told = json.loads(tally.beside(metadata)) | {_FIELD: asdict(reached)}
        return json.dumps(told, separators=(",", ":"))

    def committed(self, position: int, tally: Tally) -> None:
        """The tally was committed together with the position."""
        self._reached = self._reached_at(position)
        while self._places and self._places[0][0] < position:
            self._places.popleft()
        self.tally = tally

    # -- within

    def _record(self, found: Found, reached: Reached) -> RawRecord:
        offset, self._next = self._next, self._next + 1
        self._places.append((offset, reached))
        value = b""
        headers: Headers = ((FILE_HEADER, found.place.encode()),)
        match found:
            case FoundPage():
                value = found.value
            case BadRecord(reason=reason, detail=detail):
                # Nobody may take the empty value for the page: a redrive leaves it alone.
                headers = (*headers, (BODY_OMITTED_HEADER, _UNKNOWN))
                self._judged[offset] = Processed(DeadLetter(reason, Stage.DECODE, detail))
            case LeftOut(why=why):
                self._judged[offset] = FILTERED
                self.left_out[why] += 1
        return RawRecord(
            Origin(*FILES, offset),
            key=None,
            value=value,
            headers=headers,
            timestamp_ms=round(time.time() * 1000),
        )

    def _reached_at(self, position: int) -> Reached:
        found = self._reached
        for offset, reached in self._places:
            if offset >= position:
                break
            found = reached
        return found

    def _advance(self, read_bytes: int) -> None:
        self._read_bytes += read_bytes

    def _look(self, now: float) -> None:
        """Once a second: the live group's lag, and a word on how far it is."""
        if not self._pace.look(now):
            return
        done = self.tally.end
        # How many there are is guessed by the bytes that those had which were read.
        share = self._read_bytes / self._total_bytes if self._total_bytes else 1.0
        left = self._next - done
        if share and not self._ended:
            left = max(left, round(self._next / min(1.0, share)) - done)
        self._emit(
            events.ReplayProgress(
                records=done + left,
                left=left,
                filtered=self.tally.filtered,
                dead_letters=self.tally.dead_letters,
                speed_per_s=self._pace.speed_per_s(now),
                yielding=int(self._pace.yielding),
            )
        )


def _reached(metadata: str | None) -> Reached:
    fields = json.loads(metadata or "{}").get(_FIELD)
    return Reached(**fields) if fields else Reached()
