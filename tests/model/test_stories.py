"""Every story of ours can be read, and its names are where its marks are."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from spacy.language import Language

import corpora
from labels import ENTITY_LABELS
from marked_stories import read_stories
from rows import TokenRow
from tokens import tokenizer_pipeline

FOLDER = Path(corpora.__file__).with_name(corpora.STORIES)
FILES = sorted(FOLDER.glob("*.txt"))
MARK = re.compile(r"\[([A-Z]+) ([^\[\]]+)\]")


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp: Language = tokenizer_pipeline()
    return nlp


@pytest.fixture(scope="module")
def all_rows(nlp: Language) -> dict[Path, list[TokenRow]]:
    return {path: list(read_stories(path, nlp)) for path in FILES}


def text_of(tokens: Sequence[str], spaces: Sequence[bool]) -> str:
    return "".join(token + " " * space for token, space in zip(tokens, spaces, strict=True))


def names_of(row: TokenRow) -> list[tuple[str, str]]:
    """(label, name) as the row has them."""
    return [
        (label, text_of(row["tokens"][start:end], row["spaces"][start:end]).strip())
        for start, end, label in row["ents"]
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_story_has_its_names_where_they_are_marked(path, all_rows):
    stories = [story.strip() for story in re.split(r"(?m)^###$", path.read_text(encoding="utf-8"))]
    stories = [story for story in stories if story]
    for story, row in zip(stories, all_rows[path], strict=True):
        assert text_of(row["tokens"], row["spaces"]) == MARK.sub(r"\2", story)
        names, marks = names_of(row), MARK.findall(story)
        assert {label for label, _ in names} <= set(ENTITY_LABELS)
        assert len(marks) - len(names) <= len(row["missing"])
        assert row["missing"] or names == marks


def test_tokenizer_parts_nearly_all_names_from_what_they_hang_on(all_rows):
    rows = [row for rows in all_rows.values() for row in rows]
    names, hidden = (sum(len(row[key]) for row in rows) for key in ("ents", "missing"))
    assert names > 50_000
    assert hidden < names / 500


def test_unknown_label_is_an_error(tmp_path, nlp):
    path = tmp_path / "story.txt"
    path.write_text("The [CITY Oslo] talks.", encoding="utf-8")
    with pytest.raises(ValueError, match="not marked"):
        list(read_stories(path, nlp))


def test_open_bracket_is_an_error(tmp_path, nlp):
    path = tmp_path / "story.txt"
    path.write_text("The [LOC Oslo talks.", encoding="utf-8")
    with pytest.raises(ValueError, match="not marked"):
        list(read_stories(path, nlp))


def test_name_inside_a_token_teaches_nothing(tmp_path, nlp):
    path = tmp_path / "story.txt"
    path.write_text("A pre[LOC Oslo]ian custom.", encoding="utf-8")
    (row,) = read_stories(path, nlp)
    assert row["ents"] == []
    assert [row["tokens"][i] for i in row["missing"]] == ["preOsloian"]
