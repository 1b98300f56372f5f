from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import minimum, objective, problem

from logreg_edu.acceleration import accelerated_descent, inverse_of_lower
from logreg_edu.app.datasets import load
from logreg_edu.cost import cost
from logreg_edu.curvature import curvature_bound
from logreg_edu.descent import gradient_descent
from logreg_edu.digits import pixels_to_examples
from logreg_edu.gradient import cost_and_gradient
from logreg_edu.iteration import Descent

SEEDS = st.integers(0, 2**32 - 1)


# The minimum


def test_plain_descent_finds_the_same_minimum_far_later(digits):
    X, Y = digits
    y, l2 = Y[:, 5], 0.02
    fast = accelerated_descent(X, y, l2=l2)
    slow = gradient_descent(X, y, l2=l2, iterations=10 * fast.iterations)
    lowest = minimum(X, y, l2)
    assert fast.cost_history[-1] <= lowest * 1.001
    assert slow.cost_history[-1] > lowest * 1.01
    assert fast.alpha is None


def test_the_valley_of_digits_is_hundreds_of_times_longer_than_wide():
    # Lengths go with 1 / sqrt(curvature); 10 / m is the command line's l2, here for 60,000 digits.
    X = pixels_to_examples(load("sample").images[::5])
    curvatures = np.linalg.eigvalsh(curvature_bound(X, l2=10 / 60_000))
    assert 200 < math.sqrt(curvatures[-1] / curvatures[0]) < 1000


def test_all_blank_pictures_leave_the_bias_alone():
    y = np.array([1, 0, 0, 0])
    descent = accelerated_descent(np.zeros((4, 2)), y, tolerance=1e-12)
    assert not descent.w.any()
    assert descent.b == pytest.approx(math.log(1 / 3), rel=1e-4)  # odds of 1 to 3


def test_more_pixels_than_examples_and_separable():
    # No minimum without a penalty: the cost falls towards 0 and the weights grow.
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(7, 12)), np.array([0, 1, 0, 1, 1, 0, 0])
    descent = accelerated_descent(X, y, iterations=500)
    assert descent.cost_history[-1] < 1e-3
    assert np.isfinite(descent.w).all()


# The step


@given(SEEDS, st.sampled_from([1e-4, 0.1, 10.0]))
@settings(max_examples=50, deadline=None)
def test_a_step_in_the_metric_of_the_bound_is_guaranteed_to_descend(seed, l2):
    """theta - B^-1 gradient lowers J by at least half of gradient^T B^-1 gradient."""
    rng = np.random.default_rng(seed)
    X, Y = problem(seed, K=1)
    w, b = rng.normal(size=5) * 10 ** rng.uniform(-2, 2), rng.normal()
    J, dJ_dw, dJ_db = cost_and_gradient(X, Y[:, 0], w, b, l2)
    gradient = np.append(dJ_dw, dJ_db)
    step = np.linalg.solve(curvature_bound(X, l2), gradient)
    J_after = cost(X, Y[:, 0], w - step[:-1], b - step[-1], l2)
    assert J - J_after >= gradient @ step / 2 - 1e-12 * J


def test_first_step_is_the_step_of_the_bound():
    X, Y = problem()
    descent = accelerated_descent(X, Y, l2=0.1, iterations=1, tolerance=0)
    _, dJ_dw, dJ_db = cost_and_gradient(X, Y, np.zeros((5, 3)), np.zeros(3), 0.1)
    step = np.linalg.solve(curvature_bound(X, 0.1), np.vstack([dJ_dw, dJ_db]))
    np.testing.assert_allclose(np.vstack([descent.w, descent.b]), -step, rtol=1e-8)


