from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import loop_cost, loop_gradient

from logreg_edu.cost import cost
from logreg_edu.gradient import backward, cost_and_gradient, forward
from logreg_edu.gradient_check import central_difference
from logreg_edu.hypothesis import probability, sigmoid
from logreg_edu.loss import textbook_loss

SEEDS = st.integers(0, 2**32 - 1)
L2 = st.sampled_from([0.0, 0.3])


def problem(seed: int, m: int = 23, n: int = 5, K: int = 10):
    """X (m, n), Y (m, K), W (n, K), b (K,), with sizes that all differ."""
    rng = np.random.default_rng(seed)
    Y = rng.integers(0, 2, (m, K)).astype(np.float64)
    return rng.normal(size=(m, n)), Y, rng.normal(size=(n, K)), rng.normal(size=K)


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """||a - b|| as a share of ||b||."""
    return np.linalg.norm(np.subtract(a, b)) / np.linalg.norm(b)


# The slopes, against what was measured


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_slopes_of_one_model_against_central_differences(seed, l2):
    X, Y, W, b = problem(seed)
    y, w, b = Y[:, 0], W[:, 0], b[0]
    J, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
    measured = central_difference(
        lambda t: loop_cost(X, y, t[:-1], t[-1], l2), np.append(w, b), h=6e-6
    )
    assert distance(np.append(dJ_dw, dJ_db), measured) <= 1e-7
    assert pytest.approx(loop_cost(X, y, w, b, l2), rel=1e-14) == J


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_slopes_of_ten_models_against_central_differences(l2):
    X, Y, W, b = problem(11)
    _, dJ_dw, dJ_db = cost_and_gradient(X, Y, W, b, l2)
    for k in range(10):
        measured_w = central_difference(lambda w, k=k: cost(X, Y[:, k], w, b[k], l2), W[:, k])
        measured_b = central_difference(lambda b, k=k: cost(X, Y[:, k], W[:, k], b, l2), b[k])
        measured = np.append(measured_w, measured_b)
        assert distance(np.append(dJ_dw[:, k], dJ_db[k]), measured) <= 1e-7


def test_the_printed_slope_of_the_bias_fails_the_check_and_ours_passes():
    # The student notebook prints dJ/db = (1/m) Y^T Y_hat.
    X, Y, W, b = problem(12)
    measured = central_difference(lambda b: cost(X, Y, W, b).sum(), b)
    printed = (Y * probability(X, W, b)).mean(axis=0)
    _, _, ours = cost_and_gradient(X, Y, W, b)
    assert distance(ours, measured) <= 1e-7
    assert distance(printed, measured) > 0.5


@given(SEEDS)
def test_the_printed_slope_of_the_bias_is_never_negative(seed):
    X, Y, W, b = problem(seed)
    assert ((Y * probability(X, W, b)).mean(axis=0) >= 0).all()
    # Ours is: where everybody is a "yes", the bias has to grow.
    assert (cost_and_gradient(X, np.ones_like(Y), W, b)[2] < 0).all()


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-2.0, 0.5, 3.0])
def test_the_chain_rule_factor_by_factor(y, z):
    y_hat = sigmoid(z)
    in_y_hat = (y_hat - y) / (y_hat * (1 - y_hat))
    in_z = y_hat * (1 - y_hat)
    assert central_difference(lambda p: textbook_loss(p, y), y_hat) == pytest.approx(in_y_hat)
    assert central_difference(sigmoid, z) == pytest.approx(in_z)
    assert in_y_hat * in_z == pytest.approx(y_hat - y)


# The slopes, by loops and by hand


@given(SEEDS, L2)
def test_slopes_by_loops(seed, l2):
    X, Y, W, b = problem(seed, m=7, n=4, K=3)
    J, dJ_dw, dJ_db = cost_and_gradient(X, Y, W, b, l2)
    assert (J.shape, dJ_dw.shape, dJ_db.shape) == ((3,), (4, 3), (3,))
    for k in range(3):
        w_k, b_k = loop_gradient(X, Y[:, k], W[:, k], b[k], l2)
        np.testing.assert_allclose(dJ_dw[:, k], w_k, atol=1e-14)
        np.testing.assert_allclose(dJ_db[k], b_k, atol=1e-14)
        assert J[k] == pytest.approx(loop_cost(X, Y[:, k], W[:, k], b[k], l2), rel=1e-14)


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_one_model_is_its_column_of_ten(l2):
    X, Y, W, b = problem(13)
    J, dJ_dw, dJ_db = cost_and_gradient(X, Y, W, b, l2)
    for k in range(10):
        J_k, dJ_dw_k, dJ_db_k = cost_and_gradient(X, Y[:, k], W[:, k], b[k], l2)
        assert (np.shape(J_k), dJ_dw_k.shape, np.shape(dJ_db_k)) == ((), (5,), ())
        np.testing.assert_allclose(J_k, J[k], rtol=1e-14)
        np.testing.assert_allclose(dJ_dw_k, dJ_dw[:, k], atol=1e-14)
        np.testing.assert_allclose(dJ_db_k, dJ_db[k], atol=1e-14)


