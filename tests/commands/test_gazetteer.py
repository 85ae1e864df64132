"""The setting `gazetteer`: names of the user's own in records, and in the pipeline's version."""

import json

import pytest

TEXT = "The Grey House in Oslo denied on Monday that the harbour had been closed to ferries."


@pytest.fixture
def gazetteer(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("alias,canonical,label,id\nGrey House,Foreign Ministry,ORG,Q7\n")
    return path


def test_annotate_finds_the_names(gazetteer, pagewire, tmp_path):
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"id": 1, "text": TEXT}))
    (line,) = pagewire("annotate", "--input", texts, "--gazetteer", gazetteer).out.splitlines()
    (ent,) = [ent for ent in json.loads(line)["entities"] if ent["text"] == "Grey House"]
    assert (ent["canonical"], ent["label"], ent["ids"]) == (
        "Foreign Ministry",
        "ORG",
        {"own": "Q7"},
    )


def test_record_names_the_file_in_its_version(gazetteer, pagewire, tmp_path):
    page = tmp_path / "page.jsonl"
    fields = {"url": "https://a.example/", "fetched_at": "2026-04-01T00:00:00Z"}
    page.write_text(json.dumps(fields | {"content_type": "text/plain", "body": TEXT}))
    records = [
        json.loads(pagewire("enrich", page, *flags).out)
        for flags in ((), ("--gazetteer", gazetteer))
    ]
    without, with_names = (record["provenance"]["pipeline_version"] for record in records)
    assert with_names.startswith(f"{without}+names-")


@pytest.mark.parametrize("command", ["check-config", "annotate", "enrich"])
def test_broken_file_is_a_mistake_in_the_settings(pagewire, tmp_path, command):
    broken, source = tmp_path / "names.csv", tmp_path / "none.jsonl"
    broken.write_text("alias,canonical,label,id\nA,B\n,C,ORG,1\n")
    source.write_text("")
    inputs = {"annotate": ("--input", source), "enrich": (source,)}.get(command, ())
    said = pagewire(command, *inputs, "--gazetteer", broken)
    assert said.code == 3
    assert "2 mistakes:\nrow 2: has 2 columns" in said.err
    assert "row 3: alias is empty" in said.err
