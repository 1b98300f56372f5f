"""Pyodide's files for the site: what is laid out, and what is refused."""

from __future__ import annotations

import hashlib
import json

import pytest
from browser import serve

from docs.tools import pyodide_files

NAME = "numpy-9.9.9-cp312-cp312-pyodide_wasm32.whl"
WHEEL = b"the wheel of NumPy"


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """The core, as npm brings it, and no wheel given."""
    monkeypatch.delenv("PYODIDE_NUMPY", raising=False)
    folder = tmp_path / "npm"
    folder.mkdir()
    for name in pyodide_files.CORE:
        (folder / name).write_text(name)
    numpy = {"file_name": NAME, "sha256": hashlib.sha256(WHEEL).hexdigest()}
    lock = {"info": {"version": "1.2.3"}, "packages": {"numpy": numpy}}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    return folder


@pytest.fixture
def distribution(tmp_path):
    """A server like Pyodide's: its folder, and its address with places for version and name."""
    top = tmp_path / "distribution"
    (top / "v1.2.3").mkdir(parents=True)
    with serve(top) as address:
        yield top / "v1.2.3", address + "/v{version}/{name}"


NOWHERE = "http://127.0.0.1:9/{version}/{name}"  # the port of "discard": nobody listens


def test_the_wheel_comes_from_a_file(npm, tmp_path, monkeypatch):
    (tmp_path / "given.whl").write_bytes(WHEEL)
    monkeypatch.setenv("PYODIDE_NUMPY", str(tmp_path / "given.whl"))
    pyodide_files.install(npm, tmp_path / "out", NOWHERE)
    laid = {path.name: path.read_bytes() for path in (tmp_path / "out/1.2.3").iterdir()}
    assert laid.pop(NAME) == WHEEL
    assert laid == {name: (npm / name).read_bytes() for name in pyodide_files.CORE}


def test_the_wheel_comes_from_the_distribution_once(npm, distribution, tmp_path):
    folder, address = distribution
    (folder / NAME).write_bytes(WHEEL)
    pyodide_files.install(npm, tmp_path / "out", address)
    assert (tmp_path / "out/1.2.3" / NAME).read_bytes() == WHEEL
    pyodide_files.install(npm, tmp_path / "out", NOWHERE)
    assert (tmp_path / "out/1.2.3" / NAME).read_bytes() == WHEEL


def test_a_file_that_is_missing_or_another_is_refused(npm, tmp_path, monkeypatch):
    given = tmp_path / "given.whl"
    monkeypatch.setenv("PYODIDE_NUMPY", str(given))
    with pytest.raises(SystemExit, match=r"PYODIDE_NUMPY=.*given\.whl: No such file"):
        pyodide_files.install(npm, tmp_path / "out", NOWHERE)
    given.write_bytes(WHEEL[:-1])
    with pytest.raises(SystemExit, match=rf"given\.whl: is not .*Give {NAME} of Pyodide 1\.2\.3"):
        pyodide_files.install(npm, tmp_path / "out", NOWHERE)
    assert not (tmp_path / "out").exists()


def test_another_file_from_the_distribution_is_refused(npm, distribution, tmp_path):
    folder, address = distribution
    (folder / NAME).write_bytes(b"<html>Please log in</html>")
    with pytest.raises(SystemExit, match="it has another SHA-256"):
        pyodide_files.install(npm, tmp_path / "out", address)


@pytest.mark.parametrize("there", [True, False], ids=["no such file", "no connection"])
def test_without_the_wheel_nothing_is_laid_out(npm, distribution, tmp_path, capsys, there):
    (tmp_path / "out/1.2.3").mkdir(parents=True)
    (tmp_path / "out/1.2.3" / NAME).write_bytes(b"damaged since")
    pyodide_files.install(npm, tmp_path / "out", distribution[1] if there else NOWHERE)
    assert not (tmp_path / "out").exists()
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "built without buttons" in said and NAME in said


def test_without_the_core_it_says_what_to_do(tmp_path):
    with pytest.raises(SystemExit, match="first run npm ci"):
        pyodide_files.install(tmp_path / "absent", tmp_path / "out", NOWHERE)
