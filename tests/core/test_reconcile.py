"""The counting behind `pagewire verify`: each way in which exactly-once could be broken shows."""

from collections.abc import Iterable

from worker.reconcile import LISTED_OFFSETS, Kind, Partition, PartitionReport, Reconciliation

TOPIC = "raw"
OUT, DEAD = ("out", 0), ("dead", 0)


def counted(inputs: Iterable[int] = range(5), asked: range = range(5)) -> Reconciliation:
    """A reconciliation of one partition that has seen these inputs."""
    reconciliation = Reconciliation(TOPIC, {0: asked})
    for offset in inputs:
        reconciliation.saw_input(0, offset)
    return reconciliation


def settle(
    reconciliation: Reconciliation,
    offsets: Iterable[int],
    kind: Kind = Kind.ENRICHED,
    place: Partition = OUT,
) -> None:
    for offset in offsets:
        reconciliation.saw_outcome(kind, place, (TOPIC, 0, offset))


def only(reconciliation: Reconciliation) -> PartitionReport:
    (partition,) = reconciliation.report().partitions
    return partition


def test_one_outcome_each_is_no_problem_whatever_its_kind():
    everything = counted()
    settle(everything, [0, 1, 4])
    settle(everything, [2], Kind.DEAD_LETTER, DEAD)
    settle(everything, [3], Kind.TOMBSTONE, ("out", 1))
    report = everything.report()
    assert report.problems == 0
    assert only(everything).inputs == 5
    assert only(everything).outcomes == {
        Kind.ENRICHED: 3,
        Kind.DEAD_LETTER: 1,
        Kind.TOMBSTONE: 1,
    }


def test_input_without_outcome_is_lost():
    some = counted()
    settle(some, [0, 1, 3])
    assert (only(some).lost, only(some).lost_offsets) == (2, (2, 4))
    assert some.report().problems == 2


def test_second_outcome_is_told_once_and_not_as_disorder_too():
    doubled = counted()
    settle(doubled, [0, 1, 2, 3, 4, 1, 1])
    found = only(doubled)
    assert (found.twice, found.twice_offsets, found.out_of_order) == (1, (1,), 0)
    assert found.outcomes[Kind.ENRICHED] == 7


def test_enriched_and_dead_letter_of_one_input_are_settled_twice():
    both = counted()
    settle(both, range(5))
    settle(both, [2], Kind.DEAD_LETTER, DEAD)
    assert only(both).twice_offsets == (2,)


def test_older_input_behind_a_newer_one_is_out_of_order():
    mixed = counted()
    settle(mixed, [0, 3, 1, 2, 4])
    found = only(mixed)
    assert (found.out_of_order, found.out_of_order_offsets) == (2, (1, 2))
    assert found.lost == found.twice == 0


def test_each_output_partition_has_an_order_of_its_own():
    spread = counted()
    settle(spread, [0, 3, 4], place=("out", 0))
    settle(spread, [1, 2], place=("out", 1))
    assert spread.report().problems == 0


def test_input_partitions_do_not_share_an_order():
    two = Reconciliation(TOPIC, {0: range(2), 1: range(2)})
    for partition, offset in ((0, 0), (0, 1), (1, 0), (1, 1)):
        two.saw_input(partition, offset)
    for partition, offset in ((0, 0), (1, 0), (0, 1), (1, 1)):
        two.saw_outcome(Kind.ENRICHED, OUT, (TOPIC, partition, offset))
    assert two.report().problems == 0


def test_gap_in_the_offsets_is_no_loss():
    gappy = counted(inputs=[0, 2, 4])  # transaction markers and compaction leave such gaps
    settle(gappy, [0, 2, 4])
    assert gappy.report().problems == 0
    assert only(gappy).inputs == 3


def test_outcome_of_an_offset_without_input_is_a_problem():
    invented = counted(inputs=[0, 2, 4])
    settle(invented, [0, 1, 2, 4])
    assert only(invented).without_input_offsets == (1,)
    assert invented.report().problems == 1


def test_outcomes_outside_the_range_are_counted_and_nothing_else():
    part = counted(inputs=range(10), asked=range(3, 6))
    settle(part, range(10))
    report = part.report()
    assert (report.outside, report.problems, only(part).inputs) == (7, 0, 3)
    assert (only(part).first, only(part).end) == (3, 6)


def test_record_that_names_no_input_is_unknown():
    strange = counted(inputs=[])
    strange.saw_outcome(Kind.ENRICHED, OUT, None)
    strange.saw_outcome(Kind.ENRICHED, OUT, (TOPIC, 7, 0))
    strange.saw_outcome(Kind.ENRICHED, OUT, (TOPIC, 0, -1))
    assert strange.report().unknown == 3
    assert strange.report().problems == 3


def test_outcome_of_another_topic_is_foreign_and_no_problem():
    shared = counted(inputs=[])
    shared.saw_outcome(Kind.ENRICHED, OUT, ("another", 0, 0))
    assert (shared.report().foreign, shared.report().problems) == (1, 0)


def test_listed_offsets_are_few_but_all_are_counted():
    many = counted(inputs=range(1000), asked=range(1000))
    assert only(many).lost == 1000
    assert only(many).lost_offsets == tuple(range(LISTED_OFFSETS))
