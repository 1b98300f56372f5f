"""Our solvers and those beside them, and the other jobs of the benchmark.

bench.py starts this file with a job, in a process of its own: see worker.py.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.worker import Solver, Tell, Work, exact_cost, serve, solve_by
from logreg_edu import accelerated_descent, cost_and_gradient, gradient_descent, one_hot
from logreg_edu.iteration import Descent, evaluate
from logreg_edu.newton import newton_descent
from logreg_edu.one_vs_all import Models, one_vs_all_score
from logreg_edu.parallel import BLOCK_ROWS

OURS: dict[str, Callable[..., Descent]] = {
    "descent": gradient_descent,
    "accelerated": accelerated_descent,
    "newton": newton_descent,
}
Trained = tuple[np.ndarray, np.ndarray, int]


def ours(solver: Callable[..., Descent]) -> Solver:
    """One of the library's solvers, ten digits at once; it tells its cost by ``progress``."""

    def prepare(X: np.ndarray, labels: np.ndarray, l2: float, **settings) -> Work:
        def work(tell: Tell) -> Trained:
            Y = one_hot(labels, labels.max() + 1)
            found = solver(X, Y, l2=l2, progress=lambda _, J: tell(float(np.sum(J))), **settings)
            return found.w, found.b, found.iterations

        return work

    return prepare


def one_by_one(X: np.ndarray, labels: np.ndarray, l2: float, iterations: int) -> Work:
    """As in the student notebook: plain NumPy in float64, one digit after another."""
    X = X.astype(np.float64)
    K = labels.max() + 1

    def work(tell: Tell) -> Trained:
        W, b = np.zeros((X.shape[1], K)), np.zeros(K)
        for k in range(K):
            y = (labels == k).astype(np.float64)
            for _ in range(iterations):
                y_hat = 1 / (1 + np.exp(-(X @ W[:, k] + b[k])))
                np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))  # the notebook watches it
                W[:, k] -= 0.01 * (X.T @ (y_hat - y) / len(y) + l2 * W[:, k])
                b[k] -= 0.01 * np.mean(y_hat - y)
        return W, b, iterations

    return work


def scikit_learn(
    X: np.ndarray,
    labels: np.ndarray,
    l2: float,
    n_jobs: int,
    dtype: str,
    one_vs_rest: bool = True,
    **settings,
) -> Work:
    """scikit-learn's LogisticRegression, one-vs-rest or multinomial."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    X = X.astype(dtype, copy=False)
    if settings["solver"] == "liblinear":
        # It penalises the bias, too; the larger this is, the less.
        settings["intercept_scaling"] = 30.0
    model = LogisticRegression(C=1 / (l2 * len(X)), max_iter=100_000, **settings)
    if one_vs_rest:
        model = OneVsRestClassifier(model, n_jobs=n_jobs)

    def work(tell: Tell) -> Trained:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(X, labels)
        fitted = model.estimators_ if one_vs_rest else [model]
        W = np.vstack([one.coef_ for one in fitted]).T
        b = np.concatenate([one.intercept_ for one in fitted])
        return W, b, max(int(one.n_iter_.max()) for one in fitted)

    return work


def scipy_l_bfgs_b(X: np.ndarray, labels: np.ndarray, l2: float, ftol: float) -> Work:
    """SciPy's L-BFGS-B on the sum of the ten costs, with the library's cost and gradient."""
    from scipy.optimize import minimize

    n, K = X.shape[1], labels.max() + 1

    def work(tell: Tell) -> Trained:
        Y = one_hot(labels, K)

        def objective(theta: np.ndarray) -> tuple[float, np.ndarray]:
            theta = theta.reshape(n + 1, K)
            J, dJ_dw, dJ_db = cost_and_gradient(X, Y, theta[:n], theta[n], l2)
            return float(J.sum()), np.vstack([dJ_dw, dJ_db]).ravel()

        found = minimize(
            objective,
            np.zeros((n + 1) * K),
            jac=True,
            method="L-BFGS-B",
            callback=lambda intermediate_result: tell(float(intermediate_result.fun)),
            options={"maxiter": 10_000, "maxfun": 20_000, "ftol": ftol, "gtol": 0.0},
        )
        theta = found.x.reshape(n + 1, K)
        return theta[:n], theta[n], int(found.nit)

    return work


SOLVERS: dict[str, Solver] = {name: ours(solver) for name, solver in OURS.items()} | {
    "one-by-one": one_by_one,
    "scikit-learn": scikit_learn,
    "scipy-l-bfgs-b": scipy_l_bfgs_b,
}


# The other jobs


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
    theta = rng.normal(0, 0.1, (X.shape[1] + 1, Y.shape[1]))
    W_32, E, flat = theta[:-1].astype(X.dtype), rng.normal(size=Y.shape).astype(X.dtype), X.ravel()

    def products() -> None:
        for start in range(0, len(X), BLOCK_ROWS):
            X_block = X[start : start + BLOCK_ROWS]
            X_block @ W_32
            X_block.T @ E[start : start + BLOCK_ROWS]

    works = {
        "step": lambda: evaluate(X, Y, theta, job["l2"]),
        "two_products": products,
        "one_pass_over_X": lambda: flat @ flat,
    }
    return lambda: seconds_in_turns(works, job["repeats"])


def predictions(job: dict, folder: Path) -> Callable[[], Callable[[], dict]]:
    """Predicting one digit, and 10,000: ours beside scikit-learn's."""
    from sklearn.linear_model import LogisticRegression

    from logreg_edu.estimators import OneVsAll

    X, labels = np.load(folder / "X.npy"), np.load(folder / "labels.npy")
    few = slice(None, None, -(-len(X) // 2000))  # how well the models are trained does not matter
    X, labels = X[few], labels[few]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they have not converged
        mine = OneVsAll(iterations=5).fit(X, labels)
        theirs = LogisticRegression(max_iter=5).fit(X, labels)
    models = Models(mine.coef_.T, mine.intercept_)
    X_test = np.load(folder / "X_test.npy")
    X_test = X_test[np.arange(10_000) % len(X_test)]
    works: dict[str, Callable[[], object]] = {}
    for digits in (X_test[:1], X_test):
        works |= {
            f"OneVsAll.predict, {len(digits)}": lambda X=digits: mine.predict(X),
            f"one_vs_all_score, {len(digits)}": lambda X=digits: one_vs_all_score(X, models),
            f"scikit-learn, {len(digits)}": lambda X=digits: theirs.predict(X),
        }
    return lambda: seconds_in_turns(works, job["repeats"])


def seconds_in_turns(
    works: dict[str, Callable[[], object]], repeats: int
) -> Callable[[], dict[str, list[float]]]:
    """The seconds of each, many times in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return lambda: seconds


def growth(job: dict, folder: Path) -> Callable[[], Callable[[], dict]]:
    """A few steps with other m, n and K: more digits, other sizes of picture, more questions."""
    images, labels = np.load(folder / "images.npy"), np.load(folder / "labels.npy")
    X, Y = resized(images, labels, job["m"], job["n"], job["K"])
    solver = OURS[job["solver"]]

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


JOBS = {
    "solve": solve_by(SOLVERS),
    "minimum": minimum,
    "limits": limits,
    "predictions": predictions,
    "growth": growth,
}

if __name__ == "__main__":
    serve(JOBS)