@pytest.mark.parametrize("steps", [1, 2, 5, 9, 14, 20])
def test_momentum_and_restart_by_loops(steps):
    """The whole recursion, one model at a time and with a solve in place of the factor."""
    X, Y = problem()
    l2 = 1e-3
    B = curvature_bound(X, l2)
    ours = accelerated_descent(X, Y, l2=l2, iterations=steps, tolerance=0)
    restarts = 0
    for k in range(3):
        theta = ahead = np.zeros(6)
        t = 1.0
        for _ in range(steps):
            _, gradient = objective(ahead, X, Y[:, k], l2)
            theta_new = ahead - np.linalg.solve(B, gradient)
            if gradient @ (theta_new - theta) > 0:
                restarts += 1
                t, ahead = 1.0, theta_new
            else:
                t_new = (1 + math.sqrt(1 + 4 * t * t)) / 2
                ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
                t = t_new
            theta = theta_new
        np.testing.assert_allclose(np.append(ours.w[:, k], ours.b[k]), ahead, atol=1e-9)
    assert restarts > 0 or steps < 9


@given(SEEDS, st.integers(1, 300))
@settings(max_examples=30, deadline=None)
def test_the_inverse_by_halves_is_scipys(seed, n):
    rng = np.random.default_rng(seed)
    C = np.tril(rng.normal(size=(n, n)) / np.sqrt(n)) + np.eye(n) * (2 + rng.random(n))
    inverse = inverse_of_lower(C)
    expected = scipy.linalg.solve_triangular(C, np.eye(n), lower=True)
    np.testing.assert_allclose(inverse, expected, rtol=0, atol=1e-13)
    assert (np.triu(inverse, 1) == 0).all()


def test_what_is_above_the_diagonal_of_the_inverse_is_0_and_no_rounding():
    # Elimination would exchange rows, since the numbers below the diagonal are larger than those on
    # it, and would leave rounding above it.
    rng = np.random.default_rng(0)
    C = np.eye(130) + np.tril(rng.normal(size=(130, 130)) / 12, -1)
    C[65:, :65] = 5 * rng.normal(size=(65, 65))
    assert np.linalg.inv(C)[:65, 65:].any()
    inverse = inverse_of_lower(C)
    assert not inverse[:65, 65:].any()
    expected = scipy.linalg.solve_triangular(C, np.eye(130), lower=True)
    np.testing.assert_allclose(inverse, expected, rtol=0, atol=1e-12 * np.abs(expected).max())


# When it stops


@pytest.mark.parametrize("seed", range(25))
def test_without_a_penalty_it_does_not_stop_on_the_way_up(seed):
    # The last ten steps must have gained less than the tolerance. To have lost is no gain.
    X, Y = problem(seed, K=1)
    descent = accelerated_descent(X, Y, tolerance=1e-9)
    assert descent.converged
    J = descent.cost_history[-1, 0]
    assert J - descent.cost_history.min() <= 1e-9 * J


# The record


@pytest.mark.parametrize("K", [None, 3])
def test_record(K):
    X, Y = problem()
    y, columns = (Y[:, 0], ()) if K is None else (Y, (K,))
    seen = []
    result = accelerated_descent(
        X, y, l2=0.1, iterations=6, tolerance=0, progress=lambda step, J: seen.append((step, J))
    )
    assert isinstance(result, Descent)
    assert result.w.shape == (5, *columns)
    assert np.shape(result.b) == columns
    assert result.cost_history.shape == result.gradient_norm_history.shape == (7, *columns)
    assert (result.iterations, result.converged, result.alpha) == (6, False, None)
    assert [step for step, _ in seen] == list(range(7))
    np.testing.assert_array_equal([J for _, J in seen], result.cost_history)
    np.testing.assert_allclose(result.cost_history[0], math.log(2), rtol=1e-15)
    J, dJ_dw, dJ_db = cost_and_gradient(X, y, result.w, result.b, 0.1)
    np.testing.assert_allclose(result.cost_history[-1], J, rtol=1e-15)
    norm = np.sqrt((dJ_dw**2).sum(axis=0) + dJ_db**2)
    np.testing.assert_allclose(result.gradient_norm_history[-1], norm, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("X", {"X": np.zeros(4)}),
        ("X", {"X": np.full((4, 1), np.nan)}),
        ("X", {"X": np.full((4, 1), np.inf)}),
        ("X", {"X": np.full((4, 1), "1")}),
        ("X", {"X": np.full((4, 1), 1e300)}),
        ("y", {"y": np.zeros(4)}),
        ("y", {"y": np.array([0, 1, 0])}),
        ("y", {"y": np.array([0, 1, 2, 1])}),
        ("l2", {"l2": -0.1}),
        ("l2", {"l2": math.nan}),
        ("l2", {"l2": math.inf}),
    ],
)
def test_refusals_name_the_argument(name, change):
    arguments = {"X": np.arange(4.0)[:, np.newaxis], "y": np.array([0, 1, 0, 1]), "l2": 0.1}
    with pytest.raises(ValueError, match=f"^{name}: "):
        accelerated_descent(**{**arguments, **change})


