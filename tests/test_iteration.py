from __future__ import annotations

import dataclasses
import math
import tracemalloc

import numpy as np
import pytest
from oracles import objective, problem

from logreg_edu import iteration, parallel
from logreg_edu.curvature import curvature_bound, row_space
from logreg_edu.gradient import cost_and_gradient, forward
from logreg_edu.iteration import Descent, Point, Proof, descend, evaluate

# The cost and its gradient, as a sum over blocks


def there(K: int = 3) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(6, K))


@pytest.mark.parametrize("rows", [1, 2, 7, 100, 101, 102])
def test_the_size_of_the_blocks_does_not_matter(rows, monkeypatch):
    X, Y = problem()
    theta = there()
    monkeypatch.setattr(parallel, "BLOCK_ROWS", rows)
    at = evaluate(X, Y, theta, l2=0.1)
    for k in range(3):
        J, gradient = objective(theta[:, k], X, Y[:, k], 0.1)
        assert at.J[k] == pytest.approx(J, rel=1e-13)
        np.testing.assert_allclose(at.gradient[:, k], gradient, atol=1e-14)
        assert at.gradient_norm[k] == pytest.approx(math.sqrt(math.fsum(gradient**2)), rel=1e-13)


def test_more_than_one_block_of_the_real_size():
    X, Y = problem(m=2 * parallel.BLOCK_ROWS + 77)
    theta = there()
    at = evaluate(X, Y, theta, l2=0.0)
    J, dJ_dw, dJ_db = cost_and_gradient(X, Y, theta[:-1], theta[-1])
    np.testing.assert_allclose(at.J, J, rtol=1e-13)
    np.testing.assert_allclose(at.gradient, np.vstack([dJ_dw, dJ_db]), atol=1e-14)


