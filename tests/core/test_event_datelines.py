"""The place and the agency that open a report neither speak nor act."""

import pytest

from tests.core.events_read import event_of, names
from worker.enrichment import SpacyPipeline, load_pipeline


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "trigger", "speaker"),
    [
        ("KYIV, Ukraine (AP) — Rebels attacked a convoy, officials said.", "attacked", "officials"),
        ("NAIROBI, Kenya (Reuters) - Police said gunmen killed six men.", "killed", "Police"),
        ("BERLIN (AP) -- Police arrested nine men, the ministry said.", "arrested", "ministry"),
        (
            "BERLIN, June 3 (Reuters) - Police arrested a man, the ministry said.",
            "arrested",
            "ministry",
        ),
        ("QUITO, June 3 — Ecuador expelled an envoy, the ministry said.", "expelled", "ministry"),
        ("Geneva/Doha - Ministers said rebels killed nine nurses.", "killed", "Ministers"),
        ("Kampala — Police have arrested an editor, a spokesman said.", "arrested", "spokesman"),
        ("(Reuters) - Police said gunmen killed six villagers.", "killed", "Police"),
        (
            "He left. BERLIN (AP) -- Police arrested a man, the ministry said.",
            "arrested",
            "ministry",
        ),
    ],
)
def test_whoever_the_report_names_speaks_and_not_its_dateline(news, text, trigger, speaker):
    attribution = event_of(news, text, trigger).attribution
    assert attribution is not None
    assert attribution.speaker is not None
    assert attribution.speaker.text == speaker


def test_dateline_is_no_part_of_whoever_comes_first(news):
    text = "KYIV, Ukraine - Rebels attacked a convoy, officials said."
    (actor,) = event_of(news, text, "attacked").actors
    assert (actor.text, actor.country) == ("Rebels", None)


def test_name_before_a_dash_that_is_closed_is_no_dateline(news):
    text = "Russia - Iran's ally - condemned the attack."
    assert names(event_of(news, text, "condemned").actors) == ["Russia"]
