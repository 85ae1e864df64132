"""Days without a year: of the coming weeks where the clause leaves it open, else of the past."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events
from worker.records import Event, EventDateBasis, Modality

FEBRUARY_24TH = "2026-02-24T09:00:00Z"


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def event_of(pipeline: SpacyPipeline, text: str, trigger: str) -> Event:
    def found(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, annotate(doc, text), published=FEBRUARY_24TH)

    (event,) = [one for one in pipeline.read([text], found)[0] if one.trigger.text == trigger]
    return event


@pytest.mark.parametrize(
    ("text", "trigger", "day", "modality"),
    [
        ("A ceasefire takes effect on 1 March.", "ceasefire", "2026-03-01", Modality.PLANNED),
        ("The talks open on 5 March in Geneva.", "talks", "2026-03-05", Modality.PLANNED),
        ("The union announced a strike on 2 March.", "announced", "2026-03-02", Modality.ACTUAL),
        ("Rebels attacked the town on 5 March.", "attacked", "2025-03-05", Modality.HISTORICAL),
        ("The talks open on 5 June in Geneva.", "talks", "2026-06-05", Modality.PLANNED),
        ("A ceasefire takes effect on 1 June.", "ceasefire", "2025-06-01", Modality.HISTORICAL),
        (
            "The court sentenced the editor on 20 February.",
            "sentenced",
            "2026-02-20",
            Modality.ACTUAL,
        ),
    ],
)
def test_day_without_a_year_is_a_coming_one_unless_the_clause_tells_what_was_done(
    news, text, trigger, day, modality
):
    event = event_of(news, text, trigger)
    assert event.date is not None
    assert (event.date.earliest, event.date.latest, event.modality) == (day, day, modality)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Dock workers threatened to join the strike on 1 March.", "threatened"),
        ("Nurses called for a walkout on 9 March.", "called"),
        ("Teachers have threatened a boycott from June 20.", "threatened"),
        ("Pilots threatened to walk out on Sunday.", "threatened"),
        ("The bishop urged believers to march on Friday.", "urged"),
        ("The clan demanded the release of the herders by Sunday.", "demanded"),
    ],
)
def test_day_of_what_is_asked_for_or_threatened_is_not_when_it_was_said(news, text, trigger):
    event = event_of(news, text, trigger)
    assert event.date is not None
    assert event.date.basis is EventDateBasis.PUBLICATION_DAY
    assert event.modality is Modality.ACTUAL


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("On Sunday pilots threatened to walk out.", "threatened"),
        ("The bishop urged believers on Sunday to march.", "urged"),
        ("The party rejected the offer on Sunday.", "rejected"),
    ],
)
def test_day_on_which_it_was_said_is_kept(news, text, trigger):
    event = event_of(news, text, trigger)
    assert event.date is not None
    assert (event.date.text, event.date.earliest) == ("Sunday", "2026-02-22")
