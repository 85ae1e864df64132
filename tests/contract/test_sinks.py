"""What the loop may count on of a sink: the same suite on a folder and on real topics.

A sink keeps outcomes and the place beside them, all or nothing, and a next life finds the place.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from tests.commands.conftest import Topics
from worker.failures import BadSettings, Reason, Stage, TransactionAborted, WorkerStopped
from worker.kafka.reader import committed_offsets, extents, read
from worker.kafka.sink import KafkaSink
from worker.kafka.topics import describe
from worker.records import (
    DeadLetter,
    Enriched,
    Filtered,
    Origin,
    Outcome,
    Processed,
    RawRecord,
    Settled,
)
from worker.replay.file_ends import OnTopic
from worker.replay.file_source import FILE_HEADER, FILES
from worker.replay.folder_sink import FolderSink
from worker.settings import KafkaSettings

PAGES_PER_FILE = 7


class Folder:
    """Lives of a sink into one folder, and what a reader finds there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def life(self) -> FolderSink:
        return FolderSink(self.path, "run", pages_per_file=PAGES_PER_FILE)

    def left(self, sink: Any) -> str | None:
        found: str | None = sink.left
        return found

    def pages(self) -> list[bytes]:
        """Pages that are committed, in their order."""
        place = json.loads((self.path / "run.place.json").read_bytes())
        found = b"".join(file.read_bytes() for file in sorted(self.path.glob("run-0*.jsonl")))
        growing = self.path / f"run-{place['part']:05}.jsonl.partial"
        if growing.exists():
            found += growing.read_bytes()[: place["bytes"]]
        return found.splitlines()

    def letters(self) -> list[dict[str, Any]]:
        (file,) = self.path.glob("run-dead-letters.jsonl*")
        return [json.loads(line) for line in file.read_bytes().splitlines()]


class OnTopics:
    """The same on topics."""

    def __init__(self, topics: Topics) -> None:
        self.settings = KafkaSettings(
            bootstrap_servers=topics.bootstrap_servers,
            group_id=topics.group,
            input_topic=topics.raw,
            output_topic=topics.enriched,
            dead_letter_topic=topics.dead,
            instance_id="files",
        )
        admin = KafkaAdminClient(bootstrap_servers=topics.bootstrap_servers)
        admin.create_topics([NewTopic(name, 1, 1) for name in (topics.enriched, topics.dead)])
        admin.close()

    def life(self) -> OnTopic:
        dead = self.settings.dead_letter_topic
        facts = describe(self.settings, [dead])[dead]
        assert facts is not None
        sink = KafkaSink(self.settings, "v1", facts, in_group=False)
        return OnTopic(sink, self.settings.output_topic)

    def left(self, sink: Any) -> str | None:
        found = committed_offsets(
            self.settings, self.settings.group_id, self.settings.output_topic
        ).get(0)
        return found.metadata if found else None

    def pages(self) -> list[bytes]:
        return [value for value, _ in self._read(self.settings.output_topic)]

    def letters(self) -> list[dict[str, Any]]:
        return [
            {
                "rejected": {"reason": headers["pagewire.reason"].decode()},
                "where": headers[FILE_HEADER].decode(),
                "value": value.decode(),
            }
            for value, headers in self._read(self.settings.dead_letter_topic)
        ]

    def _read(self, topic: str) -> list[tuple[bytes, dict[str, Any]]]:
        records = read(self.settings, topic, extents(self.settings, topic))
        return [(record.value or b"", dict(record.headers)) for record in records]


