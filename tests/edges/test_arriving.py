"""Lines of a pipe: each as soon as it is whole, and a word when the next is not there."""

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from worker.archives.arriving import arriving
from worker.archives.opening import opened


@pytest.fixture
def pipe() -> Iterator[tuple[Path, io.FileIO]]:
    """The end to read from, as a path, and the one to write to."""
    reads, writes = os.pipe()
    with closing(io.FileIO(reads)), closing(io.FileIO(writes, "w")) as end:
        yield Path(f"/dev/fd/{reads}"), end


def test_line_in_pieces_is_one_line_and_none_says_that_it_is_not_whole(pipe):
    path, end = pipe
    end.write(b"one\n\ntw")
    with opened(path) as stream:
        lines = arriving(stream)
        assert [next(lines) for _ in range(4)] == [b"one\n", b"\n", None, None]
        end.write(b"o")
        assert next(lines) is None
        end.write(b"\nthree")
        assert next(line for line in lines if line is not None) == b"two\n"
        end.close()
        assert [line for line in lines if line is not None] == [b"three"]


def test_line_longer_than_what_is_read_at_once(tmp_path):
    path = tmp_path / "lines"
    content = b"x" * 300_000 + b"\n" + b"y" * 131_072 + b"\nz\n"
    path.write_bytes(content)
    with opened(path) as stream:
        assert list(arriving(stream)) == content.splitlines(keepends=True)


def test_packed_lines_come_from_a_pipe_as_well(pipe):
    path, end = pipe
    end.write(gzip.compress(b"one\ntwo"))
    end.close()
    with opened(path) as stream:
        assert list(arriving(stream)) == [b"one\n", b"two"]
