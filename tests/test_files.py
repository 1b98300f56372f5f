from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from logreg_edu.app.files import LOCK, replacing, replacing_all


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_all_files_arrive_and_others_stay(tmp_path):
    (tmp_path / "notes").write_text("mine")
    (tmp_path / "a").write_text("old")
    with replacing_all(tmp_path) as folder:
        (folder / "a").write_text("new")
        (folder / "b").write_text("new")
        assert (tmp_path / "a").read_text() == "old"
    assert contents(tmp_path) == {"notes": "mine", "a": "new", "b": "new"}


@pytest.mark.parametrize("error", [ValueError("no"), OSError(28, "full"), KeyboardInterrupt()])
def test_none_arrives_if_anything_goes_wrong(tmp_path, error):
    handler = signal.getsignal(signal.SIGINT)
    (tmp_path / "old").mkdir()
    (tmp_path / "old/a").write_text("old")
    for name in ("old", "new/deeper"):
        with pytest.raises(type(error)), replacing_all(tmp_path / name) as folder:
            (folder / "a").write_text("new")
            raise error
    assert contents(tmp_path / "old") == {"a": "old"}
    assert os.listdir(tmp_path) == ["old"]
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError) as caught, replacing_all(tmp_path) as folder:
        (folder / "a").write_text("new")
        (folder / "b").write_text("new")
    assert caught.value.filename == str(tmp_path / "b")
    assert os.listdir(tmp_path) == ["b"]


def test_a_full_disk_names_what_was_to_be_written(tmp_path):
    for write in (replacing, replacing_all):
        with pytest.raises(OSError) as caught, write(tmp_path / "target"):
            raise OSError(28, "No space left on device")
        assert caught.value.filename == str(tmp_path / "target")
    assert os.listdir(tmp_path) == []


def test_an_error_that_is_not_of_the_system_stays_what_it_is(tmp_path):
    for write in (replacing, replacing_all):
        with pytest.raises(OSError, match=r"^of a download$"), write(tmp_path / "target"):
            raise OSError("of a download")


@pytest.mark.skipif(sys.platform == "win32", reason="abandoned files stay on Windows")
def test_what_a_killed_process_left_is_removed_and_what_is_in_use_stays(tmp_path):
    abandoned = tmp_path / ".unfinished-abandoned"
    abandoned.mkdir()
    for name in (LOCK, "a"):
        (abandoned / name).write_text("old")
    with replacing_all(tmp_path) as first:
        (first / "a").write_text("first")
        with replacing_all(tmp_path) as second:
            (second / "b").write_text("second")
    assert contents(tmp_path) == {"a": "first", "b": "second"}
