"""The mathematics once more, in plain code that shares nothing with the library's."""

from __future__ import annotations

import math

import mpmath
import numpy as np
from scipy.optimize import linprog, minimize
from scipy.special import expit


def scores(dtype) -> np.ndarray:
    """Scores from 0 to the largest number of the type, of both signs.

    Dense around 0 and where something happens: 1 - y_hat rounds to 0 (16.64, 36.74), e^-z leaves
    the normal numbers (87.3, 708.4) and becomes 0 (104, 745.1).
    """
    turns = [16.635, 36.737, 87.34, 88.72, 103.3, 103.97, 708.4, 709.78, 745.13]
    around = np.concatenate([t + np.linspace(-0.5, 0.5, 41) for t in turns])
    z = np.concatenate(
        [[0.0], 10.0 ** np.linspace(-300, 300, 601), np.linspace(0, 50, 1001), around, [1e308]]
    )
    with np.errstate(over="ignore", under="ignore"):
        z = z.astype(dtype)
    z = np.append(z[np.isfinite(z)], np.finfo(dtype).max)
    return np.concatenate([z, -z])


def exact_sigmoid(z: float) -> mpmath.mpf:
    """sigmoid(z) to 60 digits."""
    with mpmath.workdps(60):
        e = mpmath.exp(-abs(mpmath.mpf(float(z))))
        return (1 if z >= 0 else e) / (1 + e)


def exact_loss(z: float, y: int) -> mpmath.mpf:
    """-log of the probability given to the truth, to 60 digits."""
    with mpmath.workdps(60):
        s = mpmath.mpf(float(z)) * (1 if y else -1)
        return mpmath.log1p(mpmath.exp(-abs(s))) + (0 if s >= 0 else -s)


def worst_ulps(got: np.ndarray, exact: list[mpmath.mpf]) -> float:
    """The largest error, in units in the last place, among the values that are normal numbers."""
    limits = np.finfo(got.dtype)
    worst = mpmath.mpf(0)
    for computed, true in zip(got, exact, strict=True):
        if limits.tiny <= true <= limits.max:
            _, exponent = mpmath.frexp(true)
            ulp = mpmath.ldexp(1, int(exponent) - limits.nmant - 1)
            worst = max(worst, abs(mpmath.mpf(float(computed)) - true) / ulp)
    return float(worst)


def loop_cost(X, y, w, b, l2=0.0) -> float:
    """J of one model: a loop over examples, a loop over pixels, and a sum without rounding."""
    losses = []
    for x_i, y_i in zip(np.asarray(X).tolist(), np.asarray(y).tolist(), strict=True):
        z = math.fsum(x * v for x, v in zip(x_i, w, strict=True)) + float(b)
        s = z if y_i else -z
        losses.append(math.log1p(math.exp(-s)) if s > -30 else -s + math.exp(s))
    return math.fsum(losses) / len(losses) + l2 / 2 * math.fsum(float(v) ** 2 for v in w)


def loop_gradient(X, y, w, b, l2=0.0) -> tuple[np.ndarray, float]:
    """dJ/dw and dJ/db of one model, one example and one pixel at a time."""
    rows, answers = np.asarray(X).tolist(), np.asarray(y).tolist()
    m = len(rows)
    dJ_dw, dJ_db = [l2 * float(v) for v in w], 0.0
    for x_i, y_i in zip(rows, answers, strict=True):
        z = math.fsum(x * v for x, v in zip(x_i, w, strict=True)) + float(b)
        error = 1 / (1 + math.exp(-z)) - y_i
        dJ_db += error / m
        for j, x in enumerate(x_i):
            dJ_dw[j] += error * x / m
    return np.array(dJ_dw), dJ_db


def problem(seed: int = 0, m: int = 101, n: int = 5, K: int = 3):
    """Examples X (m, n) and answers Y (m, K) that no plane separates, with a minimum at any l2."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, n)) * np.linspace(0.3, 3, n) + rng.normal(size=n)
    Y = (X @ rng.normal(size=(n, K)) + 2 * rng.logistic(size=(m, K)) > 0).astype(float)
    Y[0], Y[1] = 0, 1
    return X, Y


def small_problem(seed: int = 0, m: int = 31, n: int = 5, K: int = 3):
    """Examples X (m, n) and answers Y (m, K) that depend on them, and on chance."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, n))
    Y = (X @ rng.normal(size=(n, K)) + 2 * rng.logistic(size=(m, K)) > 0).astype(float)
    Y[0], Y[1] = 0, 1
    return X, Y


def bordered(X: np.ndarray) -> np.ndarray:
    """[X 1], in float64."""
    return np.column_stack([X.astype(np.float64), np.ones(len(X))])


def objective(theta, X, y, l2):
    """J and its slopes at theta = (w, b) of one model, in float64."""
    w, z = theta[:-1], X @ theta[:-1] + theta[-1]
    J = np.logaddexp(0, np.where(y == 1, -z, z)).mean() + l2 / 2 * w @ w
    error = (expit(z) - y) / len(y)
    return J, np.append(X.T @ error + l2 * w, error.sum())


def minimum(X, y, l2) -> float:
    """What SciPy finds."""
    found = minimize(
        objective,
        np.zeros(X.shape[1] + 1),
        (X.astype(np.float64), y, l2),
        jac=True,
        method="L-BFGS-B",
        options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 20_000, "maxfun": 40_000, "maxcor": 30},
    )
    return found.fun


def minimum_without_penalty(X, y) -> float:
    """What SciPy finds of one model without a penalty, in coordinates in which it finds it fast."""
    X1 = np.column_stack([X.astype(np.float64), np.ones(len(X))])
    sizes = np.abs(X1).max(axis=0)
    U, lengths, _ = np.linalg.svd(X1 / np.where(sizes > 0, sizes, 1), full_matrices=False)
    A = U[:, lengths > 1e-6 * lengths[0]] * math.sqrt(len(X))  # of the columns, as many as count

    def J(theta):
        z = A @ theta
        return np.logaddexp(0, np.where(y == 1, -z, z)).mean(), A.T @ (expit(z) - y) / len(y)

    start = np.zeros(A.shape[1])
    return minimize(J, start, jac=True, method="BFGS", options={"gtol": 1e-10}).fun


def separable(X, y) -> bool:
    """Whether a plane has examples on their right sides and none on its wrong side, by HiGHS.

    The weights that do most for the examples together, and harm none, in a box of size 1.
    """
    sizes = np.abs(X).max(axis=0)
    X1 = np.column_stack([X / np.where(sizes > 0, sizes, 1), np.ones(len(X))])
    A = X1 * np.where(y == 1, 1, -1)[:, np.newaxis]
    found = linprog(-A.sum(axis=0), A_ub=-A, b_ub=np.zeros(len(A)), bounds=(-1, 1))
    return bool(found.fun < -1e-4)


def cost_reached(descent, X, Y, l2) -> np.ndarray:
    """The cost of the weights that came back, in float64, by `objective`."""
    thetas = np.vstack([descent.w, descent.b]).T
    X = X.astype(np.float64)
    return np.array([objective(theta, X, Y[:, k], l2)[0] for k, theta in enumerate(thetas)])
