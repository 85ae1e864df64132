"""Partitions whose only broker is away: nothing is lost, left out, or waited for without a word."""

import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.integration import hooks
from tests.integration.replaying import page
from tests.integration.two_brokers import FIRST, SECOND, make_topic, second_broker, wait_for_leaders
from tests.integration.world import MAX_RECORD, Worker, World, exactly_once
from worker.cli import main

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
        worker.wait_for_log("have a leader again")
        world.wait_for(2 * len(PAGES), worker=worker)
        worker.terminate()
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), sent)


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


def test_commands_name_the_partition_and_end_with_code_4(
    brokers: tuple[Broker, Broker],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
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
    ),
    ENRICHED: (
        "verify",
        "diff {enriched} {enriched}",
        "inspect {enriched}",
        "replay --from beginning --name again --skip-version 1",
    ),
    DEAD: ("verify", "redrive --dry-run", "redrive --name again", "inspect {dead}"),
}
