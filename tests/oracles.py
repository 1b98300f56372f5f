"""The mathematics once more, in plain code that shares nothing with the library's."""

from __future__ import annotations

import math

import mpmath
import numpy as np


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
