from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import loop_cost
from sklearn.metrics import log_loss

from logreg_edu.cost import cost, mean_loss, penalty
from logreg_edu.hypothesis import probability
from logreg_edu.loss import loss

SEEDS = st.integers(0, 2**32 - 1)


def problem(seed: int, m: int = 13, n: int = 5, K: int = 3):
    """X (m, n), Y (m, K), W (n, K), b (K,), with sizes that all differ."""
    rng = np.random.default_rng(seed)
    Y = rng.integers(0, 2, (m, K))
    return rng.normal(size=(m, n)), Y, rng.normal(size=(n, K)), rng.normal(size=K)


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_cost_by_loops_for_one_model_and_for_three(l2):
    X, Y, W, b = problem(0)
    J = cost(X, Y, W, b, l2)
    assert J.shape == (3,)
    assert J.dtype == np.float64
    for k in range(3):
        J_k = cost(X, Y[:, k], W[:, k], b[k], l2)
        assert np.shape(J_k) == ()
        assert J_k == pytest.approx(loop_cost(X, Y[:, k], W[:, k], b[k], l2), rel=1e-14)
        assert J[k] == pytest.approx(J_k, rel=1e-14)


def test_cost_matches_scikit_learn():
    X, Y, W, b = problem(1)
    for k in range(3):
        expected = log_loss(Y[:, k], probability(X, W[:, k], b[k]))
        assert cost(X, Y[:, k], W[:, k], b[k]) == pytest.approx(expected, rel=1e-12)


def test_cost_by_hand():
    # One example, odds of 3 to 1 on "yes": log(4/3) or log 4; the penalty of (3, 4) is l2/2 * 25.
    w, b = np.array([3.0, 4.0]), math.log(3)
    assert cost([[0, 0]], [1], w, b) == pytest.approx(math.log(4 / 3), rel=1e-15)
    assert cost([[0, 0]], [0], w, b, l2=2) == pytest.approx(math.log(4) + 25, rel=1e-15)
    assert penalty(w, l2=2) == 25
    assert penalty(np.stack([w, 2 * w, 0 * w], axis=1), l2=2).tolist() == [25, 100, 0]


@pytest.mark.parametrize("K", [None, 3])
def test_knowing_nothing_costs_log_2(K):
    X, Y, W, b = problem(2)
    y, w, b = (Y[:, 0], 0 * W[:, 0], 0.0) if K is None else (Y, 0 * W, 0 * b)
    assert cost(X, y, w, b, l2=7) == pytest.approx(math.log(2), rel=1e-15)


def test_the_bias_is_not_penalised():
    X, Y, W, b = problem(3)
    for more in (0.0, 100.0):
        without, with_l2 = cost(X, Y, W, b + more), cost(X, Y, W, b + more, l2=0.5)
        np.testing.assert_allclose(with_l2 - without, (0.25 * W**2).sum(axis=0), rtol=1e-11)


@pytest.mark.parametrize("y_type", [bool, np.uint8, np.int64, np.float32])
def test_whole_numbers_serve_as_X_and_y(y_type):
    X = np.array([[0, 1, 2], [3, 0, 1], [1, 1, 0], [2, 5, 1]])
    y, w = [0, 1, 1, 0], [1, -2, 1]
    expected = loop_cost(X, y, w, 1, l2=0.1)
    assert cost(X, np.array(y, y_type), w, 1, l2=0.1) == pytest.approx(expected, rel=1e-15)
    assert cost(X.tolist(), y, w, 1, l2=0.1) == pytest.approx(expected, rel=1e-15)


def test_a_mean_does_not_change_when_the_data_is_doubled():
    X, Y, W, b = problem(4)
    twice = cost(np.vstack([X, X]), np.vstack([Y, Y]), W, b, l2=0.2)
    np.testing.assert_allclose(twice, cost(X, Y, W, b, l2=0.2), rtol=1e-14)


@given(st.integers(1, 12))
def test_a_mean_is_the_weighted_mean_of_its_parts(cut):
    X, Y, W, b = problem(5)
    first, rest = cost(X[:cut], Y[:cut], W, b), cost(X[cut:], Y[cut:], W, b)
    whole = (cut * first + (13 - cut) * rest) / 13
    np.testing.assert_allclose(cost(X, Y, W, b), whole, rtol=1e-14)


def test_the_order_of_pixels_and_of_examples_does_not_matter():
    X, Y, W, b = problem(6)
    rng = np.random.default_rng(0)
    rows, columns = rng.permutation(13), rng.permutation(5)
    shuffled = cost(X[rows][:, columns], Y[rows], W[columns], b, l2=0.2)
    np.testing.assert_allclose(shuffled, cost(X, Y, W, b, l2=0.2), rtol=1e-14)


def test_flipping_labels_and_weights_costs_the_same():
    X, Y, W, b = problem(7)
    np.testing.assert_allclose(cost(X, 1 - Y, -W, -b, l2=0.2), cost(X, Y, W, b, l2=0.2), rtol=1e-14)


@given(SEEDS, st.sampled_from([0.0, 0.1]), st.floats(0, 1))
def test_cost_is_convex(seed, l2, share):
    X, Y, W_1, b_1 = problem(seed)
    *_, W_2, b_2 = problem(seed + 1)
    between = cost(X, Y, share * W_1 + (1 - share) * W_2, share * b_1 + (1 - share) * b_2, l2)
    chord = share * cost(X, Y, W_1, b_1, l2) + (1 - share) * cost(X, Y, W_2, b_2, l2)
    assert (between <= chord * (1 + 1e-12)).all()


@pytest.mark.parametrize("K", [None, 2])
def test_the_sum_runs_in_float64(K):
    # 60,000 float32 losses: their exact mean, not the one that float32 sums make of it.
    rng = np.random.default_rng(0)
    z = rng.normal(size=60_000 if K is None else (60_000, K)).astype(np.float32)
    y = np.ones(z.shape)
    losses = loss(z, y)
    assert losses.dtype == np.float32
    columns = losses.reshape(60_000, -1).T
    exact = np.array([math.fsum(column) / 60_000 for column in columns.astype(float)])
    np.testing.assert_allclose(np.atleast_1d(mean_loss(z, y)), exact, rtol=1e-14)
    if K is not None:  # NumPy adds down a column in plain order
        assert np.abs(losses.mean(axis=0) - exact).max() > 1e-7


def test_the_penalty_of_float32_weights_is_summed_in_float64():
    w = np.full(3, 1e25, np.float32)  # its square is no float32
    assert penalty(w, l2=2) == pytest.approx(3e50, rel=1e-6)
    assert penalty([1, 2], l2=2) == 5


def test_huge_scores_cost_what_they_should():
    with np.errstate(all="raise"):
        assert cost([[1e300], [0.0]], [0, 1], w=[1.0], b=0.0) == pytest.approx(5e299)
        assert cost([[1000.0]], [1], w=[1.0], b=0.0) == 0


@pytest.mark.parametrize("value", [-1e-300, -1.0, math.nan, math.inf, "0.1", None, [0.1], 1j])
def test_a_strength_that_is_none_is_refused_by_name(value):
    with pytest.raises(ValueError, match=r"^l2: must be a finite number, 0 or more, not "):
        cost(np.ones((2, 1)), [0, 1], np.ones(1), 0.0, l2=value)
