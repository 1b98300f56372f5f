from __future__ import annotations

import numpy as np
import pytest
import sklearn.datasets

from logreg_edu.app.datasets import load
from logreg_edu.app.orientation import TURNS, doubts_about, turned

# What people do to pictures, by NumPy's names, and the option that undoes it.
DONE = {
    "transpose": lambda a: a.transpose(0, 2, 1),
    "left": lambda a: np.rot90(a, -1, (1, 2)),
    "right": lambda a: np.rot90(a, 1, (1, 2)),
    "upside-down": lambda a: np.rot90(a, 2, (1, 2)),
    "mirror": lambda a: a[:, :, ::-1],
    "flip": lambda a: a[:, ::-1],
    "other-diagonal": lambda a: np.rot90(a, 2, (1, 2)).transpose(0, 2, 1),
}


@pytest.fixture(scope="module", params=["sample", "load_digits"])
def source(request):
    if request.param == "sample":
        sample = load("sample")
        return sample.images.reshape(-1, 28, 28), sample.labels
    bunch = sklearn.datasets.load_digits()
    return np.rint(bunch.images * 255 / 16).astype(np.uint8), bunch.target


def subset(source, seed: int, fewest: int = 200):
    """200 digits, or another number, and up to 50 more, of 5 to 10 classes."""
    images, labels = source
    rng = np.random.default_rng(seed)
    classes = rng.permutation(10)[: rng.integers(5, 11)]
    rows = rng.permutation(np.flatnonzero(np.isin(labels, classes)))[
        : rng.integers(fewest, fewest + 51)
    ]
    return images[rows], labels[rows]


def test_each_turn_is_its_name():
    image = np.arange(12).reshape(1, 3, 4)
    for turn, done in DONE.items():
        np.testing.assert_array_equal(turned(done(image), turn), image)
    assert {*DONE, "none"} == {*TURNS}


@pytest.mark.parametrize("seed", range(5))
def test_right_pictures_are_no_doubt(source, seed):
    images, labels = subset(source, seed)
    assert doubts_about(images, labels, True, True).doubt == ""


@pytest.mark.parametrize("turn", ["transpose", "mirror", "left", "right"])
def test_turned_pictures_are_a_doubt(source, turn):
    images, labels = subset(source, 7, 80)
    doubt = doubts_about(DONE[turn](images), labels, True, True).doubt
    assert f"--turn {turn}" in doubt and "--turn none" in doubt
    assert doubts_about(DONE[turn](images), labels, False, True).doubt == ""


def test_inverted_pictures_are_a_doubt(source):
    images, labels = subset(source, 8, 80)
    doubt = doubts_about(255 - images, labels, True, True).doubt
    assert "--ink low" in doubt and "--ink high" in doubt
