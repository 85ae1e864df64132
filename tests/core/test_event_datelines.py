"""The place and the agency that open a report neither speak nor act."""

import pytest

from tests.core.events_read import event_of, names
from worker.enrichment import SpacyPipeline, load_pipeline
from worker.records import LocationBasis


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


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Russia - Iran's ally - condemned the attack.", "Russia"),
        (
            "The Organization of American States (OAS) - Washington's club of states -"
            " condemned the coup.",
            "Organization of American States",
        ),
        (
            "The Red Cross (ICRC) — Geneva's oldest charity — condemned the raid.",
            "Red Cross",
        ),
        (
            "The National Rally (RN) - France's largest party - condemned the raid.",
            "National Rally",
        ),
        (
            "The Associated Press (AP) — America's oldest agency — condemned the arrest.",
            "Associated Press",
        ),
        ("UNICEF (Geneva) - New York's envoy of joy - condemned the attack.", "UNICEF"),
        ("NATO — Norway's shield — condemned the coup.", "NATO"),
    ],
)
def test_name_before_a_dash_that_is_closed_is_no_dateline(news, text, actor):
    assert names(event_of(news, text, "condemned").actors)[0] == actor


@pytest.mark.parametrize(
    "text",
    [
        "WASHINGTON (AP) — Ann Lee — a Democrat — condemned the attack.",
        "TOKYO (Kyodo News) - Ann Lee condemned the attack.",
        "Nairobi (KBC) - Ann Lee condemned the attack.",
        "MOSCOW, June 3 (TASS) - Ann Lee condemned the attack.",
        "UNITED NATIONS -- Ann Lee condemned the attack.",
        "WHITE HOUSE - Ann Lee condemned the attack.",
        "UNITED NATIONS (Lumen) - Ann Lee condemned the attack.",
    ],
)
def test_place_and_agency_do_not_act(news, text):
    assert names(event_of(news, text, "condemned").actors) == ["Ann Lee"]


@pytest.mark.parametrize(
    "text",
    [
        "TARIM (AP) — Mortars killed four people.",
        "TARIM, Yemen, May 12 - Mortars killed four people, officials said.",
    ],
)
def test_deed_without_a_place_is_where_the_report_is_from(news, text):
    where = event_of(news, text, "killed").location
    assert where is not None
    assert (where.text, where.basis) == ("TARIM", LocationBasis.PAGE)


def test_deed_with_a_place_beside_the_dateline_is_not_where_the_report_is_from(news):
    where = event_of(news, "TARIM (AP) — Mortars killed four people in Aden.", "killed").location
    assert where is not None
    assert where.text == "Aden"
