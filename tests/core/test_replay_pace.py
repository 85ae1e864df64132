"""How fast a replay goes: its own rate, and the live group's lag."""

from worker.replay.pace import Pace, Yielding


def taken(pace: Pace, *, start_s: float, seconds: float, wanted: int = 1 << 20) -> int:
    """Records taken in when somebody asks twenty times a second."""
    total = 0
    for tick in range(round(seconds * 20)):
        now = start_s + tick / 20
        records = min(pace.allowance(now), wanted)
        pace.took(records, now)
        total += records
    return total


def test_rate_is_kept_over_time_also_when_less_than_one_a_tick():
    assert 1_980 <= taken(Pace(200), start_s=5, seconds=10) <= 2_000
    assert 18 <= taken(Pace(2), start_s=5, seconds=10) <= 20
    assert taken(Pace(0.5), start_s=5, seconds=20) in (9, 10)


def test_waiting_saves_up_one_second_at_most():
    pace = Pace(100)
    pace.allowance(0)
    assert pace.allowance(60) == 100


def test_without_a_rate_everything_may_come():
    assert Pace(None).allowance(1) > 1_000_000


def test_replay_stands_still_while_live_is_over_its_limit_and_until_it_is_under_half():
    pace = Pace(None)
    pace.live_lag_is(Yielding.PAUSED, 10)
    assert taken(pace, start_s=10, seconds=5) == 0
    pace.live_lag_is(Yielding.SLOWED, 15)  # half of the limit is not yet reached
    assert taken(pace, start_s=15, seconds=5) == 0
    pace.live_lag_is(Yielding.NOT, 20)
    assert pace.allowance(20) > 1_000_000


def test_replay_goes_at_half_its_speed_when_live_is_over_half_of_its_limit():
    pace = Pace(None)
    taken(pace, start_s=0, seconds=10, wanted=10)  # 200 a second
    pace.live_lag_is(Yielding.SLOWED, 10)
    assert 480 <= taken(pace, start_s=10, seconds=5) <= 520
    pace.live_lag_is(Yielding.SLOWED, 15)  # not halved again
    assert 480 <= taken(pace, start_s=15, seconds=5) <= 520


def test_slowed_replay_is_not_faster_than_its_own_rate():
    pace = Pace(20)
    taken(pace, start_s=0, seconds=10)
    pace.live_lag_is(Yielding.SLOWED, 10)
    assert 40 <= taken(pace, start_s=10, seconds=5) <= 60