@pytest.fixture(params=["folder", pytest.param("topics", marks=pytest.mark.kafka)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Folder | OnTopics:
    if request.param == "folder":
        return Folder(tmp_path / "out")
    return OnTopics(request.getfixturevalue("sink_topics"))


@pytest.fixture
def sink_topics(request: pytest.FixtureRequest) -> Topics:
    return Topics(request.getfixturevalue("broker").bootstrap_servers)


def settled(number: int, outcome: Outcome | None = None) -> Settled:
    """A record with this offset; enriched, if nothing else is said."""
    record = RawRecord(
        Origin(*FILES, number),
        key=None,
        value=b"raw %d" % number,
        headers=((FILE_HEADER, b"a.jsonl:%d" % number),),
    )
    return Settled(record, Processed(outcome or Enriched(b"k", b"page %d" % number)))


def commit(sink: Any, items: list[Settled], metadata: str) -> None:
    position = items[-1].record.origin.offset + 1
    sink.commit(tuple(items), {FILES: (position, metadata)}, None, datetime.now(UTC))


def test_outcomes_and_the_place_beside_them_are_found_by_the_next_life(target) -> None:
    first = target.life()
    assert target.left(first) is None
    letter = DeadLetter(Reason.EMPTY, Stage.CLEAN, "nothing to read")
    commit(first, [settled(0), settled(1, letter), settled(2, Processed(Filtered()).outcome)], "a")
    commit(first, [settled(number) for number in range(3, 20)], "b")
    assert target.left(first) == "b"
    if isinstance(first, FolderSink):
        first.close()  # the other is fenced
    second = target.life()
    assert target.left(second) == "b"
    commit(second, [settled(20)], "c")
    assert target.left(second) == "c"
    assert target.pages() == [b"page %d" % number for number in [0, *range(3, 21)]]
    (found,) = target.letters()
    assert (found["rejected"]["reason"], found["where"], found["value"]) == (
        "EMPTY",
        "a.jsonl:1",
        "raw 1",
    )


def test_place_without_outcomes_is_kept_too(target) -> None:
    sink = target.life()
    sink.commit((), {FILES: (5, "only the place")}, None, datetime.now(UTC))
    assert target.left(sink) == "only the place"
    assert target.pages() == []


def test_life_that_was_overtaken_commits_nothing_more(target) -> None:
    first = target.life()
    commit(first, [settled(0)], "a")
    if isinstance(target, Folder):  # there the second one does not come in at all
        with pytest.raises(BadSettings, match="at work"):
            target.life()
        return
    commit(target.life(), [settled(1)], "b")
    with pytest.raises((TransactionAborted, WorkerStopped)):
        commit(first, [settled(2)], "c")
    assert target.pages() == [b"page 0", b"page 1"]


def batches(start: int) -> Iterator[tuple[list[Settled], str]]:
    """Five commits of five, from where a life left off."""
    for begin in range(start, 25, 5):
        yield [settled(number) for number in range(begin, begin + 5)], str(begin + 5)


def killed_at(step: int, folder: Folder) -> bool:
    """A life that is killed at its n-th step towards the disk; false when it came to its end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = step

    def dying(call: Callable[..., Any]) -> Callable[..., Any]:
        def step_towards_the_disk(*arguments: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return call(*arguments)

        return step_towards_the_disk

    os.fsync = dying(os.fsync)
    Path.replace = dying(Path.replace)  # type: ignore[method-assign]
    with suppress(BaseException):
        sink = folder.life()
        for items, metadata in batches(int(sink.left or 0)):
            commit(sink, items, metadata)
        sink.finish()
        os._exit(0)
    os._exit(1)


def test_folder_is_the_same_wherever_its_lives_are_killed(tmp_path: Path) -> None:
    expected = [b"page %d" % number for number in range(25)]
    step = 1
    while True:
        folder = Folder(tmp_path / str(step))
        if not killed_at(step, folder):
            break
        for further in (step, 1, 2, 3):  # and the next lives too
            killed_at(further, folder)
        assert not killed_at(0, folder)
        names = sorted(path.name for path in folder.path.glob("run-*"))
        assert names == [f"run-0000{number}.jsonl" for number in range(1, 5)]
        assert folder.pages() == expected
        step += 1
    assert step > 20
