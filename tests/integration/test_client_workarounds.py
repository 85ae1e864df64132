"""Defects of the Kafka client that would stop a partition for ever, and that do not stop ours."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from kafka import KafkaConsumer, TopicPartition

from deploy.local.broker import Broker
from tests.integration.world import World
from worker.kafka.source import Assigned, KafkaSource, Revoked
from worker.kafka.workarounds import unpark
from worker.settings import load_settings

pytestmark = pytest.mark.kafka


def test_members_of_new_groups_all_get_their_partitions(broker: Broker) -> None:
    """One in thirty hung for ever in kafka-python 3.0.12 without `finish_joining`."""

    def join(number: int) -> float:
        world = World(broker.bootstrap_servers)
        source = KafkaSource(load_settings(world.settings(instance_id=f"i{number}")).kafka)
        started = time.monotonic()
        while not source.changes():
            source.poll(0.05, 10)
            assert time.monotonic() - started < 20, source.membership()
        source.close(5)
        return time.monotonic() - started

    with ThreadPoolExecutor(4) as threads:
        assert len(list(threads.map(join, range(60)))) == 60


def test_two_members_share_their_partitions_with_polls_that_never_wait(broker: Broker) -> None:
    world = World(broker.bootstrap_servers, partitions=4)
    settings = load_settings(world.settings()).kafka
    held: list[set[tuple[str, int]]] = [set(), set()]
    members = [KafkaSource(settings)]
    deadline = time.monotonic() + 30
    while sorted(map(len, held)) != [2, 2]:
        assert time.monotonic() < deadline, held
        for mine, member in zip(held, members, strict=False):
            member.poll(0.0, 10)
            for change in member.changes():
                if type(change).__name__ == "Assigned":
                    mine |= change.partitions
                else:
                    mine -= change.partitions
        if held[0] and len(members) == 1:
            members.append(KafkaSource(settings))
    assert held[0].isdisjoint(held[1])
    for member in members:
        member.close(5)


def test_records_set_aside_by_a_pause_are_given_back(broker: Broker) -> None:
    """kafka-python 3.0.12 kept them for ever without `unpark`."""
    world = World(broker.bootstrap_servers, partitions=2)
    world.send([b"x"] * 20)
    consumer = KafkaConsumer(
        bootstrap_servers=broker.bootstrap_servers, auto_offset_reset="earliest"
    )
    halves = [TopicPartition(world.raw, 0), TopicPartition(world.raw, 1)]
    consumer.assign(halves)
    begun: set[TopicPartition] = set()
    while not begun:
        begun = set(consumer.poll(timeout_ms=500, max_records=3))
    (paused,) = begun
    (other,) = set(halves) - begun
    consumer.pause(paused)
    while consumer.position(other) < 10:
        consumer.poll(timeout_ms=200)
    consumer.resume(paused)
    deadline = time.monotonic() + 10
    while consumer.position(paused) < 10:
        assert time.monotonic() < deadline, consumer.position(paused)
        unpark(consumer)
        consumer.poll(timeout_ms=200)
    consumer.close()


def test_partitions_carried_into_another_membership_are_read_anew_and_not_committed(
    broker: Broker,
) -> None:
    world = World(broker.bootstrap_servers)
    world.send([b"x"] * 10)
    source = KafkaSource(load_settings(world.settings()).kafka)
    offsets: list[int] = []
    while len(offsets) < 10:
        offsets += [record.origin.offset for record in source.poll(0.1, 4)]
        source.changes()
    source._member_id = "the member that it was before it was thrown out"
    assert source.membership().generation_id == -1  # the sink refuses to commit without one
    world.send([b"y"])
    time.sleep(0.5)
    assert source.poll(0.5, 10) == []  # what the poll brought belongs to the life before
    lost, again = source.changes()
    assert (type(lost), type(again)) == (Revoked, Assigned)
    assert lost.partitions == again.partitions == {(world.raw, 0)}
    assert source.membership().generation_id >= 0
    offsets.clear()
    while len(offsets) < 11:
        offsets += [record.origin.offset for record in source.poll(0.1, 20)]
    assert offsets == list(range(11))
    source.close(5)