# What must not change the result, and what must turn it round


@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_one_model_is_its_column_of_three(l2):
    X, Y = problem()
    three = accelerated_descent(X, Y, l2=l2, iterations=25, tolerance=0)
    for k in range(3):
        one = accelerated_descent(X, Y[:, k], l2=l2, iterations=25, tolerance=0)
        np.testing.assert_allclose(one.w, three.w[:, k], atol=1e-10)
        np.testing.assert_allclose(one.b, three.b[k], atol=1e-10)
        np.testing.assert_allclose(one.cost_history, three.cost_history[:, k], rtol=1e-11)


def test_one_digit_is_its_column_of_ten(digits):
    X, Y = digits
    ten = accelerated_descent(X, Y, l2=0.02, iterations=20, tolerance=0)
    one = accelerated_descent(X, Y[:, 3], l2=0.02, iterations=20, tolerance=0)
    np.testing.assert_allclose(one.cost_history, ten.cost_history[:, 3], rtol=1e-5)
    np.testing.assert_allclose(one.w, ten.w[:, 3], atol=1e-3 * np.abs(one.w).max())


def test_permuted_pixels_flipped_labels_and_doubled_data():
    X, Y = problem()
    settings = {"l2": 0.05, "iterations": 25, "tolerance": 0}
    plain = accelerated_descent(X, Y, **settings)
    order = np.random.default_rng(0).permutation(5)
    shuffled = accelerated_descent(X[:, order], Y, **settings)
    np.testing.assert_allclose(shuffled.w, plain.w[order], atol=1e-9)
    np.testing.assert_allclose(shuffled.b, plain.b, atol=1e-9)
    flipped = accelerated_descent(X, 1 - Y, **settings)
    np.testing.assert_allclose(flipped.w, -plain.w, atol=1e-9)
    np.testing.assert_allclose(flipped.b, -plain.b, atol=1e-9)
    twice = accelerated_descent(np.vstack([X, X]), np.vstack([Y, Y]), **settings)
    np.testing.assert_allclose(twice.w, plain.w, atol=1e-9)


def test_stretched_pixels_change_the_weights_and_nothing_else():
    # A metric made of the data sees no difference between grey values and shares of 255.
    X, Y = problem()
    stretch = np.array([0.1, 0.3, 1.0, 3.0, 10.0])
    plain = accelerated_descent(X, Y, iterations=25, tolerance=0)
    stretched = accelerated_descent(X * stretch, Y, iterations=25, tolerance=0)
    np.testing.assert_allclose(stretched.cost_history, plain.cost_history, rtol=1e-5)


def test_the_scale_of_x_does_not_matter_without_a_penalty():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(40, 3))
    y = (X[:, 0] + rng.normal(size=40) > 0).astype(float)
    costs = [
        accelerated_descent(X * scale, y, tolerance=1e-9).cost_history[-1]
        for scale in (1e-6, 1.0, 1e8)
    ]
    assert np.allclose(costs, costs[1], rtol=1e-8)
