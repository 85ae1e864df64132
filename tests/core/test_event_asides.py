"""What somebody was in, told of only to say who he is: neither its day nor its place is his."""

import pytest

from tests.core.events_read import event_of, read
from worker.enrichment import SpacyPipeline, load_pipeline


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "trigger", "day", "place"),
    [
        ("The shooting survivor ran for mayor in Ohio on 4 May 2021.", "shooting", None, None),
        ("The bombing suspect was seen in Lyon on 4 May 2021.", "bombing", None, None),
        ("The suspect in the bombing was seen in Lyon on 4 May 2021.", "bombing", None, None),
        ("The suspect in the bombing in Jos was seen in Lyon.", "bombing", None, "Jos"),
        ("Flood victims met the king in Oslo on 4 May 2021.", "Flood", None, None),
        ("Victims of the flood met the king in Oslo on 4 May 2021.", "flood", None, None),
        ("The Lyon bombing suspect was seen in Turin.", "bombing", None, "Lyon"),
        ("The 2019 bombing suspect was freed on 4 May 2021.", "bombing", "2019", None),
        ("Survivors of the massacre in May 2019 met in Quito.", "massacre", "May 2019", None),
    ],
)
def test_day_and_place_of_somebody_are_not_those_of_what_he_was_in(news, text, trigger, day, place):
    event = event_of(news, text, trigger)
    assert (event.date.text if event.date else None) == day
    assert (event.location.text if event.location else None) == place


def test_day_of_the_sentence_before_is_not_that_of_what_somebody_was_in(news):
    text = "Rebels struck a post on 4 May 2021. The flood victims were fed in Mopti."
    assert event_of(news, text, "flood").date is None


def test_suspect_seen_elsewhere_leaves_the_bombing_where_it_was(news):
    text = (
        "A market in Jos was bombed on 4 May 2021."
        " The bombing suspect was seen in Lyon on 9 May 2021."
    )
    first, second = [e for e in read(news, text).events if e.type == "ASSAULT"]
    assert [(each.text if each else None) for each in (first.location, first.date)] == [
        "Jos",
        "4 May 2021",
    ]
    assert (second.location, second.date) == (None, None)
