"""WARC and WET files to raw pages, whole ones and broken ones."""

import gzip
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
import zstandard
from fastwarc.warc import WarcRecordType

from tests.edges.web_archives import DATE, answer, page, record, text
from worker.archives import BadRecord, Found, FoundPage, LeftOut, PageFile, read_file
from worker.codec import decode_raw_page
from worker.failures import Reason
from worker.records import Origin, RawPage, RawRecord

LIMIT = 100_000
Pack = Callable[[bytes], bytes]
each_packing = pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"]
)


def read(tmp_path: Path, *records: bytes, name: str = "crawl.warc") -> list[Found]:
    """All that is found in a file of these records."""
    path = tmp_path / name
    path.write_bytes(b"".join(records))
    return list(read_file(PageFile(path, name), record_max_bytes=LIMIT))


def pages(found: list[Found]) -> list[RawPage]:
    return [
        decode_raw_page(
            RawRecord(Origin("", 0, 0), key=None, value=each.value),
            input_format="json",
            page_max_bytes=1 << 20,
        )
        for each in found
        if isinstance(each, FoundPage)
    ]


def numbers(found: list[Found]) -> list[int]:
    return [int(page.url.rpartition("/")[2]) for page in pages(found)]


def bad(found: list[Found]) -> list[BadRecord]:
    return [each for each in found if isinstance(each, BadRecord)]


@each_packing
def test_answers_become_pages_with_the_facts_of_their_records(tmp_path, pack):
    body = "<p>café".encode("latin-1")
    records = [record("https://x.example/1", answer(body, ETag="7")), page(2)]
    found = read(tmp_path, *map(pack, records))
    first, second = pages(found)
    assert (first.url, first.fetched_at, first.http_status) == ("https://x.example/1", DATE, 200)
    assert (first.body, first.content_type, first.charset) == (body, "text/html", "iso-8859-1")
    assert first.headers == {"content-type": "text/html; charset=iso-8859-1", "etag": "7"}
    assert second.url == "https://x.example/2"
    assert [each.place for each in found] == [
        "crawl.warc:1 (byte 0)",
        f"crawl.warc:2 (byte {len(pack(records[0]))})",
    ]


def test_texts_of_a_wet_file_are_flattened_text(tmp_path):
    found = read(tmp_path, text(1, "Zürich".encode()), text(2, b"Z\xfcrich"))
    first, second = pages(found)
    assert (first.body, first.content_type) == ("Zürich", "text/plain")
    assert second.body == b"Z\xfcrich"


def test_what_is_no_page_is_left_out_in_words(tmp_path):
    kinds = WarcRecordType
    found = read(
        tmp_path,
        record(None, b"software: x\r\n", kinds.warcinfo, content_type="application/warc-fields"),
        record("https://x.example/1", b"GET / HTTP/1.1\r\n\r\n", kinds.request),
        page(1),
        record("https://x.example/2", answer(b"", status="301 Moved Permanently")),
        record("https://x.example/3", answer(b"\x89PNG", "image/png")),
        record("https://x.example/4", answer(b"x", "")),
        record("https://x.example/5", b"", kinds.metadata),
        record("https://x.example/6", answer(b""), kinds.revisit),
    )
    assert [each.why if isinstance(each, LeftOut) else "" for each in found] == [
        "warcinfo record",
        "request record",
        "",
        "status 301",
        "content type image/png",
        "content type not given",
        "metadata record",
        "revisit record",
    ]


@pytest.mark.parametrize(
    ("headers", "sent", "expected"),
    [
        ({"Transfer_Encoding": "chunked"}, b"5\r\n<p>ab\r\n1\r\nc\r\n0\r\n\r\n", b"<p>abc"),
        ({"Transfer_Encoding": "chunked"}, b"<p>was unpacked", b"<p>was unpacked"),
        ({"Content_Encoding": "br"}, brotli.compress(b"<p>abc"), b"<p>abc"),
        ({"Content_Encoding": "br"}, b"<p>was unpacked", b"<p>was unpacked"),
        ({"Content_Encoding": "zstd"}, zstandard.compress(b"<p>abc"), b"<p>abc"),
        # Cleaning does this one, from the same bytes.
        ({"Content_Encoding": "gzip"}, gzip.compress(b"x", mtime=0), gzip.compress(b"x", mtime=0)),
    ],
)
def test_body_comes_out_of_its_transfer(tmp_path, headers, sent, expected):
    (found,) = pages(read(tmp_path, record("https://x.example/1", answer(sent, **headers))))
    assert found.body == expected
    assert found.headers.get("content-encoding") in (None, "gzip")


