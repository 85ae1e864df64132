"""A small corpora folder of our own as batches: what is trained on, and how often."""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpora import ENTITIES_DEV, HELD_OUT, entity_file
from epochs import Corpus, add_corpus_arguments, checked
from labels import ENTITY_TAGS, IGNORED
from lexicon import agreeing
from treebanks import SYNTAX_DEV, SYNTAX_TRAIN
from worker.enrichment.news.wordpiece import WordPiece

NUMBERS = [f"n{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(3 * HELD_OUT)]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "peace", "held", ".", *NUMBERS]
B_LOC = ENTITY_TAGS.index("B-LOC")
SENTENCE = (
    "1\tPeace\tpeace\tNOUN\tNN\tNumber=Sing\t2\tnsubj\t_\t_\n"
    "2\theld\thold\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n"
    "3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
)

Batches = list[dict[str, NDArray[np.int64]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Each row of the entity corpus is one word, a place, that says which row it is."""
    (tmp_path / "ud").mkdir()
    (tmp_path / "entities").mkdir()
    for name in (*SYNTAX_TRAIN, SYNTAX_DEV):
        content = f"# newdoc\n{SENTENCE * 3}"
        (tmp_path / "ud" / name).write_bytes(gzip.compress(content.encode()))
    rows = [
        json.dumps({"tokens": [word], "spaces": [False], "ents": [[0, 1, "LOC"]]})
        for word in NUMBERS
    ]
    entity_file(tmp_path, "docred").write_bytes(gzip.compress("\n".join(rows).encode()))
    (tmp_path / "entities" / ENTITIES_DEV).write_bytes(gzip.compress(rows[0].encode()))
    return tmp_path


def corpus(folder: Path, *flags: str) -> Corpus:
    parser = argparse.ArgumentParser()
    add_corpus_arguments(parser)
    given = ["--corpora", str(folder), "--no-swap", "--entities", "docred", *flags]
    return Corpus(parser.parse_args(given), WordPiece(VOCABULARY))


def words(batches: Batches) -> Counter[str]:
    """How often each word is read."""
    return Counter(
        VOCABULARY[batch["pieces"][row, at]]
        for batch in batches
        for row, begins in enumerate(batch["words"])
        for at in begins[begins > 0]
    )


def same(one: Batches, other: Batches) -> bool:
    return len(one) == len(other) and all(
        np.array_equal(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in a
    )


def classes(batches: Iterable[dict[str, NDArray[np.int64]]], head: str) -> set[int]:
    return {int(label) for batch in batches for label in np.unique(batch[head])}


def test_epoch_reads_each_row_once_but_those_held_out_and_the_treebanks_twice(folder):
    read = words(corpus(folder).epoch())
    held_out = NUMBERS[HELD_OUT - 1 :: HELD_OUT]
    assert {word: read[word] for word in NUMBERS} == {
        word: int(word not in held_out) for word in NUMBERS
    }
    assert read["peace"] == 2 * 3 * len(SYNTAX_TRAIN)
    assert words(corpus(folder, "--syntax-copies", "1").epoch())["peace"] == 3 * len(SYNTAX_TRAIN)


def test_epochs_differ_and_equal_seeds_do_not(folder):
    one, other = corpus(folder), corpus(folder)
    first, second = one.epoch(), one.epoch()
    assert not same(first, second)
    assert same(first, other.epoch())
    assert not same(first, corpus(folder, "--seed", "2").epoch())


def test_development_windows_are_always_the_same_and_have_both_annotations(folder):
    one = corpus(folder)
    before = one.dev()
    one.epoch()
    assert same(before, one.dev())
    assert words(before) == {"peace": 3, "held": 3, ".": 3, NUMBERS[0]: 1}
    assert classes(before, "entity") == {IGNORED, B_LOC}
    assert classes(before, "tag") == {IGNORED, 0, 1, 2}


def test_names_to_swap_must_be_given_or_not_wanted(folder, monkeypatch, capsys):
    parser = argparse.ArgumentParser()
    add_corpus_arguments(parser)
    monkeypatch.setattr("sys.argv", ["train.py", "--corpora", str(folder)])
    with pytest.raises(SystemExit):
        checked(parser)
    assert "give --gazetteer, or --no-swap" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["train.py", "--corpora", str(folder), "--no-swap"])
    assert checked(parser).corpora == folder


def test_slips_of_the_annotators_are_no_pair_of_tag_and_part_of_speech(folder):
    slip = SENTENCE.replace("\tVERB\tVBD", "\tNOUN\tVBD")
    seldom = SENTENCE.replace("\tNOUN\tNN", "\tPROPN\tNN")
    content = SENTENCE * 180 + slip + seldom * 19
    for name in SYNTAX_TRAIN:
        (folder / "ud" / name).write_bytes(gzip.compress(content.encode()))
    assert agreeing(folder) == [".|PUNCT", "NN|NOUN", "NN|PROPN", "VBD|VERB"]
