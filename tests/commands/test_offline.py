"""`enrich`, `clean` and `annotate` on real files with the real model: one line in, one line out."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.contract.examples import validator
from tests.core.hostile_pages import PAGES
from worker import contract
from worker.commands.lines import BATCH_MAX_BYTES, BATCH_PAGES, batches
from worker.commands.offline import outcomes
from worker.failures import Reason
from worker.records import DeadLetter, Enriched, Model, Origin, Processed, RawRecord

ARTICLE = (
    "<html><head><title>Ferry link reopens</title></head><body><article><h1>Ferry link reopens"
    "</h1><p>The ferry between Tunis and Marseille sailed again on Tuesday, Tunisian officials"
    " said. President Kais Saied met the crew in Tunis.</p></article></body></html>"
)
TEXT = "Officials said on Tuesday that Kais Saied met Emmanuel Macron in Tunis."


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "pages"
    inside.mkdir()
    (inside / "1.html").write_text(ARTICLE)
    (inside / "2.html").write_bytes(b"%PDF-1.7\n\x00\x01\x02")
    (inside / "3.jsonl").write_text('{"url": "https://x.example/3"}\nnot json\n')
    return inside


def test_each_page_gives_one_line_in_order_and_rejected_ones_are_no_failure(folder, pagewire):
    said = pagewire("enrich", folder)
    assert said.code == 0
    first, second, third, fourth = lines(said.out)
    assert first["url"] == "file:///1.html"
    assert first["provenance"]["input"]["topic"] is None
    assert second["rejected"]["reason"] == "NOT_A_PAGE"
    assert third["rejected"]["reason"] == "SCHEMA_VIOLATION"
    assert third["url"] == "https://x.example/3"
    assert fourth["rejected"]["reason"] == "UNDECODABLE"
    assert fourth["url"] is None
    assert [line["where"] for line in (second, third, fourth)] == [
        *("2.html", "3.jsonl:1", "3.jsonl:2"),
    ]
    assert said.err == "1 enriched, 3 rejected (NOT_A_PAGE 1, SCHEMA_VIOLATION 1, UNDECODABLE 1)\n"


def test_enriched_line_is_an_enriched_page_of_the_schema(folder, pagewire):
    (page,) = lines(pagewire("enrich", folder / "1.html").out)
    validator("enriched-page.v1").validate(page)
    assert "Tunis" in {ent["canonical"] for ent in page["entities"]}


def test_output_goes_to_the_file_and_pretty_is_for_reading(folder, pagewire, tmp_path):
    target = tmp_path / "out.json"
    said = pagewire("enrich", folder / "1.html", "--output", target, "--pretty")
    assert (said.code, said.out) == (0, "")
    assert target.read_text().startswith('{\n  "id"')
    assert json.loads(target.read_text())["url"] == "file:///1.html"


def test_topic_format_of_the_environment_does_not_matter_to_files(folder, pagewire, monkeypatch):
    monkeypatch.setenv("PAGEWIRE_INPUT_FORMAT", "bytes")
    assert lines(pagewire("enrich", folder / "1.html").out)[0]["title"] == "Ferry link reopens"


def test_input_is_never_its_own_output(folder, pagewire):
    page = folder / "1.html"
    assert pagewire("enrich", page, "--output", page).code == 2
    assert page.read_text() == ARTICLE


def test_file_that_cannot_be_read_or_written_is_said_in_one_line(pagewire, tmp_path):
    missing = tmp_path / "no" / "file.jsonl"
    for arguments in (("annotate", "--input", missing), ("clean", "--output", missing)):
        said = pagewire(*arguments)
        assert said.code == 2
        assert str(missing) in said.err
        assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("processes", [1, 2])
def test_cleaned_lines_keep_their_order_and_name_what_was_rejected(pagewire, tmp_path, processes):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = [{"id": i, "html": ARTICLE.replace("crew", f"crew of ferry {i}")} for i in range(60)]
    bad = [{"id": "empty", "html": ""}, {"id": "both", "html": "", "text": ""}, {"html": ARTICLE}]
    source.write_text("\n".join(json.dumps(line) for line in good + bad) + "\n{\n")
    said = pagewire("clean", "--input", source, "--output", target, "--processes", processes)
    assert said.code == 0
    out = lines(target.read_text())
    assert [line["id"] for line in out] == [*range(60), "empty", "both", None, None]
    assert all(f"crew of ferry {line['id']} in Tunis" in line["text"] for line in out[:60])
    assert set(out[0]) == {
        *("id", "text", "title", "author", "date", "site_name", "language", "url"),
    }
    assert [line["rejected"]["reason"] for line in out[60:]] == [
        *("EMPTY", "SCHEMA_VIOLATION", "SCHEMA_VIOLATION", "UNDECODABLE"),
    ]


def test_page_that_costs_its_process_costs_no_other_page(pagewire, tmp_path):
    source = tmp_path / "in.jsonl"
    hostile = {"id": "hostile", "text": PAGES["lines"](0.3)}
    pages = [{"id": 1, "html": ARTICLE}, hostile, {"id": 2, "html": ARTICLE}]
    source.write_text("\n".join(map(json.dumps, pages)))
    beyond = ("--flattened-max-chars", "20000000", "--flattened-max-lines", "1000000")
    memory = ("--process-memory-max-bytes", "256MiB")
    said = pagewire("clean", "--input", source, "--processes", 1, *beyond, *memory)
    first, second, third = lines(said.out)
    assert (said.code, first["id"], third["id"]) == (0, 1, 2)
    assert first["text"] == third["text"]
    assert second["id"] == "hostile"
    assert second["rejected"]["reason"] == "OUT_OF_MEMORY"


def test_flattened_text_is_cleaned_as_text(pagewire, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 1, "text": TEXT, "url": "https://x.example/1"}))
    (line,) = lines(pagewire("clean", "--input", source).out)
    assert (line["text"], line["url"]) == (TEXT, "https://x.example/1")


def test_annotation_leaves_the_text_and_its_offsets_alone(pagewire, tmp_path):
    text = f"  \n\U0001f6a2 {TEXT}\n"
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "a", "text": text, "published": "2026-01-01"}))
    (line,) = lines(pagewire("annotate", "--input", source).out)
    assert list(line) == ["id", "entities", "things", "events"]
    spans = [*line["entities"], *(event["trigger"] for event in line["events"])]
    spans += [actor for event in line["events"] for actor in event["actors"]]
    assert {"Kais Saied", "met"} <= {span["text"] for span in spans}
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_annotated_days_are_those_of_the_cleaned_page(pagewire, tmp_path):
    source = tmp_path / "cleaned.jsonl"
    line = {"id": 1, "text": "Rebels attacked the town on Wednesday.", "date": "2026-06-05"}
    source.write_text(json.dumps(line))
    (line,) = lines(pagewire("annotate", "--input", source).out)
    assert [event["date"]["earliest"] for event in line["events"]] == ["2026-06-03"]


def test_annotated_line_has_the_fields_of_an_enriched_page(pagewire, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "a", "text": TEXT}))
    (line,) = lines(pagewire("annotate", "--input", source).out)
    properties = contract.schema("enriched-page.v1")["$defs"]
    assert all(set(ent) == set(properties["entity"]["properties"]) for ent in line["entities"])
    assert all(set(event) == set(properties["event"]["properties"]) for event in line["events"])


def test_annotated_confidence_is_that_of_the_enriched_page(pagewire, tmp_path):
    source, page = tmp_path / "in.jsonl", tmp_path / "page.txt"
    source.write_text(json.dumps({"id": "a", "text": TEXT}))
    page.write_text(TEXT)
    (annotated,) = lines(pagewire("annotate", "--input", source).out)
    (enriched,) = lines(pagewire("enrich", page).out)
    assert enriched["text"] == TEXT
    assert any(ent["confidence"] for ent in annotated["entities"])
    assert annotated["entities"] == enriched["entities"]
    assert annotated["things"] == enriched["things"]


def test_line_without_text_is_rejected_and_its_neighbours_are_not(pagewire, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1}\n{"id": 2, "text": ""}\n{"id": 3, "text": 4}\n7\n')
    said = pagewire("annotate", "--input", source)
    assert said.code == 0
    first, second, third, fourth = lines(said.out)
    assert second == {"id": 2, "entities": [], "things": [], "events": []}
    assert {line["rejected"]["reason"] for line in (first, third, fourth)} == {"SCHEMA_VIOLATION"}


def test_line_whose_published_is_no_date_is_rejected_and_told_the_form(pagewire, tmp_path):
    source = tmp_path / "in.jsonl"
    good = ["2026-06-03", "2026-06-03T17:55:00Z", "2026-06-03T17:55:00.5+02:00", None]
    bad = ["yesterday", "", "2026-02-31", "2026-06", "2026-06-03 or so"]
    dated = [{"id": 1, "text": TEXT, "published": published} for published in good + bad]
    source.write_text("\n".join(map(json.dumps, dated)))
    out = lines(pagewire("annotate", "--input", source).out)
    assert [line.get("rejected", {}).get("reason") for line in out] == (
        [None] * len(good) + ["SCHEMA_VIOLATION"] * len(bad)
    )
    details = [line["rejected"]["detail"] for line in out[len(good) :]]
    assert all(said.startswith("published: ") and "ISO 8601" in said for said in details)
    assert "'yesterday'" in details[0]


def test_text_over_the_limit_is_cut_and_says_so(pagewire, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 1, "text": TEXT + " " + "word " * 100}))
    (line,) = lines(pagewire("annotate", "--input", source, "--text-max-chars", "100").out)
    assert line["warnings"] == ["text_truncated"]
    assert line["entities"]


def test_page_on_which_our_own_code_fails_is_rejected_and_its_neighbours_are_not():
    class Fragile:
        version = "0"
        model = Model("none", "0", "")

        def warm_up(self):
            """Nothing."""

        def process(self, batch):
            for index, record in reversed(list(enumerate(batch))):
                if record.value == b"bad":
                    raise LookupError("a fault of our own")
                yield index, Processed(Enriched(b"", record.value or b""))

    values = [b"one", b"bad", b"two", b"three"]
    records = [RawRecord(Origin("", 0, i), None, value) for i, value in enumerate(values)]
    found = [outcome for _, outcome in outcomes(Fragile(), records)]
    enriched = [outcome.value for outcome in found if isinstance(outcome, Enriched)]
    assert enriched == [b"one", b"two", b"three"]
    assert isinstance(found[1], DeadLetter)
    assert found[1].reason is Reason.UNEXPECTED


def test_pipes_are_quiet_and_standard_streams_are_the_default():
    piped = subprocess.run(
        [sys.executable, "-m", "worker", "annotate"],
        input=json.dumps({"id": 1, "text": TEXT}).encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(piped.stdout)["id"] == 1
    assert piped.stderr == b""


def test_batch_is_bounded_in_records_and_in_bytes():
    def sizes(*record_bytes: int) -> list[int]:
        records = [RawRecord(Origin("", 0, 0), None, b"x" * size) for size in record_bytes]
        return [len(batch) for batch in batches(records)]

    assert sizes(*[1] * (2 * BATCH_PAGES + 1)) == [BATCH_PAGES, BATCH_PAGES, 1]
    assert sizes(1, 2 * BATCH_MAX_BYTES, BATCH_MAX_BYTES, 1) == [1, 1, 1, 1]
    assert sizes() == []
