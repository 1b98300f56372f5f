"""Chapter 6, the loop: all solvers descend in the same way, and differ in their steps.

    at a point: record the cost and its gradient; stop, or step to the next point

A solver is a start, a step and a rule for when to stop. What is the same for all is here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.checks import check_count, check_examples, check_not_negative
from logreg_edu.cost import penalty
from logreg_edu.gap import gap_without_penalty, optimality_gap
from logreg_edu.gradient import backward, forward
from logreg_edu.parallel import sum_over_rows

Progress = Callable[[int, np.ndarray], None]


@dataclass(frozen=True)
class Descent:
    """Where a descent arrived, and the cost and gradient on its way.

    Attributes:
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        cost_history: (iterations + 1,) or (iterations + 1, K): J before each step and at the end.
        gradient_norm_history: the same shape: the length of (dJ/dw, dJ/db).
        converged: whether J was proved to be within the tolerance of its minimum, by the last step.
        alpha: the learning rate, or None where the solver needs none.
        start_iterations: steps taken before the first of these: `newton_descent` starts where up to
            fifty steps of `accelerated_descent` on fewer examples led, and the fast solvers begin
            anew where they find the examples separable. ``iterations`` and the histories leave them
            out.
        separable: a bool, or (K,): whether J was found to have no minimum, since l2 is 0 and some
            plane has no example on its wrong side, and at least one on its right side. False: not
            found so.
    """

    w: NDArray[np.float64]
    b: NDArray[np.float64]
    cost_history: NDArray[np.float64]
    gradient_norm_history: NDArray[np.float64]
    converged: bool
    alpha: float | None = None
    start_iterations: int = 0
    separable: bool | NDArray[np.bool_] = False

    @property
    def iterations(self) -> int:
        """How many steps were taken."""
        return len(self.cost_history) - 1


@dataclass(frozen=True)
class Point:
    """The parameters of K models, and their costs and gradients there.

    Attributes:
        theta: (n + 1, K): the weights w, and below them the biases b.
        J: (K,) the cost.
        gradient: (n + 1, K): dJ/dw, and below it dJ/db.
    """

    theta: NDArray[np.float64]
    J: NDArray[np.float64]
    gradient: NDArray[np.float64]

    @property
    def w(self) -> NDArray[np.float64]:
        """(n, K) weights."""
        return self.theta[:-1]

    @property
    def b(self) -> NDArray[np.float64]:
        """(K,) biases."""
        return self.theta[-1]

    @property
    def gradient_norm(self) -> NDArray[np.float64]:
        """(K,): the length of (dJ/dw, dJ/db)."""
        return np.sqrt(np.square(self.gradient).sum(axis=0))


def check_problem(
    X: ArrayLike, y: ArrayLike, l2: float, iterations: int, tolerance: float
) -> tuple[NDArray[np.floating], NDArray[np.floating], tuple[int, ...]]:
    """Refuse what no descent can start with.

    Returns:
        (X, Y, models): X (m, n) in floating point; the labels Y (m, K) in the same type, also of
        a single model; and the shape of what belongs to each model: (K,), or () for a single one.

    Raises:
        ValueError: names the argument, and what is wrong with it.
    """
    X, y = check_examples(X, y)
    check_not_negative(l2=l2, tolerance=tolerance)
    check_count(iterations=iterations)
    return X, np.asarray(y.reshape(len(X), -1), dtype=X.dtype), y.shape[1:]


def evaluate(X: np.ndarray, Y: np.ndarray, theta: NDArray[np.float64], l2: float) -> Point:
    """The cost and its gradient at theta: `cost_and_gradient`, as a sum over blocks of rows.

    Args:
        X: (m, n) examples, float32 or float64: the products run in this type, the sum over the
            blocks in float64.
        Y: (m, K) labels 0 or 1, in the same type.
        theta: (n + 1, K) the weights, and below them the biases.
        l2: strength of the penalty.
    """
    (m, n), (w, b) = X.shape, (theta[:-1].astype(X.dtype), theta[-1].astype(X.dtype))

    def of_block(rows: slice) -> tuple[np.ndarray, np.ndarray]:
        share = len(Y[rows]) / m
        J, Y_hat = forward(X[rows], Y[rows], w, b)
        dJ_dw, dJ_db = backward(X[rows], Y[rows], Y_hat, w)
        return share * J, share * np.vstack([dJ_dw, dJ_db])

    J, gradient = sum_over_rows(of_block, m)
    gradient[:n] += l2 * theta[:n]
    return Point(theta, J + penalty(theta[:n], l2), gradient)


def descend(
    start: Point,
    step: Callable[[Point, int], Point],
    stop: Callable[[Point, int], bool],
    models: tuple[int, ...],
    iterations: int,
    progress: Progress | None = None,
) -> Descent:
    """Step from the start, again and again, until the rule says stop or the iterations run out.

    Args:
        start: the first point.
        step: gives the next point, from this one and the number of steps taken.
        stop: says whether the descent has converged at this point, after that number of steps.
        models: (K,), or () for a single model, whose histories then have no columns.
        iterations: at most this many steps.
        progress: called before every step, and at the end, with (iteration, J).

    Returns:
        The descent; it has converged if ``stop`` said so.
    """
    at = start
    costs: list[np.ndarray] = []
    gradient_norms: list[np.ndarray] = []
    while True:
        iteration = len(costs)
        costs.append(at.J.reshape(models))
        gradient_norms.append(at.gradient_norm.reshape(models))
        if progress:
            progress(iteration, costs[-1][()])
        converged = stop(at, iteration)
        if converged or iteration >= iterations:
            return Descent(
                w=at.w.reshape(len(at.w), *models),
                b=at.b.reshape(models)[()],
                cost_history=np.array(costs),
                gradient_norm_history=np.array(gradient_norms),
                converged=converged,
                separable=np.zeros(models, dtype=bool)[()],
            )
        at = step(at, iteration)


class Proof:
    """Proves that J is within the tolerance of its minimum, or finds that there is no minimum.

    Attributes:
        V: (n + 1, r) the coordinates of `row_space`, or None where there is a penalty.
        separable: (K,) whether it came out that there is no minimum to wait for.
    """

    def __init__(
        self, X: np.ndarray, Y: np.ndarray, l2: float, tolerance: float, V: np.ndarray | None
    ):
        """Keep the problem; the tolerance is a fraction of J, and V is None with a penalty."""
        self.X, self.Y, self.l2, self.tolerance, self.V = X, Y, l2, tolerance, V
        self.separable = np.zeros(Y.shape[1], dtype=bool)
        self._due: np.ndarray = np.full(Y.shape[1], np.inf)

    def __call__(self, at: Point, rough: np.ndarray) -> bool:
        """Whether all models have converged.

        Args:
            at: the point.
            rough: (K,) an estimate of the gap. The proof, which takes another pass over X or more,
                is tried only once this is small enough.
        """
        allowed = self.tolerance * at.J
        if self.separable.any() or not np.all(rough <= np.minimum(allowed, self._due)):
            return False
        if self.V is None:
            return bool(np.all(optimality_gap(self.X, self.Y, at.w, at.b, self.l2) <= allowed))
        gap, separable = gap_without_penalty(self.X, self.Y, at.theta, self.V)
        self.separable |= separable
        # This proof takes as long as many steps: the next is tried where the estimate is a tenth.
        proved = gap <= allowed
        self._due = np.where(proved, np.inf, rough / 10)
        return bool(np.all(proved))

    def rough_gap(self, at: Point) -> np.ndarray:
        """About how far J is above its minimum, from the gradient alone: (K,).

        With a penalty, the gap except for what a better bias would gain. Without, 100 times what a
        step in the coordinates V is guaranteed to gain, since y_hat (1 - y_hat) of most examples is
        far below 1/4.
        """
        if self.V is None:
            with np.errstate(over="ignore"):
                return np.square(at.gradient[:-1]).sum(axis=0) / (2 * self.l2)
        return 50 * np.square(self.V.T @ at.gradient).sum(axis=0)
