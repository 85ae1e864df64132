"""Storms that have a name: they strike like any other, and are nobody."""

import pytest

from tests.core.events_read import event_of, read
from worker.enrichment import SpacyPipeline, load_pipeline


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "storm"),
    [
        ("Typhoon Lanu hit Samar on Tuesday, killing 14 people.", "Typhoon Lanu"),
        ("Hurricane Berta killed 27 people in Tampico.", "Hurricane Berta"),
        ("Nine people died when Tropical Storm Alvaro reached Cebu.", "Tropical Storm Alvaro"),
        ("Norway sent tents to Cuba after Hurricane Berta.", "Hurricane Berta"),
        ("The villages were flooded by Cyclone Gita.", "Cyclone Gita"),
    ],
)
def test_storm_by_name_is_a_disaster(news, text, storm):
    event = event_of(news, text, storm)
    assert (event.ext_type, event.actors, event.recipients) == ("DISASTER", (), ())


def test_whom_a_storm_by_name_kills_nobody_killed(news):
    event = event_of(news, "Storm Elke killed three men.", "killed")
    assert (event.ext_type, event.actors) == ("CASUALTY", ())


@pytest.mark.parametrize(
    "text",
    [
        "Hurricane Berta victims marched in San Juan.",
        "Ukraine fired Storm Shadow missiles at the base.",
        "The Hurricane Fighter jets struck the base.",
    ],
)
def test_name_that_only_says_which_is_no_disaster(news, text):
    assert [event for event in read(news, text).events if event.ext_type == "DISASTER"] == []
