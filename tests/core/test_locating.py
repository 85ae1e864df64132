"""Which place of a name is meant, by what else the page names: invented texts, real places.

A text marks its names: `[GPE Tripoli]`. The first of them is the one that is asked for. The weights
in worker/enrichment/locating.py were set on these cases.
"""

import re
import sys
from importlib.resources import files

import pytest

from tests.core.work import LINES, Work
from worker.enrichment import things
from worker.enrichment.gazetteer import candidates, country_place
from worker.enrichment.locating import LEAST_CONFIDENCE
from worker.enrichment.places import country_code
from worker.records import Entity, Thing

_MARK = re.compile(r"\[([A-Z]+) ([^\]]+)\]")


def first(marked: str) -> Thing:
    """The thing that the first mark names."""
    text, found = "", []
    at = 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        label, name = mark.groups()
        start = len(text)
        found.append(Entity(start, start + len(name), name, label, name))
        text, at = text + name, mark.end()
    return things(found, text + marked[at:])[1][0]


# text, GeoNames' number of what is meant
MEANT = [
    ("The army shelled [GPE Kafr Nabl] in the [NORP Syrian] north.", "168661"),
    ("Envoys met in [LOC Geneva].", "2660646"),
    ("A bomb went off in [LOC Kano], [GPE Nigeria].", "2335204"),
    ("A bomb went off in [LOC Kano].", "2335204"),
    ("Clashes in [GPE Tripoli] between militias.", "2210247"),
    ("Clashes in [GPE Tripoli] between [NORP Libyan] militias.", "2210247"),
    ("Clashes in [GPE Tripoli], [GPE Lebanon].", "266826"),
    (
        "In [GPE Tripoli] the [NORP Lebanese] army left [GPE Beirut]. [GPE Lebanon] ate.",
        "266826",
    ),
    ("The court in [GPE Cordoba] in [GPE Argentina] ruled.", "3860259"),
    ("The court in [GPE Cordoba] in [GPE Spain] ruled. [NORP Spanish] papers ate.", "2519240"),
    ("Troops left [GPE Georgia] for [GPE Abkhazia], [GPE Tbilisi] said.", "614540"),
    ("[GPE Russia] and [GPE Georgia] have talked.", "2017370"),
    ("Voters in [GPE Georgia] and in [GPE Atlanta], [GPE Savannah] and [GPE Florida].", "4197000"),
    ("They flew from [GPE Atlanta], [GPE Georgia].", "4180439"),
    ("The mayor of [GPE San Jose], [GPE California], ate.", "5392171"),
    ("The president of [GPE Costa Rica] spoke in [GPE San Jose].", "3624060"),
    ("In [GPE San Jose] the [NORP Costa Rican] president spoke.", "3621849"),
    ("Police in [GPE Birmingham] held two. The [NORP British] minister ate.", "2655603"),
    ("Police in [GPE Birmingham], [GPE Alabama], held two.", "4049979"),
    (
        "A fire in [GPE Birmingham] in the state of [GPE Alabama] near [GPE Montgomery].",
        "4049979",
    ),
    ("A fire in [GPE Hyderabad] killed nine in [GPE India].", "1269843"),
    ("A fire in [GPE Hyderabad] in [GPE Sindh], [GPE Pakistan], killed nine.", "1176734"),
    (
        "A fire in [GPE Hyderabad], [NORP Pakistani] police in [GPE Karachi] said.",
        "1176734",
    ),
    ("The president landed in [GPE Paris]. The [GPE United States] ate.", "2988507"),
    ("A storm hit [GPE Paris], [GPE Texas].", "4717560"),
    (
        "He flew to [GPE London], [NORP Canadian] papers said. [GPE Canada] ate.",
        "2643743",
    ),
    ("A truck hit a family in [GPE London], [GPE Ontario].", "6058560"),
    ("[GPE Washington] has denied it.", "4140963"),
    ("A ferry in [GPE Washington] state sank near [GPE Seattle].", "5815135"),
    ("They marched in [GPE New York].", "5128581"),
    ("Voters of [GPE New York] state ate.", "5128638"),
    ("Raids in [GPE Idlib] killed five [NORP Syrian] doctors.", "169389"),
    ("Raids in [GPE Idlib] province killed five [NORP Syrian] doctors.", "169387"),
    ("Fighters took the [GPE Badghis Province] in the west of [GPE Afghanistan].", "1147707"),
    ("Gunmen raided villages in [GPE Kaduna State], [GPE Nigeria].", "2335722"),
    ("Shells fell on [GPE Kharkiv] region in [GPE Ukraine].", "706482"),
    ("Shells fell on [GPE Kiev].", "703448"),
    ("[GPE Niger] closed its border with [GPE Mali].", "2440476"),
    ("[GPE Jordan] closed its border.", "248816"),
    ("Floods hit [GPE Punjab] in [GPE Pakistan], near [GPE Lahore].", "1167710"),
    ("Farmers of [GPE Punjab] marched on [GPE Delhi], [NORP Indian] police said.", "1259223"),
    ("The dam near [GPE Mosul] leaks.", "99072"),
    ("The cardinal of [GPE Cologne] ate with [NORP German] boys.", "2886242"),
    ("The cardinal of [GPE Cologne] ate.", "2886242"),
    ("Rebels took [GPE Goma] in [GPE Congo].", "216281"),
    ("A court in [GPE Victoria] in [GPE Canada], [GPE British Columbia].", "6174041"),
    ("A fire near [GPE Melbourne] in [GPE Victoria], [GPE Australia].", "2158177"),
    ("The ship left [GPE Aden], said [NORP Yemeni] guards.", "415189"),
    ("[GPE Singapore] and [GPE Malaysia] agreed.", "1880251"),
    ("Shells fell on [GPE Gaza], [NORP Palestinian] doctors said.", "281133"),
    ("The [GPE Gaza Strip] and [GPE Israel].", "281132"),
    ("Storms in [LOC Africa] and beyond.", "6255146"),
    ("Talks in [GPE Vienna] on [GPE Iran] ended.", "2761369"),
    ("Talks in [GPE Doha] on [GPE Afghanistan] and the [GPE United States] ended.", "290030"),
    ("A quake hit [GPE Santiago], the [NORP Chilean] capital.", "3871336"),
    ("Riots in [GPE Valencia], [GPE Venezuela].", "3625549"),
    ("Floods in [GPE Valencia] shook [GPE Spain].", "2509954"),
    ("[GPE Barcelona] votes on [GPE Catalonia].", "3128760"),
    ("[GPE Guadalajara] in [GPE Mexico].", "4005539"),
    ("A mine at [GPE Leon] in [GPE Mexico] fell in.", "3998655"),
    ("The cathedral of [GPE Merida] in [GPE Spain] burned.", "2513917"),
    ("Talks in [GPE Geneva] on [GPE Syria] with [GPE Russia] and the [GPE US].", "2660646"),
    ("The role of [GPE Moscow] in [GPE Syria].", "524901"),
    ("The role of the [GPE United States] in southern [GPE Syria].", "6252001"),
    ("Talks in [GPE Luxembourg] of [NORP German] and [NORP French] ministers.", "2960313"),
]

