from __future__ import annotations

import math
import re
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import cost_reached, minimum, objective, problem

from logreg_edu import newton
from logreg_edu.acceleration import accelerated_descent
from logreg_edu.iteration import Descent
from logreg_edu.newton import (
    NewtonStep,
    draw,
    inverse_root,
    inverse_root_in_row_space,
    newton_descent,
    sample_size,
)

SEEDS = st.integers(0, 2**32 - 1)


# The minimum


def test_far_fewer_steps_than_accelerated_descent(digits):
    X, Y = digits
    newton_way = newton_descent(X, Y, l2=1e-3, tolerance=1e-5)
    accelerated = accelerated_descent(X, Y, l2=1e-3, tolerance=1e-5)
    assert newton_way.iterations * 10 < accelerated.iterations


def test_without_a_penalty_too_a_step_uses_the_true_curvature():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 9)) * np.geomspace(1, 30, 9)
    y = (rng.random(400) < 1 / (1 + np.exp(-X[:, 0]))).astype(float)
    at = newton.evaluate(X, y[:, np.newaxis], np.zeros((10, 1)), 0.0)
    V = newton.row_space(X, newton.curvature_bound(X))
    step = NewtonStep(X, y[:, np.newaxis], 0.0, V, rng)
    step.build(at)
    X_tilde = np.column_stack([X, np.ones(400)])
    H = X_tilde.T @ X_tilde / 4 / 400  # every y_hat is one half
    exact = np.linalg.solve(H, at.gradient[:, 0])
    assert np.allclose(step.uncorrected(at.gradient)[:, 0], exact, rtol=1e-5)
    first = step(at, 0)
    assert np.allclose(first.theta[:, 0], -exact, rtol=1e-5)  # the whole step, from zero


@pytest.mark.parametrize("l2", [0.0, 1e-4, 1e-2])
def test_a_misleading_start_is_left_behind(l2):
    # The few examples of the start are separable, so their models are far too sure of themselves.
    X, Y = problem(m=3000, n=30)
    descent = newton_descent(X, Y, l2=l2, tolerance=1e-7)
    assert descent.converged
    assert descent.iterations < 60
    for k in range(3):
        assert descent.cost_history[-1, k] == pytest.approx(minimum(X, Y[:, k], l2), rel=1e-6)


def test_all_blank_pictures_leave_the_bias_alone():
    y = np.array([1, 0, 0, 0])
    descent = newton_descent(np.zeros((4, 2)), y, tolerance=1e-12)
    assert not descent.w.any()
    assert descent.b == pytest.approx(math.log(1 / 3), rel=1e-6)  # odds of 1 to 3


@pytest.mark.parametrize(("m", "n"), [(7, 12), (200, 4)])
def test_separable_without_a_penalty_goes_on_to_the_end_and_warns_of_nothing(m, n):
    # There is no minimum: the cost falls towards 0 and the weights grow.
    X = np.random.default_rng(0).normal(size=(m, n))
    descent = newton_descent(X, X[:, 0] > 0, iterations=40)
    assert (descent.converged, descent.iterations) == (False, 40)
    assert descent.cost_history[-1] < 1e-6
    # In float32 it may end before, where the cost is 0 to all digits.
    descent = newton_descent(X.astype(np.float32), X[:, 0] > 0)
    assert descent.cost_history[-1] < 1e-6
    assert np.isfinite(descent.w).all()


def test_few_examples_and_four_models():
    X, Y = problem(m=20, n=3, K=4)
    descent = newton_descent(X, Y, l2=0.01, tolerance=1e-9)
    assert descent.converged
    for k in range(4):
        assert descent.cost_history[-1, k] == pytest.approx(minimum(X, Y[:, k], 0.01), rel=1e-8)


def test_one_outlier_does_not_lead_astray():
    X, Y = problem(m=5000)
    X[7] *= 1e5  # nearly never drawn, and alone the largest curvature
    descent = newton_descent(X, Y, l2=0.01, tolerance=1e-6)
    assert descent.converged
    for k in range(3):
        assert descent.cost_history[-1, k] == pytest.approx(minimum(X, Y[:, k], 0.01), rel=1e-5)


