"""Chapter 6. Gradient descent: step against the gradient until it is zero.

    w <- w - alpha dJ/dw,    b <- b - alpha dJ/db

How far to step? No curvature of J exceeds L (`curvature`), so a step with the learning rate alpha
lowers J by at least alpha (1 - alpha L / 2) ||gradient||^2. Every alpha below 2/L is guaranteed to
descend, and 1/L has the largest guarantee. Longer steps may still descend, without a guarantee.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from logreg_edu.checks import check_positive
from logreg_edu.curvature import curvature_bound, row_space
from logreg_edu.iteration import Descent, Point, Progress, Proof, check_problem, descend, evaluate
from logreg_edu.parallel import one_blas_thread
from logreg_edu.quasi_newton import is_separable


class DivergenceError(ArithmeticError):
    """Gradient descent diverged: the learning rate is too large."""


@one_blas_thread()
def gradient_descent(
    X: ArrayLike,
    y: ArrayLike,
    alpha: float | None = None,
    l2: float = 0.0,
    iterations: int = 1000,
    tolerance: float = 1e-6,
    progress: Progress | None = None,
) -> Descent:
    """Train one model, or K at once, by plain gradient descent from zero.

    Zero is a good start: J is convex, so every start leads to the same cost, if J has a minimum
    and alpha is below 2/L.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        alpha: learning rate; None for 1/L, the rate with the best guarantee.
        l2: strength of the penalty.
        iterations: at most this many steps.
        tolerance: converged once the gradient of every model is at most this long, and its cost is
            proved to be above its minimum by no more than this fraction of it. A short gradient
            alone proves little: where J is flat the minimum may be far, and there may be none.
        progress: called before every step, and at the end, with (iteration, J).

    Returns:
        The weights, and the cost and gradient at every step.

    Raises:
        ValueError: an argument that no descent can start with.
        DivergenceError: the cost exceeds ten times its start, or is no longer a finite number.

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
        >>> descent = gradient_descent(X, y, tolerance=1e-4)
        >>> descent.converged, descent.w.round(2), descent.b.round(2)
        (True, array([0.91]), np.float64(-1.36))
    """
    X, Y, models = check_problem(X, y, l2, iterations, tolerance)
    if alpha is not None:
        check_positive(alpha=alpha)
    B = curvature_bound(X, l2)
    L = float(np.linalg.eigvalsh(B)[-1])
    rate = 1 / L if alpha is None else alpha
    proof = Proof(X, Y, l2, tolerance, None if l2 else row_space(X, B))
    zeros = np.zeros((X.shape[1] + 1, Y.shape[1]))  # w, and below it b
    start = evaluate(X, Y, zeros, l2)

    def step(at: Point, iteration: int) -> Point:
        # Divergence is reported in words.
        with np.errstate(over="ignore", invalid="ignore"):
            to = evaluate(X, Y, at.theta - rate * at.gradient, l2)
        if not np.all(to.J <= 10 * start.J):  # or J is NaN
            before, after = start.J.max(), to.J.max()
            raise DivergenceError(
                f"the cost went from {before:.3g} to {after:.3g} by step"
                f" {iteration + 1} with learning rate {rate:.3g};"
                f" every rate below 2/L = {2 / L:.3g} is guaranteed"
                " to descend"
            )
        return to

    def stop(at: Point, iteration: int) -> bool:
        short = bool(np.all(at.gradient_norm <= tolerance))
        gain = at.gradient_norm**2 / (2 * L)  # of a step 1/L, at least
        return short and proof(at, gain)

    descent = descend(start, step, stop, models, iterations, progress)
    separable = proof.separable
    if not l2 and not descent.converged:
        separable |= is_separable(X, Y, min(iterations, 100))
    separable = separable.reshape(models)[()]
    return replace(descent, alpha=rate, separable=separable)
