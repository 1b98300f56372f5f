from __future__ import annotations

import math
import tracemalloc

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import minimum, minimum_without_penalty, objective, problem, separable
from scipy.optimize import brentq
from scipy.special import expit

from logreg_edu import parallel
from logreg_edu.acceleration import accelerated_descent
from logreg_edu.cost import cost
from logreg_edu.curvature import curvature_bound, row_space
from logreg_edu.gap import (
    entropy,
    gap_without_penalty,
    one_sided,
    optimality_gap,
    separates,
)

SEEDS = st.integers(0, 2**32 - 1)
KINDS = ["whole numbers", "dummy columns", "sums of columns"]


# With a penalty


@given(SEEDS, st.sampled_from([1e-4, 1e-2, 1.0]), st.floats(-2, 1.5))
@settings(max_examples=20, deadline=None)
def test_gap_bounds_the_distance_to_the_minimum_everywhere(seed, l2, exponent):
    rng = np.random.default_rng(seed)
    X, Y = problem(seed, m=31)
    Y[:, 2] = Y[:, 2] * (rng.random(31) < 0.2)  # a rare "yes", like one digit of ten
    Y[1] = 1
    W, b = rng.normal(size=(5, 3)) * 10**exponent, rng.normal(size=3) * 10**exponent
    gaps = optimality_gap(X, Y, W, b, l2)
    gaps_32 = optimality_gap(X.astype(np.float32), Y, W, b, l2)
    assert gaps.shape == (3,)
    for k in range(3):
        J, _ = objective(np.append(W[:, k], b[k]), X, Y[:, k], l2)
        above = J - minimum(X, Y[:, k], l2)
        assert gaps[k] >= above - 1e-12 * J
        assert gaps_32[k] >= above - 1e-5 * J
        one = optimality_gap(X, Y[:, k], W[:, k], b[k], l2)
        assert np.shape(one) == ()
        assert one == pytest.approx(gaps[k], rel=1e-9, abs=1e-12 * J)


@given(SEEDS, st.sampled_from([1e-3, 0.1, 1.0]))
@settings(max_examples=40, deadline=None)
def test_gap_at_the_best_bias_is_the_squared_slope(seed, l2):
    rng = np.random.default_rng(seed)
    X, Y = problem(seed, K=1)
    y, w = Y[:, 0], rng.normal(size=5)
    best = brentq(lambda b: (expit(X @ w + b) - y).sum(), -200, 200, xtol=1e-14, rtol=1e-15)
    _, slopes = objective(np.append(w, best), X, y, l2)
    assert abs(slopes[-1]) < 1e-13
    expected = slopes[:-1] @ slopes[:-1] / (2 * l2)
    assert optimality_gap(X, y, w, best, l2) == pytest.approx(expected, rel=1e-9)


