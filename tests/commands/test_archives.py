"""Archives through the commands that need no Kafka."""

import gzip
import json
import re

import zstandard

from tests.edges.web_archives import answer, page, record, text

ARTICLE = (
    b"<html><head><title>Ferry link reopens</title></head><body><article><h1>Ferry link reopens"
    b"</h1><p>The ferry between Tunis and Marseille sailed again on Tuesday, Tunisian officials"
    b" said. The harbour had been closed since the storm.</p></article></body></html>"
)


def test_web_archive_is_enriched_with_its_bad_records_in_their_places(tmp_path, pagewire):
    whole = [
        record("https://x.example/1", answer(ARTICLE)),
        record(None, answer(ARTICLE)),
        record("https://x.example/logo", answer(b"\x89PNG", "image/png")),
        record("https://x.example/2", answer(ARTICLE)),
    ]
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(b"".join(map(gzip.compress, whole)))
    said = pagewire("enrich", file, "--spacy-pipeline", "news-fast")
    assert said.code == 0, said.err
    first, bad, second = map(json.loads, said.out.splitlines())
    assert (first["url"], second["url"]) == ("https://x.example/1", "https://x.example/2")
    assert first["title"] == "Ferry link reopens"
    assert first["fetched_at"] == "2021-07-01T06:00:00Z"
    assert (bad["where"], bad["rejected"]["reason"]) == ("crawl.warc.gz:2", "SCHEMA_VIOLATION")
    assert said.err.endswith(
        "2 enriched, 1 rejected (SCHEMA_VIOLATION 1), 1 left out (content type image/png 1)\n"
    )


def test_lines_of_any_packing_are_cleaned(tmp_path, pagewire):
    line = json.dumps({"id": 1, "html": ARTICLE.decode()}).encode()
    for name, pack in (("a.jsonl.gz", gzip.compress), ("a.jsonl.zst", zstandard.compress)):
        (tmp_path / name).write_bytes(pack(line))
        said = pagewire("clean", "--input", tmp_path / name, "--processes", "1")
        assert said.code == 0, said.err
        assert json.loads(said.out)["title"] == "Ferry link reopens"


def test_packed_lines_that_break_off_are_said_in_one_line(tmp_path, pagewire):
    lines = b"".join(b'{"id": %d, "text": "x"}\n' % number for number in range(1000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-100])
    said = pagewire("clean", "--input", tmp_path / "a.jsonl.gz", "--processes", "1")
    assert said.code == 2
    assert "a.jsonl.gz: damaged behind line " in said.err
    assert said.err.count("\n") == 1


def test_record_of_a_web_archive_can_be_looked_at(tmp_path, pagewire):
    file = tmp_path / "crawl.warc"
    broken = page(1).replace(b"HTTP/1.1", b"nonsense", 1)
    file.write_bytes(broken + text(2, b"Officials met in Tunis on Tuesday.\n"))
    said = pagewire("preview", file, "--record", 1)
    assert said.code == 1
    assert said.err.startswith("crawl.warc:1 (byte 0): cannot be read, UNDECODABLE")
    said = pagewire("preview", file, "--record", 2, "--spacy-pipeline", "news-fast")
    assert said.code == 0, said.err
    assert "Officials met in Tunis" in re.sub("<[^>]+>", "", said.out)
