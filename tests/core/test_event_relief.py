"""Who is moved to help is aid, and no posture of forces; what is given without a "to"."""

import pytest

from tests.core.events_read import names, read
from worker.enrichment import SpacyPipeline, load_pipeline
from worker.records import Event, QuantityRole


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def only(pipeline: SpacyPipeline, text: str) -> Event:
    (event,) = read(pipeline, text).events
    return event


@pytest.mark.parametrize(
    "text",
    [
        "The ministry mobilised 300 rescuers.",
        "Firefighters were mobilised to fight the blaze.",
        "Emergency services were mobilised.",
        "The army deployed troops to help stranded families.",
        "Soldiers were deployed to search for survivors.",
        "The army deployed 2,000 soldiers for rescue work.",
        "Troops were sent to the valley to hand out food.",
        "The government has mobilised all its forces to find survivors.",
        "Police were mobilised to shore up the dykes.",
    ],
)
def test_forces_that_help_are_aid(news, text):
    event = only(news, text)
    assert (event.type, event.mode, event.contexts) == ("AID", None, ("disasters",))


def test_whom_a_government_moves_is_not_whom_it_helps(news):
    assert only(news, "The mayor mobilised 300 rescuers.").recipients == ()


@pytest.mark.parametrize(
    "text",
    [
        "Poland sent soldiers to the border.",
        "The army deployed troops to help police clear the square.",
        "Chad mobilised its reserves to fight the rebels.",
    ],
)
def test_forces_that_threaten_are_a_posture(news, text):
    assert only(news, text).type == "MOBILIZE"


@pytest.mark.parametrize(
    ("text", "kind", "recipient"),
    [
        ("Germany sent Ukraine 14 Leopard tanks.", "AID", "Ukraine"),
        ("Germany sent Ukraine weapons.", "AID", "Ukraine"),
        ("Norway gave Kenya 30 patrol boats.", "AID", "Kenya"),
        ("Poland will send Ukraine 14 Leopard tanks.", "AGREE", "Ukraine"),
        ("Italy sold Oman six frigates.", "COOPERATE", "Oman"),
    ],
)
def test_who_is_given_something_without_a_to_is_the_recipient(news, text, kind, recipient):
    event = only(news, text)
    assert (event.type, names(event.recipients)) == (kind, [recipient])


def test_what_is_given_keeps_its_number_and_its_unit(news):
    (number,) = only(news, "Germany sent Ukraine 14 Leopard tanks.").quantities
    assert (number.text, number.value, number.unit) == ("14", 14, "tank")
    assert number.role is QuantityRole.WEAPONS
