"""Files to raw-page records: exact bytes, facts from sidecars, mistakes that name the file."""

import base64
import io
import json
import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from worker.codec import decode_raw_page
from worker.commands import WrongUse
from worker.commands.pages import find_files, read_pages, total_bytes
from worker.records import Origin, RawPage, RawRecord


def found(*sources: object) -> list[Any]:
    return [json.loads(page.value) for page in read_pages(find_files([str(s) for s in sources]))]


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
    with pytest.raises(WrongUse, match=rf"page\.html\.meta\.json: .*{complaint}"):
        found(tmp_path)


def test_folder_is_read_in_sorted_order_with_its_subfolders(tmp_path):
    for name in ("b.html", "a/z.HTM", "a/b.txt", "c.jsonl", "notes.md", "a.html.meta.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    names = [file.name for file in find_files([str(tmp_path)])]
    assert names == ["a/b.txt", "a/z.HTM", "b.html", "c.jsonl"]


def test_lines_stay_as_they_are_and_blank_ones_are_none(tmp_path):
    file = tmp_path / "pages.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"url": 1}\r\n\n   \nnot json\n')
    read = list(read_pages(find_files([str(file)])))
    assert [page.value for page in read] == [b'{"url": 1}', b"not json"]
    assert [page.where for page in read] == ["pages.jsonl:1", "pages.jsonl:4"]


def test_stdin_has_lines_and_no_size(monkeypatch):
    stdin = SimpleNamespace(isatty=lambda: False, buffer=io.BytesIO(b'{"a": 1}\n{"a": 2}'))
    monkeypatch.setattr(sys, "stdin", stdin)
    files = find_files(["-"])
    assert total_bytes(files) is None
    assert [page.value for page in read_pages(files)] == [b'{"a": 1}', b'{"a": 2}']


@pytest.mark.parametrize("name", ["missing.html", "page.pdf", "empty-folder"])
def test_source_without_pages_is_a_mistake(tmp_path, name):
    (tmp_path / "page.pdf").write_bytes(b"%PDF")
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(WrongUse, match=name):
        find_files([str(tmp_path / name)])
