"""Events whose day the text leaves open: neither the news nor the sentence before dates them."""

import pytest

from tests.core.test_event_dates import event_of
from worker.enrichment import SpacyPipeline, load_pipeline
from worker.records import EventDateBasis, Modality


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        # The sentence has a date of its own.
        (
            "The editor fled in May 2018. On Tuesday a judge praised the witness whom guards"
            " had seen when they tortured prisoners.",
            "tortured",
        ),
        # What a relative clause tells of somebody.
        (
            "The camp opened in March 2011. It was led by a colonel who tortured farmers.",
            "tortured",
        ),
        # A whole year begins a story.
        ("The firm went bankrupt in 2021. Soldiers killed nine miners.", "killed"),
    ],
)
def test_date_of_the_sentence_before_does_not_hold_where_another_story_begins(news, text, trigger):
    assert event_of(news, text, trigger).date is None


def test_date_of_the_sentence_before_is_not_called_stated(news):
    text = "Gunmen stormed a hotel on 2 June 2026. Seven guests died, a nurse said on Tuesday."
    found = event_of(news, text, "died").date
    assert found is not None
    assert (found.earliest, found.basis) == ("2026-06-02", EventDateBasis.RELATIVE)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The conflict, which broke out in April 2023, has killed thousands.", "killed"),
        ("Mali has expelled 14 envoys since a failed mutiny in 2020.", "expelled"),
        ("The vote came two days after a small party withdrew its support.", "withdrew"),
        ("On Monday a court praised the officer who arrested three smugglers.", "arrested"),
    ],
)
def test_what_was_on_other_days_is_not_news_of_the_day(news, text, trigger):
    assert event_of(news, text, trigger).date is None


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The blast has killed three people.", "killed"),
        ("Police arrested two men hours after a bank robbery.", "arrested"),
        ("The police arrested a woman who smuggled weapons.", "arrested"),
    ],
)
def test_what_nothing_puts_on_another_day_is_news_of_the_day(news, text, trigger):
    found = event_of(news, text, trigger).date
    assert found is not None
    assert found.basis is EventDateBasis.PUBLICATION_DAY


@pytest.mark.parametrize(
    ("text", "trigger", "year"),
    [
        ("Officers seized power in a 1983 coup.", "seized", "1983"),
        (
            "The party has ruled since a 1994 election in which 40 people were killed.",
            "killed",
            "1994",
        ),
    ],
)
def test_year_before_a_noun_dates_what_was_done_in_it(news, text, trigger, year):
    event = event_of(news, text, trigger)
    assert event.date is not None
    assert (event.date.text, event.date.earliest) == (year, f"{year}-01-01")
    assert event.date.basis is EventDateBasis.STATED


def test_what_was_done_in_a_year_long_ago_is_history(news):
    event = event_of(news, "Officers seized power in a 1983 coup.", "seized")
    assert event.modality is Modality.HISTORICAL


@pytest.mark.parametrize("trigger", ["storms", "killed"])
def test_what_did_it_in_a_year_long_ago_is_history_as_well_as_what_it_did(news, trigger):
    event = event_of(news, "In 2021 storms killed 90 people in Fiji.", trigger)
    assert event.modality is Modality.HISTORICAL
