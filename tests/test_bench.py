"""The benchmark measures what it says. How fast anything is, no test asks."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from oracles import loop_cost, problem

from benchmarks import bench, promises, race, running
from benchmarks.contenders import resized
from benchmarks.worker import exact_cost
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


def solve(folder, solver: str, /, **settings) -> dict:
    common = {"folder": str(folder), "l2": L2, "job": "solve"}
    return running.run(common | {"solver": solver, "settings": settings})


@pytest.mark.slow
def test_all_contenders_come_to_the_same_minimum(folder):
    reference = running.run(
        {"folder": str(folder), "l2": L2, "job": "minimum", "gradient_norm": 1e-9}
    )
    assert reference["gradient_norm"] <= 1e-9
    theirs = {"n_jobs": 1, "dtype": "float64", "tol": 1e-8}
    found = [
        solve(folder, "newton", tolerance=1e-7),
        solve(folder, "accelerated", tolerance=1e-7),
        solve(folder, "scikit-learn", solver="lbfgs", **theirs),
        solve(folder, "scikit-learn", solver="newton-cholesky", **theirs),
        solve(folder, "scipy-l-bfgs-b", ftol=1e-12),
    ]
    for one in found:
        assert one["cost"] == pytest.approx(reference["cost"], rel=1e-6)
        assert one["test_accuracy"] == found[0]["test_accuracy"]
    for one in (found[0], found[1], found[-1]):  # those that tell their cost on the way
        assert one["trace"][-1][1] == pytest.approx(one["cost"], rel=1e-6)
        seconds = [s for s, _ in one["trace"]]
        assert seconds == sorted(seconds)
        assert one["seconds"] >= seconds[-1]


def test_one_by_one_is_descent(folder):
    X, labels = np.load(folder / "X.npy"), np.load(folder / "labels.npy")
    ours = gradient_descent(
        X.astype(np.float64), labels[:, np.newaxis] == range(3), alpha=0.01, l2=L2, iterations=7
    )
    found = solve(folder, "one-by-one", iterations=7)
    assert found["cost"] == pytest.approx(exact_cost(X, labels, ours.w, ours.b, L2), rel=1e-12)


def test_a_run_over_the_limit_is_stopped(folder):
    job = {"folder": str(folder), "l2": L2, "job": "solve", "solver": "descent"}
    with pytest.raises(running.TooSlow, match="more than 0"):
        running.run(job | {"settings": {"iterations": 10**7, "tolerance": 0}}, limit=0.5)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="needs Linux")
def test_a_core_is_busy_and_afterwards_free():
    with running.one_core_busy() as pid:
        time.sleep(0.5)
        assert len(os.sched_getaffinity(pid)) == 1
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()
        assert int(fields[13]) + int(fields[14]) > 0  # hundredths of a second of the processor
    assert not Path(f"/proc/{pid}").exists()


def test_cost_by_loops():
    X, Y = problem(m=31, n=4)
    labels = Y.argmax(axis=1)
    W, b = np.linspace(-1, 1, 12).reshape(4, 3), np.array([0.1, -0.2, 0.3])
    expected = sum(loop_cost(X, labels == k, W[:, k], b[k], L2) for k in range(3))
    assert exact_cost(X, labels, W, b, L2) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("answer", [0, 1, 7, 30, len(race.TOLERANCES) - 1, None])
@pytest.mark.parametrize("first", [0, 8, 30, len(race.TOLERANCES) - 1])
def test_the_loosest_is_found_from_wherever_the_search_begins(answer, first):
    asked = []

    def reaches(i: int) -> bool:
        asked.append(i)
        return answer is not None and i >= answer

    assert race.loosest(reaches, first) == answer
    assert len(asked) == len(set(asked)) <= 8
    if answer == first:
        assert len(asked) <= 2


def contender(**settings) -> race.Contender:
    return race.Contender(
        "lbfgs", "lbfgs", {"dtype": "float32", "n_jobs": 2}, "tol", **settings,
        fallback={"dtype": "float64"}, or_else={"n_jobs": 1},
    )  # fmt: skip


def run_of_a_model(seconds_of_two: float, tried: list):
    """A contender whose distance to the minimum is its tolerance, in float32 at least 1e-4."""

    def run(job: dict, limit: float = 1e9, memory: bool = False) -> dict:
        settings = job["settings"]
        seconds = 1.0 if settings["n_jobs"] == 1 else seconds_of_two
        tried.append(settings)
        if seconds > limit:
            raise running.TooSlow
        floor = 1e-4 if settings["dtype"] == "float32" else 0.0
        return {
            "seconds": seconds, "cost": 1 + max(settings["tol"], floor), "iterations": 1,
            "test_accuracy": 0.5, "peak_bytes": 10, "trace": [],
        }  # fmt: skip

    return run


def test_the_loosest_tolerance_that_reaches_the_cost_is_raced(monkeypatch):
    tried: list[dict] = []
    monkeypatch.setattr(race, "run", run_of_a_model(2.0, tried))
    this = race.Race({}, 1.0, limit=60.0, X_bytes=20, say=lambda line: None)
    results, attempts = race.compete(this, [contender()], rounds=3, begin={})
    assert list(results) == ["lbfgs to 1e-03", "lbfgs to 1e-05"]
    chosen = [one["settings"] for one in results.values()]
    assert [one["dtype"] for one in chosen] == ["float32", "float64"]
    assert [one["tol"] for one in chosen] == pytest.approx([1e-3, 1e-5])
    assert [one["n_jobs"] for one in chosen] == [1, 1]  # it took one second, two processes two
    assert [one["seconds"]["median"] for one in results.values()] == [1.0, 1.0]
    assert [one["runs"] for one in results.values()] == [3, 3]  # each the fastest to its accuracy
    assert [one["peak_memory_share_of_X"] for one in results.values()] == [0.5, 0.5]
    assert len(attempts) < 30

    searched = len(tried)
    race.compete(this, [contender()], rounds=1, begin=results)
    assert len(tried) - searched < searched * 2 / 3  # it begins where the last search has ended


def test_a_contender_that_takes_too_long_is_out(monkeypatch):
    monkeypatch.setattr(race, "run", run_of_a_model(61.0, []))
    this = race.Race({}, 1.0, limit=60.0, X_bytes=20, say=lambda line: None)
    results, attempts = race.compete(this, [contender()], rounds=1, begin={})
    assert results == {}
    assert {one["seconds"] for one in attempts} == {None}


def entry(seconds: float, above_minimum: float) -> dict:
    return {
        "seconds": {"median": seconds, "min": seconds, "max": seconds},
        "above_minimum": above_minimum, "test_accuracy": 0.92, "peak_memory_share_of_X": 0.1,
        "seconds_per_iteration": seconds, "runs": 1, "iterations": 1,
    }  # fmt: skip


RACE = {
    "newton to 1e-03": entry(1.0, 5e-4),
    "newton to 1e-05": entry(2.0, 5e-6),
    "accelerated to 1e-05": entry(3.0, 5e-6),
    "scikit-learn lbfgs to 1e-03": entry(11.0, 9e-4),
    "scikit-learn liblinear to 1e-03": entry(10.0, 8e-4),
    "scikit-learn lbfgs to 1e-05": entry(26.0, 1e-6),
    "scipy-l-bfgs-b to 1e-03": entry(5.0, 1e-4),
    "one-by-one": entry(8.0, 3.0),
    "descent": entry(1.6, 0.5),
}


def test_the_promises_are_of_times_to_the_return():
    record = {
        "contenders": RACE,
        "busy": {"newton to 1e-05": {"ratio": 1.5}, "scikit-learn lbfgs to 1e-05": {"ratio": 2.5}},
        "predictions": {
            "OneVsAll.predict, 10000": {"median": 0.006},
            "scikit-learn, 10000": {"median": 0.01},
        },
    }
    values = {one["what"]: (one["value"], one["met"]) for one in promises.bars(record)}
    assert values["newton, times faster than scikit-learn to 1e-3"] == (10.0, True)
    assert values["newton, times faster than scikit-learn to 1e-5"] == (13.0, False)
    assert values["newton, one core busy / none"] == (1.5, True)
    assert values["OneVsAll.predict / scikit-learn's"] == (pytest.approx(0.6), True)
    assert values["ten at once, times faster a step"] == (5.0, True)
    assert not any("all peers" in what for what in values)

    jax = {"JAX to 1e-03": entry(6.6, 9e-4), "JAX to 1e-05": entry(30.0, 9e-6)}
    own = {name: entry(1.5, one["above_minimum"]) for name, one in RACE.items() if "newton" in name}
    record["peers"] = {"contenders": jax | own}
    values = {one["what"]: one["value"] for one in promises.bars(record)}
    # SciPy takes 5 times as long, JAX 4.4 times: in the race where both have run.
    assert values["newton, times faster than all peers to 1e-3"] == pytest.approx(4.4)
    assert values["newton, times faster than all peers to 1e-5"] == pytest.approx(13.0)


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
    record = {"reference": {"gradient_norm": 1e-10}, "contenders": copy.deepcopy(RACE)}
    assert promises.check(record) == []
    record["reference"]["gradient_norm"] = 1e-6
    record["contenders"]["newton to 1e-03"]["above_minimum"] = -1e-3
    record["contenders"]["accelerated to 1e-05"]["above_minimum"] = 1e-4
    assert len(promises.check(record)) == 3


@pytest.mark.slow
def test_everything_runs(tmp_path):
    out = tmp_path / "quick.json"
    command = [sys.executable, "-m", "benchmarks.bench", "--quick", "--out", str(out)]
    subprocess.run(command, check=True, cwd=running.ROOT, stdout=subprocess.DEVNULL)
    record = json.loads(out.read_text(encoding="utf-8"))
    assert {"contenders", "limits", "growth", "busy", "predictions"} <= record.keys()
    assert promises.check(record) == []
    assert promises.bars(record) == record["bars"]
    for accuracy in race.ACCURACIES:
        for name in ("newton", "accelerated", "scikit-learn lbfgs", "scipy-l-bfgs-b"):
            assert record["contenders"][f"{name} to {accuracy:.0e}"]["above_minimum"] <= accuracy


def test_only_what_was_measured_here_is_continued():
    here = bench.machine()
    assert bench.is_of_here({"machine": here | {"day": "2001-01-01"}})
    assert not bench.is_of_here({"machine": here | {"cpu": "another"}})
    assert not bench.is_of_here({})


def test_committed_results_are_of_the_full_mnist_and_sound():
    record = json.loads(bench.RESULTS.read_text(encoding="utf-8"))
    assert (record["data"]["m"], record["data"]["n"], record["data"]["K"]) == (60_000, 784, 10)
    assert promises.check(record) == []
    assert promises.bars(record) == record["bars"]
    assert all(one["met"] is not None for one in record["bars"])
