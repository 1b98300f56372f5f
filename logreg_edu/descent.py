"""Chapter 6. Gradient descent: walk against the slope until the ground is level.

    w <- w - alpha dJ/dw,    b <- b - alpha dJ/db

How far to step? The curvature of J never exceeds that of one fixed parabola (y_hat (1 - y_hat) is
at most 1/4), whose matrix is, with a column of ones for the bias in X~ = [X 1],

    B = (1/4) X~^T X~ / m + l2 diag(1, ..., 1, 0),      L = its largest eigenvalue.

A step alpha lowers J by at least alpha (1 - alpha L / 2) ||gradient||^2. So every alpha below 2/L
is guaranteed to descend, and 1/L has the largest guarantee. Longer steps may still descend, without
a guarantee.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.checks import check_not_negative, check_positive, row_blocks
from logreg_edu.gap import one_sided, separates
from logreg_edu.iteration import Descent, Point, Progress, Proof, check_problem, descend, evaluate

RANK = 1e-13  # of the largest eigenvalue: what is smaller is rounding


class DivergenceError(ArithmeticError):
    """Gradient descent ran uphill: the learning rate is too large."""


def curvature_bound(X: ArrayLike, l2: float = 0.0) -> NDArray[np.float64]:
    """The matrix B, above which the curvature of J never rises, whatever w, b and y.

    B = (1/4) X~^T X~ / m + l2 diag(1, ..., 1, 0)

    Args:
        X: (m, n) examples.
        l2: strength of the penalty.

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
        for rows in row_blocks(m):
            # In float64 the square of a float32 is exact, however tiny the pixel.
            X_block = X[rows].astype(np.float64)
            B[:n, :n] += X_block.T @ X_block
            B[n, :n] += X_block.sum(axis=0)
    if not np.isfinite(B).all():
        raise ValueError("X: its squares overflow; scale the examples, to 0-1 for pixels")
    B[:n, n] = B[n, :n]
    B[n, n] = m
    B /= 4 * m
    B[range(n), range(n)] += l2  # not the bias
    return B


def row_space(B: np.ndarray) -> NDArray[np.float64]:
    """Coordinates for what the examples can tell apart, in which B is the identity.

    V^T B V = 1, and V V^T B is the projection to the row space of X~. Pixels may be blank, equal in
    every picture or sums of others: then w can change without any score that changes. Along such a
    direction the gradient is 0, but for its rounding, and B has no inverse; V V^T, in its place,
    leads nowhere along it. So a descent from 0 ends, of all minima, at the one nearest to 0.

    Args:
        B: (n + 1, n + 1) the matrix of `curvature_bound`.

    Returns:
        V (n + 1, r), with r the rank of B.
    """
    # What is small is told by the shape of B alone, not by the units of its columns.
    diagonal = B.diagonal()
    unit = 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1))
    sizes, directions = np.linalg.eigh(unit[:, np.newaxis] * B * unit)
    seen = sizes > RANK * sizes[-1]
    V = unit[:, np.newaxis] * directions[:, seen] / np.sqrt(sizes[seen])
    if not seen.all():
        # Along the others B is 0: take out of V what makes it longer to no purpose.
        unseen = unit[:, np.newaxis] * directions[:, ~seen]
        for _ in range(2):  # the second time takes away the rounding of the first
            V = V - unseen @ np.linalg.lstsq(unseen, V, rcond=1e-8)[0]
        V[diagonal == 0] = 0  # blank pixels
    return V


def largest_curvature(X: ArrayLike, l2: float = 0.0) -> float:
    """The number L: in no direction does the slope of J change faster than L a unit step.

    L = largest eigenvalue of B; learning rates below 2/L are guaranteed to descend.

    Args:
        X: (m, n) examples.
        l2: strength of the penalty.

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
    progress: Progress | None = None,
) -> Descent:
    """Train one model, or K at once, by plain gradient descent from zero.

    Starting from zeros is right here: J has one valley, so every start ends at the same bottom.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        alpha: learning rate; None for 1/L, the rate with the best guarantee.
        l2: strength of the penalty.
        iterations: at most this many steps.
        tolerance: converged once the gradient of every model is at most this long, and its cost is
            proved to be above its minimum by no more than this share of it. A short gradient alone
            proves little: on a flat slope the minimum may be far, and there may be none.
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
    X, Y, models = check_problem(X, y, l2, iterations, tolerance)
    if alpha is not None:
        check_positive(alpha=alpha)
    B = curvature_bound(X, l2)
    L = float(np.linalg.eigvalsh(B)[-1])
    rate = 1 / L if alpha is None else alpha
    proof = Proof(X, Y, l2, tolerance, None if l2 else row_space(B))
    start = evaluate(X, Y, np.zeros((X.shape[1] + 1, Y.shape[1])), l2)  # w, and below it b

    def step(at: Point, iteration: int) -> Point:
        with np.errstate(over="ignore", invalid="ignore"):  # running uphill is reported in words
            to = evaluate(X, Y, at.theta - rate * at.gradient, l2)
        if not np.all(to.J <= 10 * start.J):  # or J is NaN
            raise DivergenceError(
                f"the cost went from {start.J.max():.3g} to {to.J.max():.3g} in {iteration + 1}"
                f" steps with learning rate {rate:.3g}; every rate below 2/L = {2 / L:.3g} is"
                " guaranteed to descend"
            )
        return to

    def stop(at: Point, iteration: int) -> bool:
        # J is above its minimum by what a step 1/L gains, ||gradient||^2 / (2 L), or by more.
        short = bool(np.all(at.gradient_norm <= tolerance))
        return short and proof(at, at.gradient_norm**2 / (2 * L))

    descent = descend(start, step, stop, models, iterations, progress)
    separable = proof.separable
    if proof.V is not None and not descent.converged:
        separable = separable | is_separable(X, Y, descent, proof.V)
    return replace(descent, alpha=rate, separable=separable.reshape(models)[()])


def is_separable(X: np.ndarray, Y: np.ndarray, descent: Descent, V: np.ndarray) -> np.ndarray:
    """Whether the end of a descent without a penalty shows that the examples are separable: (K,).

    They may be apart at its end, or where one step in the coordinates V leads from there; or a
    single column tells.
    """
    at = evaluate(X, Y, np.vstack([descent.w.reshape(-1, Y.shape[1]), descent.b]), 0.0)
    far = at.theta - V @ (V.T @ at.gradient)
    return one_sided(X, Y) | separates(X, Y, at.theta) | separates(X, Y, far)
