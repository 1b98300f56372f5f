from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import approx_fprime

from logreg_edu.cost import cost
from logreg_edu.gradient import cost_and_gradient
from logreg_edu.gradient_check import central_difference, relative_error
from logreg_edu.hypothesis import probability

GRADIENTS = arrays(np.float64, 4, elements=st.floats(-1e6, 1e6))


def problem():
    """X (11, 3), y (11,), theta = (w, b)."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(11, 3)), rng.integers(0, 2, 11), rng.normal(size=4)


# central_difference


@pytest.mark.parametrize("shape", [(), (3,), (3, 2), (2, 3, 4)])
def test_a_parabola_has_exactly_the_slopes_that_are_measured(shape):
    theta = np.random.default_rng(0).normal(size=shape)
    slopes = central_difference(lambda t: 3 * (t**2).sum() + t.sum(), theta, h=0.5)
    assert slopes.shape == shape
    assert slopes.dtype == np.float64
    np.testing.assert_allclose(slopes, 6 * theta + 1, rtol=1e-13)


def test_whole_numbers_serve_as_theta():
    np.testing.assert_allclose(central_difference(lambda t: t[0] * t[1], [2, 3]), [3, 2])


def test_two_looks_for_each_parameter_and_nothing_is_spoiled():
    theta, seen = np.arange(3.0), []
    theta.flags.writeable = False

    def J(t):
        seen.append(t.copy())
        t[:] = np.nan  # what the function does to its array is its own affair
        return 0.0

    central_difference(J, theta, h=0.25)
    moves = np.array(seen) - theta
    assert moves.tolist() == [
        [0.25, 0, 0], [-0.25, 0, 0], [0, 0.25, 0], [0, -0.25, 0], [0, 0, 0.25], [0, 0, -0.25]
    ]  # fmt: skip


def test_the_error_falls_with_the_square_of_h_until_rounding_takes_over():
    def error(h):
        return abs(central_difference(np.exp, 1.0, h) - math.e)

    assert error(1e-2) / error(1e-3) == pytest.approx(100, rel=0.01)
    best = np.cbrt(np.finfo(np.float64).eps)
    assert best == pytest.approx(6e-6, rel=0.02)
    assert error(best) < 1e-9
    assert abs(central_difference(np.exp, 1.0) - math.e) < 1e-9  # the default
    assert error(1e-3) > 1e-7  # truncation
    assert error(1e-12) > 1e-7  # rounding


def test_scipy_measures_the_same():
    X, y, theta = problem()

    def J(t):
        return cost(X, y, t[:-1], t[-1], l2=0.1)

    np.testing.assert_allclose(
        central_difference(J, theta), approx_fprime(theta, J, 1e-7), rtol=1e-4
    )


def test_a_right_formula_stays_below_1e_7_and_wrong_ones_do_not_come_near():
    X, y, theta = problem()
    w, b, l2 = theta[:-1], theta[-1], 0.1
    measured = central_difference(lambda t: cost(X, y, t[:-1], t[-1], l2), theta)
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
    assert relative_error(np.append(dJ_dw, dJ_db), measured) < 1e-7
    printed = (y * probability(X, w, b)).mean()
    wrong = {
        "sign of the error": np.append(2 * l2 * w - dJ_dw, -dJ_db),
        "no penalty": np.append(dJ_dw - l2 * w, dJ_db),
        "penalised bias": np.append(dJ_dw, dJ_db + l2 * b),
        "sum for mean": 11 * np.append(dJ_dw, dJ_db),
        "printed bias": np.append(dJ_dw, printed),
    }
    for name, gradient in wrong.items():
        assert relative_error(gradient, measured) > 1e-2, name


# relative_error


def test_relative_error_by_hand():
    assert relative_error([3.0, 0.0], [3.0, 4.0]) == 0.8  # 4 apart, the longer one is 5
    assert relative_error([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]) == 0
    assert relative_error(np.zeros((2, 3)), np.zeros((2, 3))) == 0
    assert relative_error([], []) == 0
    assert relative_error(0.0, 5.0) == 1
    assert isinstance(relative_error([1], [2]), float)


@given(GRADIENTS, GRADIENTS)
def test_relative_error_is_symmetric_and_from_0_to_2(a, b):
    assert relative_error(a, b) == relative_error(b, a)
    assert 0 <= relative_error(a, b) <= 2 * (1 + 1e-15)
    assert relative_error(a, a) == 0


@given(GRADIENTS, GRADIENTS, st.sampled_from([-1.0, 2.0**-40, 2.0**40]))
def test_relative_error_does_not_depend_on_the_scale(a, b, scale):
    a, b = (np.where(np.abs(v) < 1e-290, 0, v) for v in (a, b))  # scaled, it keeps its digits
    assert relative_error(scale * a, scale * b) == pytest.approx(relative_error(a, b), rel=1e-12)


@given(GRADIENTS.filter(np.any))
def test_opposite_gradients_are_2_apart(a):
    assert relative_error(a, -a) == pytest.approx(2, rel=1e-15)


def test_gradients_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match=r"^a: has shape \(2,\), b has \(1,\)"):
        relative_error([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match=r"^a: has shape \(1,\), b has \(2,\)"):
        relative_error([1.0], [1.0, 2.0])


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1e200, 1e308])
def test_slopes_may_be_tiny_or_huge(size):
    assert relative_error([size, 0.0], [0.0, 0.0]) == 1
    assert relative_error([size, 0.0], [-size, 0.0]) == 2
