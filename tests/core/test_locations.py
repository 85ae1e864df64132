"""Places of events: their own, the nearest of the sentence, the nearest before on the page."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline, things
from worker.events import events
from worker.records import Event, LocationBasis


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def event_of(
    pipeline: SpacyPipeline, text: str, trigger: str, published: str | None = None
) -> Event:
    def read(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, *things(annotate(doc, text), text), published)

    (event,) = [each for each in pipeline.read([text], read)[0] if each.trigger.text == trigger]
    return event


@pytest.mark.parametrize(
    ("text", "trigger", "place"),
    [
        ("Soldiers attacked a village in Sudan on Tuesday.", "attacked", "Sudan"),
        ("Forty prisoners got out of Suleja prison.", "got", "Suleja prison"),
        ("The army withdrew from the northern heights.", "withdrew", "northern heights"),
        ("Forty prisoners broke out of a jail.", "broke", "jail"),
        ("Fishermen blocked the slipway with their boats.", "blocked", "slipway"),
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
        ("Police arrested two men at Dubai airport.", "arrested", "Dubai airport"),
        ("Soldiers shot a man at a checkpoint.", "shot", "checkpoint"),
        ("Fighting continued in three provinces.", "Fighting", "provinces"),
        ("Hana, a network, counted 310 arrests in Mashhad.", "arrests", "Mashhad"),
        ("Protesters gathered near the border with Chad.", "gathered", "border"),
        ("Police arrested a man in the old town.", "arrested", "old town"),
        ("The army sent a brigade to the southern frontier.", "sent", "southern frontier"),
        ("Heavy fighting for Marib dam killed ten.", "fighting", "Marib dam"),
        ("The Oslo talks collapsed on Friday.", "collapsed", "Oslo"),
        ("Thousands fled Aleppo.", "fled", "Aleppo"),
        ("Families fled from Gao to Mopti.", "fled", "Gao"),
        ("Rebels left the villages below the dam.", "left", "villages"),
    ],
)
def test_event_has_its_own_place(news, text, trigger, place):
    found = event_of(news, text, trigger).location
    assert found is not None
    assert (found.text, found.basis) == (place, LocationBasis.STATED)


@pytest.mark.parametrize(
    ("text", "trigger", "basis"),
    [
        ("Rebels attacked a camp in Sudan. Six people died.", "died", LocationBasis.PAGE),
        ("A man from Sudan died after a bomb exploded in Sudan.", "died", LocationBasis.SENTENCE),
    ],
)
def test_what_happens_to_bodies_may_have_the_place_of_what_is_told_around(
    news, text, trigger, basis
):
    found = event_of(news, text, trigger).location
    assert found is not None
    assert (found.text, found.basis) == ("Sudan", basis)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        (
            "Iran seized two ships near Qatar, and the United States imposed sanctions.",
            "imposed sanctions",
        ),
        ("Rebels attacked a camp in Sudan. Germany condemned it.", "condemned"),
        ("Rebels attacked a camp in Sudan.\n\nThe army killed 12 fighters.", "killed"),
        ("Germany criticised the coup in Mali.", "criticised"),
        ("Germany condemned the bombing of a camp in Mali.", "condemned"),
        ("He was sentenced to nine years in prison.", "sentenced"),
        ("Ten were freed in Gao; the court sentenced a man.", "sentenced"),
        ("Its director in the city urged both sides to talk.", "urged"),
    ],
)
def test_place_of_something_else_is_none_of_the_event(news, text, trigger):
    assert event_of(news, text, trigger).location is None


def test_place_that_talks_are_named_after_does_not_act(news):
    assert event_of(news, "The Oslo talks collapsed on Friday.", "collapsed").actors == ()


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


def test_place_of_a_clause_of_contrast_is_not_that_of_what_it_is_set_against(news):
    text = "Envoys praised the ballot, although police arrested three men in Gao."
    assert event_of(news, text, "praised").location is None
    found = event_of(news, text, "arrested").location
    assert found is not None
    assert found.text == "Gao"


def test_place_before_on_the_page_is_not_that_of_what_was_long_ago(news):
    story = "Rebels shelled a school in Gao on 3 May 2026. "
    now, then = "Gunmen killed two nurses.", "In 2017 gunmen killed two nurses."
    found = event_of(news, story + now, "killed", "2026-05-04").location
    assert found is not None
    assert (found.text, found.basis) == ("Gao", LocationBasis.PAGE)
    assert event_of(news, story + then, "killed", "2026-05-04").location is None
