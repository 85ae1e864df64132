"""Who takes part in an event: beyond the frame, behind pronouns, with country and sector."""

from importlib.resources import files

import pytest

from tests.core.events_read import event_of, names, read
from worker.enrichment import SpacyPipeline, load_pipeline
from worker.events.countries import alpha2, alpha3
from worker.events.plover import SECTORS
from worker.events.sectors import is_somebody, sector_of


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        ("Chile condemned Brazil for shelling a border town.", "shelling", ["Brazil"]),
        ("A court in Accra jailed Kofi Mensah for killing two guards.", "killing", ["Kofi Mensah"]),
        ("Two men were jailed for killing a guard.", "killing", ["men"]),
        ("Soldiers stopped the crowd from attacking the mayor.", "attacking", ["crowd"]),
        ("The army used drones for attacking the rebels.", "attacking", ["army"]),
    ],
)
def test_who_is_judged_for_a_deed_has_done_it(news, text, trigger, actors):
    assert names(event_of(news, text, trigger).actors) == actors


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        ("The general rejected Mali's demand for talks.", "rejected", ["Mali"]),
        ("The general rejected the calls by Kenya.", "rejected", ["Kenya"]),
        ("The senator praised the decision of the Latvian army.", "praised", ["Latvian army"]),
        ("Norway agreed to lift the ban on fish from Iceland.", "agreed", ["Iceland"]),
        ("The council demanded that Iran stop the tests.", "demanded", ["Iran"]),
        ("The army launched an assault with 600 men.", "assault", []),
        ("The two sides agreed to meet in Vienna.", "agreed", []),
        ("Officers set up checkpoints on the road to Abuja.", "set", []),
        ("The union asked that the minister resign.", "asked", ["minister"]),
        ("Residents asked that the mayor be dismissed.", "asked", ["mayor"]),
        ("The opposition called for the governor to be removed.", "called", ["governor"]),
        ("The opposition called for the army to withdraw.", "called", ["army"]),
        ("The bishop called for Chad to free the editor.", "called", ["Chad"]),
        ("Kenya refused to send soldiers to Somalia.", "refused", ["Somalia"]),
        ("Peru threatened to expel the diplomats of Chile.", "threatened", ["diplomats of Chile"]),
        ("The blast injured ten nurses.", "blast", ["nurses"]),
        ("Three soldiers were killed in an attack on Monday.", "attack", ["soldiers"]),
    ],
)
def test_recipient_is_found_where_the_frame_names_none(news, text, trigger, recipients):
    assert names(event_of(news, text, trigger).recipients) == recipients


def test_thing_of_a_country_stays_the_thing(news):
    (tanker,) = event_of(news, "The court freed the Iranian tanker.", "freed").recipients
    assert (tanker.text, tanker.country) == ("Iranian tanker", "IRN")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Oman will send doctors and medicine.", "send"),
        ("The minister signed the treaty in Doha.", "signed"),
        ("Students marched in Lima.", "marched"),
    ],
)
def test_what_is_sent_and_where_it_happens_are_no_recipients(news, text, trigger):
    assert event_of(news, text, trigger).recipients == ()


def test_other_side_of_talks_is_actor_and_recipient(news):
    event = event_of(news, "The envoy met with the rebels.", "met")
    assert names(event.actors) == ["envoy", "rebels"]
    assert names(event.recipients) == ["rebels"]


def test_sides_that_meet_each_other_are_actors_alone(news):
    event = event_of(news, "Germany and France held talks on Monday.", "talks")
    assert (names(event.actors), event.recipients) == (["Germany", "France"], ())


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        ("Peru is responsible for the killings.", "killings", ["Peru"]),
        ("The judge ordered the arrest of the minister.", "arrest", ["judge"]),
        ("Chad began its withdrawal of troops from the valley.", "withdrawal", ["Chad"]),
        ("Uganda said it had arrested the bishop.", "arrested", ["Uganda"]),
        ("“We reject the treaty,” the senator said.", "reject", ["senator"]),
        ("The summit between Chad and Niger ended.", "summit", ["Chad", "Niger"]),
        ("Police have arrested a reporter.", "arrested", ["Police"]),
        ("Dozens of teachers marched in Lima.", "marched", ["teachers"]),
        ("Rebels attacked the farm, a witness said.", "attacked", ["Rebels"]),
    ],
)
def test_actor_is_found_behind_other_words(news, text, trigger, actors):
    assert names(event_of(news, text, trigger).actors) == actors


