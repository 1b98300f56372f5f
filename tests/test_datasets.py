from __future__ import annotations

import dataclasses
import hashlib
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.io

from benchmarks import make_sample
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


@pytest.mark.mnist
def test_sample_is_the_first_500_training_digits_of_each_kind(mnist_folder):
    official, sample = load(str(mnist_folder)), load("sample")
    for k in range(10):
        first = [i for i in range(official.official_train) if official.labels[i] == k][:500]
        np.testing.assert_array_equal(
            sample.images[500 * k : 500 * (k + 1)], official.images[first]
        )
        assert set(sample.labels[500 * k : 500 * (k + 1)]) == {k}


@pytest.mark.mnist
def test_make_sample_makes_the_same_file(mnist_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("LOGREG_EDU_DATA", str(mnist_folder))
    monkeypatch.setattr(make_sample, "SAMPLE", tmp_path / "sample.npz")
    make_sample.main()
    with np.load(tmp_path / "sample.npz") as made, np.load(datasets.SAMPLE) as shipped:
        assert made.files == shipped.files == ["images", "labels"]
        for name in made.files:
            np.testing.assert_array_equal(made[name], shipped[name])


def test_sample_loads_nothing_heavy():
    code = (
        "import sys; from logreg_edu.app.datasets import load; load('sample'); "
        "print(*{'PIL', 'scipy', 'sklearn', 'matplotlib', 'requests'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.split() == []


def archive(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def changed() -> bytes:
    """The sample, but for one pixel of one digit."""
    sample = load("sample")
    images = sample.images.copy()
    images[4321, 406] ^= 1
    return archive(images=images, labels=sample.labels)


FEW = {"images": np.zeros((50, 784), np.uint8), "labels": np.zeros(50, np.uint8)}


@pytest.mark.parametrize(
    "content",
    [
        lambda: None,
        lambda: b"",
        lambda: b"no archive",
        lambda: datasets.SAMPLE.read_bytes()[:-10],
        lambda: datasets.SAMPLE.read_bytes()[:400_000] + bytes(421_721),
        lambda: archive(images=FEW["images"]),
        lambda: archive(**FEW),
        lambda: archive(images=np.array([{}], object), labels=FEW["labels"]),
        lambda: archive(images=np.array(["a"]), labels=np.array(["b"])),
        changed,
    ],
    ids=[
        "none",
        "empty",
        "plain",
        "cut",
        "zeroed",
        "no-labels",
        "few",
        "objects",
        "words",
        "changed",
    ],
)
def test_sample_that_is_damaged(tmp_path, monkeypatch, content):
    path = tmp_path / "sample.npz"
    if (damaged := content()) is not None:
        path.write_bytes(damaged)
    monkeypatch.setattr(datasets, "SAMPLE", path)
    with pytest.raises(DataError, match=r"reinstall logreg-edu$") as caught:
        load("sample")
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


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
    assert str(e.value).startswith(f"{name or 'no name'}: ")


def test_missing_path_is_not_a_name(tmp_path):
    with pytest.raises(DataError, match="there is no such file or folder"):
        load(str(tmp_path / "none.mat"))


def test_name_goes_before_a_file_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sample").write_bytes(b"something else")
    assert len(load("sample").labels) == 5000
    with pytest.raises(DataError, match="is not a file of digits"):
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