def test_slopes_by_hand():
    # y_hat = 1/2 everywhere, so the errors are 1/2 for "no" and -1/2 for "yes".
    X, y = np.array([[2.0, 0.0, 1.0], [0.0, 4.0, 1.0]]), np.array([0, 1])
    J, dJ_dw, dJ_db = cost_and_gradient(X, y, np.zeros(3), 0.0)
    assert dJ_dw.tolist() == [0.5, -1.0, 0.0]
    assert dJ_db == 0
    assert pytest.approx(np.log(2)) == J


# Forward and backward, apart


@given(SEEDS, L2)
def test_forward_and_backward_together_are_cost_and_gradient(seed, l2):
    X, Y, W, b = problem(seed, m=7, n=4, K=3)
    J, Y_hat = forward(X, Y, W, b, l2)
    dJ_dw, dJ_db = backward(X, Y, Y_hat, W, l2)
    np.testing.assert_allclose(Y_hat, probability(X, W, b), rtol=1e-15)
    together = cost_and_gradient(X, Y, W, b, l2)
    for apart, one in zip((J, dJ_dw, dJ_db), together, strict=True):
        np.testing.assert_allclose(apart, one, atol=1e-14)


def test_sure_and_wrong_or_right_at_any_score_warns_of_nothing():
    X, y = np.array([[1e300], [-1e300], [1e3], [-1e3]]), np.array([0, 1, 1, 0])
    with np.errstate(all="raise"):
        J, dJ_dw, dJ_db = cost_and_gradient(X, y, np.ones(1), 0.0)
    assert pytest.approx(5e299) == J
    assert dJ_dw == pytest.approx([5e299])
    assert dJ_db == 0


# Types and defaults


def test_there_is_no_penalty_unless_it_is_asked_for():
    X, Y, W, b = problem(16)
    _, Y_hat = forward(X, Y, W, b)
    np.testing.assert_array_equal(forward(X, Y, W, b)[0], forward(X, Y, W, b, 0.0)[0])
    np.testing.assert_array_equal(backward(X, Y, Y_hat, W)[0], backward(X, Y, Y_hat, W, 0.0)[0])
    ours, plain = cost_and_gradient(X, Y, W, b), cost_and_gradient(X, Y, W, b, 0.0)
    for one, other in zip(ours, plain, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("y_type", [bool, np.uint8, np.int64, np.float32])
def test_whole_numbers_serve_as_X_and_y(y_type):
    X, w = np.array([[0, 1, 2], [3, 0, 1], [1, 1, 0], [2, 5, 1]], np.uint8), [1, -2, 1]
    y = np.array([0, 1, 1, 0], y_type)
    w_by_loops, b_by_loops = loop_gradient(X, y, w, 1, l2=0.1)
    _, y_hat = forward(X, y, w, 1, l2=0.1)
    for dJ_dw, dJ_db in (
        cost_and_gradient(X, y, w, 1, l2=0.1)[1:],
        cost_and_gradient(X.tolist(), y.tolist(), w, 1, l2=0.1)[1:],
        backward(X, y, y_hat, w, l2=0.1),
    ):
        np.testing.assert_allclose(dJ_dw, w_by_loops, rtol=1e-14)
        np.testing.assert_allclose(dJ_db, b_by_loops, rtol=1e-14)


# What must not change the slopes, and what must turn them round


def test_doubled_data_shuffled_data_and_data_in_parts():
    X, Y, W, b = problem(17)
    expected = cost_and_gradient(X, Y, W, b, l2=0.1)
    rng = np.random.default_rng(0)
    rows, columns = rng.permutation(23), rng.permutation(5)
    twice = cost_and_gradient(np.vstack([X, X]), np.vstack([Y, Y]), W, b, l2=0.1)
    shuffled = cost_and_gradient(X[rows][:, columns], Y[rows], W[columns], b, l2=0.1)
    parts = [cost_and_gradient(X[part], Y[part], W, b, l2=0.1) for part in (rows[:6], rows[6:])]
    for i, whole in enumerate(expected):
        np.testing.assert_allclose(twice[i], whole, atol=1e-14)
        in_order = shuffled[i] if i != 1 else shuffled[i][np.argsort(columns)]
        np.testing.assert_allclose(in_order, whole, atol=1e-14)
        np.testing.assert_allclose((6 * parts[0][i] + 17 * parts[1][i]) / 23, whole, atol=1e-14)


def test_flipping_the_answers_turns_the_slopes_round():
    X, Y, W, b = problem(18)
    J, dJ_dw, dJ_db = cost_and_gradient(X, Y, W, b, l2=0.1)
    J_flipped, dJ_dw_flipped, dJ_db_flipped = cost_and_gradient(X, 1 - Y, -W, -b, l2=0.1)
    np.testing.assert_allclose(J_flipped, J, rtol=1e-14)
    np.testing.assert_allclose(dJ_dw_flipped, -dJ_dw, atol=1e-14)
    np.testing.assert_allclose(dJ_db_flipped, -dJ_db, atol=1e-14)
