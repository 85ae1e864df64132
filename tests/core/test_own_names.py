"""The user's own names: the form of the file, and what an alias does to a page."""

import pickle

import pytest
import spacy

from worker.enrichment import OwnNames, annotate, load_own_names, things
from worker.enrichment.own_names import OwnName, decode_own_names
from worker.failures import BadSettings
from worker.records import Thing

HEAD = "alias,canonical,label,id\n"


def names(rows: str) -> OwnNames:
    found, mistakes = decode_own_names((HEAD + rows).encode())
    assert not mistakes
    return found


def page(
    rows: str, text: str, *found: tuple[str, str]
) -> tuple[list[tuple[str, str]], list[Thing]]:
    """Mentions with their labels, and things, where the model finds these names."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [{"label": label, "pattern": name} for name, label in found]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    ents, named = things(annotate(nlp(text), text, own_names=names(rows)), text)
    assert all(text[ent.start : ent.end] == ent.text for ent in ents)
    return [(ent.text, ent.label) for ent in ents], list(named)


def test_file_is_a_table_of_aliases():
    found = names('Grey House,Foreign Ministry,ORG,Q7\n\n"Lee, Ann",Ann Lee,PERSON,x:1\n')
    assert found.by_alias == {
        "Grey House": OwnName("Foreign Ministry", "ORG", "Q7"),
        "Lee, Ann": OwnName("Ann Lee", "PERSON", "x:1"),
    }


def test_version_is_the_hash_of_the_file():
    first, second = names("A1,B,ORG,1\n"), names("A1,B,ORG,2\n")
    assert first.version != second.version
    assert first.version == names("A1,B,ORG,1\n").version == f"names-{first.sha256[:8]}"


def test_names_travel_to_another_process():
    found = names("Grey House,Foreign Ministry,ORG,Q7\n")
    assert list(found.spotter.spot("Grey House")) == [(0, 10)]
    assert pickle.loads(pickle.dumps(found)) == found


def test_all_mistakes_are_said_at_once(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(
        HEAD
        + "Grey House,Foreign Ministry,ORG,Q7\n"
        + "Grey House,Home Office,ORG,Q8\n"
        + ",B,ORG,1\n"
        + "C,D,ORG\n"
        + "E,F,date,\n"
        + "G,H,DATE,1\n"
        + f"(I),J,ORG,{'1' * 201}\n"
    )
    with pytest.raises(BadSettings) as caught:
        load_own_names(path)
    assert str(caught.value).splitlines() == [
        f"gazetteer={path}: 8 mistakes:",
        "row 3: alias 'Grey House' has stood for 'Foreign Ministry' already",
        "row 4: alias is empty",
        "row 5: has 3 columns, and 4 are wanted",
        "row 6: id is empty",
        "row 6: label 'date' is no name's, such as PERSON, ORG, GPE, LOC, FAC, NORP, MISC",
        "row 7: label 'DATE' is no name's, such as PERSON, ORG, GPE, LOC, FAC, NORP, MISC",
        "row 8: id is longer than 200 characters",
        "row 8: alias '(I)' begins with no letter or digit",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "row 1: is not alias,canonical,label,id"),
        (b"name,id\nA,1\n", "row 1: is not alias,canonical,label,id"),
        (HEAD.encode() + b"A\xff,B,ORG,1\n", "byte 26: is no UTF-8"),
        (HEAD.encode() + b'"A,B,ORG,1\n', "line 2: is no CSV: unexpected end of data"),
    ],
)
def test_file_of_another_kind(content, says):
    assert decode_own_names(content)[1] == [says]


def test_many_mistakes_are_counted_and_the_first_shown(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(HEAD + "A,B\n" * 100)
    with pytest.raises(BadSettings) as caught:
        load_own_names(path)
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (22, "and 80 more")


def test_file_of_a_spreadsheet_begins_with_a_mark_of_its_bytes():
    found, mistakes = decode_own_names(b"\xef\xbb\xbf" + HEAD.encode() + b"A,B,ORG,1\r\n")
    assert (list(found.by_alias), mistakes) == (["A"], [])


def test_no_file_is_no_names():
    assert load_own_names(None) is None


def test_alias_that_the_model_missed_is_found():
    ents, (thing,) = page("Grey House,Foreign Ministry,ORG,Q7\n", "The Grey House denied it.")
    assert ents == [("Grey House", "ORG")]
    assert (thing.canonical, dict(thing.ids)) == ("Foreign Ministry", {"own": "Q7"})


def test_alias_goes_before_what_the_model_says_and_before_the_tables():
    rows = "Reuters,Reuters Building,FAC,b1\n"
    ents, (thing,) = page(rows, "Fire at Reuters.", ("Reuters", "ORG"))
    assert ents == [("Reuters", "FAC")]
    assert (thing.canonical, dict(thing.ids), thing.kind) == (
        "Reuters Building",
        {"own": "b1"},
        None,
    )


def test_what_is_known_of_the_name_stays_beside_its_own_identifier():
    rows = "Foggy Town,Paris,GPE,p1\n"
    _, (thing,) = page(rows, "In Foggy Town and Paris.", ("Paris", "GPE"))
    assert (thing.canonical, thing.mentions) == ("Paris", (0, 1))
    assert dict(thing.ids) == {"geonames": "2988507", "own": "p1"}


def test_alias_inside_a_longer_name_is_no_name():
    ents, _ = page("Boat,Boat Ltd,ORG,1\n", "Nordic Boat Union", ("Nordic Boat Union", "ORG"))
    assert ents == [("Nordic Boat Union", "ORG")]


def test_aliases_that_stand_side_by_side_are_both_found():
    ents, _ = page("Boat,Boat Ltd,ORG,1\nUnion,Union Ltd,ORG,2\n", "Boat Union", ("Boat", "ORG"))
    assert ents == [("Boat", "ORG"), ("Union", "ORG")]


def test_alias_is_spelled_exactly_and_a_whole_word():
    ents, _ = page("Boat,Boat Ltd,ORG,1\n", "boat BOAT Boats and Boat's oars")
    assert ents == [("Boat", "ORG")]
