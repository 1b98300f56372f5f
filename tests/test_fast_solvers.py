"""What the fast solvers of chapters 9 and 13 have in common; each has a file of its own, too."""

from __future__ import annotations

import inspect
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from oracles import (
    cost_reached,
    minimum,
    minimum_without_penalty,
    objective,
    problem,
    separable,
)
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from logreg_edu import acceleration, newton
from logreg_edu.acceleration import accelerated_descent
from logreg_edu.app.datasets import load
from logreg_edu.descent import gradient_descent
from logreg_edu.digits import pixels_to_examples, stratified_split
from logreg_edu.evaluate import accuracy
from logreg_edu.gap import optimality_gap
from logreg_edu.iteration import evaluate
from logreg_edu.newton import newton_descent
from logreg_edu.one_vs_all import Models, one_vs_all_score, train_one_vs_all

SEEDS = st.integers(0, 2**32 - 1)
SOLVERS = pytest.mark.parametrize("solve", [accelerated_descent, newton_descent])


@pytest.mark.parametrize(
    ("solve", "defaults"),
    [
        (gradient_descent, {"alpha": None, "l2": 0.0, "iterations": 1000, "tolerance": 1e-6}),
        (accelerated_descent, {"l2": 0.0, "iterations": 1000, "tolerance": 1e-3}),
        (newton_descent, {"l2": 0.0, "iterations": 200, "tolerance": 1e-5, "seed": 0}),
    ],
)
def test_the_defaults_on_which_callers_count(solve, defaults):
    parameters = inspect.signature(solve).parameters.values()
    given = {p.name: p.default for p in parameters if p.default is not p.empty}
    assert given == defaults | {"progress": None}


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


# Without a penalty: many minima, or none

