"""The digits that the scenes learn from, and a descent that remembers where it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logreg_edu import (
    Descent,
    accelerated_descent,
    backward,
    cost,
    forward,
    pixels_to_examples,
    stratified_split,
    train_one_vs_all,
)
from logreg_edu.app.datasets import load
from logreg_edu.app.training import L2_TIMES_M


class Examples(NamedTuple):
    """Digits to learn from, or to test on: X (m, 784) from 0 to 1, and what they show (m,)."""

    X: NDArray[np.float64]
    labels: NDArray[np.int64]


class Path(NamedTuple):
    """A descent, stop by stop: w (iterations + 1, n), b and J (iterations + 1,)."""

    w: NDArray[np.float64]
    b: NDArray[np.float64]
    J: NDArray[np.float64]


@cache
def digits() -> tuple[Examples, Examples]:
    """4,000 digits of the sample to learn from, and the other 1,000 to test on."""
    sample = load("sample")
    # In float64, the numbers on the screen do not depend on how a machine rounds.
    X, labels = pixels_to_examples(sample.images).astype(np.float64), sample.labels.astype(int)
    train, test = stratified_split(labels, test_fraction=0.2, seed=0)
    return Examples(X[train], labels[train]), Examples(X[test], labels[test])


def ink(X: NDArray) -> NDArray:
    """The mean of a picture's pixels: 0 is blank, 1 is black."""
    return X.mean(axis=1)


def walk(
    X: NDArray,
    y: NDArray,
    alpha: float,
    iterations: int,
    slopes: Callable[..., tuple[NDArray, NDArray]] = backward,
) -> Path:
    """Gradient descent as in `logreg_edu.gradient_descent`, which does not keep where it was.

    Args:
        X: (m, n) examples.
        y: (m,) labels.
        alpha: the learning rate.
        iterations: how many steps.
        slopes: what gives dJ_dw and dJ_db; the erratum puts its own in the place of `backward`.

    Returns:
        All stops, from zero on.
    """
    w, b = np.zeros(X.shape[1]), 0.0
    stops = []
    for _ in range(iterations + 1):
        J, y_hat = forward(X, y, w, b)
        stops.append((w, b, J))
        dJ_dw, dJ_db = slopes(X, y, y_hat, w)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return Path(*(np.array(values) for values in zip(*stops, strict=True)))


@cache
def bowl() -> tuple[NDArray, NDArray]:
    """Is it a 7 or a 1? 200 digits with one feature, X (200, 1), y (200,): a cost of w and b alone.

    The feature is the ink beyond that of an average 1, in standard deviations.
    """
    train, _ = digits()
    rows = np.flatnonzero(np.isin(train.labels, (1, 7)))[::4]
    y = (train.labels[rows] == 7).astype(float)
    x = ink(train.X[rows])
    return ((x - x[y == 0].mean()) / x.std())[:, np.newaxis], y


def so_far(last: float, *series: NDArray) -> list[NDArray]:
    """Steps, and series that have a value for each, up to a moment that may lie between two."""
    steps = np.unique([*range(int(last) + 1), last])
    return [steps, *(np.interp(steps, range(len(values)), values) for values in series)]


def cost_map(X: NDArray, y: NDArray, w: NDArray, b: NDArray) -> NDArray:
    """The cost (len(b), len(w)) of each weight with each bias."""
    return cost_at(X, y, *np.meshgrid(w, b))


def cost_at(X: NDArray, y: NDArray, w: NDArray, b: NDArray) -> NDArray:
    """The cost of each weight with its bias, in their shape: as many models side by side."""
    each = np.broadcast_to(y[:, np.newaxis], (len(y), w.size))
    return cost(X, each, w.reshape(1, -1), b.reshape(-1)).reshape(w.shape)


def minimum(X: NDArray, y: NDArray) -> Descent:
    """The bottom of a bowl."""
    return accelerated_descent(X, y, iterations=2000, tolerance=1e-12)


@cache
def ten_models() -> Descent:
    """The ten models of the 4,000 digits."""
    train, _ = digits()
    l2 = L2_TIMES_M / len(train.labels)
    return train_one_vs_all(*train, solver=accelerated_descent, l2=l2)
