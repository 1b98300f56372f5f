"""Commands that are suggested: the one that the user called, found again when it is typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from logreg_edu.app import terminal
from logreg_edu.app.called import suggest
from logreg_edu.app.cli import cli
from logreg_edu.app.errors import ModelFileError
from logreg_edu.app.model_file import load_model

ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(sys.platform == "win32", reason="another shell with other quotes")


@pytest.fixture
def script(tmp_path) -> Path:
    """A command `logreg-edu` in a folder of its own, with a space in its name."""
    ending = ".exe" if sys.platform == "win32" else ""
    path = tmp_path / f"my environment/bin/logreg-edu{ending}"
    path.parent.mkdir(parents=True)
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.append({str(ROOT)!r})\n"
        "from logreg_edu.app.cli import main\nmain()\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


@pytest.fixture
def called(monkeypatch):
    """Behave as if the command had been called so, with these folders on PATH."""

    def call(name: str | Path, *folders: Path) -> None:
        monkeypatch.setattr(sys, "argv", [str(name)])
        monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))

    return call


def test_by_its_name_where_the_shell_finds_it(called, script):
    called(script.with_suffix(""), script.parent)
    assert suggest("train") == suggest("train", after_cd=True) == "logreg-edu train"


@posix
def test_by_its_path_where_the_shell_finds_none_or_another(called, script, monkeypatch):
    monkeypatch.chdir(script.parents[1])
    other = script.parents[1] / "other"
    other.mkdir()
    shutil.copy(script, other)
    for folders in ([], [other], [other, script.parent]):
        called("bin/logreg-edu", *folders)
        assert suggest("train") == "bin/logreg-edu train"
        assert shlex.split(suggest("train", after_cd=True)) == [str(script), "train"]


@posix
def test_what_has_spaces_is_quoted(called, script):
    called(script)
    line = suggest("evaluate", Path("my runs/it's one.npz"))
    assert shlex.split(line) == [str(script), "evaluate", "my runs/it's one.npz"]


def test_as_a_module(called):
    called(ROOT / "logreg_edu/__main__.py")
    done = subprocess.run(
        suggest("--version"), shell=True, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("logreg-edu, version")


def test_by_its_name_from_other_programs(called):
    called(ROOT / "pytest/__main__.py")
    assert suggest("train") == "logreg-edu train"


@posix
def test_what_start_prints_can_be_typed(script, tmp_path):
    """Without the environment activated, called by a relative path, into a folder with a space."""
    environment = os.environ | {"PATH": "/usr/bin:/bin", "COLUMNS": "300"}

    def typed(line: str) -> str:
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    said = typed("'my environment/bin/logreg-edu' exercises start 'my exercises'").splitlines()
    change, watch = said[said.index("Now:") + 1 :]
    assert watch.endswith(" exercises watch")
    assert "ch01_1" in typed(f"{change} && {watch.replace('watch', 'list')}")


@posix
def test_the_exercises_and_train_suggest_what_was_called(called, script, tmp_path, monkeypatch):
    called(script)
    command = shlex.quote(str(script))
    monkeypatch.chdir(tmp_path)

    def said(*words: str) -> str:
        return CliRunner().invoke(cli, ["exercises", *words], prog_name="logreg-edu").output

    assert f"`{command} exercises start`" in said("list")
    said("start", "mine")
    monkeypatch.chdir("mine")
    assert f"Hint: {command} exercises hint ch01_1_two_scans" in said("check", "ch01_1")
    assert f"`{command} exercises list`" in said("check", "ch99")
    Path("ch01_1_two_scans.py").unlink()
    assert f"`{command} exercises start {tmp_path / 'mine'}`" in said("check", "ch01_1")


@posix
def test_errors_suggest_what_was_called(called, script, tmp_path):
    called(script)
    command = shlex.quote(str(script))
    wrong = CliRunner().invoke(cli, ["exercises", "check", "--fast"], prog_name="logreg-edu")
    assert f"see `{command} exercises check --help`" in wrong.stderr
    (tmp_path / "model.npz").write_bytes(b"PK")
    with pytest.raises(ModelFileError, match=re.escape(f"`{command} train`")):
        load_model(tmp_path / "model.npz")


@posix
@pytest.mark.parametrize(("digit", "words"), [(None, "evaluate out/model.npz"), (3, "train")])
def test_the_next_line_of_train(called, script, capsys, digit, words):
    called(script)
    terminal.print_files(Path("out"), ["model.npz"], digit, quiet=False)
    assert f"`{shlex.quote(str(script))} {words}`" in capsys.readouterr().out
