"""`pagewire site-lines`: a file learned of pages, and what the other commands make of it."""

import gzip
import json

import pytest

# Reads like an article, so that a page alone keeps it.
REPEATED = "The harbour master said on Monday that the ferry had carried the mail for forty years."
NAMES = ("Amber", "Birch", "Cedar", "Daisy", "Elder", "Fern")
EVENT = "Officials of {} said on Tuesday that the ferry sailed again and carried forty passengers."
MORE = "Farmers of {} had moved their cheese by rowing boat, and they want to go on doing so."


def page(number: int, **fields: object) -> dict[str, object]:
    name = NAMES[number]
    text = "\n\n".join([EVENT.format(name), REPEATED, MORE.format(name)])
    return {"id": number, "url": f"https://www.a.example/{number}", "text": text} | fields


@pytest.fixture
def pages(tmp_path):
    """Six pages of a site, by text and by markup."""
    path = tmp_path / "pages.jsonl"
    lines = [page(number, fetched_at=f"2026-03-0{number + 1}T00:00:00Z") for number in range(6)]
    for line in lines[:3]:
        paragraphs = "".join(f"<p>{part}</p>" for part in str(line.pop("text")).split("\n\n"))
        line["html"] = f"<html><body><article>{paragraphs}</article></body></html>"
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


@pytest.fixture
def sites(pages, pagewire, tmp_path):
    """The file learned of them."""
    path = tmp_path / "sites.jsonl"
    said = pagewire("site-lines", "--input", pages, "--output", path)
    assert (said.code, said.err) == (0, "1 lines of 1 sites from 6 pages\n")
    return path


def texts(out: str) -> list[str]:
    return [json.loads(line)["text"] for line in out.splitlines()]


def test_same_pages_give_the_same_file(pages, sites, pagewire):
    assert pagewire("site-lines", "--input", pages).out == sites.read_text()


@pytest.mark.parametrize("processes", [1, 2])
def test_clean_leaves_the_lines_out_when_told_and_only_then(pages, sites, pagewire, processes):
    told = ("--input", pages, "--processes", processes)
    assert all(REPEATED in text for text in texts(pagewire("clean", *told).out))
    knowing = pagewire("clean", *told, "--site-lines", sites)
    assert texts(knowing.out) == [f"{EVENT.format(name)}\n\n{MORE.format(name)}" for name in NAMES]


def test_pages_that_are_not_counted_are_said(pagewire, tmp_path):
    path = tmp_path / "pages.jsonl"
    lines = [page(0), page(0), page(1, url="file:///1"), page(2, text="%PDF-1.7"), {"id": 3}]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n{\n")
    said = pagewire("site-lines", "--input", path)
    assert said.code == 0
    assert said.err == (
        "0 lines of 0 sites from 1 pages; 5 left out (seen before 1, no site 1, NOT_A_PAGE 1,"
        " SCHEMA_VIOLATION 1, UNDECODABLE 1)\n"
    )
    assert json.loads(said.out)["sites"] == 0


@pytest.mark.parametrize(
    "flags",
    [
        ("--half-life-days", "0"),
        ("--half-life-days", "inf"),
        ("--half-life-days", "nan"),
        ("--max-sites", "0"),
    ],
)
def test_wrong_number_is_wrong_use(pagewire, flags):
    assert pagewire("site-lines", *flags).code == 2


def test_record_names_the_file_in_its_version_and_replays_byte_for_byte(sites, pagewire, tmp_path):
    source = tmp_path / "page.jsonl"
    source.write_text(
        json.dumps(
            {
                "url": "https://a.example/new",
                "fetched_at": "2026-04-01T00:00:00Z",
                "content_type": "text/plain",
                "body": page(5)["text"],
            }
        )
    )
    without = json.loads(pagewire("enrich", source).out)
    out = pagewire("enrich", source, "--site-lines", sites).out
    record = json.loads(out)
    assert REPEATED in without["text"]
    assert REPEATED not in record["text"]
    versions = [page["provenance"]["pipeline_version"] for page in (without, record)]
    assert versions[1].removeprefix(versions[0]).startswith("+sites-")
    assert len(versions[1].removeprefix(versions[0])) == len("+sites-") + 8
    assert pagewire("enrich", source, "--site-lines", sites).out == out
    sites.write_text(sites.read_text().replace("a.example", "b.example"))
    other = json.loads(pagewire("enrich", source, "--site-lines", sites).out)
    assert other["text"] == without["text"]
    assert other["provenance"]["pipeline_version"] not in versions


@pytest.mark.parametrize("command", ["check-config", "clean", "enrich"])
def test_broken_file_is_a_mistake_in_the_settings(pagewire, tmp_path, command):
    broken = tmp_path / "sites.jsonl"
    broken.write_text("{}\n")
    source = tmp_path / "none.jsonl"
    source.write_text("")
    inputs = {"clean": ("--input", source), "enrich": (source,)}.get(command, ())
    said = pagewire(command, *inputs, "--site-lines", broken)
    assert said.code == 3
    assert "is no file of site lines" in said.err
    assert len(said.err.splitlines()) <= 2


def test_file_in_use_outlives_a_run_that_fails(pages, sites, pagewire, tmp_path):
    before = sites.read_bytes()
    damaged = tmp_path / "damaged.jsonl.gz"
    damaged.write_bytes(gzip.compress(pages.read_bytes())[:-10])
    said = pagewire("site-lines", "--input", damaged, "--output", sites)
    assert (said.code, "damaged" in said.err) == (2, True)
    assert sites.read_bytes() == before
    assert pagewire("clean", "--input", pages, "--site-lines", sites).code == 0
