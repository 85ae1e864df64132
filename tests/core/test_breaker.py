"""The breaker: a handful of bad pages never stops a worker, a stream of them does."""

import pytest

from worker.breaker import Breaker
from worker.failures import BreakerTripped, Reason, Stage
from worker.records import DeadLetter, Enriched, Outcome

GOOD = Enriched(b"k", b"v")
BAD = DeadLetter(Reason.EMPTY, Stage.CLEAN, "")


def observe(breaker: Breaker, *outcomes: Outcome) -> None:
    for outcome in outcomes:
        breaker.observe(outcome)


def test_share_of_the_whole_window_trips_it_and_the_message_names_the_reasons() -> None:
    breaker = Breaker(share=0.5, window_pages=10)
    observe(breaker, *[BAD] * 4, *[GOOD] * 4)
    with pytest.raises(BreakerTripped, match=r"5 of the last 9 pages.*EMPTY 5.*5 of 10"):
        breaker.observe(BAD)


def test_few_bad_pages_at_the_start_do_not_trip_it() -> None:
    breaker = Breaker(share=0.5, window_pages=10)
    observe(breaker, *[BAD] * 4)
    assert breaker.share == 0.4


def test_bad_pages_that_left_the_window_do_not_count() -> None:
    breaker = Breaker(share=0.5, window_pages=10)
    for _ in range(50):
        observe(breaker, *[BAD] * 2, *[GOOD] * 8)
    assert breaker.share == 0.2
    assert breaker.reasons == {"EMPTY": 2}


def test_share_of_one_trips_only_when_every_page_of_the_window_is_bad() -> None:
    breaker = Breaker(share=1.0, window_pages=3)
    observe(breaker, BAD, BAD, GOOD, BAD, BAD)
    with pytest.raises(BreakerTripped):
        breaker.observe(BAD)
