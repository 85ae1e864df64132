"""The examples of docs/events.md come out as its tables say."""

import pytest

from tests.core.test_events_doc import section, table
from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events
from worker.headlines import is_weak
from worker.records import Event, Modality

PUBLISHED = "2026-06-03"


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def events_of(pipeline: SpacyPipeline, text: str) -> tuple[Event, ...]:
    def read(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, annotate(doc, text), published=PUBLISHED)

    return pipeline.read([text], read)[0]


@pytest.mark.parametrize(("kind", "example"), [(row[0], row[2]) for row in table("type")])
def test_example_of_a_type_is_one(news, kind, example):
    assert kind in {event.type for event in events_of(news, example)}


@pytest.mark.parametrize(("kind", "example"), [(row[0], row[2]) for row in table("ext_type")])
def test_example_of_a_type_of_our_own_is_one(news, kind, example):
    assert kind in {event.ext_type for event in events_of(news, example)}


@pytest.mark.parametrize(("how", "example"), [(row[0], row[2]) for row in table("modality")])
def test_example_of_a_modality_is_one(news, how, example):
    found = {event.modality for event in events_of(news, example)}
    assert not found if how == Modality.CONDITIONAL else how in found


@pytest.mark.parametrize("example", [row[1] for row in table("a headline is weak that") if row[1]])
def test_example_of_a_weak_headline_is_one(example):
    assert is_weak(example)


def test_numbers_of_three_events_in_one_sentence_are_each_event_s_own(news):
    example = "237 were killed, 157 injured and two arrested"
    assert f'"{example}"' in section("Fields of an event")
    found = {
        event.trigger.text: [(number.text, number.role) for number in event.quantities]
        for event in events_of(news, f"{example}.")
    }
    assert found == {
        "killed": [("237", "killed")],
        "injured": [("157", "injured")],
        "arrested": [("two", "arrested")],
    }
