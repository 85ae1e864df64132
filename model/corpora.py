"""Which corpora there are, what is mended in them, and which rows are kept from the training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from spacy.language import Language

from marked_stories import read_stories
from rows import TokenRow, read_rows

ENTITIES_DEV = "ner_uner_dev.jsonl.gz"
STORIES = "stories"
ENTITIES = (
    "uner", "gum", "docred", "wikigold", "crossner_pol", "crossner_other", "re3d", STORIES,
)  # fmt: skip
# The treebanks trained on have the same sentences: confidence calibrated on these would flatter, so
# no row of them is kept from the training.
_IN_THE_TREEBANKS = frozenset({"uner", "gum"})
HELD_OUT = 25  # every so many rows of the other entity corpora
_GLUE = "_"  # a token of re3d where its text had a line break
# The conversion's list of nationalities has these by a slip. Read one by one, all of the 35 spans
# are the country; the people are Filipinos and Laotians.
_NO_NATIONS = frozenset({"Philippines", "Laos"})

_Row = TypeVar("_Row")


def entity_file(folder: Path, name: str) -> Path:
    """Where the rows of a public entity corpus lie."""
    suffix = "" if name.startswith("crossner") else "_train"
    return folder / "entities" / f"ner_{name}{suffix}.jsonl.gz"


def entity_files(folder: Path) -> list[Path]:
    """All files of entities that training, calibration and evaluation read."""
    public = [entity_file(folder, name) for name in ENTITIES if name != STORIES]
    return [*public, folder / "entities" / ENTITIES_DEV]


def entity_rows(folder: Path, name: str, nlp: Language) -> list[TokenRow]:
    """All rows of one entity corpus; `stories` are our own, beside this file."""
    if name == STORIES:
        files = sorted(Path(__file__).with_name(STORIES).glob("*.txt"))
        return [row for path in files for row in read_stories(path, nlp)]
    rows = [with_places(row) for row in read_rows(entity_file(folder, name))]
    return [unglued(row) for row in rows] if name == "re3d" else rows


def with_places(row: TokenRow) -> TokenRow:
    """The row with countries as places that its conversion has as peoples."""
    ents = [
        (start, end, "LOC" if _is_country(row["tokens"][start:end], label) else label)
        for start, end, label in row["ents"]
    ]
    return {**row, "ents": ents}


def _is_country(words: Sequence[str], label: str) -> bool:
    return label == "NORP" and len(words) == 1 and words[0] in _NO_NATIONS


def unglued(row: TokenRow) -> TokenRow:
    """The row with a line break wherever a lone `_` holds two sentences together.

    A break is as long as what it replaces, so that all offsets hold.
    """
    return {**row, "tokens": ["\n" if word == _GLUE else word for word in row["tokens"]]}


def held_out(name: str, rows: Sequence[_Row]) -> list[_Row]:
    """The corpus' rows that are not trained on: confidence is calibrated on them."""
    return [] if name in _IN_THE_TREEBANKS else list(rows[HELD_OUT - 1 :: HELD_OUT])


def trained_on(name: str, rows: Sequence[_Row]) -> list[_Row]:
    """All other rows of the corpus."""
    everything = name in _IN_THE_TREEBANKS
    return [row for number, row in enumerate(rows, 1) if everything or number % HELD_OUT]
