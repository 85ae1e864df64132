"""The ledger: what may be committed, told as Kafka facts."""

import random

import pytest

from worker.failures import Reason, Stage
from worker.ledger import Ledger, OffsetWentBack
from worker.records import DeadLetter, Enriched, Origin, Processed, RawRecord

P0, P1 = ("raw", 0), ("raw", 1)


def record(offset: int, partition: int = 0, value: bytes = b"12345") -> RawRecord:
    return RawRecord(Origin("raw", partition, offset), key=None, value=value)


def done(value: bytes = b"out") -> Processed:
    return Processed(Enriched(b"k", value))


def admit(ledger: Ledger, *offsets: int, partition: int = 0) -> list[RawRecord]:
    admitted = [ledger.admit(record(offset, partition)) for offset in offsets]
    assert None not in admitted
    return [each for each in admitted if each is not None]


def ledger_with(*offsets: int) -> tuple[Ledger, list[RawRecord]]:
    ledger = Ledger()
    ledger.assign(P0)
    return ledger, admit(ledger, *offsets)


def test_only_the_contiguous_settled_prefix_is_due() -> None:
    ledger, records = ledger_with(0, 1, 2, 3)
    for index in (0, 1, 3):
        assert ledger.settle(records[index].origin, done())
    due = ledger.due(max_pages=100)
    assert [item.record.origin.offset for item in due.settled] == [0, 1]
    assert due.offsets == {P0: 2}


def test_gaps_of_compaction_and_transaction_markers_are_harmless() -> None:
    ledger, records = ledger_with(3, 7, 20)
    for each in records:
        ledger.settle(each.origin, done())
    assert ledger.due(max_pages=100).offsets == {P0: 21}


def test_outcome_stays_until_its_transaction_is_confirmed() -> None:
    ledger, (first,) = ledger_with(5)
    ledger.settle(first.origin, done())
    assert ledger.due(10) == ledger.due(10)
    ledger.confirm(ledger.due(10))
    assert not ledger.due(10)
    assert (ledger.pages, ledger.size_bytes, ledger.unsettled) == (0, 0, 0)


def test_due_is_limited_to_max_pages_over_all_partitions() -> None:
    ledger, records = ledger_with(0, 1, 2)
    ledger.assign(P1)
    records += admit(ledger, 10, 11, 12, partition=1)
    for each in records:
        ledger.settle(each.origin, done())
    due = ledger.due(max_pages=4)
    assert due.offsets == {P0: 3, P1: 11}
    assert len(due.settled) == 4


def test_revoked_partition_is_not_due_and_its_late_result_is_fenced() -> None:
    ledger, (first, second) = ledger_with(0, 1)
    ledger.settle(first.origin, done())
    assert ledger.revoke(P0) == 2
    assert not ledger.due(10)
    assert not ledger.settle(second.origin, done())
    assert (ledger.pages, ledger.size_bytes, ledger.unsettled) == (0, 0, 0)


def test_result_of_an_earlier_assignment_of_the_same_partition_is_fenced() -> None:
    ledger, (old,) = ledger_with(0)
    ledger.revoke(P0)
    ledger.assign(P0)
    (new,) = admit(ledger, 0)
    assert not ledger.settle(old.origin, done(b"old"))
    assert ledger.settle(new.origin, done(b"new"))
    assert ledger.due(10).settled[0].processed == done(b"new")


def test_transaction_confirmed_after_its_partition_was_lost_and_won_again_forgets_nothing() -> None:
    ledger, (old,) = ledger_with(0)
    ledger.settle(old.origin, done())
    due = ledger.due(10)
    ledger.assign(P0)
    admit(ledger, 0)
    ledger.confirm(due)
    assert ledger.pages == 1


def test_record_of_a_partition_that_is_not_assigned_is_not_admitted() -> None:
    assert Ledger().admit(record(0)) is None


def test_offset_that_goes_back_is_refused() -> None:
    ledger, _ = ledger_with(5)
    with pytest.raises(OffsetWentBack):
        ledger.admit(record(5))


def test_second_result_for_the_same_page_changes_nothing() -> None:
    ledger, (first,) = ledger_with(0)
    assert ledger.settle(first.origin, done(b"one"))
    assert not ledger.settle(first.origin, done(b"two"))
    assert ledger.due(10).settled[0].processed == done(b"one")


def test_bytes_count_input_and_outcome() -> None:
    ledger, (first,) = ledger_with(0)
    assert ledger.size_bytes == 5
    ledger.settle(first.origin, Processed(DeadLetter(Reason.EMPTY, Stage.CLEAN, "1234567")))
    assert ledger.size_bytes == 12


def test_oldest_and_next_offset_tell_where_a_partition_stands() -> None:
    ledger, records = ledger_with(4, 6)
    oldest = ledger.oldest(P0)
    assert oldest is not None
    assert oldest.origin.offset == 4
    assert ledger.next_offset(P0) == 7
    for each in records:
        ledger.settle(each.origin, done())
    ledger.confirm(ledger.due(10))
    assert ledger.oldest(P0) is None
    assert ledger.next_offset(P0) == 7


@pytest.mark.parametrize("seed", range(30))
def test_random_histories_commit_every_offset_once_and_in_order(seed: int) -> None:
    """Assign, admit, settle, commit, abort and lose in any order: Kafka's log is the judge."""
    chance = random.Random(seed)
    ledger = Ledger()
    committed = {P0: 0, P1: 0}
    position = dict(committed)
    outcomes: list[tuple[tuple[str, int], int]] = []
    open_records: list[RawRecord] = []
    for partition in committed:
        ledger.assign(partition)
    for _ in range(600):
        match chance.randrange(6):
            case 0 | 1:
                partition = chance.choice([P0, P1])
                admitted = ledger.admit(record(position[partition], partition[1]))
                assert admitted is not None
                open_records.append(admitted)
                position[partition] += chance.choice([1, 1, 1, 4])
            case 2 | 3 if open_records:
                each = open_records.pop(chance.randrange(len(open_records)))
                ledger.settle(each.origin, done())
            case 4:
                due = ledger.due(chance.randrange(1, 20))
                if chance.random() < 0.3:
                    continue  # the transaction was aborted
                for item in due.settled:
                    origin = item.record.origin
                    outcomes.append(((origin.topic, origin.partition), origin.offset))
                committed.update(due.offsets)
                ledger.confirm(due)
            case 5 if chance.random() < 0.1:
                partition = chance.choice([P0, P1])
                ledger.revoke(partition)
                ledger.assign(partition)
                position[partition] = committed[partition]
    assert len(outcomes) > 20
    assert len(set(outcomes)) == len(outcomes)
    for partition in committed:
        offsets = [offset for where, offset in outcomes if where == partition]
        assert offsets == sorted(offsets)
