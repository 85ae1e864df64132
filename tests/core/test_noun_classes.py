"""Classes of nouns: one word of an entry stands for many of a text, also for names and numbers."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events, parse_entry
from worker.events.noun_classes import A_NUMBER, expanded, expanded_nouns


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def told(pipeline: SpacyPipeline, text: str) -> list[tuple[str | None, str]]:
    def read(doc: Doc, _: int) -> list[tuple[str | None, str]]:
        found = events(doc, text, annotate(doc, text))
        return [(event.type or event.ext_type, event.trigger.text) for event in found]

    return pipeline.read([text], read)[0]


def test_class_holds_nouns_in_all_forms_pronouns_numbers_and_labels():
    assert {"seamstress", "sailors", "him", "PERSON", A_NUMBER} - expanded(["PERSON"]) == {
        "seamstress"
    }
    assert "seamstresses" in expanded(["PERSON", "seamstress"])


def test_class_without_names_holds_no_label_of_names():
    assert "PERSON" not in expanded(["PEOPLE"])


def test_what_is_forbidden_is_nouns_alone():
    forbidden = expanded_nouns(["PERSON"])
    assert "sailor" in forbidden
    assert not {"him", "PERSON", A_NUMBER} & forbidden


def test_body_of_many_is_no_person_unless_the_class_says_so():
    assert "crew" in expanded(["PERSON"])
    assert "ministry" not in expanded(["PERSON"])


def test_word_in_capitals_that_is_no_class_is_refused():
    with pytest.raises(ValueError, match="PERSONS is no class"):
        parse_entry(
            {"lemmas": ["free"], "type": "RETREAT", "objects": ["PERSONS"], "examples": ["x"]}
        )


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("The rebels released Nelson Mandela on Friday.", ("RETREAT", "released")),
        ("The rebels released her on Friday.", ("RETREAT", "released")),
        ("The rebels released 14 of the beekeepers on Friday.", ("RETREAT", "released")),
        ("Another 31 were released on Friday.", ("RETREAT", "released")),
        ("The shelling destroyed most of the ferries.", ("ASSAULT", "destroyed")),
        ("Customs officers confiscated nine boxes of pistols.", ("COERCE", "confiscated")),
        ("Soldiers retook two towns that the rebels had captured.", ("COERCE", "captured")),
        ("The minister praised two towns the rebels had captured.", ("COERCE", "captured")),
    ],
)
def test_event_is_seen_through_names_pronouns_numbers_measures_and_relative_clauses(
    news, text, event
):
    assert event in told(news, text)


@pytest.mark.parametrize(
    "text",
    [
        "The studio released dozens of films.",
        "The minister recalled the day the rebels captured.",
        "The bank released most of the figures.",
    ],
)
def test_measure_of_things_is_no_number_of_people(news, text):
    assert told(news, text) in ([], [("STATEMENT", text.split()[2])])
