from __future__ import annotations

import errno
import gzip
import io
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from unittest.mock import Mock, call

import numpy as np
import platformdirs
import pytest
from rich.console import Console

from logreg_edu.app import download
from logreg_edu.app.datasets import catalogue, fetch, load
from logreg_edu.app.errors import DataError, DownloadError
from logreg_edu.digits import Digits
from tests.digit_files import idx
from tests.mirrors import (
    FILES,
    FIRST,
    LABELS,
    PACKED,
    PIXELS,
    PLAIN,
    Handler,
    content,
    little_mnist,
)


@pytest.fixture
def mirrors(tmp_path):
    """Little mirrors of a little MNIST, and an empty cache."""
    with little_mnist(tmp_path / "cache") as server:
        yield server


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "cache" / "mnist"


def check_digits(digits: Digits) -> None:
    np.testing.assert_array_equal(digits.images, PIXELS)
    np.testing.assert_array_equal(digits.labels, LABELS)
    assert (digits.name, digits.image_shape, digits.official_train) == ("mnist", (3, 4), 7)


def test_fetched_once_and_offline_afterwards(mirrors, cache, monkeypatch):
    check_digits(load("mnist"))
    assert content(cache) == PACKED
    assert mirrors.asked == [f"/a/{name}" for name in PACKED]
    monkeypatch.setattr(download, "MIRRORS", ())
    check_digits(load("mnist"))
    assert fetch("mnist") == cache
    assert len(mirrors.asked) == 4


def test_mirrors_that_are_not_there(mirrors, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        nobody = f"http://127.0.0.1:{closed.server_port}/"
    monkeypatch.setattr(download, "MIRRORS", (nobody,))
    # Some systems refuse a connection, some keep silent.
    with pytest.raises(DownloadError, match=rf"\({nobody} (cannot be reached|is silent for 5 s)\)"):
        load("mnist")
    monkeypatch.setattr(download, "MIRRORS", (nobody, f"{mirrors.url}/b/"))
    check_digits(load("mnist"))


def test_pauses_grow_and_end():
    pauses = download.PAUSES
    assert pauses[0] == 0 and list(pauses) == sorted(set(pauses)) and sum(pauses) <= 10


@pytest.mark.parametrize(
    "damage",
    [b"", PACKED[FIRST][:-1], b"<html>", gzip.compress(b"else", mtime=0)],
    ids=["empty", "cut short", "a page", "other content"],  # no time stamp in a name
)
def test_damaged_file_is_fetched_again(mirrors, cache, damage):
    load("mnist")
    (cache / FIRST).write_bytes(damage)
    check_digits(load("mnist"))
    assert content(cache) == PACKED
    assert mirrors.asked[4:] == [f"/a/{FIRST}"]


def test_valid_file_of_other_digits_is_fetched_again(mirrors, cache):
    load("mnist")
    other = gzip.compress(idx(255 - PIXELS[:7].reshape(7, 3, 4)))
    (cache / FIRST).write_bytes(other)
    mirrors.faults = {"a": "403", "b": "403"}
    with pytest.raises(DownloadError):
        load("mnist")
    mirrors.faults = {}
    check_digits(load("mnist"))
    assert content(cache) == PACKED


@pytest.mark.parametrize("packed", [lambda c: gzip.compress(c, 0), lambda c: c], ids=["0", "plain"])
def test_wrapping_does_not_matter(mirrors, cache, packed):
    mirrors.files = {f"{name}.gz": packed(content) for name, content in PLAIN.items()}
    check_digits(load("mnist"))
    assert content(cache) == mirrors.files
    check_digits(load("mnist"))
    assert len(mirrors.asked) == 4


def test_another_process_was_first(mirrors, cache, monkeypatch):
    @contextmanager
    def refusing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PACKED[path.name])
        raise PermissionError(errno.EACCES, "Access is denied")
        yield

    monkeypatch.setattr(download, "replacing", refusing)
    check_digits(load("mnist"))


def test_cache_that_cannot_be_written(mirrors, tmp_path):
    (tmp_path / "cache").write_bytes(b"a file")
    with pytest.raises(DownloadError, match=r"cannot be written to .* LOGREG_EDU_CACHE") as caught:
        load("mnist")
    assert str(caught.value).startswith(str(tmp_path / "cache"))
    assert mirrors.asked == []


def fail_amid(monkeypatch, error: BaseException) -> None:
    """Let a download fail once it has written something."""

    def advance(*_):
        raise error

    monkeypatch.setattr(download.Progress, "advance", advance)