@pytest.mark.parametrize("weapon", ["A car bomb", "A blast", "A missile"])
def test_weapon_of_nobody_is_no_actor(news, weapon):
    assert event_of(news, f"{weapon} killed six people in Kabul.", "killed").actors == ()


def test_weapon_of_somebody_says_whose_deed_it_is(news):
    (actor,) = event_of(news, "Russian airstrikes killed nine villagers.", "killed").actors
    assert (actor.text, actor.country) == ("Russian airstrikes", "RUS")


def test_generic_actor_has_country_and_sector(news):
    (actor,) = event_of(news, "Israeli troops shelled the village.", "shelled").actors
    assert (actor.text, actor.country, actor.sector) == ("Israeli troops", "ISR", "MIL")
    assert (actor.thing, actor.entity) == (None, 0)


def test_person_has_country_and_sector_of_the_office(news):
    text = "Iranian Foreign Minister Mohammad Zarif criticised the mayor."
    (actor,) = event_of(news, text, "criticised").actors
    assert (actor.text, actor.country, actor.sector) == ("Mohammad Zarif", "IRN", "GOV")


def test_organisation_has_the_country_and_sector_that_are_known_of_it(news):
    (actor,) = event_of(news, "The Taliban attacked a village.", "attacked").actors
    assert (actor.text, actor.country, actor.sector) == ("Taliban", "AFG", "REB")


def test_pronoun_keeps_its_words_and_says_whom_it_means(news):
    page = read(news, "Ann Lee arrived in Paris. She met the mayor of Lyon.")
    (meeting,) = [event for event in page.events if event.trigger.text == "met"]
    she = meeting.actors[0]
    assert she.thing is not None
    assert (she.text, she.entity, page.things[she.thing].canonical) == ("She", None, "Ann Lee")


def test_pronoun_that_may_mean_two_is_nobody(news):
    text = "It rained on Ann Lee and Eva Novak. She attacked the mayor."
    assert event_of(news, text, "attacked").actors == ()


def test_definite_group_is_the_one_that_was_named(news):
    page = read(news, "The Hamas movement closed the camp. The movement released the hostages.")
    (release,) = [event for event in page.events if event.trigger.text == "released"]
    (group,) = release.actors
    assert group.thing is not None
    assert (group.text, page.things[group.thing].canonical) == ("movement", "Hamas")


def test_group_of_which_more_is_said_is_another(news):
    page = read(news, "Iran closed its borders. Soldiers attacked the small republic of Kesh.")
    (attack,) = [event for event in page.events if event.trigger.text == "attacked"]
    assert all(part.country != "IRN" for part in attack.recipients)


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("troops", "MIL"),
        ("police officers", "COP"),
        ("rebel commanders", "REB"),
        ("foreign minister", "GOV"),
        ("opposition lawmakers", "LEG"),
        ("table", None),
        ("", None),
    ],
)
def test_sector_is_the_heads_or_what_stands_before_it(phrase, sector):
    assert sector_of(phrase.split()) == sector


def test_every_sector_given_is_plovers():
    words = ["minister", "judge", "spies", "senators", "militia", "gunmen", "smugglers", "nuns"]
    assert all(is_somebody(word) for word in words)
    assert {sector_of([word]) for word in words} <= SECTORS


def test_every_country_that_can_be_named_has_three_letters_and_they_lead_back():
    table = files("worker.enrichment").joinpath("countries.tsv").read_text(encoding="utf-8")
    codes = [line[:2] for line in table.splitlines() if not line.startswith("#")]
    assert len(codes) > 200
    assert [code for code in codes if alpha2(alpha3(code)) != code] == []


def test_office_of_a_title_is_somebody_of_its_sector():
    assert (sector_of(["ombudsman"]), sector_of(["marshals"])) == ("GOV", "MIL")
    assert sector_of(["speakers"]) is None  # at a rally


def test_countries_have_their_three_letters():
    assert (alpha3("DE"), alpha3("XK"), alpha3("ZZ"), alpha3(None)) == ("DEU", "XKX", None, None)
