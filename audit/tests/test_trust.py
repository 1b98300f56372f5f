"""A share of each sweep of bad input finds nothing; the sweeps of files find what is broken.

That the others do, too, `test_trust_contract.py` shows. The whole of each sweep: `make trust`.
"""

from __future__ import annotations

import importlib
import json
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from audit import forks
from audit.trust import (
    TOPICS,
    __main__,
    data_files,
    downloads,
    empty_folder,
    model_files,
    some,
)
from audit.trust.damage import flips
from audit.trust.tally import Tally
from logreg_edu.app import download, model_file
from logreg_edu.app.errors import DataError
from logreg_edu.app.formats import idx
from logreg_edu.app.model_file import ModelFile
from logreg_edu.digits import Digits
from logreg_edu.one_vs_all import Models

SWEEPS = [
    pytest.param(sweep, id=f"{topic}: {title}")
    for topic in TOPICS
    for title, sweep in importlib.import_module(f"audit.trust.{topic}").SWEEPS.items()
]


@pytest.fixture
def folder():
    with empty_folder() as folder:
        yield folder


@pytest.mark.parametrize("sweep", SWEEPS)
def test_nothing_goes_wrong(sweep, folder):
    tally = sweep(folder)
    assert tally.cases > 0
    assert tally.problems == []


def test_report_counts_problems_and_fails(monkeypatch, tmp_path, capsys):
    good, bad = Tally(cases=7), Tally(3, crashes=["one"], litter=["two", "three"])
    monkeypatch.setattr(model_files, "SWEEPS", {"good": lambda _: good, "bad": lambda _: bad})
    monkeypatch.setattr(__main__, "TOPICS", ["model_files"])
    monkeypatch.setattr(__main__, "RESULTS", tmp_path / "trust.json")
    assert __main__.main() == 1
    assert "bad: litter: three" in capsys.readouterr().out
    report = json.loads((tmp_path / "trust.json").read_text())
    assert [sweep["title"] for sweep in report["sweeps"]] == ["good", "bad"]
    assert report["total"] == {
        "cases": 10, "crashes": 1, "silent_changes": 0, "untyped": 0, "litter": 2,
    }  # fmt: skip


# Readers and writers as they should not be


def careless_load(path: Path) -> ModelFile:
    """Load a model, and believe all of it."""
    with zipfile.ZipFile(path) as archive:
        arrays = {name[:-4]: np.load(archive.open(name)) for name in archive.namelist()}
    header = json.loads(arrays["header"].tobytes())
    return ModelFile(
        Models(arrays["W"], arrays["b"]),
        arrays["classes"],
        tuple(arrays["image_shape"].tolist()),
        arrays["fingerprints"],
        header["report"],
        model_file._filters(arrays),
    )


@pytest.mark.filterwarnings("ignore")  # of NumPy, when it meets what it does not know
def test_a_model_that_is_believed(monkeypatch, folder):
    monkeypatch.setattr(model_files, "load_model", careless_load)
    assert model_files.every_length(folder).untyped
    assert model_files.every_forgery(folder).silent_changes


def test_a_model_whose_bits_are_not_checked(monkeypatch, folder):
    cases = list(some(flips(model_files.saved(folder)), 40))
    monkeypatch.setattr(zipfile.ZipExtFile, "_update_crc", lambda self, data: None)
    monkeypatch.setattr(model_file, "_digest", lambda arrays: arrays["digest"])
    assert model_files.try_all(folder / "model.npz", cases).silent_changes


@contextmanager
def in_place(path: Path):
    """Write over the file itself."""
    path.parent.mkdir(exist_ok=True)
    yield path


@contextmanager
def untidy(path: Path):
    """Write beside it, and leave that there if anything goes wrong."""
    temporary = path.with_name("temporary.npz")
    yield temporary
    temporary.replace(path)


@pytest.mark.parametrize("replacing", [in_place, untidy])
@pytest.mark.parametrize(
    "sweep",
    [
        model_files.killed_at_every_step,
        model_files.killed_amid_writing,
        model_files.failed_at_every_step,
        model_files.failed_amid_writing,
        model_files.full_disk,
    ],
)
def test_a_save_that_is_not_whole(monkeypatch, folder, replacing, sweep):
    monkeypatch.setattr(model_file, "replacing", replacing)
    assert sweep(folder).litter


def careless_read(path: Path) -> Digits:
    """Read IDX images as if they were right."""
    content = path.read_bytes()
    with suppress(IndexError):
        assert content[2] == 8  # which is not there without asserts
    images = np.frombuffer(content[16:], np.uint8)[: 7 * 9]
    return Digits(images.reshape(-1, 9), data_files.LABELS, "", (3, 3))


def test_digits_that_are_believed(monkeypatch, folder):
    monkeypatch.setattr(data_files, "read_digits", careless_read)
    tally = data_files.sweep_kind(folder, data_files.KINDS["damaged IDX images"])
    assert tally.untyped and tally.silent_changes


def test_a_reader_that_takes_too_much_or_dies(monkeypatch, folder):
    monkeypatch.setenv("TRUST_WHOLE", "1")
    kind = data_files.Kind("file", b"abc", bytes, [])

    def read(path: Path):
        match path.read_bytes():
            case b"":
                return np.ones(2**27, np.uint8).sum()
            case b"a":
                while True:
                    pass
            case b"ab":
                forks.kill()
            case b"abc":
                return ""
        raise DataError(f"{path}: is something else; give another")

    monkeypatch.setattr(data_files, "digest", str)
    monkeypatch.setattr(data_files, "read_digits", read)
    assert data_files.sweep_kind(folder, kind).crashes == [
        "took too much memory cut to 0 bytes",
        "cut to 1 bytes: took over 1 s",
        "cut to 2 bytes: died with status -9",
    ]


def test_a_swelling_that_is_let_in(monkeypatch, folder):
    monkeypatch.setattr(idx, "check_inflation", lambda length, stored: None)
    first = [next(data_files.swelling())]
    monkeypatch.setattr(data_files, "swelling", lambda: first)
    assert data_files.real_path(folder).crashes


def test_a_mirror_that_is_believed(monkeypatch, folder):
    monkeypatch.setattr(download, "_holds", lambda path, file: path.exists())
    monkeypatch.setattr(downloads, "FAULTS", {"403": "", "swapped": "", "html": "", "cut": ""})
    tally = downloads.SWEEPS["mirrors with faults"](folder)
    assert tally.untyped and tally.litter


def test_a_redirect_that_is_followed(monkeypatch, folder):
    monkeypatch.setenv("TRUST_WHOLE", "1")
    monkeypatch.delattr(download._OnlyToHttps, "redirect_request")
    monkeypatch.setattr(downloads, "FAULTS", {"403": "", "downgrade": ""})
    assert downloads.SWEEPS["mirrors with faults"](folder).silent_changes


def test_a_download_that_is_not_whole(monkeypatch, folder):
    monkeypatch.setattr(download, "replacing", in_place)
    assert downloads.SWEEPS["a fetch killed at any step"](folder).litter
