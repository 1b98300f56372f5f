"""The benchmark measures what it says. How fast anything is, no test asks."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
from oracles import loop_cost, problem

from benchmarks import bench
from benchmarks.contenders import exact_cost, resized
from logreg_edu import gradient_descent

L2 = 0.01


@pytest.fixture
def folder(tmp_path):
    """Three kinds of points: X (90, 4), labels 0 to 2, and 41 more to test on."""
    X, scores = problem(m=131, n=4)
    labels = (scores * [1, 2, 4]).sum(axis=1).astype(np.int64) % 3
    for name, rows in (("", slice(90)), ("_test", slice(90, None))):
        np.save(tmp_path / f"X{name}.npy", X[rows].astype(np.float32))
        np.save(tmp_path / f"labels{name}.npy", labels[rows])
    return tmp_path


def solve(folder, contender: str, **settings) -> dict:
    common = {"folder": str(folder), "l2": L2, "job": "solve"}
    return bench.run(common | {"contender": contender, "settings": settings})


@pytest.mark.slow
def test_all_contenders_come_to_the_same_minimum(folder):
    reference = bench.run(
        {"folder": str(folder), "l2": L2, "job": "minimum", "gradient_norm": 1e-9}
    )
    assert reference["gradient_norm"] <= 1e-9
    theirs = {"n_jobs": 1, "dtype": "float64", "tol": 1e-8}
    found = [
        solve(folder, "newton", tolerance=1e-7),
        solve(folder, "accelerated", tolerance=1e-7),
        solve(folder, "scikit-learn", solver="lbfgs", **theirs),
        solve(folder, "scikit-learn", solver="newton-cholesky", **theirs),
        solve(folder, "scipy-l-bfgs-b", seconds=60.0),
    ]
    for one in found:
        assert one["cost"] == pytest.approx(reference["cost"], rel=1e-6)
        assert one["trace"][-1][1] == pytest.approx(one["cost"], rel=1e-6)
        assert one["test_accuracy"] == found[0]["test_accuracy"]
        seconds = [s for s, _ in one["trace"]]
        assert seconds == sorted(seconds)


def test_one_by_one_is_descent(folder):
    X, labels = np.load(folder / "X.npy"), np.load(folder / "labels.npy")
    ours = gradient_descent(
        X.astype(np.float64), labels[:, np.newaxis] == range(3), alpha=0.01, l2=L2, iterations=7
    )
    found = solve(folder, "one-by-one", iterations=7)
    assert found["cost"] == pytest.approx(exact_cost(X, labels, ours.w, ours.b, L2), rel=1e-12)


def test_a_run_over_the_limit_is_stopped(folder):
    job = {"folder": str(folder), "l2": L2, "job": "solve", "contender": "descent"}
    with pytest.raises(bench.TooSlow, match="more than 0"):
        bench.run(job | {"settings": {"iterations": 10**7, "tolerance": 0}}, limit=0.5)


def test_cost_by_loops():
    X, Y = problem(m=31, n=4)
    labels = Y.argmax(axis=1)
    W, b = np.linspace(-1, 1, 12).reshape(4, 3), np.array([0.1, -0.2, 0.3])
    expected = sum(loop_cost(X, labels == k, W[:, k], b[k], L2) for k in range(3))
    assert exact_cost(X, labels, W, b, L2) == pytest.approx(expected, rel=1e-12)


def test_seconds_to():
    trace = [[0.1, 5.0], [0.2, 3.0], [0.4, 1.0]]
    assert bench.seconds_to(trace, 3.0) == 0.2
    assert bench.seconds_to(trace, 0.5) is None


def test_the_loosest_tolerance_that_reaches_the_cost_is_found():
    tried = []

    def job(settings):
        return settings

    def run(settings, limit):
        tried.append(settings["tol"])
        floor = 1e-4 if settings["dtype"] == "float32" else 0.0
        cost = 1 + max(settings["tol"], floor)
        return {"trace": [[settings["n_jobs"], cost]], "cost": cost, "iterations": 1} | {
            "test_accuracy": 0.5
        }

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "run", run)
        targets = [1 + 1.1e-2, 1 + 1.1e-6]
        chosen, attempts = bench.search_tolerances("lbfgs", job, targets, 1.0, lambda line: None)
    assert [one["dtype"] for one in chosen] == ["float32", "float64"]
    assert [one["tol"] for one in chosen] == pytest.approx([1e-2, 1e-6])
    assert [one["n_jobs"] for one in chosen] == [1, 1]  # it took one second, two processes two
    assert len(attempts) == len(tried) < 40


def test_larger_data_are_shifted_digits():
    rng = np.random.default_rng(0)
    images = np.zeros((5, 6, 6), np.uint8)
    images[:, 1:5, 1:5] = rng.integers(0, 256, (5, 4, 4))
    labels = np.array([3, 1, 4, 1, 5])
    X, Y = resized(images.reshape(5, 36), labels, 12, 36, 13)
    assert (X.shape, Y.shape, X.dtype, Y.dtype) == ((12, 36), (12, 13), np.float32, np.float32)
    np.testing.assert_allclose(X[:5] * 255, images.reshape(5, 36), rtol=1e-6)
    assert not (X[5:10] == X[:5]).all(axis=1).any()
    np.testing.assert_allclose(X[5:10].sum(axis=1), X[:5].sum(axis=1), rtol=1e-6)
    np.testing.assert_array_equal(Y[:5, :10].argmax(axis=1), labels)
    smaller, _ = resized(images.reshape(5, 36), labels, 5, 9, 10)
    assert smaller.shape == (5, 9)
    assert 0 <= smaller.min() <= smaller.max() <= 1


def test_a_measurement_that_cannot_be_is_refused():
    good = {"above_minimum": 1e-6, "seconds_to": {"1e-03": 1, "1e-05": 2}}
    record = {
        "reference": {"gradient_norm": 1e-10},
        "contenders": {"newton": good, "accelerated": copy.deepcopy(good)},
    }
    assert bench.check(record) == []
    record["reference"]["gradient_norm"] = 1e-6
    record["contenders"]["newton"]["above_minimum"] = -1e-3
    record["contenders"]["accelerated"]["seconds_to"]["1e-05"] = None
    assert len(bench.check(record)) == 3


def test_committed_results_are_of_the_full_mnist_and_sound():
    record = json.loads((bench.HERE / "results.json").read_text(encoding="utf-8"))
    assert (record["data"]["m"], record["data"]["n"], record["data"]["K"]) == (60_000, 784, 10)
    assert bench.check(record) == []
    assert bench.bars(record) == record["bars"]
    assert all(one["met"] is not None for one in record["bars"])
