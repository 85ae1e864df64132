"""Titles at people's names: inside the span that a model gives, before it, and behind it."""

import pytest
import spacy

from tests.core.work import LINES, Work
from worker.enrichment import annotate, things, titles
from worker.records import Entity


def people(text: str, *names: str, others: tuple[tuple[str, str], ...] = ()) -> list[Entity]:
    """The people of a text where the model finds these names, and others by label."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [*((name, "PERSON") for name in names), *others]
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": label, "pattern": name} for name, label in patterns]
    )
    return [ent for ent in annotate(nlp(text), text) if ent.label == "PERSON"]


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        (
            "Foreign Minister Mohammad Javad Zarif spoke.",
            "Mohammad Javad Zarif",
            "Foreign Minister",
        ),
        ("He met Gen. Ann Lee there.", "Ann Lee", "Gen."),
        ("Lt. Gen. Ann Lee spoke.", "Ann Lee", "Lt. Gen."),
        ("Mr President Bo Ek spoke.", "Bo Ek", "President"),
        ("Mr. Ek spoke.", "Ek", None),
        ("Mrs Ann Lee spoke.", "Ann Lee", None),
        ("Dean Smith spoke.", "Dean Smith", None),
        ("King spoke.", "King", None),
    ],
)
def test_title_inside_the_span_is_cut_off_and_kept(text, name, title):
    whole = text.removeprefix("He met ").removesuffix(" spoke.").removesuffix(" there.")
    (found,) = people(text, whole)
    assert (found.text, found.title) == (name, title)
    assert text[found.start : found.end] == name


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ("Foreign Minister ", "Foreign Minister"),
        ("said rebel commander ", "rebel commander"),
        ("the former prime minister ", "former prime minister"),
        ("Secretary of State ", "Secretary of State"),
        ("told Minister of Trade and Industry ", "Minister of Trade and Industry"),
        ("Supreme Leader Ayatollah ", "Supreme Leader Ayatollah"),
        ("said police Mr. ", None),
        ("met by Mr. ", None),
        ("It was the president. ", None),
        ("They saw the minister, ", None),
        ("a spokesman for the group ", None),
        ("The President\n", None),
        ("the foreign ", None),
    ],
)
def test_title_before_the_name(before, title):
    (found,) = people(f"{before}Ann Lee spoke.", "Ann Lee")
    assert found.title == title


@pytest.mark.parametrize(
    ("behind", "title"),
    [
        (", the finance minister, spoke.", "finance minister"),
        (", finance minister of Norway, spoke.", "finance minister"),
        (", Norway's finance minister.", "finance minister"),
        (", 58, the chief of staff, spoke.", "chief of staff"),
        (", the president said.", None),
        (", President Bo Ek and others", None),
        (", ministers said.", None),
        (" the minister", None),
        (", the", None),
        (",", None),
    ],
)
def test_title_in_apposition(behind, title):
    (found,) = people(f"Ann Lee{behind}", "Ann Lee")
    assert found.title == title


def test_title_does_not_take_words_of_another_name():
    text = "Defence Ministry spokesman Bo Ek and NATO General Secretary Ann Lee met."
    found = people(text, "Bo Ek", "Ann Lee", others=(("Defence Ministry", "ORG"), ("NATO", "ORG")))
    assert [ent.title for ent in found] == ["spokesman", "General Secretary"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Their foreign minister, Ann Lee, spoke.", "foreign minister"),
        ("The president of Norway, Ann Lee, spoke.", "president"),
        ("The army chief of the Norway, Ann Lee, spoke.", "army chief"),
        ("The president of Norway, Ann Lee and others spoke.", None),
        ("The coast of Norway, Ann Lee, spoke.", None),
    ],
)
def test_name_in_apposition_to_a_title(text, title):
    (found,) = people(text, "Ann Lee", others=(("Norway", "GPE"),))
    assert found.title == title


def test_title_that_the_model_took_for_a_person_is_that_persons():
    (found,) = people("Emir Sheikh Tamim Rashid spoke.", "Sheikh", "Tamim Rashid")
    assert (found.text, found.title) == ("Tamim Rashid", "Emir Sheikh")


def test_thing_has_the_titles_of_all_mentions_once():
    text = "President Ann Lee spoke. Ann Lee, the president, and former mayor Ann Lee are one."
    _, (thing,) = things(people(text, "Ann Lee"), text)
    assert thing.titles == ("President", "former mayor")


@pytest.mark.parametrize(
    ("title", "sector"),
    [
        ("former Foreign Minister", "GOV"),
        ("Secretary of State", "GOV"),
        ("Lt. Gen.", "MIL"),
        ("army chief", "MIL"),
        ("police lieutenant", "COP"),
        ("opposition leader", "OPP"),
        ("Emir Sheikh", "GOV"),
        ("spokesman", None),
        ("no office", None),
    ],
)
def test_sector_of_a_title(title, sector):
    assert titles.sector(title) == sector


@pytest.mark.parametrize("unit", ["minister ", "minister of ", ", minister", ", 45, the minister"])
def test_endless_titles_are_read_a_few_words_at_a_time(unit):
    text, work = unit * 2000, Work()
    starts = range(0, len(text), len(unit))
    work.most = {LINES: 200 * len(starts)}
    with work.lines():
        for start in starts:
            titles.before(text, start, 0)
            titles.behind(text, start)
        titles.inside(text)
