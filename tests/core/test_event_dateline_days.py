"""Days that follow from a dateline, where nothing else says when a page was published."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events
from worker.records import Event, Modality


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def event_of(pipeline: SpacyPipeline, text: str, trigger: str) -> Event:
    def read(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, annotate(doc, text), published=None)

    (event,) = [each for each in pipeline.read([text], read)[0] if each.trigger.text == trigger]
    return event


def test_dateline_with_its_year_is_as_good_as_a_day_of_publication(news):
    text = "DOHA, 3 June 2026 (Agency) — Soldiers attacked a village on Monday."
    found = event_of(news, text, "attacked").date
    assert found is not None
    assert (found.text, found.earliest) == ("Monday", "2026-06-01")


def test_event_long_before_the_day_of_a_dateline_is_history(news):
    text = "DOHA, 3 June 2026 (Agency) — Soldiers attacked a village in March 2019."
    assert event_of(news, text, "attacked").modality is Modality.HISTORICAL
    undated = "Soldiers attacked a village in March 2019."
    assert event_of(news, undated, "attacked").modality is Modality.ACTUAL
