"""What `evaluate.py` says of files that it cannot read, before it scores anything."""

import gzip
import json
import sys
from pathlib import Path

import pytest

import corpora
import evaluate

MODEL = Path(corpora.__file__).parents[1] / "worker" / "enrichment" / "models" / "news"


@pytest.fixture
def said(monkeypatch, capsys):
    """Run the script: exit code and stderr."""

    def run(*arguments: object) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["evaluate.py", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            evaluate.main()
        return ended.value.code, capsys.readouterr().err

    return run


def test_everything_that_is_missing_is_said_at_once(said, tmp_path):
    folder, model, gold = tmp_path / "corpora", tmp_path / "model", tmp_path / "gold.jsonl"
    code, err = said("--model", model, "everything", "--corpora", folder, "--gold", gold)
    assert code == 2
    needed = [model / "meta.json", gold, *corpora.entity_files(folder)]
    needed += [folder / "ud" / f"{name}.conllu.gz" for name in evaluate.TREEBANKS]
    assert all(str(path) in err for path in needed)


def test_confidence_needs_no_treebank(said, tmp_path):
    code, err = said("--model", MODEL, "confidence", "--corpora", tmp_path)
    assert code == 2
    assert "ner_docred_train.jsonl.gz" in err
    assert "conllu" not in err


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"{\n", "line 1 is no JSON"),
        (b"[]\n", "line 1 is no JSON object"),
        (b'{"tokens": ["Oslo"], "ents": []}\n', "no gold file: KeyError('text')"),
        (b'{"text": "Oslo", "ents": [[0, 4]]}\n', "no gold file"),
        (b"\xff\xfe", "utf-8"),
    ],
)
def test_gold_file_of_another_form_is_named(said, tmp_path, content, word):
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(json.dumps({"text": "Oslo", "ents": [[0, 4, "LOC"]]}))
    bad.write_bytes(content)
    code, err = said("--model", MODEL, "entities", "--gold", good, bad)
    assert code == 2
    assert f"{bad}: " in err
    assert word in err
    assert str(good) not in err


def test_packed_file_that_breaks_off_is_named(said, tmp_path):
    path = tmp_path / "half.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "Oslo", "ents": []}\n' * 99)[:-12])
    code, err = said("--model", MODEL, "entities", "--gold", path)
    assert code == 2
    assert str(path) in err


def test_treebank_of_another_form_is_named(said, tmp_path):
    path = tmp_path / "one.conllu"
    path.write_text("1\tPeace\tNOUN\n")
    code, err = said("--model", MODEL, "syntax", "--conllu", path)
    assert code == 2
    assert f"{path}: is no CoNLL-U" in err
