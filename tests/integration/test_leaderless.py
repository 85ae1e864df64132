"""Partitions whose only broker is away: nothing is lost, left out, or waited for without a word."""

import json
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.replaying import page, replayed, run_live
from tests.integration.two_brokers import FIRST, SECOND, make_topic, second_broker, wait_for_leaders
from tests.integration.world import MAX_RECORD, Worker, World, exactly_once
from worker.cli import main
from worker.kafka.reader import committed_offsets
from worker.settings import load_settings

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]

PAGES = [*map(page, range(8)), hooks.REJECT]  # keys of both partitions of the output topic
RAW, ENRICHED, DEAD = "raw", "enriched", "dead"


@dataclass(slots=True)
class Placed(World):
    """Topics of two partitions on the first broker, but for partition 1 of one: on the second."""

    partitions: int = 2
    first: Broker = field(kw_only=True)
    second: Broker = field(kw_only=True)
    apart: str = field(kw_only=True)

    def __post_init__(self) -> None:
        for kind, topic in self.topics().items():
            limit = MAX_RECORD + (1 << 18 if kind == DEAD else 0)
            where = {0: FIRST, 1: SECOND if kind == self.apart else FIRST}
            make_topic(self.first, topic, where, {"max.message.bytes": str(limit)})
            wait_for_leaders(self.first, topic)

    def topics(self) -> dict[str, str]:
        return {RAW: self.raw, ENRICHED: self.enriched, DEAD: self.dead}

    @contextmanager
    def away(self) -> Iterator[str]:
        """Without the second broker; the partition that has no leader now."""
        topic = self.topics()[self.apart]
        self.second.stop()
        try:
            yield f"{topic}-1"
        finally:
            self.second.start()
            wait_for_leaders(self.first, topic)


@pytest.fixture(scope="module")
def brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Broker, Broker]]:
    # The controller takes a broker back when the session of its last life is over.
    with (
        Broker(properties={"broker.session.timeout.ms": "3000"}) as first,
        second_broker(first, tmp_path_factory.mktemp("second")) as second,
    ):
        yield first, second


def placed(brokers: tuple[Broker, Broker], apart: str) -> Placed:
    first, second = brokers
    return Placed(first.bootstrap_servers, first=first, second=second, apart=apart)


def test_worker_goes_on_with_the_other_partitions_says_so_and_comes_back(
    brokers: tuple[Broker, Broker], tmp_path: Path
) -> None:
    world = placed(brokers, RAW)
    sent = world.send(PAGES, partition=1)
    with ExitStack() as running:
        with world.away() as silent:
            sent += world.send(PAGES, partition=0)
            worker = running.enter_context(Worker(world.settings(), tmp_path / "log"))
            assert {o.input[1] for o in world.wait_for(len(PAGES), worker=worker)} == {0}
            worker.wait_for_log(f"no leader for {silent}")
            with urllib.request.urlopen(worker.address) as answer:
                assert f"none for {silent}" in answer.read().decode()
            assert worker.says_yes("livez")
            assert leaderless(worker) == 1
        worker.wait_for_log("have a leader again")
        assert leaderless(worker) == 0
        world.wait_for(2 * len(PAGES), worker=worker)
        worker.terminate()
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)


