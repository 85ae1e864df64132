"""Days of events that the text dates by something else: the day of the news is no answer there."""

import pytest

from tests.core.test_event_dates import event_of
from worker.enrichment import SpacyPipeline, load_pipeline


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels attacked the town, officials said on Monday.", "attacked"),  # not on Wednesday
        ("The ministry said on Monday that rebels killed 12 soldiers.", "killed"),
        ("The mayor resigned on Monday, a day after crowds stormed his office.", "stormed"),
    ],
)
def test_what_was_before_a_dated_clause_was_not_on_the_day_of_publication(news, text, trigger):
    assert event_of(news, text, trigger).date is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rebels shelled a town on 3 May. The same day, soldiers killed a man.", "The same day"),
        ("Rebels fled on 2 May. The next morning, soldiers killed a man.", "next morning"),
        ("Police shot a driver on 3 May. Hours later, soldiers killed a man.", "Hours later"),
    ],
)
def test_same_day_and_hours_later_are_the_day_before_them(news, text, words):
    found = event_of(news, text, "killed").date
    assert found is not None
    assert (found.text, found.earliest, found.latest) == (words, "2026-05-03", "2026-05-03")


def test_what_resumes_on_a_weekday_does_so_on_the_next_one(news):
    found = event_of(news, "The talks resume on Monday.", "talks").date
    assert found is not None
    assert (found.text, found.earliest) == ("Monday", "2026-06-08")