def test_full_disk(mirrors, cache, monkeypatch):
    fail_amid(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(DownloadError, match=r"\(No space left on device\); make room"):
        load("mnist")
    assert content(cache) == {}
    assert len(mirrors.asked) == 1  # no fault of the mirror


def test_interrupt_leaves_nothing(mirrors, cache, monkeypatch):
    fail_amid(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        load("mnist")
    assert content(cache) == {}


def test_a_length_that_is_none_does_not_matter(mirrors, cache):
    mirrors.faults = {"a": "length"}
    check_digits(load("mnist"))
    assert len(mirrors.asked) == 4


@pytest.mark.parametrize("files", [PACKED, PLAIN], ids=["gz", "plain"])
def test_own_folder_is_preferred(mirrors, cache, tmp_path, monkeypatch, files):
    own = tmp_path / "mine"
    own.mkdir()
    for name, data in files.items():
        (own / name).write_bytes(data)
    monkeypatch.setenv("LOGREG_EDU_DATA", str(own))
    check_digits(load("mnist"))
    assert fetch("mnist") == own
    assert mirrors.asked == [] and not cache.exists()
    (own / "train-images-idx3-ubyte").write_bytes(idx(255 - PIXELS[:7].reshape(7, 3, 4)))
    with pytest.raises(DataError, match="does not hold the digits of MNIST") as caught:
        load("mnist")
    assert str(caught.value).startswith(f"LOGREG_EDU_DATA: {own}: ")


def test_own_folder_that_is_missing(mirrors, tmp_path, monkeypatch):
    monkeypatch.setenv("LOGREG_EDU_DATA", str(tmp_path / "none"))
    with pytest.raises(DataError, match=r"^LOGREG_EDU_DATA: .*none: there is no such"):
        load("mnist")
    assert mirrors.asked == []
    assert [entry.present for entry in catalogue()] == [True, False]


def test_catalogue_and_fetch(mirrors, cache):
    sample, mnist = catalogue()
    assert (sample.name, sample.present) == ("sample", True)
    assert sample.where == fetch("sample") and sample.size == sample.where.stat().st_size
    assert mnist[2:] == (cache, 4 * 99, False)
    assert mirrors.asked == [] and not cache.exists()
    assert fetch("mnist") == cache
    assert catalogue()[1][2:] == (cache, sum(map(len, PACKED.values())), True)
    (cache / FIRST).unlink()
    assert catalogue()[1][2:] == (cache, 4 * 99, False)


def test_fetch_takes_names_alone(mirrors, tmp_path):
    with pytest.raises(DataError, match=r": there is no such data set; .*: sample, mnist$"):
        fetch(str(tmp_path))


def test_progress_bar_on_a_terminal_alone(mirrors, cache):
    def drawn(**options) -> str:
        out = io.StringIO()
        for path in cache.glob("*"):
            path.unlink()
        load("mnist", Console(file=out, width=80, **options))
        return out.getvalue()

    shown = drawn(force_terminal=True)
    assert (
        all(name in shown for name in PACKED)
        and shown.rpartition(FIRST)[2].count("99/99 bytes") == 4
    )
    assert drawn(force_terminal=True, quiet=True) == drawn(force_terminal=False) == ""


def test_bar_starts_again_with_every_try(mirrors, cache):
    bar = Mock()
    mirrors.once["a"] = ["wrong"]
    download._fetch_file(FILES[0], cache, list(download.MIRRORS), bar)
    sent = [len(gzip.compress(b"wrong" * 20)), len(PACKED[FIRST])]
    task = bar.add_task.return_value
    tries = [step for size in sent for step in (call.reset(task), call.advance(task, size))]
    assert bar.mock_calls[1:] == [*tries, call.update(task, completed=99)]


def test_cache_folder_of_the_user(monkeypatch):
    monkeypatch.delenv("LOGREG_EDU_CACHE", raising=False)
    assert download.cache_folder() == Path(platformdirs.user_cache_dir("logreg-edu"), "mnist")


def test_published_mirrors_speak_https():
    assert len(download.MIRRORS) >= 2
    assert all(
        mirror.startswith("https://") and mirror.endswith("/") for mirror in download.MIRRORS
    )


@pytest.mark.mnist
def test_real_mnist(mnist_folder, monkeypatch):
    assert all(download._holds(mnist_folder / file.name, file) for file in download.FILES)
    monkeypatch.setenv("LOGREG_EDU_DATA", str(mnist_folder))
    digits = load("mnist")
    assert (digits.images.shape, digits.official_train) == ((70_000, 784), 60_000)
