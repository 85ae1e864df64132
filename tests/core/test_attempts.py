"""Attempts and dispatch: how a page that kills its worker is found across restarts."""

from collections.abc import Mapping

import pytest

from worker.attempts import Attempts, Company, Mark
from worker.dispatch import Dispatch
from worker.ledger import Ledger, Partition
from worker.records import Enriched, Origin, Processed, RawRecord

P0, P1 = ("raw", 0), ("raw", 1)


class WorkerLife:
    """One life of a worker over metadata that outlives it, as Kafka's does."""

    def __init__(self, metadata: dict[Partition, tuple[int, str]]) -> None:
        self.metadata = metadata
        self.ledger = Ledger()
        self.dispatch = Dispatch(self.ledger, Attempts(max_attempts=3, suspects=4))

    def receive(self, partition: Partition, *offsets: int) -> None:
        if partition not in self.ledger.partitions:
            self.ledger.assign(partition)
            self.dispatch.assign(partition)
        for offset in offsets:
            admitted = self.ledger.admit(RawRecord(Origin(*partition, offset), None, b"x"))
            assert admitted is not None
            self.dispatch.add(admitted)

    def count(self, positions: Mapping[Partition, tuple[int, str]]) -> bool:
        self.metadata.update(positions)
        return True

    def release(self) -> list[tuple[int, int]]:
        """Partition and offset of the pages that go to the processes now."""
        for partition in self.dispatch.unjudged():
            self.dispatch.judge(partition, self.metadata.get(partition, (0, ""))[1])
        return [(r.origin.partition, r.origin.offset) for r in self.dispatch.release(self.count)]

    def finish(self, *places: tuple[int, int]) -> None:
        """Settle and commit."""
        for partition, offset in places:
            origin = Origin("raw", partition, offset, epoch=1)
            assert self.ledger.settle(origin, Processed(Enriched(b"k", b"v")))
        due = self.ledger.due(100)
        for place, position in due.offsets.items():
            self.metadata[place] = (position, self.dispatch.metadata_after(place))
        self.ledger.confirm(due)
        self.dispatch.committed(due)


def life_that_dies_at(metadata: dict[Partition, tuple[int, str]], killer: int) -> list[int]:
    """Offsets that were let go before the worker died at the killer page."""
    life = WorkerLife(metadata)
    start = metadata.get(P0, (0, ""))[0]
    life.receive(P0, *range(start, 8))
    seen: list[int] = []
    while True:
        released = [offset for _, offset in life.release()]
        if not released and (record := life.dispatch.given_up()) is not None:
            raise AssertionError(f"gave {record.origin.offset} up")
        seen += released
        if killer in released or not released:
            return seen
        life.finish(*[(0, offset) for offset in released])


def test_first_start_is_in_company_the_next_two_alone_and_the_fourth_gives_the_page_up() -> None:
    metadata: dict[Partition, tuple[int, str]] = {}
    assert life_that_dies_at(metadata, 2) == list(range(8))
    assert life_that_dies_at(metadata, 2) == [0, 1, 2]
    assert Mark.decode(metadata[P0][1]) == Mark(starts=2, alone=1)
    assert life_that_dies_at(metadata, 2) == [2]
    assert Mark.decode(metadata[P0][1]) == Mark(starts=3, alone=2)
    with pytest.raises(AssertionError, match="gave 2 up"):
        life_that_dies_at(metadata, 2)


def test_committed_progress_forgets_the_starts() -> None:
    metadata: dict[Partition, tuple[int, str]] = {}
    life = WorkerLife(metadata)
    life.receive(P0, 0, 1)
    assert life.release() == [(0, 0), (0, 1)]
    assert Mark.decode(metadata[P0][1]) == Mark(starts=1)
    life.finish((0, 0))
    assert metadata[P0] == (1, "")


def test_pages_go_together_again_when_all_suspects_came_through() -> None:
    metadata = {P0: (0, Mark(starts=1).encode())}
    life = WorkerLife(metadata)
    life.receive(P0, *range(8))
    for offset in range(4):
        assert life.release() == [(0, offset)]
        assert life.release() == []
        life.finish((0, offset))
    assert life.release() == [(0, 4), (0, 5), (0, 6), (0, 7)]


def test_while_one_partition_is_suspected_nothing_else_is_in_flight() -> None:
    metadata = {P0: (0, Mark(starts=2).encode())}
    life = WorkerLife(metadata)
    life.receive(P1, 0, 1)
    assert life.release() == [(1, 0), (1, 1)]
    life.receive(P0, 0)
    assert life.release() == []
    life.finish((1, 0), (1, 1))
    assert life.release() == [(0, 0)]


def test_clean_stop_takes_a_counted_start_back() -> None:
    metadata = {P0: (5, Mark(starts=1).encode())}
    life = WorkerLife(metadata)
    life.receive(P0, 5)
    life.release()
    assert Mark.decode(metadata[P0][1]) == Mark(starts=2, alone=1)
    metadata.update(life.dispatch.taken_back())
    assert metadata == {P0: (5, Mark(starts=1).encode())}


def test_suspected_partition_that_runs_empty_holds_nobody_up() -> None:
    life = WorkerLife({P0: (0, Mark(starts=1).encode())})
    life.receive(P0, 0, 1)
    life.receive(P1, 0, 1)
    assert life.release() == [(0, 0)]
    life.finish((0, 0))
    assert life.release() == [(0, 1)]
    life.finish((0, 1))
    assert life.release() == [(1, 0), (1, 1)]


def test_page_of_a_partition_that_is_not_judged_yet_waits() -> None:
    life = WorkerLife({})
    life.receive(P0, 0)
    assert list(life.dispatch.release(life.count)) == []


def test_nothing_is_released_when_the_start_cannot_be_counted() -> None:
    life = WorkerLife({})
    life.receive(P0, 0)
    life.dispatch.judge(P0, "")
    assert list(life.dispatch.release(lambda positions: False)) == []
    assert life.release() == [(0, 0)]


@pytest.mark.parametrize(
    "foreign",
    [None, "", "consumer notes", "[1]", '{"pagewire": 2}', '{"pagewire": 1, "starts": -1}'],
)
def test_metadata_of_others_is_no_mark(foreign: str | None) -> None:
    assert Mark.decode(foreign) == Mark()


def test_mark_survives_encoding() -> None:
    assert Mark.decode(Mark(3, alone=2).encode()) == Mark(3, alone=2)
    assert Mark().encode() == ""


def test_unjudged_partition_is_in_unknown_company() -> None:
    attempts = Attempts(max_attempts=3, suspects=1)
    attempts.assign(P0)
    assert attempts.company(P0) is Company.UNKNOWN