ENOUGH = [
    (gradient_descent, {"iterations": 5000}),
    (accelerated_descent, {"tolerance": 1e-6}),
    (newton_descent, {}),
]
ALL_SOLVERS = pytest.mark.parametrize(
    ("solve", "enough"), ENOUGH, ids=["gradient", "accelerated", "newton"]
)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def deficient(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Examples that few numbers describe, in columns that repeat and mix them; whole numbers."""
    rng = np.random.default_rng(seed)
    r = rng.integers(1, 5)
    m, n = rng.integers(20 * r, 60 * r), r + rng.integers(0, 4)
    few = rng.integers(-3, 4, (m, r)).astype(float)
    mixed = few @ rng.integers(-1, 2, (r, n))
    X = np.column_stack([mixed, few[:, 0], np.full(m, 2.0), np.zeros(m), few.sum(axis=1)])
    y = few @ rng.normal(size=r) / np.sqrt(2 * r) + rng.logistic(size=m) > 0
    y[0], y[1] = 0, 1
    return X[:, rng.permutation(n + 4)], y.astype(float)


@given(seed=SEEDS)
@settings(max_examples=200)
def test_of_many_minima_the_one_nearest_to_zero(seed):
    X, y = deficient(seed)
    assume(not separable(X, y))
    lowest = minimum_without_penalty(X, y)
    X1 = np.column_stack([X, np.ones(len(X))])
    inverse = np.linalg.pinv(X1)
    for (solve, enough), dtype in product(ENOUGH, [np.float32, np.float64]):
        descent = solve(X.astype(dtype), y, **enough)
        theta = np.append(descent.w, descent.b)
        assert abs(objective(theta, X, y, 0.0)[0] - lowest) <= 1e-5
        # Some valleys are too long for plain descent.
        assert descent.converged or solve is gradient_descent
        assert not descent.separable
        outside = theta - inverse @ (X1 @ theta)
        rounding = 1e-5 if (solve, dtype) == (gradient_descent, np.float32) else 1e-9
        assert np.linalg.norm(outside) <= rounding * max(1, np.linalg.norm(theta))


@pytest.mark.parametrize(
    ("solve", "enough"),
    [(gradient_descent, {"iterations": 100}), (accelerated_descent, {}), (newton_descent, {})],
)
@given(seed=SEEDS, dtype=st.sampled_from([np.float32, np.float64]))
@settings(max_examples=100)
def test_separable_examples_are_called_so_and_have_no_minimum(solve, enough, seed, dtype):
    rng = np.random.default_rng(seed)
    r = rng.integers(2, 20)
    m, n = rng.integers(2 * r, 10 * r), r + rng.integers(0, 5)
    X = rng.normal(size=(m, r)) @ rng.normal(size=(r, n))
    z = X @ rng.normal(size=n)
    y = (z > np.quantile(z, 0.3)).astype(float)
    descent = solve(X.astype(dtype), y, **enough)
    assert descent.separable
    assert not descent.converged
    if solve is gradient_descent:
        return  # its steps are others than those of the oracles, and slower
    X = X.astype(dtype).astype(np.float64)
    reached = objective(np.append(descent.w, descent.b), X, y, 0.0)[0]
    theirs = minimize(
        objective, np.zeros(n + 1), (X, y, 0.0), jac=True, options={"maxiter": descent.iterations}
    )
    other = LogisticRegression(C=np.inf, max_iter=descent.iterations).fit(X, y)
    other_reached = objective(np.append(other.coef_, other.intercept_), X, y, 0.0)[0]
    assert reached <= min(theirs.fun, other_reached)


@DTYPES
@ALL_SOLVERS
def test_dummy_columns_that_sum_to_one(solve, enough, dtype):
    rng = np.random.default_rng(1)
    kind = rng.integers(0, 4, 200)
    y = rng.random(200) < 0.2 + 0.15 * kind
    descent = solve(np.eye(4, dtype=dtype)[kind], y, **enough)
    assert descent.converged
    assert descent.cost_history[-1] == pytest.approx(0.61646, abs=1e-5)
    shares = [y[kind == k].mean() for k in range(4)]
    np.testing.assert_allclose(expit(descent.w + descent.b), shares, atol=2e-3)
    assert descent.w.sum() == pytest.approx(descent.b, abs=1e-6)  # of all such, the shortest


@DTYPES
@ALL_SOLVERS
def test_a_column_with_one_answer_alone_is_separable(solve, enough, dtype):
    # All of the third kind say yes: its weight grows for ever, and nothing else does.
    kind = np.repeat([0, 1, 2], [20, 20, 10])
    y = np.concatenate([np.arange(20) % 2, np.arange(20) % 4 == 0, np.ones(10)])
    descent = solve(np.eye(3, dtype=dtype)[kind], y, **enough)
    assert separable(np.eye(3)[kind], y)
    assert not descent.converged
    assert descent.separable


@SOLVERS
def test_a_pixel_of_one_picture_is_noticed_before_any_step(solve):
    X, Y = problem()
    X[:, 2] = 0
    X[7, 2] = 0.1
    descent = solve(X, Y, iterations=3)
    assert descent.separable.all()
    assert (descent.iterations, descent.converged) == (3, False)
    if solve is accelerated_descent:
        assert descent.start_iterations == 0


@pytest.mark.parametrize(("l2", "expected"), [(0.0, np.float64), (0.1, np.float32)])
@pytest.mark.parametrize(
    ("solve", "module"), [(accelerated_descent, acceleration), (newton_descent, newton)]
)
def test_products_run_in_float32_unless_there_is_no_penalty(
    solve, module, l2, expected, monkeypatch
):
    X, Y = problem(m=300)
    types = set()

    def watched(X, Y, theta, l2):
        types.update({X.dtype, Y.dtype})
        return evaluate(X, Y, theta, l2)

    monkeypatch.setattr(module, "evaluate", watched)
    solve(X.astype(np.float32), Y, l2=l2)
    assert types == {np.dtype(expected)}


def coarse(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A few examples X (m, n) of whole numbers from -1 to 1 and Y (m, 3), often separable."""
    rng = np.random.default_rng(seed)
    m, n = rng.integers(5, 30), rng.integers(1, 5)
    X = rng.integers(-1, 2, (m, n)).astype(float)
    Y = (2 * X @ rng.normal(size=(n, 3)) + rng.logistic(size=(m, 3)) > 0).astype(float)
    Y[0], Y[1] = 0, 1
    return X, Y


@pytest.mark.parametrize(
    ("solve", "iterations"),
    [pytest.param(accelerated_descent, 2000, marks=pytest.mark.slow), (newton_descent, 200)],
)
@given(seed=SEEDS)
@settings(max_examples=25)
def test_no_verdict_contradicts_a_linear_program(solve, iterations, seed):
    X, Y = coarse(seed)
    for y in Y.T:
        descent = solve(X, y, iterations=iterations)
        if separable(X, y):
            assert not descent.converged
            assert descent.separable
        else:
            assert descent.converged
            assert not descent.separable


@SOLVERS
@given(seed=SEEDS)
@example(seed=1849)  # one model is apart long before the others, and its steps overflowed
@settings(max_examples=25)
def test_no_verdict_on_three_at_once_contradicts_a_linear_program(solve, seed):
    X, Y = coarse(seed)
    three = solve(X, Y, iterations=100)
    assert np.isfinite(three.w).all()
    for k, found in enumerate(three.separable):
        assert separable(X, Y[:, k]) or not found


@DTYPES
@SOLVERS
def test_columns_whose_sizes_differ_a_million_million_times(solve, dtype):
    X, Y = problem(K=1)
    scales = np.array([1e-6, 1e6, 1.0, 1e3, 1e-3])
    X = (X * scales).astype(dtype)
    X = np.column_stack([X, 2 * X[:, :2]])  # exact, also in float32
    descent = solve(X, Y, tolerance=1e-6)
    assert descent.converged
    theta = np.append(descent.w, descent.b)
    reached = objective(theta, X.astype(np.float64), Y[:, 0], 0.0)[0]
    assert reached == pytest.approx(minimum_without_penalty(X, Y[:, 0]), abs=1e-6)


@pytest.mark.parametrize("offset", [1e3, 1e7, 1e10])
@ALL_SOLVERS
def test_a_column_that_is_nearly_constant_is_not_taken_for_one(solve, enough, offset):
    # Years, or times in seconds: beside their size they hardly differ, and they differ.
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
    lowest = minimum_without_penalty(X, y)
    descent = solve(X + offset, y)
    assert descent.converged or solve is gradient_descent  # for which the valley is too long
    assert not descent.converged or descent.cost_history[-1] == pytest.approx(lowest, rel=1e-3)
    assert not descent.separable
    assert solve(X + offset, np.array([0, 0, 1, 1])).separable


@SOLVERS
def test_columns_that_are_nearly_the_same_are_two(solve):
    X, Y = problem(m=300, n=2, K=1)
    lowest = minimum_without_penalty(X, Y[:, 0])
    X[:, 1] = X[:, 0] + 1e-7 * X[:, 1]
    descent = solve(X, Y[:, 0])
    assert descent.converged
    assert descent.cost_history[-1] == pytest.approx(lowest, rel=1e-3)


@pytest.mark.parametrize("overlap", [1e-5, 1e-6, 1e-7, 1e-9])
@ALL_SOLVERS
def test_a_small_overlap_is_one(solve, enough, overlap):
    descent = solve(np.array([[-1], [overlap], [0], [1]]), np.array([0, 0, 1, 1]))
    assert not descent.separable


@pytest.mark.parametrize("l2", [1e-310, 5e-324])
@ALL_SOLVERS
def test_next_to_no_penalty_is_one(solve, enough, l2):
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
    descent = solve(X, y, l2=l2)
    assert not descent.converged  # nothing can be proved, and nothing is claimed
    assert descent.cost_history[-1] == pytest.approx(minimum_without_penalty(X, y), abs=1e-5)


@SOLVERS
def test_columns_that_repeat_with_next_to_no_penalty(solve):
    X, Y = problem(K=1)
    lowest = minimum(X, Y[:, 0], 0.0)
    descent = solve(np.column_stack([X, X, 1e6 * X]), Y[:, 0], l2=1e-25)
    assert descent.cost_history[-1] == pytest.approx(lowest, rel=1e-3)


@SOLVERS
def test_whole_numbers_of_which_few_are_separable_warn_of_nothing(solve):
    X = np.array([[-2], [1], [1], [2], [0]])
    for y in set(permutations([1, 1, 0, 0, 1])):
        assert bool(solve(X, np.array(y)).separable) == separable(X.astype(float), np.array(y))


@SOLVERS
def test_a_sum_of_columns_that_float32_has_rounded(solve):
    X, Y = problem(m=300, K=1)
    X = X.astype(np.float32)
    X = np.column_stack([X, X.sum(axis=1), X[:, 0] - X[:, 3] / 3])
    descent = solve(X, Y, tolerance=1e-6)
    assert descent.converged
    reached = cost_reached(descent, X, Y, 0.0)
    assert reached == pytest.approx([minimum(X[:, :5], Y[:, 0], 0.0)], abs=1e-6)
    assert np.linalg.norm(descent.w) < 10  # the rounding is no feature


@pytest.mark.parametrize(
    ("X", "y", "has_minimum"),
    [
        ([[0.0], [1.0]], [0, 1], False),
        ([[1.0], [1.0]], [0, 1], True),
        ([[0.0], [1.0], [1.0]], [0, 1, 0], False),  # with the third on the plane
        ([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]], [0, 1, 0], True),
        ([[5.0], [5.0], [5.0], [5.0]], [0, 1, 1, 1], True),
        ([[0.0], [1.0], [2.0]], [0, 1, 0], True),
    ],
)
@DTYPES
@ALL_SOLVERS
def test_the_smallest_problems(solve, enough, dtype, X, y, has_minimum):
    X, y = np.array(X, dtype=dtype), np.array(y)
    assert separable(X.astype(np.float64), y) is not has_minimum
    descent = solve(X, y, **enough)
    assert descent.converged is has_minimum
    assert bool(descent.separable) is not has_minimum
    if has_minimum:
        assert descent.cost_history[-1] == pytest.approx(minimum_without_penalty(X, y), abs=1e-5)


