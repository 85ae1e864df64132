"""Which offsets are meant by a time, a span or a list."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from worker.replay.bounds import Bounds, Planned, plan, read_offsets, read_span, read_time

THERE = {0: range(0, 100), 1: range(40, 90), 2: range(7, 7)}
JULY = datetime(2021, 7, 1, tzinfo=UTC)


Found = Mapping[int, int | None]


def at(found: Found) -> Callable[[datetime], Found]:
    """A broker that knows one time only."""
    return lambda time: found


def test_time_without_a_zone_is_utc_and_one_with_a_zone_keeps_it():
    assert read_time("2021-07-01") == JULY
    assert read_time("2021-07-01T02:00+02:00") == JULY
    assert read_time("2021-07-01T00:00Z") == JULY


@pytest.mark.parametrize("text", ["yesterday", "2021-13-01", "", "7"])
def test_what_is_no_time_is_named(text):
    with pytest.raises(ValueError, match="is no time"):
        read_time(text)


def test_spans():
    assert read_span("90s") == timedelta(seconds=90)
    assert read_span("24h") == timedelta(days=1)
    with pytest.raises(ValueError, match="span"):
        read_span("a day")


def test_offsets_by_partition():
    assert read_offsets("0:100-200, 3:50-,4:-9") == {0: (100, 200), 3: (50, None), 4: (None, 9)}
    for wrong in ("0", "0:1", "0:9-5", "x:1-2", ""):
        with pytest.raises(ValueError, match=r"."):
            read_offsets(wrong)


def test_without_bounds_everything_is_meant_also_what_is_gone():
    planned = plan(Bounds(), THERE, at({}))
    assert [part.offsets for part in planned] == list(THERE.values())
    assert [(part.gone, part.gone_at_most) for part in planned] == [
        (0, False),
        (40, True),
        (7, True),
    ]


def test_times_become_offsets_and_a_partition_that_is_older_has_none():
    planned = plan(Bounds(first=JULY), THERE, at({0: 30, 1: None, 2: None}))
    assert [part.offsets for part in planned] == [range(30, 100), range(90, 90), range(7, 7)]
    planned = plan(Bounds(to=JULY), THERE, at({0: 30, 1: None, 2: None}))
    assert [part.offsets for part in planned] == [range(0, 30), range(40, 90), range(7, 7)]


def test_range_that_begins_with_the_oldest_record_there_is_may_have_lost_some():
    planned = plan(Bounds(first=JULY), THERE, at({0: 0, 1: 40, 2: None}))
    assert planned[0].gone == 0  # nothing was ever before offset 0
    assert planned[1] == Planned(1, range(40, 90), gone=40, gone_at_most=True)


def test_offsets_that_are_gone_are_counted():
    planned = plan(Bounds(offsets={1: (10, 50)}), THERE, at({}))
    assert planned[1] == Planned(1, range(40, 50), gone=30)
    assert [len(part.offsets) for part in planned] == [0, 10, 0]
    planned = plan(Bounds(offsets={1: (10, 20)}), THERE, at({}))
    assert planned[1] == Planned(1, range(40, 40), gone=10)


def test_partition_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no partition 7"):
        plan(Bounds(offsets={7: (0, 1)}), THERE, at({}))


def test_partition_with_two_ranges_and_a_span_without_a_beginning_are_refused():
    with pytest.raises(ValueError, match="partition 0 is there twice"):
        read_offsets("0:1-5,0:7-9")
    with pytest.raises(ValueError, match="longer than 50 years"):
        read_span("999999w")


@pytest.mark.parametrize(
    ("asked", "offsets", "not_yet"),
    [
        ((80, 120), range(80, 90), 30),
        ((100, 200), range(100, 100), 100),
        ((80, None), range(80, 90), 0),
    ],
)
def test_offsets_behind_the_end_are_counted(asked, offsets, not_yet):
    planned = plan(Bounds(offsets={1: asked}), THERE, at({}))
    assert planned[1] == Planned(1, offsets, not_yet=not_yet)
