from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import bordered, loop_cost, loop_gradient, minimum_without_penalty
from oracles import small_problem as problem

from logreg_edu.app.datasets import load
from logreg_edu.cost import cost
from logreg_edu.curvature import largest_curvature
from logreg_edu.descent import DivergenceError, gradient_descent
from logreg_edu.digits import one_hot, pixels_to_examples
from logreg_edu.gap import separates
from logreg_edu.gradient import cost_and_gradient
from logreg_edu.iteration import Descent, Proof

SEEDS = st.integers(0, 2**32 - 1)
# Two overlapping heaps that no line separates.
OVERLAP = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])


# One step, and many


@pytest.mark.parametrize("l2", [0.0, 0.2])
def test_descent_by_loops(l2):
    X, Y = problem()
    ours = gradient_descent(X, Y, alpha=0.5, l2=l2, iterations=4)
    for k in range(3):
        w, b = np.zeros(5), 0.0
        for step in range(5):
            dJ_dw, dJ_db = loop_gradient(X, Y[:, k], w, b, l2)
            J = loop_cost(X, Y[:, k], w, b, l2)
            assert ours.cost_history[step, k] == pytest.approx(J, rel=1e-13)
            norm = math.hypot(*dJ_dw, dJ_db)
            assert ours.gradient_norm_history[step, k] == pytest.approx(norm, rel=1e-12)
            if step < 4:
                w, b = w - 0.5 * dJ_dw, b - 0.5 * dJ_db
        np.testing.assert_allclose(ours.w[:, k], w, atol=1e-13)
        np.testing.assert_allclose(ours.b[k], b, atol=1e-13)


@given(
    seed=SEEDS,
    share=st.floats(0.01, 2.0),
    scale=st.sampled_from([1e-3, 1.0, 1e3]),
    l2=st.sampled_from([0.0, 0.1, 10.0]),
)
@settings(max_examples=60, deadline=None)
def test_a_step_up_to_2_over_L_gains_at_least_what_is_promised(seed, share, scale, l2):
    """J falls by at least alpha (1 - alpha L / 2) ||gradient||^2, wherever the step begins."""
    rng = np.random.default_rng(seed)
    X, Y = problem(seed)
    X = X * scale
    L = largest_curvature(X, l2)
    alpha = share / L
    w, b = rng.normal(size=(5, 3)) / scale, rng.normal(size=3)
    J, dJ_dw, dJ_db = cost_and_gradient(X, Y, w, b, l2)
    J_after = cost(X, Y, w - alpha * dJ_dw, b - alpha * dJ_db, l2)
    promise = alpha * (1 - alpha * L / 2) * ((dJ_dw**2).sum(axis=0) + dJ_db**2)
    assert (J - J_after >= promise - 1e-13 * J).all()


@pytest.mark.parametrize("share", [0.1, 1.0, 1.9, 2.0])
@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_the_cost_never_rises_with_a_rate_up_to_2_over_L(share, l2):
    X, Y = problem()
    alpha = share / largest_curvature(X, l2)
    costs = gradient_descent(X, Y, alpha=alpha, l2=l2, iterations=300).cost_history
    assert (np.diff(costs, axis=0) <= 1e-14).all()
    assert (costs[-1] < costs[0]).all()


@pytest.mark.parametrize("share", [1.0, 1.99])
def test_the_cost_never_rises_on_real_digits(share):
    digits = load("sample")
    X, Y = pixels_to_examples(digits.images[::20]), one_hot(digits.labels[::20])
    alpha = share / largest_curvature(X)
    costs = gradient_descent(X, Y, alpha=alpha, iterations=100).cost_history
    assert (np.diff(costs, axis=0) < 0).all()


def test_1_over_L_makes_the_promise_largest_and_is_the_default():
    X, Y = problem()
    L = largest_curvature(X, l2=0.1)
    alphas = np.linspace(0, 2 / L, 2001)
    assert alphas[np.argmax(alphas * (1 - alphas * L / 2))] == pytest.approx(1 / L)
    assert gradient_descent(X, Y, l2=0.1, iterations=1).alpha == pytest.approx(1 / L, rel=1e-14)


def test_longer_steps_may_still_descend():
    # Far from zero the predictions are sure, and the valley is flatter than B promises.
    X, y = np.array([[1.0], [-1.0], [1.0], [-1.0]]), np.array([1, 0, 1, 0])
    alpha = 20 / largest_curvature(X)
    w, b = np.array([4.0]), 0.0
    J, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b)
    assert cost(X, y, w - alpha * dJ_dw, b - alpha * dJ_db) < J


