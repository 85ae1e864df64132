"""Organisations of the table, bodies by the words of their names, and names found as spelled."""

from importlib.resources import files

import pytest
import spacy

from tests.core.work import LINES, Work
from worker.enrichment import annotate, things
from worker.enrichment.names import folded
from worker.enrichment.organisations import unmistakable
from worker.enrichment.places import country_name
from worker.enrichment.spotting import Spotter
from worker.events.plover import SECTORS
from worker.records import Entity, Thing

TABLE = files("worker.enrichment").joinpath("organisations.tsv").read_text(encoding="utf-8")
ROWS = [line.split("|") for line in TABLE.splitlines() if not line.startswith("#")]


def thing(name: str, label: str, *others: tuple[str, str]) -> Thing:
    """The first thing of a page that names these."""
    text, mentions = "", []
    for one, its_label in [(name, label), *others]:
        mentions.append(Entity(len(text), len(text) + len(one), one, its_label, one))
        text += f"{one} spoke. "
    return things(mentions, text)[1][0]


def test_table_is_large_and_each_row_is_whole():
    assert len(ROWS) > 500
    for usual, _, label, kind, sector, country in ROWS:
        assert usual
        assert kind
        assert label in {"ORG", "NORP", "MISC"}
        assert sector == "" or sector in SECTORS
        assert country == "" or country_name(country)


def test_no_name_is_given_to_two():
    given: dict[str, str] = {}
    for usual, others, *_ in ROWS:
        for name in filter(None, [usual, *others.split(";")]):
            assert given.setdefault(folded(name.lstrip("~?")), usual) == usual


@pytest.mark.parametrize(
    ("name", "label", "canonical", "kind", "sector"),
    [
        ("CSTO", "ORG", "Collective Security Treaty Organization", "alliance", "IGO"),
        ("Reuters", "PERSON", "Reuters", "news agency", "JRN"),
        ("Al-Jazeera", "PERSON", "Al Jazeera", "broadcaster", "JRN"),
        ("Xinhua", "LOC", "Xinhua", None, None),
        ("AFP", "LOC", "Agence France-Presse", "news agency", "JRN"),
        ("Daesh", "ORG", "Islamic State", "armed group", "REB"),
        (
            "U.N. Security Council",
            "ORG",
            "UN Security Council",
            "international organisation",
            "IGO",
        ),
        ("Médecins Sans Frontières", "ORG", "Doctors Without Borders", "aid organisation", "NGO"),
        ("White House", "ORG", "White House", "government body", "GOV"),
        ("White House", "FAC", "White House", None, None),
        ("Tesla", "PERSON", "Tesla", None, None),
        ("Who", "ORG", "Who", None, None),
    ],
)
def test_organisation_of_the_table(name, label, canonical, kind, sector):
    found = thing(name, label)
    assert (found.canonical, found.kind, found.sector) == (canonical, kind, sector)


def test_news_agency_is_no_person_and_belongs_to_a_country():
    found = thing("Interfax", "PERSON")
    assert (found.label, dict(found.ids)) == ("ORG", {"country": "RU"})


def test_names_of_one_organisation_are_one_thing():
    found = thing("ISIS", "ORG", ("Daesh", "PERSON"), ("Islamic State", "MISC"))
    assert found.mentions == (0, 1, 2)


def test_name_that_other_countries_have_too_counts_on_a_page_about_its_own():
    assert thing("Revolutionary Guards", "ORG", ("Iran", "GPE")).kind == "military"
    assert thing("Revolutionary Guards", "ORG", ("Cuba", "GPE")).kind is None


def test_acronym_is_that_of_the_page_before_that_of_the_table():
    text = "The Prague Transit Institute (PTI) ate. PTI spoke."
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": "ORG", "pattern": name} for name in ("Prague Transit Institute", "PTI")]
    )
    _, found = things(annotate(nlp(text), text), text)
    assert [(one.canonical, one.mentions) for one in found] == [
        ("Prague Transit Institute", (0, 1, 2))
    ]


@pytest.mark.parametrize(
    ("name", "kind", "sector"),
    [
        ("Ministry of Public Works", "ministry", "GOV"),
        ("Norwegian Foreign Ministry", "ministry", "GOV"),
        ("Oslo District Court", "court", "JUD"),
        ("Oslo Police", "police", "COP"),
        ("Norwegian Army", "military", "MIL"),
        ("National Assembly", "parliament", "LEG"),
        ("Harbour Workers' Union", "trade union", "LAB"),
        ("Nordic Centre Party", "party", "PTY"),
        ("Bergen University", "university", "EDU"),
        ("Fjord Liberation Front", "armed group", "REB"),
        ("Nordic Boat Club", None, None),
    ],
)
def test_body_by_the_words_of_its_name(name, kind, sector):
    found = thing(name, "ORG")
    assert (found.canonical, found.kind, found.sector) == (name, kind, sector)


def test_organisation_that_the_model_missed_is_found_as_it_is_spelled():
    text = "Fighters of Boko Haram fled. The Reuters Institute and Boko Harams ate."
    found = annotate(spacy.blank("en")(text), text)
    assert [(ent.text, ent.label) for ent in found] == [("Boko Haram", "ORG")]


def test_names_that_are_spotted_are_whole_words_and_the_longest():
    spotter = Spotter(["Free Boat", "Free Boat Union", "al-Boat", "Boat"])
    text = "Free Boat Union, Free Boats, al-Boat, Boat."
    assert [text[start:end] for start, end in spotter.spot(text)] == [
        "Free Boat Union",
        "al-Boat",
        "Boat",
    ]


def test_no_short_word_is_spotted():
    assert all(len(name) >= 5 for name in unmistakable())


def test_endless_names_are_spotted_word_by_word():
    work = Work()
    work.most = {LINES: 150 * 20_000}
    with work.lines():
        assert not list(Spotter(unmistakable()).spot("United " * 20_000))
