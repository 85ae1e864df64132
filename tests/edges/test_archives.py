"""Files to raw-page records: exact bytes, facts from sidecars, mistakes that name the file."""

import base64
import gzip
import io
import json
import os
import random
import sys
import tracemalloc
from types import SimpleNamespace
from typing import Any

import pytest
import zstandard

from worker.archives import (
    BadRecord,
    Found,
    FoundPage,
    Reached,
    WrongSource,
    find_files,
    read_pages,
    total_bytes,
    walk,
)
from worker.codec import decode_raw_page
from worker.failures import Reason
from worker.records import Origin, RawPage, RawRecord

LIMIT = 1000


def read(*sources: object) -> list[Found]:
    return list(read_pages(find_files([str(s) for s in sources]), record_max_bytes=LIMIT))


def values(*sources: object) -> list[bytes]:
    return [page.value for page in read(*sources) if isinstance(page, FoundPage)]


def found(*sources: object) -> list[Any]:
    return [json.loads(value) for value in values(*sources)]


def decoded(fields: dict[str, Any]) -> RawPage:
    record = RawRecord(Origin("", 0, 0), key=None, value=json.dumps(fields).encode())
    return decode_raw_page(record, input_format="json", page_max_bytes=1 << 20)


def test_markup_keeps_its_bytes(tmp_path):
    body = b"<p>caf\xe9 \xff\x00</p>"
    file = tmp_path / "page.html"
    file.write_bytes(body)
    (fields,) = found(file)
    assert decoded(fields).body == body
    assert fields["content_type"] == "text/html"


def test_text_in_utf8_is_text_and_any_other_stays_bytes(tmp_path):
    (tmp_path / "a.txt").write_bytes("Überschrift".encode())
    (tmp_path / "b.txt").write_bytes("Überschrift".encode("latin-1"))
    (tmp_path / "c.txt").write_bytes("Überschrift".encode("utf-8-sig"))
    first, second, third = found(tmp_path)
    assert first["body"] == "Überschrift"
    assert base64.b64decode(second["body_base64"]) == "Überschrift".encode("latin-1")
    assert base64.b64decode(third["body_base64"]) == "Überschrift".encode("utf-8-sig")


def test_text_with_a_declared_charset_stays_bytes(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"plain")
    (tmp_path / "a.txt.meta.json").write_text('{"charset": "utf-16"}')
    assert base64.b64decode(found(tmp_path)[0]["body_base64"]) == b"plain"


def test_url_and_time_come_from_the_file_where_nothing_else_says_them(tmp_path):
    file = tmp_path / "world news" / "naïve.html"
    file.parent.mkdir()
    file.write_bytes(b"<p>x</p>")
    os.utime(file, (0, 1_700_000_000))
    (fields,) = found(tmp_path)
    assert fields["url"] == "file:///world%20news/na%C3%AFve.html"
    assert fields["fetched_at"] == "2023-11-14T22:13:20Z"
    assert decoded(fields).url == fields["url"]


def test_sidecar_wins_over_the_file(tmp_path):
    (tmp_path / "page.html").write_bytes(b"<p>x</p>")
    facts = {"url": "https://news.example/1", "source": "feed", "meta": {"desk": 7}}
    (tmp_path / "page.html.meta.json").write_text(json.dumps(facts))
    (fields,) = found(tmp_path)
    assert facts.items() <= fields.items()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("{", "is no JSON"), ("[]", "expected a JSON object"), ('{"body": "x"}', "the body is in")],
)
def test_mistake_in_a_sidecar_names_the_sidecar(tmp_path, content, complaint):
    (tmp_path / "page.html").write_bytes(b"<p>x</p>")
    (tmp_path / "page.html.meta.json").write_text(content)
    with pytest.raises(WrongSource, match=rf"page\.html\.meta\.json: .*{complaint}"):
        found(tmp_path)


def test_folder_is_read_in_sorted_order_with_its_subfolders(tmp_path):
    pages = ("b.html", "a/z.HTM", "a/b.txt", "c.jsonl", "d.warc.wet.GZ")
    for name in (*pages, "notes.md", "x.gz", "a.html.meta.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    names = [file.name for file in find_files([str(tmp_path)])]
    assert names == ["a/b.txt", "a/z.HTM", "b.html", "c.jsonl", "d.warc.wet.GZ"]


def test_lines_stay_as_they_are_and_blank_ones_are_none(tmp_path):
    file = tmp_path / "pages.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"url": 1}\r\n\n   \nnot json\n')
    assert values(file) == [b'{"url": 1}', b"not json"]
    assert [page.place for page in read(file)] == [
        "pages.jsonl:1 (byte 0)",
        "pages.jsonl:4 (byte 20)",
    ]


def test_stdin_has_lines_and_no_size(monkeypatch):
    stdin = SimpleNamespace(isatty=lambda: False, buffer=io.BytesIO(b'{"a": 1}\n{"a": 2}'))
    monkeypatch.setattr(sys, "stdin", stdin)
    files = find_files(["-"])
    assert total_bytes(files) is None
    pages = read_pages(files, record_max_bytes=LIMIT)
    assert [page.value for page in pages if isinstance(page, FoundPage)] == [
        b'{"a": 1}',
        b'{"a": 2}',
    ]


@pytest.mark.parametrize("name", ["missing.html", "page.pdf", "page.html.gz", "empty-folder"])
def test_source_without_pages_is_a_mistake(tmp_path, name):
    (tmp_path / "page.pdf").write_bytes(b"%PDF")
    (tmp_path / "page.html.gz").write_bytes(b"")
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(WrongSource, match=name):
        find_files([str(tmp_path / name)])


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_packed_lines_are_read_by_their_bytes_and_not_by_their_name(tmp_path, pack):
    content = b"".join(b'{"n": %d}\n' % number for number in range(5000))
    (tmp_path / "a.jsonl.gz").write_bytes(pack(content[:100]) + pack(content[100:]))
    (tmp_path / "b.jsonl").write_bytes(pack(content))
    assert [fields["n"] for fields in found(tmp_path)] == [*range(5000)] * 2
    assert read(tmp_path)[1].place == "a.jsonl.gz:2 (byte 9 unpacked)"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_packed_lines_on_stdin(monkeypatch, pack):
    buffer = io.BytesIO(pack(b'{"a": 1}\n{"a": 2}'))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False, buffer=buffer))
    assert values("-") == [b'{"a": 1}', b'{"a": 2}']


