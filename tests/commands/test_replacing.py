"""Files that commands write: whole or not at all."""

import os
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from worker.commands.command import WrongUse
from worker.commands.replacing import replacing


def test_new_file_has_all_that_was_written(tmp_path):
    path = tmp_path / "out"
    with replacing(str(path)) as file:
        file.write(b"one")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "out"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with replacing(str(path)) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def break_off(path: Path, written: bytes, error: BaseException) -> None:
    with replacing(str(path)) as file:
        file.write(written)
        raise error


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt()])
def test_what_breaks_off_leaves_the_old_file_and_what_it_had_written(tmp_path, error):
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(type(error)):
        break_off(path, b"half", error)
    assert path.read_bytes() == b"old"
    assert (tmp_path / "out.partial").read_bytes() == b"half"


def test_what_breaks_off_at_once_leaves_nothing(tmp_path):
    with pytest.raises(LookupError):
        break_off(tmp_path / "out", b"", LookupError())
    assert list(tmp_path.iterdir()) == []


def test_link_goes_on_to_lead_to_the_file(tmp_path):
    path, link = tmp_path / "out", tmp_path / "link"
    path.write_bytes(b"old")
    link.symlink_to(path)
    with replacing(str(link)) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_pipe_is_written_to_and_stays(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    with replacing(str(path)) as file:
        file.write(b"through")
    reader.join(timeout=30)
    assert read == [b"through"]
    assert list(tmp_path.iterdir()) == [path]
    assert path.is_fifo()


@pytest.mark.parametrize(
    ("target", "why"),
    [("", "Is a directory"), ("missing/out", "No such file or directory")],
)
def test_path_where_no_file_can_be_is_wrong_use(tmp_path, target, why):
    path = tmp_path / target
    with pytest.raises(WrongUse, match=f"{path}: {why}"), replacing(str(path)):
        pass


def test_file_that_became_a_folder_meanwhile_says_where_the_result_is(tmp_path):
    path = tmp_path / "out"
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(WrongUse, match=r"what was written stands in .*partial"))
        stack.enter_context(replacing(str(path))).write(b"new")
        path.mkdir()
    assert (tmp_path / "out.partial").read_bytes() == b"new"
