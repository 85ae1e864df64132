"""An export that breaks off leaves the pipeline that was there, and no rubbish beside it."""

from pathlib import Path

import pytest

from replacing import replaceable, replacing

MARK = "meta.json"


def written(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def half_written(folder: Path) -> None:
    (folder / MARK).write_text("half")
    raise KeyError


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / MARK).write_text("old")
    (folder / "left.txt").write_text("old")
    return folder


def test_new_folder_is_there_as_a_whole_and_nothing_of_the_old_one(out):
    with replacing(out) as new:
        (new / MARK).write_text("new")
        assert written(out)[MARK] == "old", "nothing is touched before the end"
    assert written(out) == {MARK: "new"}
    assert list(out.parent.iterdir()) == [out]


def test_what_breaks_off_changes_nothing(out):
    before = written(out)
    with pytest.raises(KeyError), replacing(out) as new:
        half_written(new)
    assert written(out) == before
    assert list(out.parent.iterdir()) == [out]


def test_old_folder_comes_back_where_the_new_one_cannot_take_its_place(out, monkeypatch):
    before = written(out)
    rename = Path.rename

    def refused(self, target):
        if self.name == "new":
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(PermissionError), replacing(out) as new:
        (new / MARK).write_text("new")
    assert written(out) == before
    assert list(out.parent.iterdir()) == [out]


def test_folders_above_are_made(tmp_path):
    with replacing(tmp_path / "build" / "models" / "news") as new:
        (new / MARK).write_text("new")
    assert written(tmp_path / "build" / "models" / "news") == {MARK: "new"}


def test_only_a_folder_with_the_mark_is_ours_to_replace(out, tmp_path):
    assert replaceable(out, MARK)
    assert replaceable(tmp_path / "nothing", MARK)
    assert not replaceable(tmp_path, MARK), "somebody's other folder"
    (tmp_path / "file").write_text("")
    assert not replaceable(tmp_path / "file", MARK)
