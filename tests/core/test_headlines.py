"""Headlines: which are trusted less, and what that does to a page and to its events."""

from dataclasses import replace

import pytest

from tests.core.rich_page import rich_page
from worker.cleaning import clean
from worker.events.headline_trust import less_trusted
from worker.headlines import is_weak, stumbles
from worker.records import CleanPage, Event, PageWarning, RawPage, Span

SOBER = (
    "Ferry to Vanoy runs again after nine weeks",
    "12 people killed as bus leaves mountain road",
    "5 places hit by shells in night of fire",
    "Two pictures stolen from museum return",
    "Minister: 'Will you believe us now?'",
    "Fact check: Did the dam hold?",
    "COUNCIL ADJOURNS WITHOUT A VOTE",
    "In Kandara, doctors called the strike a last resort",
    "Court will bring forward the hearing",
    "Storm could during the night reach the coast",
    "Here is the minister's letter in full",
    "Talks in Kandara: what we know",
    "Farmers win the right to own land that they till",
    "Minister said, that is, wrote that she resigns",
)
WEAK = {
    "asks": "Is the harbour of Vanoy about to close?",
    "teases": "You won’t believe what the divers found under the bridge",
    "holds back": "Here's why the mayor of Kandara never takes the train",
    "lists": "7 things to do in Kandara when it rains",
    "lists what could be hit": "12 places in the valley that you should see once",
    "shouts": "Mayor found out at last!!",
    "shouts in capitals": "THE TRUTH ABOUT THE BRIDGE!",
    "knows in passing": "In the north has become known about the start of the talks",
    "lost its subject": "In Kandara announced the withdrawal of the brigade",
    "has two articles": "Minister visits the a village of the north",
    "has a comma before its clause": "Governor declared, that the road is closed",
    "forgets an article": "Rebels made attack on the port of Kandara",
    "counts what is somebody's": "Army says that two their commanders fell",
    "bends a verb twice": "Army would almost taking the pass",
    "has a passive of what cannot have one": "Fire was happened in the market of Kandara",
}
RUN_ON = (
    "The Kandara council continues to hold its requests for foreign aid and diplomatic visits in"
    " Vanoy and Aldona with the islands"
)
STUMBLING = "The brigade would almost taking the pass. In the evening it withdrew to the river."


@pytest.mark.parametrize("headline", SOBER)
def test_sober_headline_is_not_weak(headline):
    assert not is_weak(headline)


@pytest.mark.parametrize("headline", WEAK.values(), ids=WEAK)
def test_headline_is_weak_that(headline):
    assert is_weak(headline)


def test_headline_that_runs_on_is_weak_above_a_text_that_stumbles_once():
    assert stumbles(STUMBLING) == 1
    assert is_weak(RUN_ON, 1)
    assert not is_weak(RUN_ON, 0)
    assert not is_weak("Brigade leaves the pass", 1)


def test_every_headline_above_a_text_that_stumbles_all_the_time_is_weak():
    assert is_weak("Brigade leaves the pass", stumbles(" ".join([STUMBLING] * 3)))


def test_text_of_a_page_without_end_costs_no_more_than_its_beginning():
    assert stumbles(STUMBLING * 10_000) == stumbles(STUMBLING * 1_000)


def test_page_with_a_weak_headline_says_so():
    assert _cleaned("7 things to do in Kandara when it rains").warnings == (
        PageWarning.WEAK_HEADLINE,
    )
    assert _cleaned("Ferry to Vanoy runs again after nine weeks").warnings == ()


def test_headline_of_another_language_is_not_judged():
    german = (
        "Die Fähre zwischen den beiden Inseln fährt nach neun Wochen wieder, und das erste Schiff"
        " brachte vierzig Gäste und ein Klavier zurück in den Hafen."
    )
    assert _cleaned("Fährt die Fähre nun für immer?", german).warnings == ()


def test_event_of_a_weak_headline_is_trusted_less_than_one_of_the_text():
    text = "Army would almost taking the pass\n\nThe army took the pass on Monday.\n\nIt rained."
    first, second = less_trusted([_event(text, "taking"), _event(text, "took")], text)
    assert first.confidence == pytest.approx(0.64)
    assert second.confidence == 0.8


@pytest.mark.parametrize(
    "text",
    ["Ferry took forty home\n\nIt rained.", "Army would almost taking the pass", "It took?"],
    ids=["sober", "the last line", "without a text"],
)
def test_event_keeps_its_confidence_in_a_line_that_is(text):
    word = "taking" if "taking" in text else "took"
    (event,) = less_trusted([_event(text, word)], text)
    assert event.confidence == 0.8


def _event(text: str, trigger: str) -> Event:
    start = text.index(trigger)
    span = Span(start, start + len(trigger), trigger)
    return replace(rich_page().events[0], trigger=span, confidence=0.8)


def _cleaned(title: str, text: str | None = None) -> CleanPage:
    body = text or (
        "The ferry between the two islands started again on Thursday after a break of nine weeks,"
        " and the first boat carried forty passengers and a piano."
    )
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    page = RawPage(
        url="https://islander.example/ferry",
        body=f"{html}<p>{body}</p></article></body></html>",
        content_type="text/html",
    )
    return clean(page, text_max_chars=100_000)
