"""`pagewire publish` on real Kafka: each page once, whatever is killed."""

import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from deploy.local.broker import Broker
from tests.edges.web_archives import page as warc_page
from tests.integration.replaying import page
from tests.integration.world import Worker, World
from worker.kafka.reader import committed_offsets
from worker.settings import KafkaSettings

pytestmark = pytest.mark.kafka


class Publish(Worker):
    """`pagewire publish` with these arguments, as a process of its own."""

    def __init__(
        self, world: World, log_path: Path, *arguments: object, **settings: object
    ) -> None:
        super().__init__(
            world.settings(**settings),
            log_path,
            *("publish", *map(str, arguments)),
            module="worker",
        )


@contextmanager
def published(world: World, tmp_path: Path, *arguments: object) -> Iterator[Publish]:
    """One that ran to its end."""
    publish = Publish(world, tmp_path / f"{time.monotonic_ns()}.log", *arguments)
    publish.wait(60)
    yield publish


def on_topic(world: World) -> list[str]:
    """The urls of what a reader of committed records sees on the raw topic."""
    consumer = KafkaConsumer(
        bootstrap_servers=world.bootstrap_servers,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    partitions = [TopicPartition(world.raw, number) for number in range(world.partitions)]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    found: list[str] = []
    while any(consumer.position(tp) < ends[tp] for tp in partitions):
        for records in consumer.poll(timeout_ms=200).values():
            found += [json.loads(record.value)["url"] for record in records]
    consumer.close()
    return found


def archive(folder: Path) -> list[str]:
    """Files of every form, and the urls of their pages in order."""
    folder.mkdir()
    numbers = iter(range(10_000))
    lines = [page(next(numbers)) for _ in range(700)]
    (folder / "1.jsonl").write_bytes(b"\n".join(lines[:300]) + b"\nnot json\n{}\n")
    (folder / "2.jsonl.gz").write_bytes(gzip.compress(b"\n".join(lines[300:])))
    urls = [json.loads(line)["url"] for line in lines]
    records = [warc_page(number) for number in range(500)]
    (folder / "3.warc").write_bytes(b"".join(records[:200]))
    (folder / "4.warc.gz").write_bytes(b"".join(map(gzip.compress, records[200:])))
    urls += [f"https://x.example/{number}" for number in range(500)]
    (folder / "5.txt").write_text("Flattened text.\n")
    return [*urls, "file:///5.txt"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("partitions", [1, 3])
def test_publish_killed_again_and_again_puts_each_page_on_the_topic_once(
    broker: Broker, tmp_path: Path, partitions: int
) -> None:
    world = World(broker.bootstrap_servers, partitions=partitions)
    urls = archive(tmp_path / "archive")
    arguments = (tmp_path / "archive", "--name", "all", "--rate", "40/s")
    chance = random.Random(partitions)
    seen = [0]
    for _ in range(6):
        with Publish(world, tmp_path / "killed.log", *arguments) as it:
            deadline = time.monotonic() + 60
            while len(on_topic(world)) <= seen[-1]:
                assert time.monotonic() < deadline, it.log
            time.sleep(chance.uniform(0.0, 1.2))
            assert it.process.poll() is None, it.log
        seen.append(len(on_topic(world)))
    assert 0 < seen[-1] < len(urls)  # it was killed in the middle of its work
    assert seen == sorted(seen)
    with published(world, tmp_path, *arguments[:3]) as last:
        assert last.process.returncode == 1, last.log  # two lines are no pages
        assert f"{len(urls)} pages on {world.raw}, 2 not sent" in last.log
    found = on_topic(world)
    assert Counter(found) == Counter(urls)
    if partitions == 1:
        assert found == urls
    with published(world, tmp_path, *arguments[:3]) as again:
        assert f"{len(urls)} pages on {world.raw}, 2 not sent" in again.log
    assert len(on_topic(world)) == len(urls)


def test_place_is_committed_with_the_pages(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers, partitions=2)
    (tmp_path / "a.jsonl").write_bytes(page(1) + b"\n" + page(2) + b"\nnot json\n")
    with published(world, tmp_path, tmp_path / "a.jsonl", "--name", "a") as done:
        assert done.process.returncode == 1, done.log
    settings = KafkaSettings(bootstrap_servers=broker.bootstrap_servers)
    left = committed_offsets(settings, f"group-{world.name}-publish-a", world.raw)
    assert set(left) == {0}
    place: dict[str, Any] = json.loads(left[0].metadata)["publish"]
    assert (left[0].offset, place["sent"], place["bad"], place["reached"]["done"]) == (3, 2, 1, 3)
    assert place["finished"]


def test_two_of_one_name_do_not_both_publish(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(page(number) for number in range(400)))
    arguments = (tmp_path / "a.jsonl", "--name", "a", "--rate", "50/s")
    with Publish(world, tmp_path / "1.log", *arguments) as first:
        deadline = time.monotonic() + 30
        while not on_topic(world):
            assert time.monotonic() < deadline, first.log
        with Publish(world, tmp_path / "2.log", *arguments[:3]) as second:
            assert second.wait() == 0, second.log
            assert first.wait() == 4, first.log
    assert on_topic(world) == [f"https://a.example/{number}" for number in range(400)]


def test_bad_line_ends_it_when_asked_to_and_it_goes_on_behind(
    broker: Broker, tmp_path: Path
) -> None:
    world = World(broker.bootstrap_servers)
    file = tmp_path / "a.jsonl"
    file.write_bytes(page(1) + b"\nnot json\n" + page(2) + b"\n{}\n" + page(3))
    arguments = (file, "--name", "a", "--bad-lines")
    for _ in range(2):  # it stays there
        with published(world, tmp_path, *arguments, "stop") as stopped:
            assert stopped.process.returncode == 1
            assert f"not sent: a.jsonl:2 (byte {len(page(1)) + 1}): UNDECODABLE" in stopped.log
            assert f"1 page on {world.raw}, 0 not sent" in stopped.log
            assert "goes on behind it" in stopped.log
    with published(world, tmp_path, *arguments, "skip") as skipped:
        assert skipped.process.returncode == 1
        assert "not sent: a.jsonl:4 " in skipped.log
        assert f"3 pages on {world.raw}, 2 not sent" in skipped.log
    assert on_topic(world) == [f"https://a.example/{number}" for number in (1, 2, 3)]


def test_name_with_other_files_or_changed_ones_is_refused(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    file = tmp_path / "a.jsonl"
    whole = page(1) + b"\nnot json\n"
    file.write_bytes(whole)
    with published(world, tmp_path, file, "--name", "a", "--bad-lines", "stop") as first:
        assert first.process.returncode == 1
    file.write_bytes(whole + page(2))
    with published(world, tmp_path, file, "--name", "a") as longer:
        assert longer.process.returncode == 3, longer.log
        assert "take another --name" in longer.log
    file.write_bytes(whole.replace(b"a.example/1", b"a.example/7"))
    with published(world, tmp_path, file, "--name", "a") as other:
        assert other.process.returncode == 2, other.log
        assert "a.jsonl: what was done of it is not what stands in it now" in other.log
    assert on_topic(world) == ["https://a.example/1"]


def test_rate_bounds_what_is_sent(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(page(number) for number in range(100)))
    began = time.monotonic()
    with published(world, tmp_path, tmp_path / "a.jsonl", "--rate", "40/s") as slow:
        assert slow.process.returncode == 0, slow.log
    # The first tokens are earned as well, so it cannot be faster, however slow the machine is.
    assert time.monotonic() - began >= 99 / 40
    assert len(on_topic(world)) == 100
