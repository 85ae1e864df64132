"""What speaks for an event and against it, and what that adds up to."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import spacy

from worker.enrichment import Doc, annotate, load_pipeline, things
from worker.events import events
from worker.events.confidence import Weights, chance, confidence, load_weights
from worker.events.detection import Candidate, candidates
from worker.events.evidence import NAMES
from worker.events.genres import GENRES, Genres
from worker.pipeline import PipelineConfig, load
from worker.records import Event
from worker.settings.groups import PipelineSettings

Read = Callable[[str], Sequence[Candidate]]


@pytest.fixture(scope="module")
def read() -> Read:
    pipeline = load_pipeline("news")

    def found(text: str) -> Sequence[Candidate]:
        def of_doc(doc: Doc, _: int) -> Sequence[Candidate]:
            entities, named = things(annotate(doc, text), text)
            return candidates(doc, text, entities, named)

        return pipeline.read([text], of_doc)[0]

    return found


def evidence_of(found: Sequence[Candidate], trigger: str) -> tuple[str, ...]:
    (one,) = (one for one in found if one.event.trigger.text == trigger)
    return one.evidence


WEIGHTS = Weights({"any event": 1.0, "headline": -0.5, "quoted": -1.0}, 0.6, 0.5, 2.0)


def logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def test_shipped_weights_are_of_all_that_is_looked_at_and_of_nothing_else():
    assert list(load_weights().facts) == ["any event", *NAMES]


def test_no_fact_has_two_weights():
    assert len(set(NAMES)) == len(NAMES)


def test_facts_add_up_to_a_chance():
    assert chance(["headline", "quoted"], WEIGHTS) == pytest.approx(logistic(-0.5))


def test_confidence_in_what_is_not_likely_is_its_chance():
    assert confidence(["headline", "quoted"], 0.9, WEIGHTS) == chance(
        ["headline", "quoted"], WEIGHTS
    )


def test_confidence_in_what_is_likely_follows_how_the_sentence_tells_it():
    assert confidence([], 0.7, WEIGHTS) == pytest.approx(logistic(0.5 + 2.0 * 0.7))
    assert confidence([], 0.7, WEIGHTS) == confidence(["headline"], 0.7, WEIGHTS)
    assert confidence([], 0.7, WEIGHTS) > confidence([], 0.4, WEIGHTS)


def test_what_is_likely_is_never_less_sure_than_what_is_not():
    assert confidence([], -5.0, WEIGHTS) == 0.6
    assert load_weights().by_prominence > 0


def test_fact_without_a_weight_is_a_mistake():
    with pytest.raises(KeyError):
        confidence(["weather"], 0.5, WEIGHTS)


@pytest.mark.parametrize(
    ("text", "trigger", "facts"),
    [
        (
            "Soldiers attacked the village of Marib on Monday.",
            "attacked",
            {"type ASSAULT", "tag VBD", "stands as ROOT", "actor noun", "actor sector official"},
        ),
        ("No one was arrested by the police.", "arrested", {"negated", "passive"}),
        ("Residents spoke of the attack.", "attack", {"definite noun without sides", "no sides"}),
        ("Rebels kill ten soldiers in Mali", "kill", {"headline", "counted people"}),
        ("We attacked the village, he said.", "attacked", {"subject is I or we"}),
        ("Germany said that France must withdraw.", "said", {"REQUEST by what is said"}),
        (
            "The striker said that the referee had attacked the goalkeeper.",
            "attacked",
            {"said by somebody", "sport in the sentence, material"},
        ),
    ],
)
def test_evidence_says_what_stands_there(read, text, trigger, facts):
    assert facts <= set(evidence_of(read(text), trigger))


def test_evidence_is_all_known(read):
    text = "Police said rebels may have attacked. The opera kills its hero, and we met in Oslo."
    assert {name for one in read(text) for name in one.evidence} <= set(NAMES)


def test_confidence_of_an_event_is_that_of_its_evidence(read):
    for one in read("The army killed ten rebels in Mali. Captain Ndour attacked down the wing."):
        assert one.event.confidence == confidence(one.evidence, one.prominence)


def test_deed_of_war_is_surer_than_the_same_word_on_the_pitch(read):
    war = read("Soldiers attacked the rebels near the border on Monday, the army said.")
    match = read("The striker attacked the defender in the match and scored a goal.")
    sure = [
        one.event.confidence
        for found in (war, match)
        for one in found
        if one.event.trigger.text == "attacked"
    ]
    assert sure[0] > sure[1]


def test_events_below_the_least_confidence_are_left_out_and_nothing_else_changes():
    text = "Soldiers killed ten rebels in Mali. He met the attack. Police arrested a spy in Oslo."
    pipeline = load_pipeline("news")

    def kept(least: float) -> list[Event]:
        def of_doc(doc: Doc, _: int) -> list[Event]:
            found = events(doc, text, annotate(doc, text), min_confidence=least)
            return [replace(event, occurrence=0) for event in found]  # counted over those left

        return pipeline.read([text], of_doc)[0]

    everything = kept(0.0)
    cut = sorted(event.confidence or 0 for event in everything)[1]
    assert len(everything) > 1
    assert kept(cut) == [event for event in everything if (event.confidence or 0) >= cut]
    assert kept(1.0) == []


def test_genres_are_told_by_plain_words():
    doc = spacy.blank("en")("The goalkeeper kicked the ball into the net. Rain fell.")
    genres = Genres(doc)
    assert genres.of_sentence(doc[:9]) == {"sport"}
    assert genres.of_text["sport"] == "much"
    assert genres.of_text["public"] is None


def test_no_word_of_a_genre_is_written_in_capitals():
    assert all(word == word.lower() for words in GENRES.values() for word in words)


def test_setting_says_what_the_pipeline_leaves_out():
    text = "Soldiers killed ten rebels in Mali on Monday, the army said."

    def read_by(config: PipelineConfig) -> int:
        return len(load(config).annotate_text(text).events)

    assert read_by(PipelineConfig()) > 0
    assert read_by(PipelineConfig(event_min_confidence=1.0)) == 0


def test_default_is_that_of_the_settings():
    assert PipelineConfig().event_min_confidence == PipelineSettings().event_min_confidence