@pytest.mark.parametrize("dtype", [pytest.param(np.float32, marks=pytest.mark.slow), np.float64])
@pytest.mark.parametrize("iterations", [20, None])
@SOLVERS
def test_digits_without_a_penalty_serve_other_digits(solve, iterations, dtype):
    # 600 digits of 784 pixels: their planes are beyond number, and most of them serve no other.
    sample = load("sample")
    rows = np.random.default_rng(0).permutation(5000)
    train, test = rows[:600], rows[600:1600]
    X, X_test = (pixels_to_examples(sample.images[r]).astype(dtype) for r in (train, test))
    settings = {} if iterations is None else {"iterations": iterations}
    descent = train_one_vs_all(X, sample.labels[train], solve, **settings)
    assert descent.separable.all()
    assert not descent.converged
    said, _ = one_vs_all_score(X_test, Models(descent.w, descent.b))
    assert accuracy(sample.labels[test], said) >= 0.82
    X1 = np.column_stack([X.astype(np.float64), np.ones(600)])
    theta = np.vstack([descent.w, descent.b])
    outside = theta - np.linalg.pinv(X1, rtol=1e-9) @ (X1 @ theta)
    assert np.linalg.norm(outside) < 1e-4 * np.linalg.norm(theta)


@SOLVERS
def test_400_digits_as_in_the_readme(solve):
    sample = load("sample")
    rows = np.random.default_rng(0).permutation(5000)[:500]
    images, labels = sample.images[rows], sample.labels[rows]
    train, test = stratified_split(labels, test_fraction=0.2, seed=0)
    X = pixels_to_examples(images)
    descent = train_one_vs_all(X[train], labels[train], solve, iterations=20)
    said, _ = one_vs_all_score(X[test], Models(descent.w, descent.b))
    assert accuracy(labels[test], said) >= 0.82