# The record


@pytest.mark.parametrize("K", [None, 3])
def test_record_of_a_descent(K):
    X, Y = problem()
    y, columns = (Y[:, 0], ()) if K is None else (Y, (K,))
    seen = []
    result = gradient_descent(
        X, y, alpha=0.25, iterations=6, progress=lambda step, J: seen.append((step, J))
    )
    assert isinstance(result, Descent)
    assert result.w.shape == (5, *columns)
    assert np.shape(result.b) == columns
    assert result.cost_history.shape == result.gradient_norm_history.shape == (7, *columns)
    assert result.iterations == 6
    assert result.alpha == 0.25
    assert result.converged is False
    for array in (result.w, result.cost_history, result.gradient_norm_history):
        assert array.dtype == np.float64
    assert [step for step, _ in seen] == list(range(7))
    np.testing.assert_array_equal([J for _, J in seen], result.cost_history)
    np.testing.assert_allclose(result.cost_history[0], math.log(2), rtol=1e-15)
    # The last entries belong to the weights that are handed back.
    J, dJ_dw, dJ_db = cost_and_gradient(X, y, result.w, result.b)
    np.testing.assert_allclose(result.cost_history[-1], J, rtol=1e-15)
    norm = np.sqrt((dJ_dw**2).sum(axis=0) + dJ_db**2)
    np.testing.assert_allclose(result.gradient_norm_history[-1], norm, rtol=1e-13)


def test_no_iterations_leave_zeros():
    X, Y = problem()
    result = gradient_descent(X, Y, iterations=0)
    assert not result.w.any()
    assert not result.b.any()
    assert result.iterations == 0


def test_converged_means_that_every_gradient_is_short():
    X, Y = problem()
    result = gradient_descent(X, Y, l2=0.1, tolerance=1e-5, iterations=10_000)
    assert result.converged is True
    assert (result.gradient_norm_history[-1] <= 1e-5).all()
    assert (result.gradient_norm_history[:-1] > 1e-5).any(axis=1).all()
    early = gradient_descent(X, Y, l2=0.1, tolerance=1e-5, iterations=result.iterations - 1)
    assert early.converged is False
    # Every column reaches its own bottom.
    for k in range(3):
        w, b = loop_gradient(X, Y[:, k], result.w[:, k], result.b[k], l2=0.1)
        assert math.hypot(*w, b) <= 1.001e-5


def test_a_gradient_as_long_as_the_tolerance_has_converged():
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
    length = gradient_descent(X, y, iterations=0).gradient_norm_history[0]
    assert gradient_descent(X, y, tolerance=length).iterations == 0
    assert gradient_descent(X, y, tolerance=length * (1 - 1e-15)).iterations == 1


def test_nothing_to_learn_has_converged_at_once():
    result = gradient_descent([[0.0], [0.0]], [0, 1])
    assert result.converged
    assert result.iterations == 0


def test_the_proof_is_asked_for_with_what_a_step_gains(monkeypatch):
    X, Y = problem()
    asked = []
    monkeypatch.setattr(Proof, "__call__", lambda proof, at, rough: asked.append((at, rough)))
    gradient_descent(X, Y, l2=0.1, iterations=2, tolerance=100)
    L = largest_curvature(X, 0.1)
    assert len(asked) == 3
    for at, rough in asked:
        np.testing.assert_allclose(rough, at.gradient_norm**2 / (2 * L), rtol=1e-12)


def test_a_short_gradient_is_not_enough():
    # Why the gap is asked for, too: here the minimum is 0, and no weights reach it.
    result = gradient_descent([[-1.0], [1.0]], [0, 1], tolerance=0.01)
    assert result.gradient_norm_history[-1] < 0.01
    assert not result.converged
    assert result.separable


@pytest.mark.parametrize("l2", [0.0, 1e-20])
def test_tiny_pixels_have_a_short_gradient_from_the_start(l2):
    # With as many "yes" as "no" the bias has no slope at zero, so the gradient is that of w alone.
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
    tiny = gradient_descent(1e-9 * X, y, l2=l2, iterations=30)
    assert tiny.gradient_norm_history[0] < 1e-9
    assert not tiny.converged


def test_large_pixels_do_not_hide_that_the_bias_is_not_learned():
    # The gradient is a billion times as long at the start as that of the bias ever is.
    X = np.array([[1e9], [-1e9], [1e9], [-1e9], [1e9], [-1e9]])
    y = np.array([0, 0, 1, 0, 1, 0])
    result = gradient_descent(X, y, tolerance=0.2)
    assert result.gradient_norm_history[-1] < 0.2
    assert not result.converged


