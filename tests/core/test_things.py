"""Mentions of one thing: short forms, acronyms, votes on labels, countries by their code."""

import sys

import pytest

from tests.core.work import LINES, Work
from worker.enrichment import things
from worker.enrichment.short_forms import with_full_names
from worker.records import Entity, Thing

Mention = tuple[str, str]  # text, label


def entities(text: str, *mentions: Mention | tuple[str, str, float]) -> tuple[Entity, ...]:
    """Mentions in the order of the text, as `annotate` makes them."""
    found, at = [], 0
    for name, label, *confidence in mentions:
        at = text.index(name, at)
        sure = confidence[0] if confidence else None
        found.append(Entity(at, at + len(name), name, label, name, confidence=sure))
        at += len(name)
    return with_full_names(found, text)


def named(text: str, *mentions: Mention | tuple[str, str, float]) -> tuple[Thing, ...]:
    return things(entities(text, *mentions), text)[1]


def canonical(text: str, *mentions: Mention) -> list[str]:
    return [ent.canonical for ent in entities(text, *mentions)]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Mohammad Javad Zarif", "Zarif"),
        ("Mohammad Javad Zarif", "Javad Zarif"),
        ("Bashar al-Assad", "Assad"),
        ("Bashar Al-Assad", "al-Assad"),
        ("George W. Bush", "George Bush"),
        ("Recep Tayyip Erdoğan", "Erdogan"),
        ("Xi Jinping", "Xi"),
    ],
)
def test_short_form_of_a_person(full, short):
    text = f"{full} spoke. {short} left."
    assert canonical(text, (full, "PERSON"), (short, "PERSON")) == [full, full]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Collective Security Treaty Organization", "CSTO"),
        ("Democratic Front for the Liberation", "DFFTL"),
        ("Wagner Group", "Wagner"),
        ("Iranian Foreign Ministry", "Foreign Ministry"),
        ("World Food Programme", "W.F.P."),
    ],
)
def test_short_form_of_an_organisation(full, short):
    text = f"The {full} spoke. The {short} left."
    assert canonical(text, (full, "ORG"), (short, "ORG")) == [full, full]


@pytest.mark.parametrize(
    ("full", "other", "label"),
    [
        ("Bank of America", "America", "ORG"),
        ("University of New York", "New York", "ORG"),
        ("Ann Lee", "Ann", "ORG"),
    ],
)
def test_other_name_is_no_short_form(full, other, label):
    text = f"{full} and {other}"
    assert canonical(text, (full, "ORG"), (other, label)) == [full, other]


def test_given_name_follows_only_what_was_said_before():
    text = "Boris spoke. Boris Johnson left. Boris ate."
    mentions = [("Boris", "PERSON"), ("Boris Johnson", "PERSON"), ("Boris", "PERSON")]
    assert canonical(text, *mentions) == ["Boris", "Boris Johnson", "Boris Johnson"]


def test_acronym_in_brackets_follows_its_name_whatever_the_model_calls_it():
    text = "The Collective Security Treaty Organization (CSTO) met. CSTO members ate."
    full = "Collective Security Treaty Organization"
    mentions = [(full, "ORG", 0.9), ("CSTO", "LOC", 0.6), ("CSTO", "LOC", 0.6)]
    (thing,) = named(text, *mentions)
    assert (thing.canonical, thing.label, thing.mentions) == (full, "ORG", (0, 1, 2))


def test_name_in_brackets_explains_the_acronym_before_it():
    text = "AUSSOM (African Union Support Mission in Somalia) left. AUSSOM ate."
    full = "African Union Support Mission in Somalia"
    mentions = [("AUSSOM", "ORG"), (full, "ORG"), ("AUSSOM", "ORG")]
    assert canonical(text, *mentions) == [full] * 3


def test_agency_in_brackets_is_no_short_form_of_what_stands_before_it():
    text = "Fighting in Nordic Boat City (Reuters) went on."
    mentions = [("Nordic Boat City", "LOC"), ("Reuters", "ORG")]
    assert canonical(text, *mentions) == ["Nordic Boat City", "Reuters"]


def test_country_is_one_thing_under_all_its_names():
    text = "The US and the United States of America, said America and U.S. troops in China."
    mentions = [(name, "GPE") for name in ("US", "United States of America", "America", "U.S.")]
    found = named(text, *mentions, ("China", "GPE"))
    assert [(thing.canonical, thing.kind, thing.mentions) for thing in found] == [
        ("United States", "country", (0, 1, 2, 3)),
        ("China", "country", (4,)),
    ]
    assert [thing.ids["iso3166"] for thing in found] == ["US", "CN"]


def test_country_that_the_model_calls_an_organisation_is_the_country():
    text = "China and China"
    ents, (thing,) = things(entities(text, ("China", "GPE", 0.9), ("China", "ORG", 0.9)), text)
    assert (thing.label, thing.mentions) == ("GPE", (0, 1))
    assert {ent.label for ent in ents} == {"GPE"}


def test_people_of_a_country_is_one_thing_beside_it():
    text = "Iranian and Iranians in Iran"
    found = named(text, ("Iranian", "NORP"), ("Iranians", "NORP"), ("Iran", "GPE"))
    assert [(thing.canonical, thing.label, thing.ids["iso3166"]) for thing in found] == [
        ("Iranian", "NORP", "IR"),
        ("Iran", "GPE", "IR"),
    ]


def test_label_of_a_thing_is_that_of_its_surest_mentions():
    text = "Norbo, Norbo and NORBO"
    mentions = [("Norbo", "PERSON", 0.4), ("Norbo", "ORG", 0.7), ("NORBO", "ORG", 0.8)]
    ents, (thing,) = things(entities(text, *mentions), text)
    assert (thing.canonical, thing.label, thing.confidence) == ("Norbo", "ORG", 0.8)
    assert [ent.label for ent in ents] == ["ORG"] * 3


def test_thing_named_first_and_most_is_most_salient():
    text = "Ann Lee met Bo Ek. Ann Lee left."
    first, second = named(text, ("Ann Lee", "PERSON"), ("Bo Ek", "PERSON"), ("Ann Lee", "PERSON"))
    assert first.salience == 1.0
    assert second.salience < first.salience


def test_dates_and_numbers_are_no_things():
    text = "Monday, 5 km"
    ents, found = things(entities(text, ("Monday", "DATE"), ("5 km", "QUANTITY")), text)
    assert not found
    assert [ent.thing for ent in ents] == [None, None]


@pytest.mark.parametrize("label", ["PERSON", "ORG"])
def test_many_long_names_of_one_ending_take_work_in_proportion(label):
    def read(count: int, most: int) -> int:
        names = [f"Ann{number} Bo{number} {'Berg ' * 7}Lee" for number in range(count)]
        mentions = entities(" met ".join(names), *((name, label) for name in names))
        work = Work()
        work.most = {LINES: most}
        with work.lines():
            assert len(things(with_full_names(mentions, ""), "")[1]) == count
        return work.done[LINES]

    read(1000, 12 * read(100, sys.maxsize))
