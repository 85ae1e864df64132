"""Which dead letters are worth another try."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from worker.codec import dead_letter_headers
from worker.failures import Reason, Stage
from worker.records import DeadLetter, Origin, RawRecord
from worker.replay.choice import Choice, Choosing
from worker.replay.letters import Criteria, Letter, read_letter

FAILED_AT = datetime(2026, 3, 9, 17, 5, tzinfo=UTC)
MS = round(FAILED_AT.timestamp() * 1000)
INPUT = ("raw", 0, 7)


def letter(offset: int, *, failed_at: datetime, earlier: Letter | None = None) -> Letter:
    """As it is read back from the dead-letter topic."""
    raw = earlier.restored if earlier else RawRecord(Origin(*INPUT), key=b"k", value=b"v")
    failure = DeadLetter(Reason.TIMED_OUT, Stage.PROCESS, "slow")
    headers = dead_letter_headers(raw, failure, attempts=1, now=failed_at, pipeline_version="1")
    found = read_letter(RawRecord(Origin("dead", 0, offset), b"k", b"v", headers))
    assert found is not None
    return found


def choice(ranges: dict[int, range], *letters: Letter, enriched_at: int | None = None) -> Choice:
    """What is chosen when these are seen one after another."""
    choosing = Choosing(ranges)
    for each in letters:
        choosing.saw(each, Criteria().refuses(each))
    if enriched_at is not None:
        choosing.settled(INPUT, enriched_at)
    return choosing.choice()


def offsets(found: Choice) -> list[int]:
    """Those that are chosen, of the first ten."""
    return [offset for offset in range(10) if offset in found.chosen[0]]


@pytest.mark.parametrize(("enriched_at", "stays"), [(MS - 1, False), (MS, True), (MS + 1, True)])
def test_letter_stays_only_if_its_input_was_enriched_after_the_failure(enriched_at, stays):
    found = choice({0: range(1)}, letter(0, failed_at=FAILED_AT), enriched_at=enriched_at)
    assert offsets(found) == ([] if stays else [0])
    assert found.letters == (0 if stays else 1)
    assert dict(found.passed_by) == ({"enriched since": 1} if stays else {})


def test_input_that_failed_again_after_it_was_enriched_goes_round():
    first = letter(0, failed_at=FAILED_AT - timedelta(days=1))
    again = letter(1, failed_at=FAILED_AT, earlier=first)
    found = choice({0: range(2)}, first, again, enriched_at=MS - 1000)
    assert offsets(found) == [1]
    assert dict(found.passed_by) == {"failed again later": 1}


def test_letter_whose_input_failed_again_behind_the_range_stays():
    first = letter(0, failed_at=FAILED_AT - timedelta(days=1))
    again = letter(5, failed_at=FAILED_AT, earlier=first)
    found = choice({0: range(3)}, first, again)
    assert (offsets(found), dict(found.passed_by)) == ([], {"failed again later": 1})
    alone = choice({0: range(3)}, again)
    assert (offsets(alone), dict(alone.passed_by)) == ([], {})


def test_memory_of_a_choice_does_not_grow_with_the_letters():
    """A letter's key and headers alone are kilobytes."""
    one = letter(0, failed_at=FAILED_AT)
    inputs = 20_000
    tracemalloc.start()
    choosing = Choosing({0: range(inputs)})
    for number in range(inputs):
        here = replace(one, place=(0, number), input=("raw", 0, number))
        choosing.saw(replace(here, restored=replace(one.restored, key=bytes(2_000))), None)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert choosing.choice().letters == inputs
    assert kept / inputs < 250
