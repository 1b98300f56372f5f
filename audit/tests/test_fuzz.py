"""The fuzzer runs and finds nothing; it finds a reader that is broken."""

from __future__ import annotations

import pytest

from audit import forks, fuzz
from audit.trust import data_files


@pytest.fixture(autouse=True)
def build(monkeypatch, tmp_path):
    monkeypatch.setattr(fuzz, "BUILD", tmp_path)


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_what_the_fuzzer_kept_is_read_well(name):
    assert len(fuzz.kept(name)) > 5  # the fuzzer sees few lines of what is compiled
    for path in fuzz.kept(name):
        assert fuzz.is_finding(name, path.read_bytes()) == ""


# One sound reader, one broken reader: before it begins, Atheris takes ten seconds each time.


def test_two_seconds_find_nothing(capsys):
    assert fuzz.fuzz("model", 2) == []
    inputs = capsys.readouterr().out.removeprefix("model: ").partition(" inputs")[0]
    assert int(inputs.replace(",", "")) > len(fuzz.kept("model"))


def test_a_reader_that_is_broken_is_found(monkeypatch):
    broken = fuzz.WORKER.replace("fuzz.hunt", "fuzz.data_files.read_digits = None\nfuzz.hunt")
    monkeypatch.setattr(fuzz, "WORKER", broken)
    monkeypatch.setattr(data_files, "read_digits", None)
    assert fuzz.fuzz("labels", 2)[0].endswith(": status 1")


def test_how_a_reader_ends_is_told(monkeypatch):
    monkeypatch.setattr(fuzz, "load_model", None)
    assert fuzz.is_finding("model", b"no zip") == "status 1"
    monkeypatch.setattr(data_files, "read_digits", lambda _: forks.kill())
    assert fuzz.is_finding("images", b"") == "status -9"