def leaderless(worker: Worker) -> float:
    """The gauge, as Prometheus reads it."""
    with urllib.request.urlopen(f"{worker.address}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    (value,) = (line.split()[1] for line in lines if line.startswith("pagewire_partitions_leader"))
    return float(value)


def test_worker_that_shall_end_when_all_is_done_does_not_end_well(
    brokers: tuple[Broker, Broker], tmp_path: Path
) -> None:
    world = placed(brokers, RAW)
    with (
        world.away() as silent,
        Worker(world.settings(), tmp_path / "log", "--until-drained") as worker,
    ):
        assert worker.wait() == 4
    assert f"no leader for {silent}" in worker.log.splitlines()[-1]


@pytest.mark.parametrize("apart", [ENRICHED, DEAD])
def test_pages_that_cannot_be_written_are_not_committed(
    brokers: tuple[Broker, Broker], tmp_path: Path, apart: str
) -> None:
    """kafka-python 3.0.12 commits without the records that were not delivered in time."""
    world = placed(brokers, apart)
    with Worker(world.settings(), tmp_path / "log") as worker:
        with world.away():
            sent = world.send(PAGES, partition=1)
            worker.wait_for_log("TransactionAborted")
        world.wait_for(len(PAGES), worker=worker)
    exactly_once(world.outcomes(), sent)


def test_replay_of_files_ends_when_it_cannot_see_how_far_the_live_group_is(
    brokers: tuple[Broker, Broker], tmp_path: Path
) -> None:
    world = placed(brokers, RAW)
    world.send(PAGES)
    run_live(world, tmp_path)
    archive = tmp_path / "archive.jsonl"
    archive.write_bytes(page(100))
    words = ("--name", "again", "--from-files", str(archive), "--yield-to", f"group-{world.name}")
    with world.away() as silent:
        refused = replayed(world, *words, tmp_path=tmp_path)
        assert refused.process.returncode == 4, refused.log
        assert f"no leader for {silent}" in refused.log.splitlines()[-1]
    done = replayed(world, *words, tmp_path=tmp_path)
    assert done.process.returncode == 0, done.log


def test_publish_that_loses_a_partition_on_its_way_commits_no_half_and_goes_on(
    brokers: tuple[Broker, Broker], tmp_path: Path
) -> None:
    world = placed(brokers, RAW)
    urls = [json.loads(page(number))["url"] for number in range(400)]
    archive = tmp_path / "archive.jsonl"
    archive.write_bytes(b"\n".join(page(number) for number in range(400)))
    words = ("publish", str(archive), "--name", "all")
    slowly = (*words, "--rate", "20/s")
    with Worker(world.settings(), tmp_path / "1.log", *slowly, module="worker") as cut:
        kafka = load_settings(world.settings()).kafka
        deadline = time.monotonic() + 60
        while not committed_offsets(kafka, f"{kafka.group_id}-publish-all", world.raw):
            assert time.monotonic() < deadline, cut.log
        with world.away() as silent:
            assert cut.wait() == 4
            topic, _, number = silent.rpartition("-")
            assert f"(topic='{topic}', partition={number})" in cut.log.splitlines()[-1]
    with Worker(world.settings(), tmp_path / "2.log", *words, module="worker") as rest:
        assert rest.wait() == 0
        assert "all goes on: " in rest.log
        assert f"{len(urls)} pages on {world.raw}, 0 not sent" in rest.log
    run_live(world, tmp_path)
    assert Counter(outcome.key for outcome in world.outcomes()) == Counter(map(str.encode, urls))


def test_commands_name_the_partition_and_end_with_code_4(
    brokers: tuple[Broker, Broker],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "pages.jsonl").write_bytes(b"\n".join(PAGES[:-1]))
    monkeypatch.chdir(tmp_path)
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    worlds = {apart: placed(brokers, apart) for apart in (RAW, ENRICHED, DEAD)}
    expected = {}
    with worlds[RAW].away():  # and with it all that lies apart
        for apart, world in worlds.items():
            for key, value in world.settings().items():
                monkeypatch.setenv(key, value)
            for command in COMMANDS[apart]:
                words = command.format(**world.topics()).split()
                code = main(words)
                error = capsys.readouterr().err
                told = error.count(f"no leader for {world.topics()[apart]}-1")
                found[apart, command] = code, told, len(error.splitlines())
                expected[apart, command] = 4, 1, 1
            assert main(["topics", "describe"]) == 0
            away = f"{world.topics()[apart]}: no leader for partitions 1"
            assert capsys.readouterr().out.splitlines()[-1] == away
    assert found == expected


COMMANDS = {
    RAW: (
        "verify",
        "replay --from beginning --dry-run",
        "replay --from beginning --name again",
        "replay --last 1d --name again",
        "inspect {raw}",
        "inspect {raw} --partition 0 --offset 0",
        "publish pages.jsonl --name again",
        "publish pages.jsonl",
    ),
    ENRICHED: (
        "verify",
        "diff {enriched} {enriched}",
        "inspect {enriched}",
        "replay --from beginning --name again --skip-version 1",
    ),
    DEAD: ("verify", "redrive --dry-run", "redrive --name again", "inspect {dead}"),
}
