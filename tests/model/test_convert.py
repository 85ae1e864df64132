"""Entity files out of published ones: every form on a few lines of our own."""

import gzip
import json

import pytest

from convert import CORPORA, convert, is_people
from lines import Unreadable
from published_rows import column_documents, spaces_of
from rows import TokenRow, in_characters, read_rows

UNER = """\
# newdoc id = a
# sent_id = a-1
# text = Mara Voss left Lindholm's (new) yard.
1\tMara\tB-PER\t-\tx
2\tVoss\tI-PER\t-\tx
3\tleft\tO
4\tLindholm\tB-ORG\t-\tx
5\t's\tO
6\t(\tO
7\tnew\tO
8\t)\tO
9\tyard\tO
10\t.\tB-O\t-\tx

# sent_id = a-2
# text = Danish crews followed.
1\tDanish\tB-OTH\t-\tx
2\tcrews\tO
3\tfollowed\tO
4\t.\tO

# newdoc id = b
# sent_id = b-1
# text = Rain.
1\tRain\tO
2\t.\tO
"""
WIKIGOLD = """\
-DOCSTART- O

The I-ORG
Lindholm I-ORG
Yard I-ORG
of O
Aalborg I-LOC
Denmark I-LOC
closed O
. O

-DOCSTART- O

Rain O
"""
CROSSNER = "Mara\tB-politician\nVoss\tB-person\nplays\tO\nfado\tB-musicgenre\n.\tO\n\n" * 9
DOCRED = [
    {
        "title": "Mara Voss",
        "sents": [["Mara", "Voss", "saw", "Danish", "rain", "in", "1990", "."]],
        "vertexSet": [
            [{"name": "Mara Voss", "pos": [0, 2], "sent_id": 0, "type": "PER"}],
            [{"name": "Voss", "pos": [1, 2], "sent_id": 0, "type": "ORG"}],
            [{"name": "Danish", "pos": [3, 4], "sent_id": 0, "type": "LOC"}],
            [{"name": "1990", "pos": [6, 7], "sent_id": 0, "type": "TIME"}],
        ],
        "labels": [],
    }
]


@pytest.fixture
def converted(tmp_path):
    """Put the same content in the place of each file of a corpus, and read what becomes of it."""

    def make(name: str, content: str) -> list[TokenRow]:
        for file in CORPORA[name].files:
            path = tmp_path / "source" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        made = convert(CORPORA[name], tmp_path / "source", tmp_path / "out")
        rows = list(read_rows(tmp_path / "out" / f"{CORPORA[name].made}.jsonl.gz"))
        assert made == len(rows)
        return rows

    return make


def named(row: TokenRow) -> list[tuple[str, str]]:
    found = in_characters(row)
    return [(found["text"][start:end], label) for start, end, label in found["ents"]]


def test_universal_ner_keeps_its_spaces_and_what_was_taken_back_is_missing(converted):
    first, second = converted("uner-train", UNER)
    text = in_characters(first)["text"]
    assert text == "Mara Voss left Lindholm's (new) yard. Danish crews followed. "
    assert named(first) == [("Mara Voss", "PERSON"), ("Lindholm", "ORG"), ("Danish", "NORP")]
    assert [first["tokens"][at] for at in first["missing"]] == ["."]
    assert first["missing"] == [9]
    assert second["tokens"] == ["Rain", "."]


def test_tags_without_a_beginning_are_one_span_and_its_article_stays_out(converted):
    first, second = converted("wikigold", WIKIGOLD)
    assert named(first) == [("Lindholm Yard", "ORG"), ("Aalborg Denmark", "LOC")]
    assert second["tokens"] == ["Rain"]


def test_words_that_are_no_names_teach_nothing_and_sentences_are_joined(converted):
    rows = converted("crossner-pol", CROSSNER)
    assert [len(row["tokens"]) for row in rows] == [8 * 5, 5] * 2  # two files
    assert named(rows[1]) == [("Mara", "PERSON"), ("Voss", "PERSON")]
    assert [rows[1]["tokens"][at] for at in rows[1]["missing"]] == ["fado"]


def test_mentions_become_spans_that_do_not_overlap_and_times_are_none(converted):
    row, _ = converted("docred", json.dumps(DOCRED))
    assert named(row) == [("Mara Voss", "PERSON"), ("Danish", "NORP")]
    assert row["missing"] == []


def test_every_corpus_of_the_training_that_is_converted_is_named_as_it_is_read():
    assert {corpus.made for corpus in CORPORA.values()} == {
        *("ner_uner_train", "ner_uner_dev", "ner_wikigold_train", "ner_docred_train"),
        *("ner_crossner_pol", "ner_crossner_other"),
    }


@pytest.mark.parametrize(
    ("name", "people"),
    [("Danish", True), ("Sunni", True), ("Republicans", True), ("Denmark", False)],
)
def test_peoples_are_told_from_countries(name, people):
    assert is_people(name) == people


@pytest.mark.parametrize(
    "text",
    [
        'He said: "Wait (a bit), please!" Nobody\'s crew did.',
        "It cost $ 5% more; they couldn't pay.",
    ],
)
def test_spaces_are_those_of_prose(text):
    words = {
        "He": 'He said : " Wait ( a bit ) , please ! " Nobody \'s crew did .',
        "It": "It cost $ 5 % more ; they could n't pay .",
    }[text[:2]].split()
    spaces = spaces_of(words)
    joined = "".join(w + " " * s for w, s in zip(words, spaces, strict=True)).rstrip()
    assert joined == text.replace("$ ", "$")


def test_broken_file_is_named(tmp_path):
    path = tmp_path / "broken.txt"
    path.write_text("word\n")
    with pytest.raises(Unreadable, match=r"broken\.txt: line 1 has a word and no tag"):
        list(column_documents(path))
    packed = tmp_path / "cut.gz"
    packed.write_bytes(gzip.compress(b"a O\n" * 999)[:-9])
    with pytest.raises(Unreadable, match=r"cut\.gz"):
        list(column_documents(packed))


@pytest.mark.parametrize("content", ["{", '[{"sents": 1}]', '[{"sents": [["a"]]}]'])
def test_what_is_no_docred_is_named(converted, content):
    with pytest.raises(Unreadable, match="is no DocRED"):
        converted("docred", content)
