from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from logreg_edu.app.files import output_folder, replacing, replacing_all


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


ERRORS = [ValueError("no"), OSError(28, "full"), KeyboardInterrupt()]


def test_a_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "new" / "a.txt"
    for text in ("first", "second"):
        with replacing(path) as temporary:
            assert (temporary.parent, temporary.suffix) == (path.parent, ".txt")
            temporary.write_text(text)
            assert path.exists() == (text == "second")
        assert contents(path.parent) == {"a.txt": text}
    if os.name == "posix":
        plain = tmp_path / "plain"
        plain.write_text("")
        assert path.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize("error", ERRORS)
def test_a_file_stays_if_anything_goes_wrong(tmp_path, error):
    (tmp_path / "a").write_text("old")
    with pytest.raises(type(error)), replacing(tmp_path / "a") as temporary:
        temporary.write_text("new")
        raise error
    assert contents(tmp_path) == {"a": "old"}


def test_all_files_arrive_and_others_stay(tmp_path):
    for name in ("a", "former", "notes"):
        (tmp_path / name).write_text("old")
    with replacing_all(tmp_path, former=["a", "former", "never"]) as folder:
        (folder / "a").write_text("new")
        (folder / "b").write_text("new")
        assert (tmp_path / "a").read_text() == "old"
    assert contents(tmp_path) == {"notes": "old", "a": "new", "b": "new"}


@pytest.mark.parametrize("error", ERRORS)
def test_none_arrives_if_anything_goes_wrong(tmp_path, error):
    (tmp_path / "a").write_text("old")
    with pytest.raises(type(error)), replacing_all(tmp_path, former=["a"]) as folder:
        (folder / "b").write_text("new")
        raise error
    assert contents(tmp_path) == {"a": "old"}


def test_ctrl_c_while_files_are_moved_does_not_mix_two_runs(tmp_path, monkeypatch):
    replace = Path.replace

    def slow(path, target):
        signal.raise_signal(signal.SIGINT)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", slow)
    for name in "abc":
        (tmp_path / name).write_text("old")
    with replacing_all(tmp_path, former="abc") as folder:
        for name in "ab":
            (folder / name).write_text("new")
    assert contents(tmp_path) == {"a": "new", "b": "new"}
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)  # heard again


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError) as caught, replacing_all(tmp_path) as folder:
        (folder / "a").write_text("new")
        (folder / "b").write_text("new")
    assert caught.value.filename == str(tmp_path / "b")
    assert os.listdir(tmp_path) == ["b"]


def test_a_full_disk_names_what_was_to_be_written(tmp_path):
    with pytest.raises(OSError) as caught, replacing(tmp_path / "target"):
        raise OSError(28, "No space left on device")
    assert caught.value.filename == str(tmp_path / "target")
    with pytest.raises(OSError) as caught, replacing_all(tmp_path) as folder:
        raise OSError(28, "No space left on device", str(folder / "a"))
    assert caught.value.filename == str(tmp_path / "a")
    assert os.listdir(tmp_path) == []


# output_folder


def test_an_output_folder_is_there_before_the_work_and_goes_if_it_stays_empty(tmp_path):
    with output_folder(tmp_path / "new/deeper") as folder:
        assert folder == tmp_path / "new/deeper" and folder.is_dir()
    with pytest.raises(KeyboardInterrupt), output_folder(tmp_path / "new/deeper"):
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == []
    with output_folder(tmp_path / "new") as folder:
        (folder / "a").write_text("new")
    (tmp_path / "empty").mkdir()
    with output_folder(tmp_path / "empty"):
        pass
    assert sorted(os.listdir(tmp_path)) == ["empty", "new"]  # it was there before


def test_a_numbered_folder_is_a_new_one(tmp_path):
    for expected in ("run", "run-2", "run-3"):
        with output_folder(tmp_path / "run", numbered=True) as folder:
            (folder / "a").write_text(expected)
        assert folder == tmp_path / expected
    (tmp_path / "file").write_text("in the way")
    with output_folder(tmp_path / "file", numbered=True) as folder:
        assert folder == tmp_path / "file-2"


def test_an_output_folder_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for name in ("file", "file/deeper"):
        with pytest.raises(OSError) as caught, output_folder(tmp_path / name):
            pass
        assert str(caught.value.filename).startswith(str(tmp_path / "file"))
    assert contents(tmp_path) == {"file": "in the way"}