# Without a penalty: many minima, or none


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_of_many_minima_it_ends_at_the_one_nearest_to_zero(dtype):
    X, Y = problem()
    X = np.round(4 * X)
    X = np.column_stack([X, X[:, 0] + X[:, 1], np.zeros(31), np.ones(31), X[:, 2]]).astype(dtype)
    result = gradient_descent(X, Y, iterations=100_000)
    assert result.converged
    theta = np.vstack([result.w, result.b])
    nearest = np.linalg.pinv(bordered(X)) @ (bordered(X) @ theta)
    np.testing.assert_allclose(theta, nearest, atol=1e-6 if dtype == np.float32 else 1e-12)
    for k in range(3):
        assert result.cost_history[-1, k] == pytest.approx(
            minimum_without_penalty(X, Y[:, k]), abs=1e-7
        )


def test_separable_is_said_of_each_model():
    X = np.array([[-3.0], [-1.0], [1.0], [3.0], [2.0]])
    Y = np.array([[0, 0, 1, 1, 1], [0, 1, 0, 1, 1]]).T
    result = gradient_descent(X, Y, iterations=50)
    assert result.separable.tolist() == [True, False]
    assert result.converged is False
    assert gradient_descent(X, Y[:, 0], iterations=50).separable == np.True_
    assert not gradient_descent(X, Y, l2=0.1, iterations=50).separable.any()


def test_a_pixel_of_one_picture_makes_separable():
    X, Y = problem()
    X[:, 2] = 0
    X[7, 2] = 0.1
    result = gradient_descent(X, Y, iterations=20)
    assert result.separable.all()


def test_separable_is_said_before_the_weights_separate():
    X, y = np.random.default_rng(0).normal(size=(20, 30)), np.arange(20) % 2
    X[:, 0] *= 100  # a long valley, so that descent is slow
    result = gradient_descent(X, y, iterations=20)
    theta = np.append(result.w, result.b)[:, np.newaxis]
    assert not separates(X, y[:, np.newaxis], theta)
    assert result.separable


# Divergence


@pytest.mark.parametrize("K", [1, 2])
def test_divergence_names_the_guaranteed_limit(K):
    X, y = OVERLAP
    Y = y if K == 1 else np.stack([y, 1 - y], axis=1)
    limit = 2 / scipy.linalg.eigvalsh(bordered(X).T @ bordered(X) / 16)[-1]
    with pytest.raises(DivergenceError) as caught:
        gradient_descent(X, Y, alpha=1e6 * limit / 2)
    message = str(caught.value)
    assert f"2/L = {limit:.3g}" in message
    assert f"learning rate {1e6 * limit / 2:.3g}" in message
    assert "from 0.693 to" in message
    assert "\n" not in message
    assert isinstance(caught.value, ArithmeticError)


def test_divergence_of_one_column_among_others():
    # The first question is answered by the sign of X, so that any rate descends.
    X = np.array([[-3.0], [-1.0], [1.0], [3.0]])
    easy, hard = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    alpha = 50 / largest_curvature(X)
    gradient_descent(X, easy, alpha=alpha, iterations=50)
    with pytest.raises(DivergenceError):
        gradient_descent(X, np.stack([easy, hard], axis=1), alpha=alpha, iterations=50)


def test_ten_times_the_first_cost_is_allowed_and_more_is_not():
    # The first step makes w = alpha/4, b = 0: J = (log 2 + 2w)/4, and 10 log 2 where alpha = 54.07.
    result = gradient_descent(*OVERLAP, alpha=54.0, iterations=1)
    assert result.cost_history[-1] == pytest.approx((math.log(2) + 27) / 4, rel=1e-5)
    with pytest.raises(DivergenceError, match=r"from 0\.693 to 6\.95 by step 1 with"):
        gradient_descent(*OVERLAP, alpha=54.2, iterations=1)


@pytest.mark.parametrize("alpha", [1e100, 1e154, 1e200, 1e300, 1e308])
@pytest.mark.parametrize("l2", [0.0, 1.0])
@pytest.mark.parametrize("scale", [1.0, 1e3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_absurd_rates_diverge_without_a_warning(alpha, l2, scale, dtype):
    X, y = OVERLAP
    with pytest.raises(DivergenceError, match="2/L"):
        gradient_descent((X * scale).astype(dtype), y, alpha=alpha, l2=l2)


# Refusals


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("alpha", {"alpha": 0}),
        ("alpha", {"alpha": -0.1}),
        ("alpha", {"alpha": math.nan}),
        ("alpha", {"alpha": math.inf}),
        ("l2", {"l2": -1e-9}),
        ("l2", {"l2": math.nan}),
        ("l2", {"l2": math.inf}),
    ],
)
def test_refused_settings_are_named(name, settings):
    with pytest.raises(ValueError, match=f"^{name}: "):
        gradient_descent(*OVERLAP, **settings)


