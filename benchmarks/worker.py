"""What all jobs share: how a process is told to work, and how trained models are judged.

The process loads its data and its libraries, says "ready", waits for a line, works, says "done",
and prints its results as JSON. So neither imports nor the reading of files is timed, no other
threads are running, and between "ready" and "done" the memory is that of the work.

This file needs NumPy alone: it also runs in the environments of the peers.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

BLOCK_ROWS = 1024
# A solver takes X (m, n) float32, labels (m,), l2 and its settings, and returns a function that
# works, with X as it wants it. That function may tell a cost on the way by its argument; it
# returns W (n, K), b (K,) and the number of iterations.
Tell = Callable[[float], None]
Work = Callable[[Tell], tuple[np.ndarray, np.ndarray, int]]
Solver = Callable[..., Work]
# A job takes its description and the folder of the data. It returns what is timed, which returns
# what is not: a function that gives the report.
Job = Callable[[dict, Path], Callable[[], Callable[[], object]]]


def solve_by(solvers: dict[str, Solver]) -> Job:
    """The job of training the models with one of these solvers; then they are judged."""

    def solve(job: dict, folder: Path) -> Callable[[], Callable[[], dict]]:
        X, labels = np.load(folder / "X.npy"), np.load(folder / "labels.npy")
        work = solvers[job["solver"]](X, labels, job["l2"], **job["settings"])

        def run() -> Callable[[], dict]:
            trace: list[tuple[float, float]] = []
            start = time.perf_counter()
            W, b, iterations = work(lambda J: trace.append((time.perf_counter() - start, J)))
            seconds = time.perf_counter() - start
            W, b = np.asarray(W, np.float64), np.asarray(b, np.float64)
            return lambda: {
                "seconds": seconds,
                "iterations": int(iterations),
                "cost": exact_cost(X, labels, W, b, job["l2"]),
                "test_accuracy": share_right(folder, W, b),
                "trace": trace,
            }

        return run

    return solve


def exact_cost(X: np.ndarray, labels: np.ndarray, W: np.ndarray, b: np.ndarray, l2: float) -> float:
    """The sum of the K costs in float64, by code that is not the library's."""
    total = l2 / 2 * float(np.square(W).sum())
    for start in range(0, len(X), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        Z = X[rows].astype(np.float64) @ W + b
        signs = np.where(labels[rows, np.newaxis] == np.arange(len(b)), -1, 1)
        total += float(np.logaddexp(0, signs * Z).sum()) / len(X)
    return total


def share_right(folder: Path, W: np.ndarray, b: np.ndarray) -> float:
    """The accuracy on the test digits."""
    X_test, labels_test = np.load(folder / "X_test.npy"), np.load(folder / "labels_test.npy")
    return float(((X_test @ W + b).argmax(axis=1) == labels_test).mean())


def serve(jobs: dict[str, Job]) -> None:
    """Do the job that the first argument describes."""
    job = json.loads(sys.argv[1])
    run = jobs[job["job"]](job, Path(job["folder"]))
    for dtype in (np.float32, np.float64):  # the buffers that the BLAS takes once and keeps
        np.ones((BLOCK_ROWS, BLOCK_ROWS), dtype) @ np.ones((BLOCK_ROWS, BLOCK_ROWS), dtype)
    print("ready", flush=True)
    sys.stdin.readline()
    report = run()
    print("done", flush=True)
    print(json.dumps(report()), flush=True)
