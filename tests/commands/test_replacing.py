"""Files that commands write: whole or not at all."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


def partial(folder: Path) -> Path:
    (found,) = folder.glob("out.*.partial")
    return found


def break_off(path: Path, written: bytes, error: BaseException) -> None:
    with replacing(str(path)) as file:
        file.write(written)
        raise error


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt()])
def test_what_breaks_off_leaves_the_old_file_and_says_where_its_own_is(tmp_path, capsys, error):
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(type(error)):
        break_off(path, b"half", error)
    assert path.read_bytes() == b"old"
    assert partial(tmp_path).read_bytes() == b"half"
    said = capsys.readouterr().err
    assert said == f"{path} is as it was; what was written stands in {partial(tmp_path)}\n"


def test_next_run_leaves_alone_what_one_that_broke_off_had_written(tmp_path):
    path = tmp_path / "out"
    with pytest.raises(LookupError):
        break_off(path, b"half", LookupError())
    with replacing(str(path)) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert partial(tmp_path).read_bytes() == b"half"


def test_input_is_safe_whatever_its_name_is_beside_that_of_the_output(tmp_path, pagewire):
    source, target = tmp_path / "out.partial", tmp_path / "out"
    source.write_text('{"id": 1}\n')
    assert pagewire("clean", "--input", source, "--output", target, "--processes", 1).code == 0
    assert source.read_text() == '{"id": 1}\n'
    assert len(target.read_text().splitlines()) == 1


def test_input_on_stdin_is_never_its_own_output(tmp_path):
    path = tmp_path / "lines"
    path.write_text('{"id": 1}\n')
    with path.open("rb") as lines:
        ended = subprocess.run(
            [sys.executable, "-m", "worker", "site-lines", "--output", path],
            stdin=lines,
            capture_output=True,
            check=False,
        )
    assert ended.returncode == 2
    assert b"is the input as well" in ended.stderr
    assert path.read_text() == '{"id": 1}\n'


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"])
def test_what_is_open_already_is_written_to_behind_what_stands_there(tmp_path, folder):
    path = tmp_path / "log"
    path.write_bytes(b"before\n")
    with path.open("ab", buffering=0) as log:
        with replacing(f"{folder}/{log.fileno()}") as file:
            file.write(b"ours\n")
        log.write(b"after\n")
    assert path.read_bytes() == b"before\nours\nafter\n"
    assert list(tmp_path.iterdir()) == [path]


def test_shell_goes_on_behind_what_went_to_its_stdout(tmp_path):
    link = tmp_path / "stdout"
    link.symlink_to("/dev/stdout")
    code = f"""if True:
        from worker.commands.replacing import replacing
        for target in ("/dev/stdout", {str(link)!r}):
            with replacing(target) as file:
                file.write(b"ours\\n")
    """
    for redirected in (">", ">>", "| cat >"):
        script = f'{{ echo before; "$0" -c "$1"; echo after; }} {redirected} "$2"'
        log = tmp_path / "log"
        log.write_bytes(b"")
        subprocess.run(["bash", "-c", script, sys.executable, code, log], check=True)
        assert log.read_text().split() == ["before", "ours", "ours", "after"], redirected


def test_what_is_open_for_reading_alone_is_wrong_use(tmp_path):
    path = tmp_path / "in"
    path.write_bytes(b"mine")
    with (
        path.open("rb") as file,
        pytest.raises(WrongUse, match="is open for reading only"),
        replacing(f"/dev/fd/{file.fileno()}"),
    ):
        pass
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["no-number", "99999"])
def test_descriptor_that_is_none_is_wrong_use(name):
    with pytest.raises(WrongUse, match=f"/dev/fd/{name}: "), replacing(f"/dev/fd/{name}"):
        pass


def test_long_name_leaves_room_for_that_of_the_new_file(tmp_path):
    path = tmp_path / ("ö" * 125)
    with replacing(str(path)) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that somebody else than root can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user with no rights but everybody's; the files here are root's."""
    if os.geteuid():
        pytest.skip("only root can become somebody else")
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_file_in_a_folder_that_is_closed_is_written_to_as_it_is(shared):
    path = shared / "out"
    path.write_bytes(b"old and long")
    path.chmod(0o666)
    with as_nobody(), replacing(str(path)) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert list(shared.iterdir()) == [path]


def test_no_new_file_in_a_folder_that_is_closed(shared):
    with ExitStack() as stack:
        stack.enter_context(as_nobody())
        stack.enter_context(pytest.raises(WrongUse, match="out: Permission denied"))
        stack.enter_context(replacing(str(shared / "out")))


def test_content_goes_into_a_file_whose_name_is_somebody_elses(shared):
    path = shared / "out"
    path.write_bytes(b"old and long")
    path.chmod(0o666)
    shared.chmod(0o1777)  # as /tmp: each renames his own
    with as_nobody(), replacing(str(path)) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old and long"
    assert path.read_bytes() == b"new"
    assert list(shared.iterdir()) == [path]


def test_content_goes_into_a_file_that_is_mounted(tmp_path):
    outside, path = tmp_path / "outside", tmp_path / "out"
    outside.write_bytes(b"old and long")
    path.write_bytes(b"")
    code = "from worker.commands.replacing import replacing\n"
    code += f"with replacing({str(path)!r}) as file: file.write(b'new')"
    script = 'mount --bind "$2" "$3" || exit 9; "$0" -c "$1"'
    ended = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script, sys.executable, code, outside, path],
        capture_output=True,
        check=False,
    )
    if ended.returncode in (1, 9) and b"ermi" in ended.stderr and b"Traceback" not in ended.stderr:
        pytest.skip("nothing can be mounted here")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert outside.read_bytes() == b"new"
    assert sorted(tmp_path.iterdir()) == [path, outside]


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
    assert partial(tmp_path).read_bytes() == b"new"
