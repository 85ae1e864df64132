"""`pagewire topics` on a real broker: what the contract says is made, what differs is named."""

import pytest

from worker.contract import topics as contract_topics

pytestmark = pytest.mark.kafka


def row(out: str, name: str) -> str:
    (found,) = [line for line in out.splitlines() if line.startswith(name)]
    return found


def test_created_topics_are_those_of_the_contract(topics, pagewire):
    said = pagewire("topics", "create")
    assert said.code == 0
    assert said.out.count(": created") == 3
    described = pagewire("topics", "describe")
    assert described.code == 0
    for name, spec in zip(
        (topics.raw, topics.enriched, topics.dead), contract_topics(), strict=True
    ):
        assert row(described.out, name).split()[1:] == [str(spec.partitions), "1", "-"]


def test_topics_that_are_there_are_left_alone(topics, pagewire):
    topics.create()
    said = pagewire("topics", "create")
    assert said.code == 0
    assert said.out.count("exists already") == 3
    assert row(pagewire("topics", "describe").out, topics.raw).split()[1] == "2"


def test_partitions_and_replicas_can_be_chosen(topics, pagewire):
    assert pagewire("topics", "create", "--partitions", "3", "--replication-factor", "1").code == 0
    shown = row(pagewire("topics", "describe").out, topics.raw)
    assert shown.split()[1] == "3"
    assert "6 partitions" in shown


def test_replicas_that_the_cluster_lacks_are_refused_by_name(topics, pagewire):
    said = pagewire("topics", "create", "--replication-factor", "5")
    assert said.code == 4
    assert f"topic {topics.raw} cannot have 5 replicas" in said.err
    assert "1 broker there" in said.err
    assert "'--replication-factor 1'" in said.err


def test_missing_topic_is_marked_and_is_a_problem(topics, pagewire):
    said = pagewire("topics", "describe")
    assert said.code == 4
    assert said.out.count("MISSING") == 3
    make = said.err.split("'")[1].split()
    assert make[:3] == ["pagewire", "topics", "create"]
    assert pagewire(*make[1:]).code == 0
    assert pagewire("topics", "describe").code == 0


def test_limit_that_would_stop_the_worker_is_a_problem(topics, pagewire):
    topics.create()  # with the broker's own limit of 1 MB for all three
    said = pagewire("topics", "describe")
    assert said.code == 4
    assert "max.message.bytes is 1048588, not 10551296" in row(said.out, topics.raw)
    assert topics.dead in said.err


@pytest.mark.parametrize("number", ["0", "-1", "many", "²"])
def test_number_that_is_none_is_a_mistake_of_use(pagewire, number):
    assert pagewire("topics", "create", f"--partitions={number}").code == 2
