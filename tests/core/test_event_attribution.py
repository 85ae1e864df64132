"""Who says that an event happened, at any depth of reported speech."""

from collections.abc import Callable

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events
from worker.events.attribution import quotations
from worker.records import Attribution, Event

Read = Callable[[str], tuple[Event, ...]]


@pytest.fixture(scope="module")
def read() -> Read:
    pipeline: SpacyPipeline = load_pipeline("news")

    def found(text: str) -> tuple[Event, ...]:
        def events_of(doc: Doc, _: int) -> tuple[Event, ...]:
            return events(doc, text, annotate(doc, text))

        return pipeline.read([text], events_of)[0]

    return found


def said(found: tuple[Event, ...], trigger: str) -> Attribution | None:
    (event,) = (event for event in found if event.trigger.text == trigger)
    return event.attribution


@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        ("The minister said that rebels attacked the village.", "said", "minister"),
        ("Rebels attacked the village, the minister said.", "said", "minister"),
        ("Rebels attacked the village, said the minister.", "said", "minister"),
        (
            "Rebels attacked the village on Monday, Mali's defence ministry said.",
            "said",
            "Mali's defence ministry",
        ),
        ("According to the ministry, rebels attacked the village.", "According to", "ministry"),
        ("Rebels attacked the village, according to the army.", "according to", "army"),
        ("State media reported that rebels attacked the village.", "reported", "State media"),
        ("Rebels attacked the village, Reuters reported.", "reported", "Reuters"),
        ("A statement by the army said rebels attacked the village.", "said", "army"),
        ("The minister said in a statement that rebels attacked the village.", "said", "minister"),
    ],
)
def test_speaker_is_who_reports_it(read, text, cue, speaker):
    attribution = said(read(text), "attacked")
    assert attribution is not None
    assert attribution.speaker is not None
    assert (attribution.cue.text, attribution.speaker.text) == (cue, speaker)
    assert not attribution.quoted


def test_speaker_is_the_nearest_one(read):
    found = read("The mayor said the general had told reporters that rebels attacked the village.")
    attribution = said(found, "attacked")
    assert attribution is not None
    assert attribution.speaker is not None
    assert (attribution.cue.text, attribution.speaker.text) == ("told", "general")


@pytest.mark.parametrize(
    "text",
    [
        "Rebels attacked the village.",
        "The man who attacked the village said nothing.",
        "The mayor said after the rebels attacked the village that he was tired.",
    ],
)
def test_what_the_page_tells_itself_has_no_speaker(read, text):
    assert said(read(text), "attacked") is None


def test_quotation_keeps_its_speaker_over_sentences(read):
    text = "“Rebels attacked the village,” the mayor said. “They killed ten people.”"
    for trigger in ("attacked", "killed"):
        attribution = said(read(text), trigger)
        assert attribution is not None
        assert attribution.speaker is not None
        assert (attribution.speaker.text, attribution.quoted) == ("mayor", True)


def test_quotation_has_no_speaker_of_another_paragraph(read):
    text = "The mayor said he was tired.\n\n“Rebels attacked the village.”"
    assert said(read(text), "attacked") is None


def test_date_of_the_statement_is_not_that_of_the_event(read):
    (event,) = read("The minister said on Friday that rebels attacked the village on Monday.")
    assert event.attribution is not None
    assert event.attribution.date is not None
    assert event.date is not None
    assert (event.attribution.date.text, event.date.text) == ("Friday", "Monday")


def test_date_of_the_statement_alone_dates_no_event(read):
    (event,) = read("Rebels attacked the village, police said on Tuesday.")
    assert event.date is None


def test_saying_is_an_event_where_it_reports_none(read):
    kinds = [event.ext_type for event in read("The minister said that the road was long.")]
    assert kinds == ["STATEMENT"]
    assert "STATEMENT" not in [
        event.ext_type for event in read("The minister said that rebels attacked the village.")
    ]


def test_quotations_pair_marks_inside_paragraphs():
    text = 'He said "one" and “two”.\n"three\nfour" five'
    assert [text[start:end] for start, end in quotations(text)] == [
        '"one',
        "“two",
        '"three',
        '" five',
    ]


@pytest.mark.parametrize(
    ("text", "trigger", "cue"),
    [
        (
            'The guild called the raid "an attack on the press". "We are tired," Ana Gomes said.',
            "attack",
            "called",
        ),
        (
            'The guild branded the raid "an attack on the press". "We are tired," Ana Gomes said.',
            "attack",
            "branded",
        ),
    ],
)
def test_quotation_that_names_something_is_of_whoever_calls_it_so(read, text, trigger, cue):
    found = said(read(text), trigger)
    assert found is not None
    assert found.speaker is not None
    assert (found.cue.text, found.speaker.text, found.quoted) == (cue, "guild", True)


def test_what_is_told_of_a_speaker_behind_the_quotation_is_not_in_her_words(read):
    text = '"For nine years we have hoped for this," said Ana, who was jailed by the junta.'
    assert said(read(text), "jailed") is None
    added = '"It is over," said Ana, adding that soldiers had shot two men.'
    found = said(read(added), "shot")
    assert found is not None
    assert found.cue.text == "adding"