# No place: the gazetteer has none of that name, or it cannot be told which is meant.
NOT_TOLD = [
    "Gunmen raided [GPE Ngongo Bumba] in [GPE Congo].",
    "Attackers burned [GPE Palma] in northern [GPE Mozambique].",
    "[PERSON Paris] ate.",
    "[ORG Cordoba] won again in [GPE Argentina].",
    "[FAC Geneva] reopened.",
    "Raids hit [GPE Bandar] in [GPE Yemen] and [GPE Oman]. [GPE Yemen] ate.",
    "Fires in [GPE Springfield].",
]


@pytest.mark.parametrize(("text", "number"), MEANT)
def test_meant_place_is_found(text, number):
    thing = first(text)
    assert thing.ids.get("geonames") == number
    assert thing.position is not None
    assert LEAST_CONFIDENCE <= thing.position.confidence <= 1


@pytest.mark.parametrize("text", NOT_TOLD)
def test_nothing_is_said_where_it_cannot_be_told(text):
    thing = first(text)
    assert (dict(thing.ids), thing.position) == ({}, None)


def test_place_that_the_model_did_not_know_to_be_a_city_is_one():
    assert (first("Envoys met in [LOC Geneva].").label, first("[LOC Africa] ate.").label) == (
        "GPE",
        "LOC",
    )


def test_place_has_its_position_country_and_division():
    thing = first("Raids in [GPE Kafr Nabl] in [GPE Syria].")
    assert thing.position is not None
    assert (thing.kind, thing.position.country, thing.position.admin1) == ("city", "SY", "Idlib")
    assert (round(thing.position.latitude), round(thing.position.longitude)) == (36, 37)


def test_two_names_of_a_place_are_one_thing():
    thing = first("Shells fell on [GPE Kiev]. [GPE Ukraine] said that [GPE Kyiv] was dark.")
    assert (thing.canonical, thing.mentions) == ("Kiev", (0, 2))


def test_every_country_of_the_table_has_its_place():
    table = files("worker.enrichment").joinpath("countries.tsv").read_text(encoding="utf-8")
    rows = [line.split("|") for line in table.splitlines() if not line.startswith("#")]
    assert len(rows) > 200
    for code, names, *_ in rows:
        place = country_place(code)
        assert place is not None, code
        assert (place.kind, place.country) == ("country", code)
        assert all(country_code(name, "GPE") == code for name in names.split(";"))


def test_file_is_sorted_as_it_is_searched():
    content = files("worker.enrichment").joinpath("gazetteer.tsv").read_bytes()
    _head, *sections = content.split(b"\n\n")
    assert len(sections) == 3
    for section in sections:
        rows = section.splitlines()
        assert rows == sorted(rows)
        assert len({row.split(b"\t")[0] for row in rows}) == len(rows)
    names = sections[2].decode().splitlines()
    for row in names[:: len(names) // 500]:
        name, *numbers = row.split("\t")
        if not name.startswith("="):
            found = {one.place.geonames for one in candidates(name)}
            assert found == set(filter(None, ",".join(numbers).split(",")))


def test_name_that_nothing_is_called_has_no_candidates():
    assert candidates("Xqzzt") == candidates("") == candidates("\t") == candidates("\ud800") == ()


def test_many_names_with_many_places_each_take_work_in_proportion():
    names = ["San Jose", "Springfield", "Washington", "Victoria", "Santiago", "Georgia"]

    def read(count: int, most: int) -> int:
        work = Work()
        work.most = {LINES: most}
        with work.lines():
            first(
                " ".join(f"[GPE {name}], [GPE {name}{n}]." for n in range(count) for name in names)
            )
        return work.done[LINES]

    read(1, sys.maxsize)  # looks the names up
    read(400, 12 * read(40, sys.maxsize))