# The examples that are drawn


@pytest.mark.parametrize("rare", [1, 0])
def test_sorted_labels_and_a_single_yes_or_no(rare):
    X, Y = problem(m=4000)
    order = np.argsort(Y[:, 0], kind="stable")
    X, Y = X[order], Y[order]
    Y[:, 2] = 1 - rare
    Y[3210, 2] = rare  # unlikely to be among the 30 that are drawn
    descent = newton_descent(X, Y, l2=0.01, tolerance=1e-7)
    assert descent.converged
    reached = cost_reached(descent, X, Y, 0.01)
    for k in range(3):
        assert reached[k] == pytest.approx(minimum(X, Y[:, k], 0.01), rel=1e-6)


def test_same_seed_same_result_another_seed_the_same_minimum():
    X, Y = problem(m=500)
    one, same, other = (newton_descent(X, Y, 0.01, tolerance=1e-9, seed=s) for s in (0, 0, 1))
    np.testing.assert_array_equal(one.w, same.w)
    np.testing.assert_array_equal(one.cost_history, same.cost_history)
    assert (one.cost_history[0] != other.cost_history[0]).all()
    np.testing.assert_allclose(one.cost_history[-1], other.cost_history[-1], rtol=1e-9)


def test_a_few_examples_are_all_used_for_the_start():
    X, Y = problem(m=17, n=4, K=2)
    start = newton_descent(X, Y, l2=0.01, iterations=0)
    for k in range(2):  # where 50 steps of all 17 lead: to the minimum
        assert start.cost_history[0, k] == pytest.approx(minimum(X, Y[:, k], 0.01), rel=2e-3)


def test_five_examples_for_each_parameter_are_drawn_as_chapter_13_says():
    assert sample_size(np.zeros((1000, 7))) == 5 * (7 + 1)
    assert sample_size(np.zeros((39, 7))) == 39


def exact_curvature(X, doubt, l2) -> np.ndarray:
    """H, one example after another."""
    m, n = X.shape
    H = l2 * np.diag([1.0] * n + [0.0])
    for x, v in zip(X.astype(np.float64), doubt, strict=True):
        H += v / m * np.outer(np.append(x, 1), np.append(x, 1))
    return H


def inverse_curvature(*arguments) -> np.ndarray:
    """H^-1 from its root R, in float64."""
    R = inverse_root(*arguments).astype(np.float64)
    return R @ R.T


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_curvature_from_all_examples_is_exact(l2):
    X, _ = problem(m=40, n=4)
    doubt = np.random.default_rng(1).uniform(1e-4, 0.25, 40)
    H_inverse = inverse_curvature(X, *draw(X, doubt, np.random.default_rng(0), 10**9), l2)
    np.testing.assert_allclose(
        H_inverse @ exact_curvature(X, doubt, l2), np.eye(5), atol=1e-9, rtol=0
    )


def test_curvature_from_a_sample_is_right_on_average():
    X, _ = problem(m=400, n=3)
    doubt = np.random.default_rng(1).uniform(0, 1, 400) ** 4 / 4
    rng = np.random.default_rng(2)
    drawn = np.array(
        [np.linalg.inv(inverse_curvature(X, *draw(X, doubt, rng, 80), 0.0)) for _ in range(1000)]
    )
    error = drawn.mean(axis=0) - exact_curvature(X, doubt, 0.0)
    assert (np.abs(error) < 5 * drawn.std(axis=0) / math.sqrt(1000)).all()
    assert (drawn.std(axis=0) > 0).all()  # and it was a sample


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nobody_in_doubt_still_gives_a_curvature(dtype):
    X = problem()[0].astype(dtype)
    H_inverse = inverse_curvature(
        X, *draw(X, np.zeros(101, dtype), np.random.default_rng(0), 30), 0.0
    )
    assert (np.linalg.eigvalsh(H_inverse) > 0).all()


def test_columns_that_repeat_leave_a_curvature_that_points_downhill():
    X = problem()[0].astype(np.float32)
    X = np.column_stack([X, X, X])
    doubt = np.full(101, 0.25, np.float32)
    for l2 in (0.0, 1e-12):
        H_inverse = inverse_curvature(X, *draw(X, doubt, np.random.default_rng(0)), l2)
        assert (np.linalg.eigvalsh(H_inverse) > 0).all()