@pytest.mark.parametrize(
    ("name", "X", "y"),
    [
        ("X", OVERLAP[0][:, 0], OVERLAP[1]),
        ("X", OVERLAP[0] * np.nan, OVERLAP[1]),
        ("X", np.where(OVERLAP[0] == 2, -np.inf, 0), OVERLAP[1]),
        ("X", OVERLAP[0].astype(str), OVERLAP[1]),
        ("X", OVERLAP[0].astype(object), OVERLAP[1]),
        ("X", OVERLAP[0] * 1e300, OVERLAP[1]),
        ("y", OVERLAP[0], OVERLAP[1][:3]),
        ("y", OVERLAP[0], np.zeros(4)),
        ("y", OVERLAP[0], np.ones(4)),
        ("y", OVERLAP[0], OVERLAP[1] + 1),
        ("y", OVERLAP[0], OVERLAP[1].astype(str)),
        ("y", OVERLAP[0], np.array([0, 1, None, 1], dtype=object)),
    ],
)
def test_refused_examples_are_named(name, X, y):
    with pytest.raises(ValueError, match=f"^{name}: "):
        gradient_descent(X, y)


# What must not change the result, and what must turn it round


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_one_model_is_its_column_of_three(l2):
    X, Y = problem()
    three = gradient_descent(X, Y, l2=l2, iterations=50, tolerance=0)
    for k in range(3):
        one = gradient_descent(X, Y[:, k], l2=l2, iterations=50, tolerance=0)
        np.testing.assert_allclose(one.w, three.w[:, k], atol=1e-12)
        np.testing.assert_allclose(one.b, three.b[k], atol=1e-12)
        np.testing.assert_allclose(one.cost_history, three.cost_history[:, k], rtol=1e-12)


def test_permuting_pixels_permutes_the_weights():
    X, Y = problem()
    order = np.random.default_rng(0).permutation(5)
    plain = gradient_descent(X, Y, l2=0.1, iterations=50, tolerance=0)
    shuffled = gradient_descent(X[:, order], Y, l2=0.1, iterations=50, tolerance=0)
    np.testing.assert_allclose(shuffled.w, plain.w[order], atol=1e-12)
    np.testing.assert_allclose(shuffled.b, plain.b, atol=1e-12)


def test_flipping_the_labels_negates_w_and_b():
    X, Y = problem()
    plain = gradient_descent(X, Y, l2=0.1, iterations=50, tolerance=0)
    flipped = gradient_descent(X, 1 - Y, l2=0.1, iterations=50, tolerance=0)
    np.testing.assert_allclose(flipped.w, -plain.w, atol=1e-12)
    np.testing.assert_allclose(flipped.b, -plain.b, atol=1e-12)


def test_doubling_the_data_changes_nothing():
    X, Y = problem()
    plain = gradient_descent(X, Y, l2=0.1, iterations=50, tolerance=0)
    twice = gradient_descent(
        np.vstack([X, X]), np.vstack([Y, Y]), l2=0.1, iterations=50, tolerance=0
    )
    assert twice.alpha == pytest.approx(plain.alpha, rel=1e-12)
    np.testing.assert_allclose(twice.w, plain.w, atol=1e-12)


@pytest.mark.parametrize("y_type", [bool, np.uint8, np.float32])
def test_any_number_type_trains_the_same(y_type):
    X = np.random.default_rng(0).integers(0, 5, (9, 4))
    y = np.array([0, 1, 1, 0, 1, 0, 0, 1, 0])
    expected = gradient_descent(X.astype(float), y.astype(float), iterations=30)
    for X_given in (X, X.astype(np.uint8), X.tolist()):
        ours = gradient_descent(X_given, y.astype(y_type), iterations=30)
        np.testing.assert_array_equal(ours.w, expected.w)


def test_float32_examples_train_nearly_the_same():
    X, Y = problem()
    double = gradient_descent(X, Y, l2=0.1, iterations=100)
    single = gradient_descent(X.astype(np.float32), Y, l2=0.1, iterations=100)
    np.testing.assert_allclose(single.w, double.w, atol=1e-6)
    np.testing.assert_allclose(single.cost_history, double.cost_history, rtol=1e-6)
