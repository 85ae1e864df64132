"""`pagewire verify` against real topics in which exactly-once was kept, and broken on purpose."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from kafka import KafkaProducer

from tests.commands.conftest import Record, Said, Topics
from worker.failures import KafkaUnavailable
from worker.kafka.reader import extents, read
from worker.settings import KafkaSettings

pytestmark = pytest.mark.kafka


def inputs(topics: Topics, partition: int, count: int) -> list[Record]:
    return [(topics.raw, partition, b"k", b"{}", []) for _ in range(count)]


def enriched(topics: Topics, partition: int, offset: int, *, value: bytes | None = b"{}") -> Record:
    headers = [
        ("pagewire.input.topic", topics.raw.encode()),
        ("pagewire.input.partition", str(partition).encode()),
        ("pagewire.input.offset", str(offset).encode()),
    ]
    return (topics.enriched, 0, b"k", value, headers)


def dead_letter(topics: Topics, partition: int, offset: int) -> Record:
    headers = [
        ("__connect.errors.topic", topics.raw.encode()),
        ("__connect.errors.partition", str(partition).encode()),
        ("__connect.errors.offset", str(offset).encode()),
        ("pagewire.reason", b"EMPTY"),
    ]
    return (topics.dead, partition, b"k", b"{}", headers)


def report_of(pagewire: Callable[..., Said], *more: str) -> tuple[int, Any]:
    said = pagewire("verify", "--json", *more)
    return said.code, json.loads(said.out)


def test_nothing_is_wrong_where_each_input_has_one_outcome(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 3) + inputs(topics, 1, 2))
    topics.put(
        [
            enriched(topics, 0, 0),
            enriched(topics, 0, 1, value=None),
            dead_letter(topics, 0, 2),
            enriched(topics, 1, 0),
            enriched(topics, 1, 1),
        ],
        transaction="commit",
    )
    topics.commit({0: 3, 1: 2})
    code, report = report_of(pagewire)
    assert code == 0
    assert report["ok"]
    totals = report["totals"]
    assert (totals["inputs"], totals["enriched"], totals["dead_letters"]) == (5, 3, 1)
    assert (totals["tombstones"], totals["waiting"]) == (1, 0)


def test_lost_doubled_and_disorderly_inputs_are_named(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 5))
    topics.put([enriched(topics, 0, offset) for offset in (0, 2, 1, 0)], transaction="commit")
    topics.commit({0: 5})
    code, report = report_of(pagewire)
    assert code == 1
    part = report["partitions"][0]
    assert part["lost_offsets"] == [3, 4]
    assert part["twice_offsets"] == [0]
    assert part["out_of_order_offsets"] == [1]
    assert report["problems"] == 4
    table = pagewire("verify")
    assert table.code == 1
    assert "partition 0, lost: offsets 3, 4" in table.out


def test_aborted_outcome_counts_for_nothing(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 2))
    topics.put([enriched(topics, 0, 0), enriched(topics, 0, 1)], transaction="abort")
    topics.put([enriched(topics, 0, 0), enriched(topics, 0, 1)], transaction="commit")
    topics.commit({0: 2})
    assert report_of(pagewire)[0] == 0


def test_aborted_input_is_no_input(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 2), transaction="abort")
    topics.put(inputs(topics, 0, 1), transaction="commit")
    topics.put([enriched(topics, 0, 3)])
    code, report = report_of(pagewire, "--to", "end")
    assert code == 0
    assert report["totals"]["inputs"] == 1


def test_what_the_group_has_not_committed_waits_and_is_not_lost(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 4) + inputs(topics, 1, 2))
    topics.put([enriched(topics, 0, 0), enriched(topics, 0, 1)])
    topics.commit({0: 2})
    code, report = report_of(pagewire)
    assert code == 0
    assert [part["waiting"] for part in report["partitions"]] == [2, 2]


def test_everything_must_be_done_up_to_the_end(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 4))
    topics.put([enriched(topics, 0, 0), enriched(topics, 0, 1)])
    topics.commit({0: 2})
    code, report = report_of(pagewire, "--to", "end")
    assert code == 1
    assert report["partitions"][0]["lost_offsets"] == [2, 3]


def test_group_that_has_committed_nothing_is_held_against_the_end(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 1))
    code, report = report_of(pagewire)
    assert (code, report["to"], report["totals"]["lost"]) == (1, "end", 1)


def test_range_leaves_out_what_is_before_it_and_after_it(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 6))
    topics.put([enriched(topics, 0, offset) for offset in (2, 3)])
    code, report = report_of(pagewire, "--from", "2", "--to", "4")
    assert (code, report["totals"]["inputs"], report["totals"]["waiting"]) == (0, 2, 2)


def test_what_a_replay_has_written_beside_the_live_worker_is_counted_and_left_out(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 2))
    again = enriched(topics, 0, 0)
    again[-1].append(("pagewire.replay", b"model-2"))
    topics.put([enriched(topics, 0, 0), enriched(topics, 0, 1), again], transaction="commit")
    code, report = report_of(pagewire, "--to", "end")
    assert (code, report["problems"], report["replayed"]) == (0, 0, 1)
    assert "1 records of replays are left out" in pagewire("verify", "--to", "end").out


def test_record_of_a_stranger_is_a_problem(topics, pagewire):
    topics.create()
    topics.put([(topics.enriched, 0, b"k", b"hello", [])])
    code, report = report_of(pagewire)
    assert (code, report["unknown"]) == (1, 1)


def test_transaction_that_is_still_open_is_waited_for(topics, pagewire):
    topics.create()
    topics.put(inputs(topics, 0, 1))
    topics.commit({0: 1})
    producer_done = threading.Event()
    written = threading.Event()

    def slow_transaction() -> None:
        producer = KafkaProducer(
            bootstrap_servers=topics.bootstrap_servers, transactional_id=topics.name
        )
        producer.init_transactions()
        producer.begin_transaction()
        topic, partition, key, value, headers = enriched(topics, 0, 0)
        producer.send(topic, partition=partition, key=key, value=value, headers=headers)
        producer.flush()
        written.set()
        time.sleep(3)
        producer.commit_transaction()
        producer.close()
        producer_done.set()

    thread = threading.Thread(target=slow_transaction)
    thread.start()
    try:
        assert written.wait(30)
        code, _ = report_of(pagewire)
    finally:
        thread.join()
    assert producer_done.is_set()
    assert code == 0


def test_topic_that_does_not_exist_is_said_without_a_traceback(topics, pagewire):
    said = pagewire("verify")
    assert said.code == 4
    assert f"topic {topics.raw} does not exist" in said.err
    assert "Traceback" not in said.err


def test_transaction_that_never_ends_is_given_up_with_its_place(topics):
    topics.create()
    producer = KafkaProducer(
        bootstrap_servers=topics.bootstrap_servers, transactional_id=topics.name
    )
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(topics.enriched, partition=1, value=b"{}")
    producer.flush()
    impatient = KafkaSettings(
        bootstrap_servers=topics.bootstrap_servers, transaction_timeout_s=1, request_timeout_s=1
    )
    try:
        with pytest.raises(KafkaUnavailable, match=f"{topics.enriched}-1 at 0"):
            list(read(impatient, topics.enriched, extents(impatient, topics.enriched)))
    finally:
        producer.abort_transaction()
        producer.close()
