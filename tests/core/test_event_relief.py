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
        "Kenya sent soldiers in search of survivors.",
        "Peru sent troops to evacuate thousands of villagers.",
        "The army deployed soldiers to help evacuate residents.",
        "The army sent soldiers for search and rescue.",
        "Soldiers were deployed to find hundreds of missing villagers.",
        "The governor deployed emergency crews.",
        "Soldiers were deployed to support rescue efforts.",
        "Soldiers were deployed to help with evacuations.",
        "Kenya mobilised the army to fight the floodwaters.",
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
        "Mali sent soldiers in search of the smugglers.",
        "Kenya sent troops on a search for the kidnappers.",
        "Chad sent soldiers in aid of the police.",
        "Rebels deployed fighters in search of food.",
        "Soldiers were deployed to find the gunmen who killed the villagers.",
        "Peru deployed troops to combat smugglers who burn down huts in a fire zone.",
        "Troops were deployed to clear protesters from streets covered in debris.",
        "Soldiers were deployed to control the fire station.",
        "Chad sent soldiers to take the food depot.",
        "Police were sent to take food from the rebels.",
        "Soldiers were deployed to hand out water to soldiers at the front.",
        "Togo deployed emergency forces to disperse the crowd.",
        "The governor deployed the rescue brigade to hold the bridge.",
        "The army sent medical troops to storm the hill.",
        "Troops were deployed with emergency powers.",
        "Soldiers were deployed to reinforce the dam against raids.",
        "Troops were deployed to save the president from the rebels.",
        "Soldiers were deployed to search for a missing colonel.",
        "Soldiers were deployed to help in the search for the gunmen.",
        "Troops were deployed to seek aid.",
    ],
)
def test_forces_that_threaten_are_a_posture(news, text):
    event = next(one for one in read(news, text).events if one.type in {"AID", "MOBILIZE"})
    assert (event.type, "disasters" in event.contexts) == ("MOBILIZE", False)


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
