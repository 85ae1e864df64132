"""How events are spoken of: modality, polarity, and which of two words is the event."""

from collections.abc import Callable

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events
from worker.records import Event, Modality

Read = Callable[..., tuple[Event, ...]]


@pytest.fixture(scope="module")
def read() -> Read:
    pipeline: SpacyPipeline = load_pipeline("news")

    def found(text: str, published: str | None = None) -> tuple[Event, ...]:
        def events_of(doc: Doc, _: int) -> tuple[Event, ...]:
            return events(doc, text, annotate(doc, text), published=published)

        return pipeline.read([text], events_of)[0]

    return found


def names(found: tuple[Event, ...]) -> list[str | None]:
    return [event.type or event.ext_type for event in found]


def of(found: tuple[Event, ...], trigger: str) -> Event:
    (event,) = (event for event in found if event.trigger.text == trigger)
    return event


@pytest.mark.parametrize(
    ("text", "trigger", "modality"),
    [
        ("Soldiers attacked the village.", "attacked", Modality.ACTUAL),
        ("Gunmen tried to kill the mayor.", "kill", Modality.ATTEMPTED),
        ("Rebels may have killed the mayor.", "killed", Modality.POSSIBLE),
        ("The man is believed to have killed the mayor.", "killed", Modality.POSSIBLE),
        ("The group denied that it attacked the village.", "attacked", Modality.DENIED),
        ("The general will attack the village.", "attack", Modality.PLANNED),
        ("The army is going to attack the village.", "going", Modality.PLANNED),
    ],
)
def test_modality_is_what_auxiliaries_and_governing_words_say(read, text, trigger, modality):
    assert of(read(text), trigger).modality is modality


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("No one was arrested by the police.", "arrested"),
        ("The police left without arresting the mayor.", "arresting"),
        ("The rebels failed to kill the mayor.", "kill"),
        ("The guards prevented rebels from attacking the village.", "attacking"),
        ("The rebels launched no attack on the village.", "attack"),
        ("The divers found no bodies.", "found"),
        ("The police arrested nobody.", "arrested"),
    ],
)
def test_what_did_not_happen_is_negated(read, text, trigger):
    assert of(read(text), trigger).negated


@pytest.mark.parametrize(
    "text",
    [
        "The mayor hopes that the rebels attack the village.",
        "The soldiers want to attack the village.",
        "The soldiers came to attack the village.",
        "The army might attack the village.",
        "Unless soldiers attack the village, nothing will change.",
        "It is unclear whether soldiers attacked the village.",
    ],
)
def test_what_is_wished_supposed_or_meant_is_no_event(read, text):
    assert "ASSAULT" not in names(read(text))


def test_relative_clause_is_told_by_itself(read):
    found = read("The union demanded the release of miners who were arrested in May.")
    assert of(found, "arrested").modality is Modality.ACTUAL


@pytest.mark.parametrize(
    ("text", "kind", "mode", "trigger"),
    [
        ("Norway will send medicine to Mali.", "AGREE", None, "send"),
        ("Ghana said it would visit Togo.", "AGREE", None, "visit"),
        ("The rebels will release the hostages.", "AGREE", None, "release"),
        ("Turkey will allow the families to return.", "AGREE", None, "allow"),
        ("The rebels vowed to attack the capital.", "THREATEN", "violence", "vowed"),
        ("The junta will arrest the strikers.", "THREATEN", None, "arrest"),
        ("The army will not release the hostages.", "REJECT", "yield", "release"),
        ("Hungary will not accept the verdict.", "REJECT", "yield", "accept"),
        ("The minister refused to meet the rebels.", "REJECT", "meet", "refused"),
        ("The union agreed not to meet the owners.", "REJECT", "meet", "agreed"),
        ("The bishop asked the rebels to release the hostages.", "REQUEST", "yield", "asked"),
        ("Chad said that Sudan must withdraw its troops.", "REQUEST", None, "said"),
    ],
)
def test_promise_threat_refusal_and_demand_are_one_event(read, text, kind, mode, trigger):
    (event,) = read(text)
    assert (event.type, event.trigger.text) == (kind, trigger)
    assert mode is None or event.mode == mode
    assert not event.negated  # a refusal is itself a fact


def test_what_is_promised_gives_the_promise_its_recipient(read):
    (event,) = read("Egypt agreed to visit Sudan.")
    assert [part.text for part in event.recipients] == ["Sudan"]


def test_who_must_do_it_is_the_recipient_of_the_demand(read):
    (event,) = read("Chad said that Sudan must withdraw its troops.")
    assert [part.text for part in event.actors] == ["Chad"]
    assert [part.text for part in event.recipients] == ["Sudan"]


def test_report_of_a_deed_is_no_demand_for_it(read):
    assert "REQUEST" not in names(read("Rebels attacked the village, officials told Reuters."))


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Soldiers attacked the village in 1994.", "2026-06-01"),
        ("Soldiers attacked the village twenty years ago.", None),
        ("Soldiers attacked the village in the 1990s.", None),
        ("Soldiers had attacked the village during the war.", None),
    ],
)
def test_what_lies_long_before_the_page_is_background(read, text, published):
    assert of(read(text, published), "attacked").modality is Modality.HISTORICAL


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Soldiers attacked the village in 1994.", None),
        ("Soldiers attacked the village in 1994.", "1994-03-02"),
        ("Soldiers attacked the village in 1994.", "spring"),
        ("Soldiers attacked the village on Monday.", "2026-06-01"),
        ("Soldiers attacked the village, which was built in 1994.", "2026-06-01"),
    ],
)
def test_what_the_page_may_be_about_is_no_background(read, text, published):
    assert of(read(text, published), "attacked").modality is Modality.ACTUAL


def test_deed_told_first_is_surer_than_what_led_to_it(read):
    found = read("The police arrested a man who had attacked the village.")
    sure = {event.trigger.text: event.confidence for event in found}
    assert sure["arrested"] > sure["attacked"]


def test_confidence_is_between_nothing_and_certainty(read):
    found = read("No one said that rebels may have attacked. The army killed ten rebels in Mali.")
    assert all(0 < event.confidence < 1 for event in found)


@pytest.mark.parametrize(
    "text",
    [
        "The envoy began a trip aimed at pushing for a ceasefire.",
        "The senator drew up a plan intended for ending the siege.",
    ],
)
def test_what_something_is_aimed_at_is_not_done(read, text):
    assert names(read(text)) == []