def test_the_products_run_in_the_type_of_X_and_the_results_are_float64(monkeypatch):
    X, Y = problem()
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    types = []

    def watched_forward(*arrays):
        types.extend(a.dtype for a in arrays)
        J, y_hat = forward(*arrays)
        types.append(y_hat.dtype)
        return J, y_hat

    monkeypatch.setattr(iteration, "forward", watched_forward)
    single = evaluate(X, Y, there(), l2=0.1)
    assert set(types) == {np.dtype(np.float32)}
    double = evaluate(X.astype(np.float64), Y.astype(np.float64), there(), l2=0.1)
    for a, b in ((single.J, double.J), (single.gradient, double.gradient)):
        assert a.dtype == b.dtype == np.float64
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_evaluate_needs_little_memory_beside_X():
    X, Y = np.ones((60_000, 30), np.float32), np.ones((60_000, 10), np.float32)
    tracemalloc.start()
    try:
        evaluate(X, Y, np.zeros((31, 10)), 0.0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < Y.nbytes / 4  # all scores at once would be as large as Y


# The loop


def halve(at: Point, iteration: int) -> Point:
    return Point(at.theta / 2, at.J / 2, at.gradient / 2)


@pytest.mark.parametrize("models", [(), (1,), (2,)])
def test_the_loop_records_each_point_and_ends_where_it_is_told_to(models):
    K = math.prod(models)
    seen = []
    start = Point(np.full((4, K), 8.0), np.full(K, 16.0), np.full((4, K), 3.0))
    result = descend(
        start, halve, lambda at, iteration: False, models, 3, lambda *said: seen.append(said)
    )
    assert (result.iterations, result.converged) == (3, False)
    assert result.w.shape == (3, *models)
    assert np.shape(result.b) == models
    assert np.all(result.w == 1) and np.all(result.b == 1)
    np.testing.assert_array_equal(result.cost_history.reshape(4, K)[:, 0], [16, 8, 4, 2])
    assert result.gradient_norm_history.reshape(4, K)[:, 0].tolist() == [6, 3, 1.5, 0.75]
    assert [said for said, _ in seen] == [0, 1, 2, 3]
    assert [np.shape(J) for _, J in seen] == [models] * 4
    assert [J.max() for _, J in seen] == [16, 8, 4, 2]
    assert np.shape(result.separable) == models
    assert not np.any(result.separable)
    assert (result.alpha, result.start_iterations) == (None, 0)


def test_a_record_and_a_point_stay_as_they_are():
    record = Descent(np.ones(2), np.ones(()), np.ones(3), np.ones(3), converged=True)
    assert (record.alpha, record.start_iterations, record.separable) == (None, 0, False)
    assert record.iterations == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.converged = False
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point(np.ones(1), np.ones(1), np.ones(1)).J = np.zeros(1)


def test_the_loop_ends_before_a_step_where_the_rule_says_so():
    start = Point(np.full((4, 1), 8.0), np.full(1, 16.0), np.full((4, 1), 3.0))
    result = descend(start, halve, lambda at, iteration: bool(at.J[0] < 5), (), 9)
    assert (result.iterations, result.converged) == (2, True)
    last = descend(start, halve, lambda at, iteration: iteration == 9, (), 9)
    assert (last.iterations, last.converged) == (9, True)


# When to stop


def test_the_rough_gap():
    X, Y = problem()
    g = np.random.default_rng(0).normal(size=(6, 3))
    B = curvature_bound(X)
    with_penalty = [math.fsum(column[:-1] ** 2) / 0.2 for column in g.T]
    at = Point(np.zeros((6, 3)), np.ones(3), g)
    np.testing.assert_allclose(Proof(X, Y, 0.1, 0.1, None).rough_gap(at), with_penalty)
    without = [100 * column @ np.linalg.solve(B, column) / 2 for column in g.T]
    found = Proof(X, Y, 0.0, 0.1, row_space(X, B)).rough_gap(at)
    np.testing.assert_allclose(found, without, rtol=1e-9)


def test_no_proof_is_tried_where_the_rough_gap_gives_no_hope(monkeypatch):
    asked = []
    monkeypatch.setattr(
        iteration, "optimality_gap", lambda *_: asked.append(1) or np.array([0.001, 0.1])
    )
    X, Y = problem(K=2)
    proof, nowhere = Proof(X, Y, 0.1, 0.1, None), np.zeros((6, 2))
    at = Point(nowhere, np.array([0.5, 0.5]), nowhere)
    assert not proof(at, np.array([0.01, 0.051]))
    assert not asked
    assert not proof(at, np.array([0.01, 0.05]))  # the second model has not arrived
    assert proof(Point(nowhere, np.array([0.5, 1.0]), nowhere), np.array([0.01, 0.05]))
    assert len(asked) == 2


def test_without_a_penalty_the_next_proof_waits_until_the_gap_is_a_tenth(monkeypatch):
    answers = [
        (np.array([np.inf, 0.01]), np.array([False, False])),
        (np.array([0.01, 0.02]), np.array([False, False])),
        (np.array([np.inf, 0.02]), np.array([True, False])),
    ]
    monkeypatch.setattr(iteration, "gap_without_penalty", lambda *_: answers.pop(0))
    X, Y = problem(K=2)
    at = Point(np.zeros((6, 2)), np.array([0.5, 0.5]), np.zeros((6, 2)))

    def asked(proof, rough):
        before = len(answers)
        arrived = proof(at, np.array(rough))
        return before - len(answers), arrived

    proof = Proof(X, Y, 0.0, 0.1, row_space(X, curvature_bound(X)))
    assert asked(proof, [0.04, 0.04]) == (1, False)
    assert asked(proof, [0.0041, 0.04]) == (0, False)
    assert asked(proof, [0.004, 0.05]) == (1, True)
    other = Proof(X, Y, 0.0, 0.1, row_space(X, curvature_bound(X)))
    assert asked(other, [0.04, 0.04]) == (1, False)
    assert other.separable.tolist() == [True, False]
    answers.append((np.zeros(2), np.zeros(2, dtype=bool)))
    assert asked(other, [0.0, 0.0]) == (0, False)  # there is no minimum to wait for