def test_one_example_in_doubt_still_gives_a_curvature_in_the_row_space():
    X, _ = problem(m=40, n=4)
    V = np.linalg.qr(np.random.default_rng(1).normal(size=(5, 3)))[0]
    doubt = np.where(np.arange(40) == 7, 0.01, 0)
    R = inverse_root_in_row_space(X, doubt, V)
    A = V.T @ exact_curvature(X, doubt, 0.0) @ V  # flat but for one direction, so there is added
    A += 1e-6 * np.trace(A) / 3 * np.eye(3)  # a millionth of the mean curvature, in all directions
    exact = V @ np.linalg.inv(A) @ V.T
    np.testing.assert_allclose(R @ R.T, exact, rtol=0, atol=1e-5 * np.abs(exact).max())


# The step


@pytest.mark.parametrize("too_long", [0, 1, 3])
def test_the_step_is_halved_until_it_is_taken_and_then_whole_again(too_long, monkeypatch):
    X, Y = problem(K=1)
    step = NewtonStep(X, Y, 0.1, None, np.random.default_rng(0))
    at = newton.evaluate(X, Y, np.ones((6, 1)), 0.1)
    lengths, verdicts = [], [False] * too_long + [True, True]

    def watched(X, Y, theta, l2):
        lengths.append((at.theta - theta)[0, 0] / at.gradient[0, 0])
        return replace(at, theta=theta)

    monkeypatch.setattr(newton, "evaluate", watched)
    monkeypatch.setattr(newton, "lbfgs_step", lambda gradient, *rest: gradient)
    monkeypatch.setattr(newton, "take_or_leave", lambda at, to: (at, np.array([verdicts.pop(0)])))
    for iteration in range(too_long + 2):
        step(at, iteration)
    assert lengths == pytest.approx([1 / 2**i for i in range(too_long + 1)] + [1])


def test_curvatures_are_built_every_fifteen_steps_as_chapter_13_says(monkeypatch):
    X, Y = problem(m=400)
    step, built = NewtonStep(X, Y, 0.1, None, np.random.default_rng(0)), []
    really = step.build
    monkeypatch.setattr(step, "build", lambda at: (built.append(iteration), really(at)))
    at = newton.evaluate(X, Y, np.zeros((6, 3)), 0.1)
    for iteration in range(32):
        at = step(at, iteration)
    assert built == [0, 15, 30]


def test_the_last_three_steps_correct_the_curvature():
    """By what a step has changed in the gradient, the corrected curvature tells that step."""
    X, Y = problem(m=400)
    step = NewtonStep(X, Y, 0.1, None, np.random.default_rng(0))
    at = newton.evaluate(X, Y, np.ones((6, 3)), 0.1)
    for iteration in range(5):
        to = step(at, iteration)
        assert len(step.walked) == min(iteration + 1, 3)
        told = newton.lbfgs_step(to.gradient - at.gradient, step.walked, step.uncorrected)
        np.testing.assert_allclose(told, to.theta - at.theta, rtol=1e-6, atol=1e-12)
        at = to


def test_each_model_has_its_own_curvature():
    X, Y = problem()
    rng = np.random.default_rng(0)
    step = NewtonStep(X, Y, 0.1, None, rng)
    step.roots = list(rng.normal(size=(3, 6, 4)))
    gradient = rng.normal(size=(6, 3))
    found = step.uncorrected(gradient)
    for k in range(3):
        H_inverse = step.roots[k] @ step.roots[k].T
        np.testing.assert_allclose(found[:, k], H_inverse @ gradient[:, k])


