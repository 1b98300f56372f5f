from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import cost_reached, objective, problem, separable
from scipy.optimize import minimize

from logreg_edu import quasi_newton
from logreg_edu.gap import separates
from logreg_edu.quasi_newton import (
    is_time_to_look,
    lbfgs_step,
    separating_descent,
    towards_a_plane,
)

SEEDS = st.integers(0, 2**32 - 1)


def apart(seed: int = 0, m: int = 40, n: int = 7):
    """Examples of three models that planes separate."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, n))
    Z = X @ rng.normal(size=(n, 3)) + rng.normal(size=3) / 2
    Y = (np.sign(Z) > 0).astype(float)
    Y[Z.argmin(axis=0), range(3)], Y[Z.argmax(axis=0), range(3)] = 0, 1
    return X, Y


def start(**settings):
    return {"separable": np.zeros(3, dtype=bool), "models": (3,), "iterations": 30, **settings}


# The step


def test_lbfgs_step_by_matrices():
    rng = np.random.default_rng(0)
    guesses = [M @ M.T for M in rng.normal(size=(4, 6, 6))]
    curvatures = [M @ M.T + np.eye(6) for M in rng.normal(size=(4, 6, 6))]

    def first_guess(g):
        return np.stack([guesses[k] @ g[:, k] for k in range(4)], axis=1)

    walked, gradient = [], rng.normal(size=(6, 4))
    for count in range(4):
        step = lbfgs_step(gradient, walked, first_guess)
        for k in range(4):
            H_inverse = guesses[k]
            for s, t in walked:
                s_k, t_k = s[:, k], t[:, k]
                side = np.eye(6) - np.outer(s_k, t_k) / (s_k @ t_k)
                H_inverse = side @ H_inverse @ side.T + np.outer(s_k, s_k) / (s_k @ t_k)
            np.testing.assert_allclose(step[:, k], H_inverse @ gradient[:, k], rtol=1e-9)
        if count:
            np.testing.assert_allclose(lbfgs_step(t, walked, first_guess), s, rtol=1e-9)
        s = rng.normal(size=(6, 4))
        t = np.stack([curvatures[k] @ s[:, k] for k in range(4)], axis=1)
        walked.append((s, t))


def test_where_nothing_was_walked_nothing_is_corrected():
    gradient = np.array([[3.0, 4], [1, 2]])
    nothing = np.zeros((2, 2))
    step = lbfgs_step(gradient, [(nothing, nothing)], lambda g: 2 * g)
    np.testing.assert_array_equal(step, 2 * gradient)


def test_the_first_guess_is_the_bound_of_each_column_and_a_typical_one():
    X, Y = problem()
    X[:, 4] = 0
    _, step = towards_a_plane(X, Y)
    bounds = (np.column_stack([X, np.ones(101)]) ** 2).sum(axis=0) / (4 * 101)
    sizes = bounds + np.median(np.delete(bounds, 4))
    np.testing.assert_allclose(step.size[:, 0], sizes, rtol=1e-12)
    np.testing.assert_allclose(step.scale, [1 / (bounds / sizes).sum()] * 3, rtol=1e-12)


@pytest.mark.parametrize(
    ("taken", "slope_there", "length"),
    [(False, 0.0, 2.0), (True, 0.31, 8.0), (True, 0.29, 1.0), (True, -1.0, 1.0)],
)
def test_a_step_is_halved_doubled_or_whole(taken, slope_there, length, monkeypatch):
    """Halved where it was too long; doubled where it left more than 0.3 of the slope."""
    X, Y = problem(K=1)
    at, step = towards_a_plane(X, Y)
    step.length = np.array([4.0])
    there = replace(at, gradient=slope_there * at.gradient)
    monkeypatch.setattr(quasi_newton, "evaluate", lambda *rest: there)
    monkeypatch.setattr(quasi_newton, "take_or_leave", lambda at, to: (at, np.array([taken])))
    step(at, 0)
    assert step.length == length


# Where there is no minimum


def test_planes_are_looked_for_after_powers_of_two_and_at_the_end():
    looks = [step for step in range(41) if is_time_to_look(step, 38)]
    assert looks == [0, 1, 2, 4, 8, 16, 32, 38, 39, 40]


@given(SEEDS, st.sampled_from([np.float32, np.float64]))
@settings(max_examples=60)
def test_the_cost_is_not_above_that_of_scipy_after_50_steps(seed, dtype):
    X, Y = apart(seed)
    X = X.astype(dtype)
    descent = separating_descent(X, Y, **start(iterations=50))
    reached = cost_reached(descent, X, Y, 0.0)
    for k in range(3):
        data = X.astype(np.float64), Y[:, k], 0.0
        options = {"maxiter": 50, "ftol": 0, "gtol": 0}
        theirs = minimize(
            objective, np.zeros(8), data, jac=True, method="L-BFGS-B", options=options
        )
        assert reached[k] <= theirs.fun + 1e-12


@given(SEEDS)
@settings(max_examples=60)
def test_it_separates_and_never_converges(seed):
    X, Y = apart(seed)
    descent = separating_descent(X, Y, **start(iterations=60))
    assert descent.separable.all()
    assert separates(X, Y, np.vstack([descent.w, descent.b])).all()
    assert (descent.converged, descent.iterations) == (False, 60)
    assert (np.diff(descent.cost_history, axis=0) <= 0).all()
    assert np.isfinite(descent.w).all()


def test_it_starts_at_zero_and_records_every_step():
    X, Y = apart()
    seen = []
    descent = separating_descent(
        X, Y, **start(iterations=9, progress=lambda step, J: seen.append((step, J)))
    )
    assert descent.w.shape == (7, 3)
    assert descent.cost_history.shape == descent.gradient_norm_history.shape == (10, 3)
    np.testing.assert_allclose(descent.cost_history[0], math.log(2))
    assert [step for step, _ in seen] == list(range(10))
    np.testing.assert_array_equal([J for _, J in seen], descent.cost_history)
    np.testing.assert_allclose(
        descent.cost_history[-1], cost_reached(descent, X, Y, 0.0), rtol=1e-9
    )
    for k in range(3):
        theta = np.append(descent.w[:, k], descent.b[k])
        norm = np.linalg.norm(objective(theta, X, Y[:, k], 0.0)[1])
        assert descent.gradient_norm_history[-1, k] == pytest.approx(norm, rel=1e-9)


def test_one_model_is_a_column():
    X, Y = apart()
    alone = {"separable": np.zeros(1, dtype=bool)}
    one = separating_descent(X, Y[:, [1]], **start(**alone, models=()))
    column = separating_descent(X, Y[:, [1]], **start(**alone, models=(1,)))
    assert one.w.shape == (7,) and np.shape(one.b) == ()
    assert one.cost_history.shape == one.gradient_norm_history.shape == (31,)
    np.testing.assert_array_equal(one.w, column.w[:, 0])
    np.testing.assert_array_equal(one.cost_history, column.cost_history[:, 0])
    assert one.separable


def test_what_is_known_beforehand_stays_known():
    X, Y = problem()
    assert not separable(X, Y[:, 1])
    known = np.array([False, True, False])  # told so, whatever the examples say
    descent = separating_descent(X, Y, known, (3,), 5)
    assert descent.separable.tolist() == [False, True, False]


def test_models_that_have_a_minimum_come_near_it_beside_one_that_has_none():
    X, Y = problem()
    Y[:, 1] = X[:, 2] > 0
    descent = separating_descent(X, Y, **start(iterations=100))
    assert descent.separable.tolist() == [False, True, False]
    for k in (0, 2):
        lowest = minimize(
            objective, np.zeros(6), (X, Y[:, k], 0.0), jac=True, options={"gtol": 1e-9}
        ).fun
        assert descent.cost_history[-1, k] == pytest.approx(lowest, abs=1e-9)


def test_weights_are_doubled_only_once_all_models_separate():
    # So the scores of the models grow together, and can still be compared.
    X, Y = apart()
    Js = separating_descent(X, Y, **start(iterations=60)).cost_history
    doubled = (Js * len(X) < math.log(2)).all(axis=1)
    first = int(doubled.argmax())
    alone = [
        separating_descent(X, Y[:, [k]], np.zeros(1, dtype=bool), (1,), iterations=60)
        for k in range(3)
    ]
    firsts = [int((one.cost_history[:, 0] * len(X) < math.log(2)).argmax()) for one in alone]
    assert first == max(firsts) > min(firsts)
    before = separating_descent(X, Y, **start(iterations=first))
    after = separating_descent(X, Y, **start(iterations=first + 1))
    np.testing.assert_allclose(after.w, 2 * before.w, rtol=1e-9)
    np.testing.assert_allclose(after.b, 2 * before.b, rtol=1e-9)
    end = separating_descent(X, Y, **start(iterations=60))
    assert (end.cost_history[-1] < 1e-16).all()
    assert np.abs(end.w).max() < 1e4  # and not for ever


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_no_example_tells_apart_gets_no_weight(dtype):
    X, Y = apart()
    X = np.round(8 * X)
    X = np.column_stack([X, X[:, 0], np.zeros(40), X[:, 1] - X[:, 2], np.ones(40)]).astype(dtype)
    descent = separating_descent(X, Y, **start())
    X1 = np.column_stack([X.astype(np.float64), np.ones(40)])
    theta = np.vstack([descent.w, descent.b])
    np.testing.assert_allclose(np.linalg.pinv(X1) @ (X1 @ theta), theta, rtol=1e-6, atol=1e-9)
    assert not descent.w[8].any()


def test_the_units_of_the_columns_hardly_matter():
    X, Y = apart()
    stretch = 10.0 ** np.arange(-3, 4)
    plain = separating_descent(X, Y, **start(iterations=60))
    stretched = separating_descent(X * stretch, Y, **start(iterations=60))
    assert (plain.cost_history[-1] < 1e-12).all()
    assert (stretched.cost_history[-1] < 1e-12).all()


def test_digits_get_a_plane_that_serves_other_digits(digits):
    X, Y = digits
    test = np.arange(500) % 5 == 0
    train = ~test
    descent = separating_descent(
        X[train], Y[train], np.zeros(10, dtype=bool), (10,), iterations=100
    )
    assert descent.separable.all()
    said = (X[test] @ descent.w + descent.b).argmax(axis=1)
    assert (said == Y[test].argmax(axis=1)).mean() >= 0.8
