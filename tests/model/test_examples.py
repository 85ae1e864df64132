import random

import pytest
from spacy.language import Language

from examples import EntitySource, SyntaxSource, entity_ids, marked
from labels import ENTITY_TAGS, IGNORED, Inventory, inventory
from rows import TokenRow
from tokens import tokenizer_pipeline
from treebanks import Sentence

IDS = {name: number for number, name in enumerate(ENTITY_TAGS)}
ROW: TokenRow = {
    "tokens": ["Anna", "Berg", "left", "Oslo", "."],
    "spaces": [True, True, True, False, False],
    "ents": [(0, 2, "PERSON"), (3, 4, "LOC")],
    "missing": [2],
}


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp: Language = tokenizer_pipeline()
    return nlp


def labels(nlp: Language, row: TokenRow) -> list[tuple[str, str | None]]:
    """Each token of the row's text with its label, None where nothing is learnt."""
    text, marks = marked(row, None)
    tokens = nlp.make_doc(text)
    found = entity_ids(tokens, marks, IDS)
    names = [None if number == IGNORED else ENTITY_TAGS[number] for number in found]
    return list(zip([token.text for token in tokens], names, strict=True))


def test_characters_carry_the_entity_that_they_are_in():
    text, marks = marked(ROW, None)
    assert text == "Anna Berg left Oslo."
    assert marks[:9] == [(0, "PERSON")] * 9, "the space inside a name is the name's"
    assert marks[9] == (-1, "")
    assert marks[10:15] == [None] * 5, "nobody annotated the word, or the space after it"
    assert marks[15:] == [(1, "LOC")] * 4 + [(-1, "")]


def test_tokens_get_the_label_of_their_characters(nlp):
    assert labels(nlp, ROW) == [
        ("Anna", "B-PERSON"),
        ("Berg", "I-PERSON"),
        ("left", None),
        ("Oslo", "B-LOC"),
        (".", "O"),
    ]


def test_token_of_two_owners_teaches_nothing(nlp):
    row: TokenRow = {
        "tokens": ["Minister", "-", "designate", "x", "y", "Oslo"],
        "spaces": [True, True, True, False, True, False],
        "ents": [(4, 5, "ORG")],
    }
    assert labels(nlp, row)[3:] == [("xy", None), ("Oslo", "O")]


def test_name_goes_on_after_the_token_that_it_shares(nlp):
    row: TokenRow = {
        "tokens": ["x", "y", "Bank"],
        "spaces": [False, True, False],
        "ents": [(1, 3, "ORG")],
    }
    assert labels(nlp, row) == [("xy", None), ("Bank", "I-ORG")]


def test_two_names_side_by_side_begin_each_anew(nlp):
    row: TokenRow = {
        "tokens": ["Oslo", "Bergen"],
        "spaces": [True, False],
        "ents": [(0, 1, "LOC"), (1, 2, "LOC")],
    }
    assert [label for _, label in labels(nlp, row)] == ["B-LOC", "B-LOC"]


@pytest.mark.parametrize("seed", range(40))
def test_what_pages_vary_in_does_not_move_the_names(nlp, seed):
    text, marks = marked(ROW, random.Random(seed))
    assert len(text) == len(marks)
    for number, name in enumerate(("annaberg", "oslo")):
        own = "".join(
            char for char, mark in zip(text, marks, strict=True) if mark and mark[0] == number
        )
        assert "".join(own.lower().split()) == name


def test_entity_source_knows_nothing_of_the_syntax(nlp):
    (draw,) = EntitySource([ROW], nlp, Inventory([], [], [], []), None)
    found = draw(None)
    assert len(found.entity) == len(found.tokens)
    for name in ("tag", "morph", "lemma", "begin", "head", "relation"):
        assert getattr(found, name) == [IGNORED] * len(found.tokens)


def test_syntax_source_lets_heads_jump_over_the_breaks():
    one = Sentence(
        new_paragraph=True,
        words=["He", "left"],
        spaces=[True, False],
        lemmas=["he", "leave"],
        upos=["PRON", "VERB"],
        xpos=["PRP", "VBD"],
        feats=["", ""],
        heads=[1, 1],
        deps=["nsubj", "ROOT"],
    )
    classes = inventory([one] * 3)
    (draw,) = SyntaxSource([[one, one]], classes)
    found = draw(None)
    assert found.tokens == ["He", "left", "\n\n", "He", "left"]
    assert found.head == [1, -1, IGNORED, 4, -1]
    assert found.begin == [1, 0, IGNORED, 1, 0]
    assert [classes.tag[i] for i in found.tag if i != IGNORED] == ["PRP", "VBD"] * 2
    assert found.entity == [IGNORED] * 5
