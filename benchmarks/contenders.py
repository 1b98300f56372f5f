"""What is measured, each in a process of its own: bench.py starts this file with a job.

The process loads its data and its libraries, says "ready", waits for a line, works, says "done",
and prints its results as JSON. So neither imports nor the reading of files is timed, no other
threads are running, and between "ready" and "done" the memory is that of the work.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from logreg_edu import accelerated_descent, cost_and_gradient, gradient_descent, one_hot
from logreg_edu.newton import newton_descent
from logreg_edu.parallel import BLOCK_ROWS

SOLVERS = {
    "descent": gradient_descent,
    "accelerated": accelerated_descent,
    "newton": newton_descent,
}
# A solver of this file takes X (m, n) float32, labels (m,), l2 and its settings, and returns a
# function that works, with X as it wants it; and that function returns W (n, K), b (K,), the
# number of iterations, and the trace: (seconds so far, cost) once or many times.
Outcome = tuple[np.ndarray, np.ndarray, Any, list[tuple[float, float]]]


def ours(solver: Callable, X: np.ndarray, labels: np.ndarray, l2: float, **settings) -> Callable:
    """The library's solvers, ten digits at once; the trace comes by their ``progress``."""

    def work() -> Outcome:
        trace: list[tuple[float, float]] = []
        start = time.perf_counter()

        def progress(step: int, J: np.ndarray) -> None:
            trace.append((time.perf_counter() - start, float(np.sum(J))))

        Y = one_hot(labels, labels.max() + 1)
        descent = solver(X, Y, l2=l2, progress=progress, **settings)
        trace.append((time.perf_counter() - start, float(descent.cost_history[-1].sum())))
        return descent.w, descent.b, descent.iterations, trace

    return work


def one_by_one(X: np.ndarray, labels: np.ndarray, l2: float, iterations: int) -> Callable:
    """As in the student notebook: plain NumPy in float64, one digit after another."""
    X = X.astype(np.float64)
    K = labels.max() + 1

    def work() -> Outcome:
        start = time.perf_counter()
        W, b, costs = np.zeros((X.shape[1], K)), np.zeros(K), np.zeros(K)
        for k in range(K):
            y = (labels == k).astype(np.float64)
            for _ in range(iterations):
                y_hat = 1 / (1 + np.exp(-(X @ W[:, k] + b[k])))
                costs[k] = -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
                W[:, k] -= 0.01 * (X.T @ (y_hat - y) / len(y) + l2 * W[:, k])
                b[k] -= 0.01 * np.mean(y_hat - y)
        return W, b, iterations, [(time.perf_counter() - start, float(costs.sum()))]

    return work