@pytest.mark.parametrize(
    ("broken", "reason", "words"),
    [
        (record(None, answer(b"<p>x")), Reason.SCHEMA_VIOLATION, "WARC-Target-URI"),
        (record("u", answer(b"<p>x"), date="July"), Reason.SCHEMA_VIOLATION, "WARC-Date"),
        (record("u", answer(b"x" * (LIMIT + 1))), Reason.TOO_LARGE, f"at most {LIMIT} bytes"),
        (record("u", b"no answer"), Reason.UNDECODABLE, "expected an HTTP response"),
        (record("u", answer(b"x", X="y" * 50_000)), Reason.UNDECODABLE, "HTTP headers"),
        (
            record("u", answer(brotli.compress(b"x" * (LIMIT + 1)), Content_Encoding="br")),
            Reason.TOO_LARGE,
            f"at most {LIMIT} bytes",
        ),
    ],
    ids=["no url", "no date", "too large", "no answer", "endless headers", "bomb"],
)
@each_packing
def test_bad_record_is_named_with_its_place_and_its_neighbours_are_read(
    tmp_path, pack, broken, reason, words
):
    found = read(tmp_path, *map(pack, [page(1), broken, page(2), page(3)]))
    assert numbers(found) == [1, 2, 3]
    (named,) = bad(found)
    assert named.place == f"crawl.warc:2 (byte {len(pack(page(1)))})"
    assert named.reason == reason
    assert words in named.detail


def harmed(packed: bytes, at: float) -> bytes:
    """With a byte that is another, so far into it."""
    found = bytearray(packed)
    found[int(len(found) * at)] ^= 0xFF
    return bytes(found)


@pytest.mark.parametrize("at", [0.0, 0.1, 0.5, 0.95, 0.995])
@pytest.mark.parametrize("size", [300, 50_000], ids=["small", "large"])
@pytest.mark.parametrize(
    "pack", [gzip.compress, zstandard.ZstdCompressor(write_checksum=True).compress]
)
def test_damaged_piece_costs_itself_and_no_neighbour(tmp_path, pack, size, at):
    records = [pack(page(number, size)) for number in range(6)]
    records[3] = harmed(records[3], at)
    found = read(tmp_path, *records)
    assert [number for number in numbers(found) if number != 3] == [0, 1, 2, 4, 5]
    assert len(bad(found)) == 1
    assert bad(found)[0].where == "crawl.warc:4"


def wrong_length(whole: bytes, length: str) -> bytes:
    return re.sub(rb"Content-Length: \d+", b"Content-Length: " + length.encode(), whole, count=1)


@pytest.mark.parametrize(
    "broken",
    [
        page(3).replace(b"WARC/1.1", b"CRAW/1.1", 1),
        wrong_length(page(3), "99999"),
        wrong_length(page(3), "99999999999"),
        wrong_length(page(3), "abc"),
        os.urandom(500),
        b"\0" * 500,
    ],
    ids=["no magic", "too long", "far too long", "no number", "noise", "zeros"],
)
def test_damage_in_a_plain_file_costs_itself_and_no_neighbour(tmp_path, broken):
    found = read(tmp_path, page(1), page(2), broken + b"\r\n\r\n", page(4), page(5))
    assert numbers(found) == [1, 2, 4, 5]
    assert len(bad(found)) == 1
    assert "crawl.warc:3" in bad(found)[0].place


@each_packing
@pytest.mark.parametrize("missing", [12, 100, 250])
def test_file_that_breaks_off_gives_all_that_is_whole(tmp_path, pack, missing):
    whole = b"".join(pack(page(number)) for number in range(4))
    found = read(tmp_path, whole[:-missing])
    assert numbers(found) == [0, 1, 2]
    (named,) = bad(found)
    assert named.where == "crawl.warc:4"


def test_file_that_is_no_archive_is_said(tmp_path):
    (named,) = read(tmp_path, b"<html>nothing of the kind</html>" * 100)
    assert isinstance(named, BadRecord)
    assert named.place == "crawl.warc:1 (byte 0)"
    assert read(tmp_path, b"") == []


@each_packing
def test_archive_on_stdin_is_known_by_its_bytes_and_read_up_to_its_damage(monkeypatch, pack: Pack):
    def piped(*records: bytes) -> list[Found]:
        reading, writing = os.pipe()
        os.write(writing, b"".join(records))
        os.close(writing)
        buffer = io.BufferedReader(io.FileIO(reading))
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False, buffer=buffer))
        return list(read_file(PageFile(None, "stdin"), record_max_bytes=LIMIT))

    assert numbers(piped(pack(page(1)), pack(page(2)))) == [1, 2]
    found = piped(pack(page(1)), os.urandom(100), pack(page(2)))
    assert numbers(found) == [1]
    assert len(bad(found)) == 1


MEMORY = r"""
import re, sys
from pathlib import Path
from worker.archives import PageFile, read_file
path = Path(sys.argv[1])
found = list(read_file(PageFile(path, path.name), record_max_bytes=1 << 20))
# Not ru_maxrss: that begins with what the parent had.
peak_kib = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]
print(len(found), int(peak_kib) // 1024)
"""


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_record_of_a_gigabyte_takes_no_memory(tmp_path: Path, name: str) -> None:
    size = 1 << 30
    head = record("https://x.example/big", answer(b""))
    start = wrong_length(head, str(len(answer(b"")) + size)).removesuffix(b"\r\n\r\n")
    opener: Any = gzip.open if name.endswith(".gz") else open
    with opener(tmp_path / name, "wb", **({"compresslevel": 1} if "gz" in name else {})) as file:
        file.write(page(1) + start)
        for _ in range(size >> 20):
            file.write(b"x" * (1 << 20))
        file.write(b"\r\n\r\n" + page(2))
    command = [sys.executable, "-c", MEMORY, str(tmp_path / name)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
    count, peak_mib = map(int, said.stdout.split())
    assert count == 3
    assert peak_mib < 150
