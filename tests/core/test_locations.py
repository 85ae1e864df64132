"""Places of events: their own, the nearest of the sentence, the nearest before on the page."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline, things
from worker.events import events
from worker.records import Event, LocationBasis


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def event_of(pipeline: SpacyPipeline, text: str, trigger: str) -> Event:
    def read(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, *things(annotate(doc, text), text))

    (event,) = [each for each in pipeline.read([text], read)[0] if each.trigger.text == trigger]
    return event


@pytest.mark.parametrize(
    ("text", "trigger", "place"),
    [
        ("Soldiers attacked a village in Sudan on Tuesday.", "attacked", "Sudan"),
        ("Hundreds protested in the northern city of Mosul.", "protested", "Mosul"),
        ("About 200 prisoners escaped from a jail in Gao.", "escaped", "Gao"),
        ("Soldiers were killed in clashes near Kafr Nabl in Idlib.", "killed", "Kafr Nabl"),
        ("Two men were arrested in Paris, France.", "arrested", "Paris"),
        ("Two men were arrested in Camp Bastion in Helmand Province.", "arrested", "Camp Bastion"),
        ("Rebels shelled a market in Marib and killed six people.", "killed", "Marib"),
        ("The president visited Egypt on Thursday.", "visited", "Egypt"),
        ("An explosion shook Kabul on Saturday.", "explosion", "Kabul"),
        ("Russian troops withdrew from Kherson.", "withdrew", "Kherson"),
        ("Two people died when a bomb exploded in Baidoa.", "died", "Baidoa"),
    ],
)
def test_event_has_its_own_place(news, text, trigger, place):
    found = event_of(news, text, trigger).location
    assert found is not None
    assert (found.text, found.basis) == (place, LocationBasis.STATED)


def test_place_of_another_clause_is_the_nearest_of_the_sentence(news):
    text = "Iran seized two ships near Qatar, and the United States imposed sanctions."
    found = event_of(news, text, "imposed").location
    assert found is not None
    assert (found.text, found.basis) == ("Qatar", LocationBasis.SENTENCE)


def test_place_before_on_the_page_is_the_last_resort(news):
    text = "Rebels attacked a checkpoint in Sudan.\n\nThe army killed 12 fighters."
    found = event_of(news, text, "killed").location
    assert found is not None
    assert (found.text, found.basis) == ("Sudan", LocationBasis.PAGE)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Germany condemned the coup.", "condemned"),
        ("Russia attacked Ukraine.", "attacked"),
        ("Soldiers attacked a village.", "attacked"),
    ],
)
def test_country_that_acts_is_no_place(news, text, trigger):
    assert event_of(news, text, trigger).location is None
