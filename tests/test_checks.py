from __future__ import annotations

import math

import numpy as np
import pytest

from logreg_edu.checks import (
    as_floating,
    check_count,
    check_examples,
    check_not_negative,
    check_positive,
)

# Numbers


def test_as_floating_copies_no_floats():
    for dtype in (np.float32, np.float64):
        z = np.ones(3, dtype)
        assert as_floating(z) is z


@pytest.mark.parametrize("a", [3, [1, 2], np.arange(3), np.array([True, False]), np.float16(1)])
def test_as_floating_makes_other_numbers_float64(a):
    assert as_floating(a).dtype == np.float64
    np.testing.assert_array_equal(as_floating(a), a)


def test_a_number_that_must_be_more_than_0():
    check_positive(alpha=1e-300)
    for value in (0, 0.0, -1, math.nan, "1"):
        with pytest.raises(ValueError, match=r"^alpha: must be "):
            check_positive(alpha=value)


def test_a_number_that_may_be_0():
    check_not_negative(l2=0, tolerance=0.0)
    for value in (-1e-300, math.nan, math.inf, "1"):
        with pytest.raises(ValueError, match=r"^l2: must be a finite number, 0 or more"):
            check_not_negative(l2=value)


def test_a_number_that_must_be_whole():
    for value in (0, 7, np.int8(3), 10**30):
        check_count(iterations=value)
    for value in (-1, 2.5, 3.0, "4", None, math.nan):
        with pytest.raises(ValueError, match=r"^iterations: must be a whole number, 0 or more"):
            check_count(iterations=value)


# Examples


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_check_examples_leaves_floats_as_they_are(dtype):
    X, y = np.ones((5, 3), dtype), np.array([0, 1, 0, 1, 1])
    X_checked, y_checked = check_examples(X, y)
    assert X_checked is X
    assert y_checked is y
    Y = np.column_stack([y, 1 - y])
    assert check_examples(X, Y)[1] is Y


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.bool_, np.float16])
def test_check_examples_makes_other_numbers_float64(dtype):
    X, _ = check_examples(np.eye(3, 2, dtype=dtype), [True, False, True])
    assert X.dtype == np.float64
    assert X.tolist() == [[1, 0], [0, 1], [0, 0]]


X_GOOD = np.random.default_rng(0).random((5, 3))
Y_GOOD = np.array([0, 1, 0, 1, 1])


@pytest.mark.parametrize(
    "X",
    [
        X_GOOD[:, 0],
        X_GOOD[np.newaxis],
        X_GOOD[:0],
        X_GOOD[:, :0],
        X_GOOD.astype(str),
        X_GOOD.astype(object),
        X_GOOD.astype(complex),
        np.where(np.eye(5, 3), np.nan, X_GOOD),
        np.where(np.eye(5, 3), np.inf, X_GOOD),
        np.where(np.eye(5, 3), -np.inf, X_GOOD).astype(np.float32),
    ],
    ids=["1-D", "3-D", "no rows", "no columns", "str", "object", "complex", "NaN", "inf", "-inf"],
)
def test_check_examples_names_X(X):
    with pytest.raises(ValueError, match=r"^X: "):
        check_examples(X, Y_GOOD)


@pytest.mark.parametrize(
    "y",
    [
        Y_GOOD[:4],
        np.append(Y_GOOD, 0),
        np.zeros((5, 0)),
        1,
        np.zeros((5, 2, 2)),
        Y_GOOD * 2,
        Y_GOOD - 0.5,
        np.where(Y_GOOD == 1, np.nan, 0),
        Y_GOOD.astype(str),
        np.array([0, 1, None, 1, "a"], dtype=object),
        np.zeros(5),
        np.ones(5, bool),
        np.column_stack([Y_GOOD, np.zeros(5)]),
        np.column_stack([Y_GOOD, np.ones(5)]),
    ],
    ids=[
        *["short", "long", "no columns", "scalar", "3-D", "2", "1/2", "NaN", "str", "object"],
        *["0", "1", "a 0", "a 1"],
    ],
)
def test_check_examples_names_y(y):
    with pytest.raises(ValueError, match=r"^y: "):
        check_examples(X_GOOD, y)


@pytest.mark.parametrize("name", ["X", "y"])
def test_rows_of_unequal_lengths_are_refused_by_name(name):
    arguments = {"X": [[1.0], [2.0]], "y": [0, 1]} | {name: [[1.0, 2.0], [3.0]]}
    with pytest.raises(ValueError, match=rf"^{name}: "):
        check_examples(**arguments)