# A zstd frame without a sum, which is the library's default, may hide a changed byte.
@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zstandard.ZstdCompressor(write_checksum=True).compress],
    ids=["gzip", "zstd"],
)
@pytest.mark.parametrize("harm", ["cut", "broken"])
def test_damaged_lines_are_said_and_other_files_are_read(tmp_path, pack, harm):
    chance = random.Random(7)
    lines = [b'{"n": "%s"}\n' % chance.randbytes(40).hex().encode() for _ in range(20_000)]
    packed = bytearray(pack(b"".join(lines)))
    if harm == "cut":
        del packed[-2000:]
    else:
        packed[len(packed) // 2] ^= 0xFF
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    (tmp_path / "b.jsonl").write_bytes(b"{}\n")
    everything = read(tmp_path)
    *before, bad, other = everything
    pages = [page.value + b"\n" for page in before if isinstance(page, FoundPage)]
    # gzip has one sum for all of it: damage is known somewhere behind the place where it is.
    assert pages[:5000] == lines[:5000]
    assert len(pages) == len(before)
    assert isinstance(bad, BadRecord)
    assert (bad.where, bad.reason) == (f"a.jsonl.gz:{len(before) + 1}", Reason.UNDECODABLE)
    assert other.where == "b.jsonl:1"


def test_line_over_the_limit_is_named_and_its_neighbours_are_read(tmp_path):
    lines = [b"a" * LIMIT, b"b" * (LIMIT + 1), b"c" * 3_000_000, b"d", b"e" * LIMIT]
    (tmp_path / "pages.jsonl").write_bytes(b"\n".join(lines))
    first, second, third, fourth, last = read(tmp_path)
    assert [len(page.value) for page in (first, fourth, last) if isinstance(page, FoundPage)] == [
        LIMIT,
        1,
        LIMIT,
    ]
    assert isinstance(second, BadRecord)
    assert isinstance(third, BadRecord)
    assert (second.reason, third.reason) == (Reason.TOO_LARGE, Reason.TOO_LARGE)
    assert fourth.place == "pages.jsonl:4 (byte 3002004)"


def test_line_of_any_length_takes_no_memory(tmp_path):
    with gzip.open(tmp_path / "pages.jsonl.gz", "wb", compresslevel=1) as file:
        for _ in range(100):
            file.write(b"x" * (1 << 20))
    tracemalloc.start()
    (bad,) = read(tmp_path)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(bad, BadRecord)
    assert peak_bytes < 8 << 20


def test_file_over_the_limit_is_named(tmp_path):
    (tmp_path / "page.html").write_bytes(b"x" * (LIMIT + 1))
    (bad,) = read(tmp_path)
    assert isinstance(bad, BadRecord)
    assert (bad.place, bad.reason) == ("page.html", Reason.TOO_LARGE)


def test_walk_goes_on_where_it_was_and_knows_a_file_that_has_changed(tmp_path):
    for name, count in (("a.jsonl", 5), ("b.jsonl", 3000)):
        lines = [b'{"%s": %d}' % (name.encode(), number) for number in range(count)]
        (tmp_path / name).write_bytes(b"\n".join(lines))
    files = find_files([str(tmp_path)])
    whole = [each for each in walk(files, Reached(), record_max_bytes=LIMIT) if each]
    assert len(whole) == 3005
    for at in (0, 3, 4, 5, 2500, 3004):
        _, reached = whole[at]
        going_on = list(walk(files, reached, record_max_bytes=LIMIT))
        assert [each for each in going_on if each] == whole[at + 1 :]
        assert going_on.count(None) == reached.done // 1000  # a breath while skipping
    (tmp_path / "b.jsonl").write_bytes(b"x" * (tmp_path / "b.jsonl").stat().st_size)
    with pytest.raises(WrongSource, match=r"b\.jsonl: what was done of it is not what stands"):
        list(walk(files, whole[2500][1], record_max_bytes=LIMIT))


@pytest.mark.parametrize("name", ["a.html", "b.txt", "c.jsonl", "d.jsonl.gz", "e.jsonl.zst"])
def test_progress_adds_up_to_the_size_on_disk(tmp_path, name):
    content = b"".join(b'{"n": %d}\n' % number for number in range(50))
    packing: dict[str, Any] = {".gz": gzip.compress, ".zst": zstandard.compress}
    file = tmp_path / name
    file.write_bytes(packing.get(file.suffix, bytes)(content))
    told: list[int] = []
    files = find_files([str(tmp_path)])
    assert list(read_pages(files, record_max_bytes=LIMIT, advance=told.append))
    assert sum(told) == total_bytes(files)
