"""`preview` on real files with the real model: a page in, HTML out."""

import json

import pytest

from tests.core.html_reading import read
from tests.core.rich_page import rich_page
from worker.codec import encode_enriched

ARTICLE = (
    "<html><head><title>Ferry link reopens</title></head><body><article><h1>Ferry link reopens"
    "</h1><p>The ferry between Tunis and Marseille sailed again on Tuesday, Tunisian officials"
    " said. President Kais Saied met the crew in Tunis.</p></article></body></html>"
)


def title(html: str) -> str:
    return next(one.text() for one in read(html).all() if one.name == "h1")


@pytest.fixture
def records(tmp_path):
    """Two enriched records."""
    path = tmp_path / "enriched.jsonl"
    pages = [rich_page(title="The first"), rich_page(title="The second")]
    path.write_bytes(b"\n".join(encode_enriched(p, output_max_bytes=100_000) for p in pages))
    return path


def test_page_is_enriched_and_shown(pagewire, tmp_path):
    page, target = tmp_path / "page.html", tmp_path / "out" / "page.html"
    target.parent.mkdir()
    page.write_text(ARTICLE)
    said = pagewire("preview", page, "--output", target)
    assert (said.code, said.out, said.err) == (0, "", "")
    root = read(target.read_text("utf-8"))
    assert title(target.read_text("utf-8")) == "Ferry link reopens"
    assert "Kais Saied" in {one.text() for one in root.of(class_="person")}
    assert "met" in {one.text() for one in root.of(class_="trigger")}


def test_enriched_record_is_shown_as_it_is(pagewire, records):
    said = pagewire("preview", records)
    assert (said.code, title(said.out)) == (0, "The first")


def test_record_is_chosen_by_its_number(pagewire, records):
    assert title(pagewire("preview", records, "--record", 2).out) == "The second"
    said = pagewire("preview", records, "--record", 3)
    assert (said.code, said.out) == (2, "")
    assert "has no record 3" in said.err


def test_rejected_page_is_named_with_its_reason(pagewire, tmp_path):
    page, target = tmp_path / "page.html", tmp_path / "out.html"
    page.write_bytes(b"%PDF-1.7\n\x00\x01\x02")
    said = pagewire("preview", page, "--output", target)
    assert said.code == 1
    assert said.err.startswith("page.html: rejected, NOT_A_PAGE at ")
    assert not target.exists()


def test_record_that_lacks_a_field_is_said_in_one_line(pagewire, tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text(json.dumps({"provenance": {}, "text": "x"}))
    said = pagewire("preview", path)
    assert said.code == 2
    assert "broken.jsonl:1: is no enriched record: id: Field required" in said.err
    assert len(said.err.splitlines()) == 1


def test_folder_is_refused_and_input_is_never_its_own_output(pagewire, records):
    assert "name one file" in pagewire("preview", records.parent).err
    before = records.read_bytes()
    assert pagewire("preview", records, "--output", records).code == 2
    assert records.read_bytes() == before
