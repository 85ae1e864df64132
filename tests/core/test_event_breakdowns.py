"""Talks that came to nothing are refused, and did not simply take place."""

import pytest

from tests.core.events_read import event_of, names, read
from worker.enrichment import SpacyPipeline, load_pipeline


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def types(pipeline: SpacyPipeline, text: str) -> list[str | None]:
    return [event.type for event in read(pipeline, text).events]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The talks between Kenya and Uganda collapsed on Monday.", "collapsed"),
        ("Talks broke down in Vienna after the delegates quarrelled.", "broke"),
        ("Truce talks between the army and the rebels have failed.", "failed"),
        ("Negotiations with Chad stalled over fish.", "stalled"),
        ("Wage talks hit an impasse.", "hit"),
        ("Talks over the dam ended in failure.", "ended"),
        ("Talks remain stuck over prices.", "stuck"),
        ("The collapse of the talks surprised Oslo.", "collapse"),
        ("The failed talks worried the bank.", "talks"),
        ("The talks failed to reach agreement.", "failed"),
        ("The failed talks between Mali and Niger collapsed.", "collapsed"),
        ("The talks reached a deadlock.", "reached"),
    ],
)
def test_talks_that_came_to_nothing_are_a_refusal_and_no_meeting(news, text, trigger):
    (event,) = read(news, text).events
    assert (event.type, event.mode, event.trigger.text) == ("REJECT", None, trigger)


def test_all_sides_of_talks_that_failed_are_actors(news):
    text = "Kenya's talks with Chad have stalled."
    assert names(event_of(news, text, "stalled").actors) == ["Kenya", "Chad"]


def test_who_says_that_talks_failed_is_their_speaker(news):
    event = event_of(news, "Mediators said the talks had broken down.", "broken")
    assert event.attribution is not None
    assert event.attribution.speaker is not None
    assert event.attribution.speaker.text == "Mediators"


def test_talks_that_failed_after_a_meeting_leave_the_meeting(news):
    assert types(news, "The envoys met in Doha but the talks failed.") == ["CONSULT", "REJECT"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The negotiations ended without a deal.", ["CONSULT"]),
        ("The talks did not fail.", ["CONSULT"]),
        ("The talks could collapse.", ["CONSULT"]),
        ("Iran resumed the stalled talks with Oman.", ["CONSULT"]),
        ("The deadlocked talks will resume on Friday.", ["AGREE"]),
        ("Deadlocked talks restarted on Sunday.", ["CONSULT"]),
        ("The deadlocked talks between Mali and Niger yielded a text.", ["CONSULT"]),
        ("The stalled consultations were rekindled by Oman.", ["CONSULT"]),
        ("Stalled Mali talks resume in Oslo.", ["CONSULT"]),
        ("The failed negotiations resumed in Oslo.", ["CONSULT"]),
        ("Envoys returned to the failed talks in Oslo.", ["CONSULT"]),
        ("Progress in the stalled talks pleased Oslo.", ["CONSULT"]),
        ("Negotiations stalled in May but resumed in June.", ["CONSULT"]),
        ("Talks nearly collapsed over fish.", ["CONSULT"]),
        ("The talks broke down the mistrust between the neighbours.", ["CONSULT"]),
    ],
)
def test_talks_that_end_or_go_on_are_talks(news, text, kinds):
    assert types(news, text) == kinds
