"""The bundle of CodeMirror for the site."""

from __future__ import annotations

import gzip

import pytest

from docs.tools import codemirror


@pytest.mark.system
@pytest.mark.xdist_group("pyodide")  # as others that make the bundle
def test_the_bundle_is_one_small_file():
    codemirror.install()
    assert {path.name for path in codemirror.FOLDER.iterdir()} == {"LICENSE", "codemirror.js"}
    assert len(gzip.compress(codemirror.FILE.read_bytes(), 6)) < 125_000


def test_without_esbuild_there_is_none(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(codemirror, "ESBUILD", tmp_path / "absent")
    monkeypatch.setattr(codemirror, "FOLDER", tmp_path / "out")
    (tmp_path / "out").mkdir()
    codemirror.install()
    assert not (tmp_path / "out").exists()
    assert "npm ci" in capsys.readouterr().out


@pytest.mark.system
def test_a_source_that_cannot_be_bundled_is_told(tmp_path, monkeypatch):
    source = tmp_path / "broken.js"
    source.write_text('import { absent } from "./nowhere.js"')
    monkeypatch.setattr(codemirror, "SOURCE", source)
    monkeypatch.setattr(codemirror, "FOLDER", tmp_path / "out")
    with pytest.raises(SystemExit, match=r"esbuild: .*nowhere\.js"):
        codemirror.install()