@pytest.mark.parametrize("factor", [0.05, 30.0, 1e6])
def test_a_poor_curvature_makes_the_walk_longer_and_not_wrong(factor, monkeypatch):
    X, Y = problem()
    monkeypatch.setattr(newton, "inverse_root", lambda X, *rest: math.sqrt(factor) * np.eye(6))
    descent = newton_descent(X, Y, l2=0.1, tolerance=1e-6, iterations=2000)
    assert descent.converged
    assert (np.diff(descent.cost_history, axis=0) <= 1e-15).all()
    for k in range(3):
        assert descent.cost_history[-1, k] == pytest.approx(minimum(X, Y[:, k], 0.1), rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_out_of_all_bounds_is_not_taken(dtype, monkeypatch):
    X, Y = problem()
    far = np.sqrt(np.finfo(dtype).max) * 1e10
    monkeypatch.setattr(newton, "inverse_root", lambda X, *rest: math.sqrt(far) * np.eye(6))
    descent = newton_descent(X.astype(dtype), Y, l2=0.1, iterations=5)
    np.testing.assert_array_equal(descent.cost_history[-1], descent.cost_history[0])
    assert (descent.iterations, descent.converged) == (5, False)


@given(SEEDS, st.sampled_from([0.0, 1e-4, 0.1]), st.sampled_from([np.float32, np.float64]))
@settings(max_examples=25)
def test_the_cost_never_rises_but_for_its_rounding(seed, l2, dtype):
    X, Y = problem(seed, m=61)
    descent = newton_descent(X.astype(dtype), Y, l2=l2, tolerance=1e-7, iterations=60)
    rounding = 4 * np.finfo(dtype).eps
    assert (np.diff(descent.cost_history, axis=0) <= rounding).all()
    assert (descent.cost_history[-1] <= descent.cost_history[0] + rounding).all()


# When it stops


def test_steps_before_a_new_beginning_are_counted_too(monkeypatch):
    X, Y = problem(m=90, n=4)
    plain = newton_descent(X, Y, l2=0.0)
    really = newton.descend_if_there_is_a_minimum
    monkeypatch.setattr(
        newton,
        "descend_if_there_is_a_minimum",
        lambda *arguments: replace(really(*arguments), start_iterations=7),
    )
    assert newton_descent(X, Y, l2=0.0).start_iterations == plain.start_iterations + 7


def test_the_steps_before_a_separating_plane_was_looked_for_are_counted():
    rng = np.random.default_rng(1)
    X, w = rng.normal(size=(23, 3)), rng.normal(size=3)
    y = X @ w > -0.3
    start = accelerated_descent(X, y, 0.0, newton.START_STEPS)
    assert start.separable
    assert start.start_iterations > 2  # before it began anew, and then:
    assert start.iterations == newton.START_STEPS
    found = newton_descent(X, y, 0.0)
    assert found.separable
    assert found.start_iterations == start.start_iterations + newton.START_STEPS


def test_the_start_takes_as_many_steps_as_the_description_says():
    X, Y = problem(m=3000, n=30)
    said = re.search(r"The start is up to (\d+) steps", newton_descent.__doc__)
    slow = newton_descent(X * np.geomspace(1, 100, 30), Y, l2=1e-4, iterations=0)
    assert slow.start_iterations == int(said[1])
    quick = newton_descent(X, Y, l2=10.0, iterations=0)
    assert 0 < quick.start_iterations < int(said[1])


def test_no_iterations_give_the_start():
    X, Y = problem()
    descent = newton_descent(X, Y, l2=0.01, iterations=0)
    np.testing.assert_allclose(
        descent.cost_history, [cost_reached(descent, X, Y, 0.01)], rtol=1e-14
    )


# The record


@pytest.mark.parametrize("K", [None, 1, 3])
def test_record(K):
    X, Y = problem()
    y, columns = (Y[:, 0], ()) if K is None else (Y[:, :K], (K,))
    seen = []
    result = newton_descent(
        X, y, l2=0.1, iterations=4, tolerance=0, progress=lambda step, J: seen.append((step, J))
    )
    assert isinstance(result, Descent)
    assert result.w.shape == (5, *columns)
    assert np.shape(result.b) == columns
    assert result.cost_history.shape == result.gradient_norm_history.shape == (5, *columns)
    assert (result.iterations, result.converged, result.alpha) == (4, False, None)
    assert [step for step, _ in seen] == list(range(5))
    assert all(np.shape(J) == columns for _, J in seen)
    np.testing.assert_array_equal([J for _, J in seen], result.cost_history)
    for k in range(K or 1):
        theta = np.append(result.w.reshape(5, -1)[:, k], np.ravel(result.b)[k])
        J, slopes = objective(theta, X, Y[:, k], 0.1)
        assert result.cost_history.reshape(5, -1)[-1, k] == pytest.approx(J, rel=1e-14)
        norm = result.gradient_norm_history.reshape(5, -1)[-1, k]
        assert norm == pytest.approx(np.linalg.norm(slopes), rel=1e-6, abs=1e-14)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("X", {"X": np.zeros(4)}),
        ("X", {"X": np.full((4, 1), np.nan)}),
        ("X", {"X": np.full((4, 1), "1")}),
        ("X", {"X": np.full((4, 1), 1e300)}),
        ("X", {"X": np.array([[1e25], [-1e25], [2e25], [0]], np.float32)}),
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
        newton_descent(**{**arguments, **change})


def test_squares_that_overflow_are_refused():
    X = np.full((2, 3), 1e20, np.float32)
    with pytest.raises(ValueError, match=r"^X: its squares overflow"):
        newton.weighted_products(X, np.arange(2), np.ones(2))


def test_what_is_kept_beside_x_does_not_grow_with_it():
    X = np.random.default_rng(0).random((20_000, 100), np.float32)
    y = np.arange(20_000) % 2
    tracemalloc.start()
    try:
        newton_descent(X, y, l2=0.1, iterations=3)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 0.6 * X.nbytes


# What must not change the minimum, and what must turn it round


@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_one_model_is_its_column_of_three(l2):
    X, Y = problem()
    three = newton_descent(X, Y, l2=l2, tolerance=1e-13)
    for k in range(3):
        one = newton_descent(X, Y[:, k], l2=l2, tolerance=1e-13)
        np.testing.assert_allclose(one.w, three.w[:, k], atol=1e-5)
        np.testing.assert_allclose(one.b, three.b[k], atol=1e-5)
        np.testing.assert_allclose(one.cost_history[-1], three.cost_history[-1, k], rtol=1e-12)


def test_one_digit_is_its_column_of_ten(digits):
    X, Y = digits
    ten = newton_descent(X, Y, l2=0.02, tolerance=1e-6)
    one = newton_descent(X, Y[:, 3], l2=0.02, tolerance=1e-6)
    np.testing.assert_allclose(one.cost_history[-1], ten.cost_history[-1, 3], rtol=1e-6)
    np.testing.assert_allclose(one.w, ten.w[:, 3], atol=1e-2 * np.abs(one.w).max())


def test_permuted_pixels_flipped_labels_and_doubled_data():
    X, Y = problem()
    settings = {"l2": 0.05, "tolerance": 1e-13}
    plain = newton_descent(X, Y, **settings)
    order = np.random.default_rng(0).permutation(5)
    shuffled = newton_descent(X[:, order], Y, **settings)
    np.testing.assert_allclose(shuffled.w, plain.w[order], atol=1e-6)
    np.testing.assert_allclose(shuffled.b, plain.b, atol=1e-6)
    flipped = newton_descent(X, 1 - Y, **settings)
    np.testing.assert_allclose(flipped.w, -plain.w, atol=1e-6)
    np.testing.assert_allclose(flipped.b, -plain.b, atol=1e-6)
    twice = newton_descent(np.vstack([X, X]), np.vstack([Y, Y]), **settings)
    np.testing.assert_allclose(twice.w, plain.w, atol=1e-6)


@pytest.mark.parametrize("scale", [1e-6, 1e8])
def test_the_scale_of_x_does_not_matter_without_a_penalty(scale):
    X, Y = problem()
    plain = newton_descent(X, Y, tolerance=1e-9)
    scaled = newton_descent(X * scale, Y, tolerance=1e-9)
    np.testing.assert_allclose(scaled.cost_history[-1], plain.cost_history[-1], rtol=1e-8)


def test_float32_and_float64_agree(digits):
    X, Y = digits
    single = newton_descent(X, Y, l2=0.01, tolerance=1e-6)
    double = newton_descent(X.astype(np.float64), Y, l2=0.01, tolerance=1e-6)
    np.testing.assert_allclose(single.cost_history[-1], double.cost_history[-1], rtol=1e-6)
