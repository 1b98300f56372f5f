"""What the two fast solvers of chapter 9 have in common; each has a file of its own, too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import cost_reached, minimum, objective, problem
from sklearn.linear_model import LogisticRegression

from logreg_edu.acceleration import accelerated_descent, optimality_gap
from logreg_edu.newton import newton_descent

SEEDS = st.integers(0, 2**32 - 1)
SOLVERS = pytest.mark.parametrize("solve", [accelerated_descent, newton_descent])


@SOLVERS
@pytest.mark.parametrize("l2", [0.0, 1e-4, 0.01, 1.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_minimum_within_1e_6_of_scipy(solve, l2, dtype):
    X, Y = problem()
    X = X.astype(dtype)
    descent = solve(X, Y, l2=l2, tolerance=1e-7)
    assert descent.converged
    reached = cost_reached(descent, X, Y, l2)
    for k in range(3):
        assert reached[k] == pytest.approx(minimum(X, Y[:, k], l2), rel=1e-6)


@pytest.mark.parametrize(
    ("solve", "l2"),
    [(accelerated_descent, 10 / 500), (accelerated_descent, 0.1)]
    + [(newton_descent, l2) for l2 in (1e-3, 10 / 500, 0.1)],
)
def test_minimum_on_real_digits_within_1e_6_of_scipy_and_scikit_learn(digits, solve, l2):
    X, Y = digits
    descent = solve(X, Y, l2=l2, tolerance=5e-7)
    assert descent.converged
    reached = cost_reached(descent, X, Y, l2)
    for k in (0, 5, 8):
        assert reached[k] == pytest.approx(minimum(X, Y[:, k], l2), rel=1e-6)
    other = LogisticRegression(C=1 / (l2 * 500), tol=1e-9, max_iter=10_000)
    other.fit(X.astype(np.float64), Y[:, 8])
    theta = np.append(other.coef_, other.intercept_)
    theirs, _ = objective(theta, X.astype(np.float64), Y[:, 8], l2)
    assert reached[8] == pytest.approx(theirs, rel=1e-6)


@SOLVERS
@pytest.mark.parametrize("l2", [0.01, 1.0])
def test_weights_match_scikit_learn(solve, l2):
    X, Y = problem()
    descent = solve(X, Y, l2=l2, tolerance=1e-13)
    for k in range(3):
        other = LogisticRegression(C=1 / (l2 * 101), solver="newton-cholesky", tol=1e-12)
        other.fit(X, Y[:, k])
        np.testing.assert_allclose(descent.w[:, k], other.coef_[0], atol=1e-6)
        np.testing.assert_allclose(descent.b[k], other.intercept_[0], atol=1e-6)


@SOLVERS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_blank_and_repeated_pixels_without_penalty(solve, dtype):
    X, Y = problem()
    X = X.astype(dtype)
    blank = np.zeros((101, 2), dtype)
    padded = np.hstack([blank, X, X[:, :1], blank])
    descent = solve(padded, Y, tolerance=1e-7)
    assert descent.converged
    assert not descent.w[[0, 1, 8, 9]].any()  # what was never seen has no weight
    reached = cost_reached(descent, padded, Y, 0.0)
    for k in range(3):
        assert reached[k] == pytest.approx(minimum(X, Y[:, k], 0.0), rel=1e-6)


@SOLVERS
@given(
    seed=SEEDS,
    l2=st.sampled_from([1e-4, 1e-2, 1.0]),
    tolerance=st.sampled_from([1e-1, 1e-3, 1e-6]),
    dtype=st.sampled_from([np.float32, np.float64]),
)
@settings(max_examples=20)
def test_with_a_penalty_the_stop_keeps_its_promise(solve, seed, l2, tolerance, dtype):
    X, Y = problem(seed, m=31)
    X = X.astype(dtype)
    descent = solve(X, Y, l2=l2, tolerance=tolerance)
    assert descent.converged
    reached = cost_reached(descent, X, Y, l2)
    rounding = 1e-7 if dtype == np.float32 else 1e-12
    for k in range(3):
        assert reached[k] - minimum(X, Y[:, k], l2) <= (tolerance + rounding) * reached[k]
    assert (optimality_gap(X, Y, descent.w, descent.b, l2) <= tolerance * reached * 1.001).all()


@SOLVERS
def test_out_of_iterations_is_not_converged(solve):
    X, Y = problem()
    full = solve(X, Y, l2=0.01)
    assert full.converged is True
    cut = solve(X, Y, l2=0.01, iterations=full.iterations - 1)
    assert cut.converged is False
    assert cut.iterations == full.iterations - 1
    np.testing.assert_array_equal(cut.cost_history, full.cost_history[:-1])


@SOLVERS
@pytest.mark.parametrize("y_type", [bool, np.uint8, np.float32])
def test_any_number_type_trains_the_same(solve, y_type):
    X = np.random.default_rng(0).integers(0, 5, (19, 4))
    y = np.random.default_rng(1).integers(0, 2, 19)
    expected = solve(X.astype(float), y.astype(float), l2=0.1)
    for X_given in (X, X.astype(np.uint8), X.tolist()):
        ours = solve(X_given, y.astype(y_type), l2=0.1)
        np.testing.assert_array_equal(ours.w, expected.w)