def scikit_learn(
    X: np.ndarray,
    labels: np.ndarray,
    l2: float,
    n_jobs: int,
    dtype: str,
    one_vs_rest: bool = True,
    **settings,
) -> Callable:
    """scikit-learn's LogisticRegression, one-vs-rest or multinomial; without a trace."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    X = X.astype(dtype, copy=False)
    if settings["solver"] == "liblinear":
        # It penalises the bias, too; the larger this is, the less.
        settings["intercept_scaling"] = 30.0
    model = LogisticRegression(C=1 / (l2 * len(X)), max_iter=100_000, **settings)
    if one_vs_rest:
        model = OneVsRestClassifier(model, n_jobs=n_jobs)

    def work() -> Outcome:
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(X, labels)
        seconds = time.perf_counter() - start
        fitted = model.estimators_ if one_vs_rest else [model]
        W = np.vstack([one.coef_ for one in fitted]).T.astype(np.float64)
        b = np.concatenate([one.intercept_ for one in fitted]).astype(np.float64)
        iterations = max(int(one.n_iter_.max()) for one in fitted)
        return W, b, iterations, [(seconds, np.nan)]

    return work


def scipy_l_bfgs_b(X: np.ndarray, labels: np.ndarray, l2: float, seconds: float) -> Callable:
    """SciPy's L-BFGS-B on the sum of the ten costs, with the library's cost and gradient."""
    from scipy.optimize import minimize

    n, K = X.shape[1], labels.max() + 1

    def work() -> Outcome:
        trace: list[tuple[float, float]] = []
        start = time.perf_counter()
        Y = one_hot(labels, K)

        def objective(theta: np.ndarray) -> tuple[float, np.ndarray]:
            theta = theta.reshape(n + 1, K)
            J, dJ_dw, dJ_db = cost_and_gradient(X, Y, theta[:n], theta[n], l2)
            lowest = min(float(J.sum()), trace[-1][1] if trace else np.inf)
            trace.append((time.perf_counter() - start, lowest))
            return float(J.sum()), np.vstack([dJ_dw, dJ_db]).ravel()

        def enough(theta: np.ndarray) -> None:
            if trace[-1][0] > seconds:
                raise StopIteration

        options = {"maxiter": 10_000, "maxfun": 10_000, "ftol": 0.0, "gtol": 0.0}
        found = minimize(
            objective,
            np.zeros((n + 1) * K),
            jac=True,
            method="L-BFGS-B",
            callback=enough,
            options=options,
        )
        theta = found.x.reshape(n + 1, K)
        return theta[:n], theta[n], int(found.nit), trace

    return work


def exact_cost(X: np.ndarray, labels: np.ndarray, W: np.ndarray, b: np.ndarray, l2: float) -> float:
    """The sum of the K costs in float64, by code that is not the library's."""
    total = l2 / 2 * float(np.square(W).sum())
    for start in range(0, len(X), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        Z = X[rows].astype(np.float64) @ W + b
        signs = np.where(labels[rows, np.newaxis] == np.arange(len(b)), -1, 1)
        total += float(np.logaddexp(0, signs * Z).sum()) / len(X)
    return total


# Jobs


def solve(job: dict, folder: Path) -> Callable[[], Callable[[], dict]]:
    """Train the models with one contender; then judge them, which is not timed."""
    X, labels = np.load(folder / "X.npy"), np.load(folder / "labels.npy")
    name, l2, settings = job["contender"], job["l2"], job["settings"]
    if name in SOLVERS:
        work = ours(SOLVERS[name], X, labels, l2, **settings)
    else:
        others = {
            "one-by-one": one_by_one,
            "scipy-l-bfgs-b": scipy_l_bfgs_b,
            "scikit-learn": scikit_learn,
        }
        work = others[name](X, labels, l2, **settings)

    def run() -> Callable[[], dict]:
        W, b, iterations, trace = work()

        def judge() -> dict:
            X_test, labels_test = (
                np.load(folder / "X_test.npy"),
                np.load(folder / "labels_test.npy"),
            )
            right = (X_test @ W + b).argmax(axis=1) == labels_test
            J = exact_cost(X, labels, W, b, l2)
            return {
                # Where no cost was reported on the way, the final one is known.
                "trace": [(seconds, J if np.isnan(cost) else cost) for seconds, cost in trace],
                "iterations": iterations,
                "cost": J,
                "test_accuracy": float(right.mean()),
            }

        return judge

    return run


def minimum(job: dict, folder: Path) -> Callable[[], Callable[[], dict]]:
    """The reference: Newton's method in float64 with the exact curvature, digit by digit."""
    X, labels = np.load(folder / "X.npy"), np.load(folder / "labels.npy")
    l2, (m, n) = job["l2"], X.shape

    def run() -> Callable[[], dict]:
        start = newton_descent(X, one_hot(labels, labels.max() + 1), l2=l2)
        X_1 = np.hstack([X, np.ones((m, 1))])  # float64, with the ones for the bias
        strengths = l2 * np.append(np.ones(n), 0)
        thetas, norms = np.vstack([start.w, start.b]), []
        for k, theta in enumerate(thetas.T):  # a view: it is improved in place
            y = labels == k
            for _ in range(20):
                y_hat = 1 / (1 + np.exp(-(X_1 @ theta)))
                gradient = X_1.T @ (y_hat - y) / m + strengths * theta
                if np.linalg.norm(gradient) <= job["gradient_norm"]:
                    break
                H = np.diag(strengths)
                for i in range(0, m, BLOCK_ROWS):
                    rows = slice(i, i + BLOCK_ROWS)
                    weighted = X_1[rows] * (y_hat[rows] * (1 - y_hat[rows]) / m)[:, np.newaxis]
                    H += weighted.T @ X_1[rows]
                theta -= np.linalg.solve(H, gradient)
            norms.append(float(np.linalg.norm(gradient)))
        cost = exact_cost(X, labels, thetas[:n], thetas[n], l2)
        return lambda: {"cost": cost, "gradient_norm": max(norms)}

    return run


def limits(job: dict, folder: Path) -> Callable[[], Callable[[], dict]]:
    """Our step, and its lower bounds: its two matrix products alone, and one reading of X."""
    X, labels = np.load(folder / "X.npy"), np.load(folder / "labels.npy")
    Y = one_hot(labels, labels.max() + 1)
    rng = np.random.default_rng(0)
    W, E = rng.normal(0, 0.1, (X.shape[1], Y.shape[1])), rng.normal(size=Y.shape).astype(X.dtype)
    W_32, b, flat = W.astype(X.dtype), np.zeros(Y.shape[1]), X.reshape(-1)

    def products() -> None:
        for start in range(0, len(X), BLOCK_ROWS):
            X_block = X[start : start + BLOCK_ROWS]
            X_block @ W_32
            X_block.T @ E[start : start + BLOCK_ROWS]

    works: dict[str, Callable[[], object]] = {
        "step": lambda: cost_and_gradient(X, Y, W, b, job["l2"]),
        "two_products": products,
        "one_pass_over_X": lambda: flat @ flat,
    }

    def run() -> Callable[[], dict]:
        seconds: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(job["repeats"]):
            for name, work in works.items():
                start = time.perf_counter()
                work()
                seconds[name].append(time.perf_counter() - start)
        return lambda: seconds

    return run


def growth(job: dict, folder: Path) -> Callable[[], Callable[[], dict]]:
    """A few steps with other m, n and K: more digits, other sizes of picture, more questions."""
    images, labels = np.load(folder / "images.npy"), np.load(folder / "labels.npy")
    X, Y = resized(images, labels, job["m"], job["n"], job["K"])
    solver = SOLVERS[job["solver"]]

    def run() -> Callable[[], dict]:
        times = [time.perf_counter()]
        solver(
            X,
            Y,
            l2=job["l2"],
            iterations=job["steps"],
            tolerance=0,
            progress=lambda step, J: times.append(time.perf_counter()),
        )
        times.append(time.perf_counter())
        steps = np.diff(times[1:-1])
        # Newton builds its curvatures in the first step, which therefore does not count.
        per_step = statistics.median(steps[1:])
        return lambda: {
            "seconds": times[-1] - times[0],
            "seconds_per_step": per_step,
            "X_bytes": X.nbytes,
        }

    return run


def resized(
    images: np.ndarray, labels: np.ndarray, m: int, n: int, K: int
) -> tuple[np.ndarray, np.ndarray]:
    """X (m, n) and Y (m, K) from pictures: shifted by pixels to be more, interpolated to n pixels.

    Question k is "is it the digit k mod 10?", asked of every third example or so for k >= 10, so
    that no two questions are the same.
    """
    side, new_side = round(images.shape[1] ** 0.5), round(n**0.5)
    shifts = sorted(
        ((down, right) for down in range(-3, 4) for right in range(-3, 4)),
        key=lambda shift: (abs(shift[0]) + abs(shift[1]), shift),
    )
    where = np.linspace(0, side - 1, new_side)
    stretch = np.array([np.interp(where, range(side), row) for row in np.eye(side)]).T
    stretch = np.kron(stretch, stretch).astype(np.float32) / 255  # (n, old n)
    X = np.empty((m, n), np.float32)
    for start in range(0, m, BLOCK_ROWS):
        rows = np.arange(start, min(start + BLOCK_ROWS, m))
        pictures = images[rows % len(images)].reshape(-1, side, side)
        for turn in np.unique(rows // len(images)):
            of_this_turn = rows // len(images) == turn
            pictures[of_this_turn] = np.roll(pictures[of_this_turn], shifts[turn], axis=(1, 2))
        flat = pictures.reshape(len(rows), -1).astype(np.float32)
        X[rows] = flat / 255 if n == images.shape[1] else flat @ stretch.T
    digits = np.resize(labels, m)
    asked = np.random.default_rng(0).random((m, K)) < np.where(np.arange(K) < 10, 1, 1 / 3)
    Y = asked & (digits[:, np.newaxis] == np.arange(K) % 10)
    return X, Y.astype(np.float32)


JOBS = {"solve": solve, "minimum": minimum, "limits": limits, "growth": growth}


def main() -> None:
    """Do the job that the first argument describes."""
    job = json.loads(sys.argv[1])
    run = JOBS[job["job"]](job, Path(job["folder"]))
    for dtype in (np.float32, np.float64):  # the buffers that the BLAS takes once and keeps
        np.ones((BLOCK_ROWS, BLOCK_ROWS), dtype) @ np.ones((BLOCK_ROWS, BLOCK_ROWS), dtype)
    print("ready", flush=True)
    sys.stdin.readline()
    report = run()
    print("done", flush=True)
    print(json.dumps(report()), flush=True)


if __name__ == "__main__":
    main()