def test_gap_is_0_at_the_minimum():
    X, Y = problem()
    descent = accelerated_descent(X, Y, l2=0.1, tolerance=1e-14)
    assert descent.converged
    bound = optimality_gap(X, Y, descent.w, descent.b, l2=0.1)
    assert (np.abs(bound) < 1e-14).all()


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_the_lower_bound_is_the_lowest_point_of_the_tangent_parabola(seed):
    """Its proof, step by step: tangents below the losses, and the parabola that they make."""
    rng = np.random.default_rng(seed)
    X, Y = problem(seed, m=17, K=1)
    y, l2 = Y[:, 0], 0.3
    w = rng.normal(size=5)
    b = brentq(lambda b: (expit(X @ w + b) - y).sum(), -200, 200, xtol=1e-14, rtol=1e-15)
    z = X @ w + b
    p = expit(z)

    def parabola(theta):
        z_there = X @ theta[:-1] + theta[-1]
        tangents = np.logaddexp(0, np.where(y == 1, -z, z)) + (p - y) * (z_there - z)
        return tangents.mean() + l2 / 2 * theta[:-1] @ theta[:-1]

    for _ in range(5):
        theta = rng.normal(size=6) * 3
        assert parabola(theta) <= objective(theta, X, y, l2)[0] + 1e-12
    lowest = np.append(-X.T @ (p - y) / 17 / l2, rng.normal())  # the bias drops out
    lower_bound = cost(X, y, w, b, l2) - optimality_gap(X, y, w, b, l2)
    assert lower_bound == pytest.approx(parabola(lowest), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("K", [None, 3])
@pytest.mark.parametrize("bias", [1e6, -1e6, 0.0])
def test_gap_of_absurd_models_is_finite_and_warns_of_nothing(K, bias):
    X, Y = problem()
    y, w = (Y[:, 0], np.zeros(5)) if K is None else (Y, np.zeros((5, K)))
    bound = optimality_gap(X, y, w, np.full(np.shape(y)[1:], bias), l2=0.1)
    assert np.isfinite(bound).all()
    assert (bound >= cost(X, y, w, bias) - math.log(2)).all()


@pytest.mark.parametrize("X_type", [np.uint8, np.int64, bool])
def test_gap_takes_whole_numbers_for_X(X_type):
    X = np.random.default_rng(0).integers(0, 2, (9, 4))
    y, w = np.array([0, 1, 1, 0, 1, 0, 0, 1, 0]), np.array([0.5, -0.25, 0.75, 1.5])
    expected = optimality_gap(X.astype(np.float64), y, w, 0.5, l2=0.1)
    assert optimality_gap(X.astype(X_type), y, w, 0.5, l2=0.1) == pytest.approx(expected)
    assert optimality_gap(X.tolist(), y.tolist(), w, 0.5, l2=0.1) == pytest.approx(expected)


@pytest.mark.parametrize("rows", [1, 7, 100, 101, 102])
def test_gap_does_not_depend_on_the_size_of_the_blocks(rows, monkeypatch):
    X, Y = problem()
    W, b = np.ones((5, 3)), np.ones(3)
    expected = optimality_gap(X, Y, W, b, l2=0.1)
    monkeypatch.setattr(parallel, "BLOCK_ROWS", rows)
    np.testing.assert_allclose(optimality_gap(X, Y, W, b, l2=0.1), expected, rtol=1e-13)
    one = optimality_gap(X, Y[:, 1], W[:, 1], b[1], l2=0.1)
    assert one == pytest.approx(expected[1], rel=1e-13)


def test_gap_makes_no_float64_copy_of_X():
    X, y = np.ones((4000, 300), np.float32), np.arange(4000) % 2
    tracemalloc.start()
    try:
        optimality_gap(X, y, np.zeros(300), 0.0, l2=0.1)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < X.nbytes


@pytest.mark.parametrize("p", [1e-300, 1e-20, 1e-9, 0.25, 0.75, 1 - 1e-9])
def test_entropy_against_mpmath(p):
    with mpmath.workdps(60):
        q = mpmath.mpf(p)
        exact = -q * mpmath.log(q) - (1 - q) * mpmath.log1p(-q)
    assert entropy(np.array([p])) == pytest.approx([float(exact)], rel=1e-14, abs=0)


def test_entropy_by_hand():
    assert entropy(np.array([0.0, 0.5, 1.0])).tolist() == [0, math.log(2), 0]


@pytest.mark.parametrize("l2", [0.0, -0.1, math.nan])
def test_a_gap_needs_a_penalty(l2):
    with pytest.raises(ValueError, match="l2: must be more than 0"):
        optimality_gap(np.eye(2), [0, 1], np.zeros(2), 0.0, l2=l2)


# Without a penalty


def draw(seed: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Examples X (m, n) and Y (m, 3), often separable, and often with some on the plane."""
    rng = np.random.default_rng(seed)
    m, n = rng.integers(5, 40), rng.integers(1, 6)
    if kind == "whole numbers":
        X = rng.integers(-1, 2, (m, n)).astype(float)
    elif kind == "dummy columns":
        X = np.eye(n + 1)[rng.integers(0, n + 1, m)]
    else:
        X = rng.normal(size=(m, n))
        X = np.column_stack([X, np.round(X[:, 0]), X[:, 0] - 2 * X[:, -1]])
    noise = rng.choice([0.1, 1, 2], 3) * rng.logistic(size=(m, 3))
    Y = (2 * X @ rng.normal(size=(X.shape[1], 3)) + noise > 0).astype(float)
    Y[0], Y[1] = 0, 1
    return X, Y


def newton_places(X: np.ndarray, y: np.ndarray, steps: int) -> np.ndarray:
    """The theta of each step of a damped Newton's method, in plain NumPy."""
    X1 = np.column_stack([X, np.ones(len(X))])
    theta, places = np.zeros(X1.shape[1]), []
    for _ in range(steps):
        places.append(theta)
        p = expit(X1 @ theta)
        H = (X1.T * (p * (1 - p))) @ X1 / len(X)
        step = np.linalg.lstsq(H, -X1.T @ (p - y) / len(X), rcond=1e-12)[0]
        furthest = np.abs(X1 @ step).max()
        theta = theta + step * (math.log1p(furthest) / furthest if furthest > 0.5 else 1)
    return np.array(places)


def verdicts(X: np.ndarray, y: np.ndarray) -> tuple[list[bool], list[float]]:
    """Of places on the way: whether the examples were found separable, and the gaps proved.

    Each is checked against what SciPy says of the minimum, and of there being one.
    """
    V = row_space(X, curvature_bound(X))
    has_none = separable(X, y)
    lowest = math.nan if has_none else minimum_without_penalty(X, y)
    found, bounds = [], []
    for place in newton_places(X, y, 61)[::4]:
        bound, apart = gap_without_penalty(X, y[:, np.newaxis], place[:, np.newaxis], V)
        found += [bool(apart[0]), bool(separates(X, y[:, np.newaxis], place[:, np.newaxis])[0])]
        bounds += bound.tolist()
        if np.isfinite(bound[0]):
            assert not has_none
            assert objective(place, X, y, 0.0)[0] - lowest <= bound[0] + 1e-9
    assert has_none or not any(found)
    return found, bounds


@given(seed=SEEDS, kind=st.sampled_from(KINDS))
@settings(max_examples=100)
def test_without_a_penalty_what_is_proved_is_so(seed, kind):
    X, Y = draw(seed, kind)
    verdicts(X, Y[:, 0])


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_penalty_a_proof_is_found(kind):
    for seed in range(40):
        X, Y = draw(seed, kind)
        for y in Y.T:
            found, bounds = verdicts(X, y)
            assert any(found) or bounds[-1] < 1e-8


def test_proofs_of_three_models_are_those_of_each():
    for kind, seed in ((kind, seed) for kind in KINDS for seed in range(5)):
        X, Y = draw(seed, kind)
        V = row_space(X, curvature_bound(X))
        places = np.stack([newton_places(X, y, 9)[-1] for y in Y.T], axis=1)
        bounds, apart = gap_without_penalty(X, Y, places, V)
        for k in range(3):
            bound, one = gap_without_penalty(X, Y[:, [k]], places[:, [k]], V)
            assert (bounds[k], apart[k]) == (pytest.approx(bound[0], abs=1e-12), one[0])


def test_without_a_penalty_the_gap_is_that_of_the_predictions_after_newtons_step():
    X, Y = problem(K=1)
    y, X1 = Y[:, 0], np.column_stack([X, np.ones(101)])
    theta = newton_places(X, y, 9)[-1]
    p_0 = expit(X1 @ theta)
    H = (X1.T * (p_0 * (1 - p_0))) @ X1 / 101
    p = p_0 - p_0 * (1 - p_0) * (X1 @ np.linalg.solve(H, X1.T @ (p_0 - y) / 101))
    np.testing.assert_allclose(X1.T @ (p - y), 0, atol=1e-11)  # so that w and b drop out
    entropies = -p * np.log(p) - (1 - p) * np.log(1 - p)
    expected = objective(theta, X, y, 0.0)[0] - entropies.mean()
    V = row_space(X, curvature_bound(X))
    bound, apart = gap_without_penalty(X, y[:, np.newaxis], theta[:, np.newaxis], V)
    np.testing.assert_allclose(bound, [expected], rtol=1e-9)
    assert apart.tolist() == [False]


def test_a_curvature_that_is_lost_in_the_rounding_proves_nothing():
    """Of the first group, whose scores are 34, few digits are left beside the other."""
    X, y = np.repeat(np.eye(2), 4, axis=0), np.array([[0.0, 1, 0, 1, 1, 0, 0, 1]]).T
    V = row_space(X, curvature_bound(X))
    for far, proved in ((34.0, False), (3.4, True)):
        gap, separable = gap_without_penalty(X, y, np.array([[far], [0.2], [0.0]]), V)
        assert np.isfinite(gap[0]) == proved and not separable[0]


def test_a_prediction_of_which_the_step_leaves_too_little_proves_nothing():
    """Of the probability of either label a hundredth must be left, at the least."""
    X, Y = problem(m=12, K=1)
    y, X1 = Y[:, 0], np.column_stack([X, np.ones(12)])
    V, best = row_space(X, curvature_bound(X)), newton_places(X, y, 9)[-1]
    rng, seen = np.random.default_rng(0), set()
    for _ in range(200):
        theta = best * rng.choice([0, 0.5, 0.8, 1]) + rng.normal(size=6) * rng.choice([0.01, 0.3])
        p_0 = expit(X1 @ theta)
        H = (X1.T * (p_0 * (1 - p_0))) @ X1 / 12
        p = p_0 - p_0 * (1 - p_0) * (X1 @ np.linalg.solve(H, X1.T @ (p_0 - y) / 12))
        left = np.where(y == 1, [p / p_0, (1 - p) / (1 - p_0)], [(1 - p) / (1 - p_0), p / p_0])
        too_little = tuple(left.min(axis=1) < 0.01)  # of the truth, of the error
        bound, _ = gap_without_penalty(X, y[:, np.newaxis], theta[:, np.newaxis], V)
        assert np.isinf(bound[0]) == any(too_little)
        seen.add(too_little)
    assert len(seen) == 4


@pytest.mark.parametrize("scale", [1e-9, 1e9])
@pytest.mark.parametrize("steps", [3, 8, 13, 25, 40, 80])
def test_no_distance_takes_separable_for_a_minimum(steps, scale):
    # The one example of the third column goes to its side for ever, the others come to rest. From
    # some 20 steps on its error is lost in the rounding, beside theirs.
    X, y = np.eye(3)[[0, 0, 0, 1, 1, 1, 2]], np.array([0, 1, 1, 0, 0, 1, 1])
    theta = newton_places(X, y, steps)[-1]
    X[:, 2] *= scale
    theta[2] /= scale
    V = row_space(X, curvature_bound(X))
    bound, apart = gap_without_penalty(X, y[:, np.newaxis], theta[:, np.newaxis], V)
    assert bound == [np.inf]
    assert apart == [True]


@pytest.mark.parametrize("rows", [1, 7, 40])
@pytest.mark.parametrize("seed", range(4))
def test_proofs_without_a_penalty_do_not_depend_on_the_size_of_the_blocks(rows, seed, monkeypatch):
    X, Y = draw(seed, "whole numbers")
    V = row_space(X, curvature_bound(X))
    theta = np.vstack([3 * np.ones((X.shape[1], 3)), [-1.0, 0, 2]])
    expected = [*gap_without_penalty(X, Y, theta, V), separates(X, Y, theta), one_sided(X, Y)]
    monkeypatch.setattr(parallel, "BLOCK_ROWS", rows)
    ours = [*gap_without_penalty(X, Y, theta, V), separates(X, Y, theta), one_sided(X, Y)]
    for one, other in zip(ours, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)


def test_a_plane_separates_only_what_is_on_its_right_side():
    X = np.array([[1.0, 0], [2, 0], [0, 1], [0, 3]])
    Y = np.array([[1, 1, 1], [1, 1, 1], [0, 0, 1], [0, 1, 0]])
    theta = np.array([[1.0, 1, 0], [-1, -1, 0], [0.5, 0.5, 0]])
    assert separates(X, Y, theta).tolist() == [True, False, False]
    on_the_plane = np.array([[1.0], [-1], [1]])  # the third example is
    assert not separates(X, Y[:, [0]], on_the_plane)
    assert not separates(X, Y, -theta)[0]


def test_a_score_that_may_be_rounding_is_on_no_side():
    X = np.array([[0.1, 0.2, -0.3], [1, 0, 0], [0, -1, -1]])
    theta = np.array([[1.0], [1], [1], [0]])
    for answer in (0, 1):
        for size in (2.0**-20, 1, 2.0**20):  # exact, so that the digits stay
            assert X[0] @ (size * theta[:3]) != 0  # though it is 0 on paper
            assert not separates(X, np.array([[answer], [1], [0]]), size * theta)


@given(SEEDS, st.sampled_from(KINDS))
@settings(max_examples=100)
def test_one_sided_columns(seed, kind):
    X, Y = draw(seed, kind)
    X = X[: 2 + seed % 10]  # the fewer, the more often
    Y = Y[: len(X)]
    for k, found in enumerate(one_sided(X, Y)):
        expected = False
        for column in X.T:
            for bound in (min(column), max(column)):
                labels = {y for x, y in zip(column, Y[:, k], strict=True) if x != bound}
                expected |= len(labels) == 1
        assert found == expected == one_sided(X.astype(np.float32), Y[:, [k]])[0]
        if found and 0 < Y[:, k].mean() < 1:
            assert separable(X, Y[:, k])
