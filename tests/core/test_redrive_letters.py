"""Which dead letters are worth another try."""

from datetime import UTC, datetime, timedelta

import pytest

from worker.codec import dead_letter_headers
from worker.failures import Reason, Stage
from worker.records import DeadLetter, Origin, RawRecord
from worker.replay.letters import Letter, choose, read_letter

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


@pytest.mark.parametrize(("enriched_at", "stays"), [(MS - 1, False), (MS, True), (MS + 1, True)])
def test_letter_stays_only_if_its_input_was_enriched_after_the_failure(enriched_at, stays):
    choice = choose([(letter(0, failed_at=FAILED_AT), None)], {INPUT: enriched_at})
    assert bool(choice.chosen) is not stays
    assert dict(choice.passed_by) == ({"enriched since": 1} if stays else {})


def test_input_that_failed_again_after_it_was_enriched_goes_round():
    first = letter(0, failed_at=FAILED_AT - timedelta(days=1))
    again = letter(1, failed_at=FAILED_AT, earlier=first)
    choice = choose([(first, None), (again, None)], {INPUT: MS - 1000})
    assert choice.chosen == {(0, 1)}
    assert dict(choice.passed_by) == {"failed again later": 1}
