"""Chapter 6. Gradient descent: walk against the slope until the ground is level.

    w <- w - alpha dJ/dw,    b <- b - alpha dJ/db

How far to step? The curvature of J never exceeds that of one fixed parabola (y_hat (1 - y_hat) is
at most 1/4), whose matrix is, with a column of ones for the bias in X~ = [X 1],

    B = (1/4) X~^T X~ / m + l2 diag(1, ..., 1, 0),      L = its largest eigenvalue.

A step alpha lowers J by at least alpha (1 - alpha L / 2) ||gradient||^2. So every alpha below 2/L
surely descends, and 1/L makes the promise largest. Longer steps may still descend: no promise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.cost import check_not_negative, check_positive
from logreg_edu.digits import check_examples
from logreg_edu.gradient import BLOCK_ROWS, cost_and_gradient


class DivergenceError(ArithmeticError):
    """Gradient descent ran uphill: the learning rate is too large."""


@dataclass(frozen=True)
class Descent:
    """Where a descent arrived, and the way it took.

    Attributes:
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        cost_history: (iterations + 1,) or (iterations + 1, K): J before each step and at the end.
        gradient_norm_history: the same shape: the length of (dJ/dw, dJ/db).
        converged: whether the stopping rule was met before the iterations ran out.
        alpha: the learning rate, or None where the solver needs none.
        start_iterations: steps taken before the first of these, on a few examples: `newton_descent`
            finds its start so. ``iterations`` and the histories leave them out.
    """

    w: NDArray[np.float64]
    b: NDArray[np.float64]
    cost_history: NDArray[np.float64]
    gradient_norm_history: NDArray[np.float64]
    converged: bool
    alpha: float | None = None
    start_iterations: int = 0

    @property
    def iterations(self) -> int:
        """How many steps were taken."""
        return len(self.cost_history) - 1


def curvature_bound(X: ArrayLike, l2: float = 0.0) -> NDArray[np.float64]:
    """The matrix B, above which the curvature of J never rises, whatever w, b and y.

    B = (1/4) X~^T X~ / m + l2 diag(1, ..., 1, 0)

    Args:
        X: (m, n) examples.
        l2: price of the squared weights.

    Returns:
        B (n + 1, n + 1), float64; the last row and column belong to the bias. X is not copied:
        the border, where X~ has its ones, is filled with the column sums of X.

    Raises:
        ValueError: the squares of X overflow, or l2 is not 0 or more.

    References:
        D. Böhning and B. G. Lindsay (1988), Monotonicity of quadratic-approximation algorithms,
        Annals of the Institute of Statistical Mathematics 40, 641-663.

    Examples:
        >>> curvature_bound([[0.0, 2.0], [4.0, 0.0]], l2=0.5)
        array([[2.5 , 0.  , 0.5 ],
               [0.  , 1.  , 0.25],
               [0.5 , 0.25, 0.25]])
    """
    check_not_negative(l2=l2)
    X = np.asarray(X)
    m, n = X.shape
    B = np.zeros((n + 1, n + 1))
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, m, BLOCK_ROWS):
            # In float64 the square of a float32 is exact, however tiny the pixel.
            X_block = X[start : start + BLOCK_ROWS].astype(np.float64)
            B[:n, :n] += X_block.T @ X_block
            B[n, :n] += X_block.sum(axis=0)
    if not np.isfinite(B).all():
        raise ValueError("X: its squares overflow; scale the examples, to 0-1 for pixels")
    B[:n, n] = B[n, :n]
    B[n, n] = m
    B /= 4 * m
    B[range(n), range(n)] += l2  # not the bias
    return B


def largest_curvature(X: ArrayLike, l2: float = 0.0) -> float:
    """The number L: in no direction does the slope of J change faster than L a unit step.

    L = largest eigenvalue of B; learning rates below 2/L surely descend.

    Args:
        X: (m, n) examples.
        l2: price of the squared weights.

    Returns:
        L, more than 0.
    """
    return float(np.linalg.eigvalsh(curvature_bound(X, l2))[-1])


def gradient_descent(
    X: ArrayLike,
    y: ArrayLike,
    alpha: float | None = None,
    l2: float = 0.0,
    iterations: int = 1000,
    tolerance: float = 1e-6,
    progress: Callable[[int, np.ndarray], None] | None = None,
) -> Descent:
    """Train one model, or K at once, by plain gradient descent from zero.

    Starting from zeros is right here: J has one valley, so every start ends at the same bottom.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        alpha: learning rate; None for 1/L, the rate with the best guarantee.
        l2: price of the squared weights.
        iterations: at most so many steps.
        tolerance: converged once the gradient of every model is at most this long. That the cost
            is then close to its minimum is an estimate: on a flat slope it may be far.
        progress: called before every step, and at the end, with (iteration, J).

    Returns:
        The weights and the record of the way.

    Raises:
        ValueError: an argument that no descent can start with.
        DivergenceError: the cost exceeds ten times its start, or is no longer a finite number.

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
        >>> descent = gradient_descent(X, y, tolerance=1e-4)
        >>> descent.converged, descent.w.round(2), descent.b.round(2)
        (True, array([0.91]), np.float64(-1.36))
    """
    X, y = check_examples(X, y)
    check_not_negative(l2=l2, iterations=iterations, tolerance=tolerance)
    if alpha is not None:
        check_positive(alpha=alpha)
    L = largest_curvature(X, l2)
    alpha = 1 / L if alpha is None else alpha
    w, b = np.zeros((X.shape[1], *y.shape[1:])), np.zeros(y.shape[1:])
    costs: list[np.ndarray] = []
    gradient_norms: list[np.ndarray] = []
    with np.errstate(over="ignore", invalid="ignore"):  # running uphill is reported in words
        while True:
            J, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
            costs.append(J)
            gradient_norms.append(gradient_norm(dJ_dw, dJ_db))
            step = len(costs) - 1
            if not np.all(J <= 10 * costs[0]):  # noqa: SIM300 (NaN compares false, too)
                raise DivergenceError(
                    f"the cost went from {np.max(costs[0]):.3g} to {np.max(J):.3g} in {step} steps"
                    f" with learning rate {alpha:.3g}; every rate below 2/L = {2 / L:.3g} surely"
                    " descends"
                )
            if progress:
                progress(step, J)
            converged = bool(np.all(gradient_norms[-1] <= tolerance))
            if converged or step >= iterations:
                history = np.array(costs), np.array(gradient_norms)
                return Descent(w, b, *history, converged=converged, alpha=alpha)
            w = w - alpha * dJ_dw
            b = b - alpha * dJ_db


def gradient_norm(dJ_dw: np.ndarray, dJ_db: np.ndarray) -> np.ndarray:
    """The length of the gradient, a column at a time: sqrt(||dJ/dw||^2 + (dJ/db)^2)."""
    return np.sqrt(np.square(dJ_dw).sum(axis=0) + np.square(dJ_db))
