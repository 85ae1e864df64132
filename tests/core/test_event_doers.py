"""Who does it where the parse misleads: speakers, vehicles, mediators, objects."""

import pytest

from tests.core.events_read import event_of, names
from worker.enrichment import SpacyPipeline, load_pipeline


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        (
            "Rockets hit Lviv.\n\nIranian rockets struck Basra, killing at least nine people"
            " and injuring 40, Iraqi officials said on Friday.",
            "killing",
            ["Iranian rockets"],
        ),
        (
            "Rockets hit Lviv.\n\nIranian rockets struck Basra, killing at least nine people"
            " and injuring 40, Iraqi officials said on Friday.",
            "injuring",
            ["Iranian rockets"],
        ),
        ("Rebels raided the mine, killing two guards, police said.", "killing", ["Rebels"]),
    ],
)
def test_who_tells_of_a_killing_has_not_done_it(news, text, trigger, actors):
    assert names(event_of(news, text, trigger).actors) == actors


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("A minibus overturned near Jos on Friday, killing nine pupils.", "killing"),
        ("A coach veered off a bridge, killing nine pupils and injuring two.", "injuring"),
        ("The helicopter came down in the hills, killing nine miners.", "killing"),
        ("A ferry sank off Lagos and killed nine miners.", "killed"),
    ],
)
def test_vehicle_that_has_an_accident_kills_nobody(news, text, trigger):
    event = event_of(news, text, trigger)
    assert (event.type, event.ext_type, event.actors) == (None, "CASUALTY", ())
    assert event.recipients


@pytest.mark.parametrize(
    "text",
    [
        "The gunman crashed a lorry into the market, killing nine traders.",
        "A missile crashed into the market, killing nine traders.",
    ],
)
def test_crash_that_is_an_attack_is_no_accident(news, text):
    assert event_of(news, text, "killing").type == "ASSAULT"


def test_second_subject_behind_an_active_verb_is_its_object(news):
    text = "Snow fell in Kharkiv on Friday.\n\nZelenskyy asked Scholz for generators on Sunday."
    event = event_of(news, text, "asked")
    assert (names(event.actors), names(event.recipients)) == (["Zelenskyy"], ["Scholz"])


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        ("Chad and Sudan clashed near Tine despite a truce brokered by Qatar.", "clashed", []),
        ("Peru and Chile exchanged fire after talks mediated by Brazil.", "exchanged", []),
        ("The army and the rebels signed a deal amid talks mediated by Kenya.", "signed", []),
        ("The navy said nobody was injured.", "injured", []),
        ("The navy said no one was wounded by the blast.", "wounded", []),
    ],
)
def test_mediators_and_nobody_are_done_nothing_to(news, text, trigger, recipients):
    assert names(event_of(news, text, trigger).recipients) == recipients


def test_finite_verb_behind_an_infinitive_belongs_to_the_finite_one(news):
    text = "The mayor told shopkeepers to go home and accused Peru of lying."
    assert names(event_of(news, text, "accused").actors) == ["mayor"]


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        ("Nine judges published a declaration demanding reforms in Chad.", "demanding", ["judges"]),
        ("The union sent a letter accusing the minister of fraud.", "accusing", ["union"]),
        (
            "The envoy praised the king in a statement that also condemned the duke.",
            "condemned",
            ["envoy"],
        ),
        (
            "Norway has been the largest donor, contributing 60 million dollars to the fund.",
            "contributing",
            ["Norway"],
        ),
        ("Niger was behind the bombing.", "bombing", ["Niger"]),
        ("The Lindgren administration refused to go.", "refused", ["Lindgren administration"]),
        ("Workers at the mine in Peru went on strike for better pay in May", "went", ["Workers"]),
        ("Karl Huber refused to meet Ann Lee in May", "refused", ["Karl Huber"]),
    ],
)
def test_doer_stands_beside_a_paper_a_copula_or_a_headline(news, text, trigger, actors):
    assert names(event_of(news, text, trigger).actors) == actors


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        ("Peru sold Chad wheat to Cuba.", "sold", ["Cuba"]),
        ("Peru sent Chad nine tanks.", "sent", ["Chad"]),
    ],
)
def test_goods_named_after_their_country_go_to_whoever_is_named_behind(
    news, text, trigger, recipients
):
    assert names(event_of(news, text, trigger).recipients) == recipients
