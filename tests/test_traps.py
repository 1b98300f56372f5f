"""Floating-point errors where NumPy raises none, against those that it raises here."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from logreg_edu.exercises.traps import Watched, watched

EXTREMES = [0.0, -0.0, 1.0, -2.5, 800.0, -800.0, 1e308, -1e308, 1e-300, np.inf, -np.inf, np.nan]
ONE = [np.exp, np.log, np.log1p, np.negative, np.sqrt, np.square, np.tanh, np.abs]
TWO = [np.add, np.subtract, np.multiply, np.divide, np.maximum, np.logaddexp, np.greater]
NUMBERS = arrays(np.float64, (3, 2), elements=st.sampled_from(EXTREMES))
KINDS = ["over", "invalid", "divide"]


def outcome(compute, kinds):
    """The numbers, or the words of the error."""
    with np.errstate(all="ignore", **dict.fromkeys(kinds, "raise")):
        try:
            return np.asarray(compute()).tolist()
        except FloatingPointError as error:
            return str(error)


@given(st.sampled_from(ONE), NUMBERS, st.sets(st.sampled_from(KINDS)))
def test_functions_raise_what_numpy_raises(function, x, kinds):
    here, there = (
        outcome(lambda: function(x.view(Watched)), kinds),
        outcome(lambda: function(x), kinds),
    )
    np.testing.assert_equal(here, there)


@given(st.sampled_from(TWO), NUMBERS, NUMBERS, st.sets(st.sampled_from(KINDS)))
def test_operators_raise_what_numpy_raises(operator, x, y, kinds):
    there = outcome(lambda: operator(x, y), kinds)
    for a, b in ((x.view(Watched), y), (x, y.view(Watched)), (x.view(Watched), y.view(Watched))):
        np.testing.assert_equal(outcome(lambda a=a, b=b: operator(a, b), kinds), there)


def test_what_is_made_of_it_is_watched_too():
    z = np.array([1.0, -1000.0]).view(Watched)
    for made in (-z, z[z < 0], z.copy(), copy.deepcopy(z), np.ravel(z), z.reshape(2, 1), 2 * z):
        assert type(made) is Watched
    z += 1
    z[0] = 5
    assert type(z) is Watched and z.tolist() == [5, -999]


def test_where_numpy_raises_the_array_is_left_as_it_is():
    z = np.zeros(2)
    assert watched(z) is z


@pytest.mark.parametrize("shape", [(), (2,), (2, 3)])
def test_shapes_and_results_are_those_of_numpy(shape):
    z = np.linspace(-3, 3, max(1, int(np.prod(shape)))).reshape(shape)
    for compute in (np.exp, np.sum, np.max, lambda x: x > 0, lambda x: np.where(x > 0, x, -x)):
        np.testing.assert_array_equal(compute(z.view(Watched)), compute(z))
