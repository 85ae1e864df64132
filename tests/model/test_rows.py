"""Files of lines and rows: what cannot be read is named, and never passed over."""

import gzip

import pytest

from gold import read_gold
from lines import Unreadable, read_lines
from rows import read_rows


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing", None),
        ("latin.txt", "Zürich\n".encode("latin-1")),
        ("plain.gz", b"no gzip"),
        ("cut.gz", gzip.compress(b"Peace talks\n" * 999)[:-9]),
    ],
)
def test_broken_file_is_named(tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unreadable, match=name):
        list(read_lines(path))


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_rows_are_read_packed_or_not_and_blank_lines_are_none(tmp_path, suffix):
    path = tmp_path / f"rows.jsonl{suffix}"
    content = '{"text": "Zürich"}\n\n{"text": "Oslo"}\n'.encode()
    path.write_bytes(gzip.compress(content) if suffix else content)
    assert [row["text"] for row in read_rows(path)] == ["Zürich", "Oslo"]


@pytest.mark.parametrize(
    ("line", "says"), [("{", "line 2 is no JSON:"), ("[]", "line 2 is no JSON object")]
)
def test_row_that_is_none_is_named_by_its_line(tmp_path, line, says):
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{{}}\n{line}\n")
    with pytest.raises(Unreadable, match=says):
        list(read_rows(path))


def test_gold_file_without_texts_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"ents": [[0, 4, "LOC"]]}\n')
    with pytest.raises(Unreadable, match=r"gold\.jsonl: is no gold file: KeyError"):
        read_gold(path)
