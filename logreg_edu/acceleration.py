"""Chapter 9. The round bowl: the same minimum, far sooner, and no learning rate to choose.

On digits the valley of J is hundreds of times longer than it is wide, and plain descent crawls
along it. Two changes cure that:

* Measure distances with the matrix B of chapter 6 instead of with a ruler. The step becomes
  theta <- theta - B^-1 gradient, with theta = (w, b). No curvature exceeds B, so this step surely
  descends, and in these distances the bowl is nearly round. B does not depend on the labels: one
  Cholesky factor serves all ten digits.
* Momentum: start each step not from where we are but a little ahead, where the last step pointed.
  When the gradient says that this leads uphill, drop the momentum and begin anew.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.cost import check_not_negative, penalty
from logreg_edu.descent import Descent, curvature_bound, gradient_norm
from logreg_edu.digits import check_examples
from logreg_edu.gradient import BLOCK_ROWS, cost_and_gradient
from logreg_edu.hypothesis import as_floating, score, sigmoid
from logreg_edu.loss import loss


def accelerated_descent(
    X: ArrayLike,
    y: ArrayLike,
    l2: float = 0.0,
    iterations: int = 1000,
    tolerance: float = 1e-3,
    progress: Callable[[int, np.ndarray], None] | None = None,
) -> Descent:
    """Train one model, or K at once: accelerated descent in the metric of the curvature bound.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        l2: price of the squared weights.
        iterations: at most so many steps.
        tolerance: how far J may stay above its minimum, as a share of J. With l2 > 0 this is
            proved before the function returns (`optimality_gap`); with l2 = 0, where there may
            be no minimum, it is an estimate: how far J moved within the last ten steps.
        progress: called before every step, and at the end, with (iteration, J).

    Returns:
        The weights and the record of the way.

    Raises:
        ValueError: an argument that no descent can start with.

    References:
        D. Böhning and B. G. Lindsay (1988), Monotonicity of quadratic-approximation algorithms
        (the matrix). Y. Nesterov (1983), A method of solving a convex programming problem with
        convergence rate O(1/k^2) (momentum). B. O'Donoghue and E. Candès (2015), Adaptive restart
        for accelerated gradient schemes (the restart).

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
        >>> descent = accelerated_descent(X, y, tolerance=1e-9)
        >>> descent.converged, descent.w.round(2), descent.b.round(2)
        (True, array([0.91]), np.float64(-1.36))
    """
    X, y = check_examples(X, y)
    check_not_negative(l2=l2, iterations=iterations, tolerance=tolerance)
    n = X.shape[1]
    B = curvature_bound(X, l2)
    # A pixel that is blank in every picture makes B singular where l2 = 0. A grain on the diagonal
    # keeps it a bound and lets it be factored; along such a pixel the gradient is 0 anyhow.
    diagonal = B.diagonal()
    B[range(n + 1), range(n + 1)] += np.where(diagonal > 0, 1e-12 * diagonal, 1)
    # B = C C^T, so B^-1 gradient = C^-T (C^-1 gradient): two small products a step.
    C_inverse = np.linalg.inv(np.linalg.cholesky(B))

    theta = ahead = np.zeros((n + 1, *y.shape[1:]))  # w, and below it b
    t = np.ones(y.shape[1:])  # sets the momentum; 1 is none
    costs: list[np.ndarray] = []
    gradient_norms: list[np.ndarray] = []
    while True:
        w, b = ahead[:n], ahead[n]
        J, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
        costs.append(J)
        gradient_norms.append(gradient_norm(dJ_dw, dJ_db))
        step = len(costs) - 1
        if progress:
            progress(step, J)
        gap = gap_to_minimum(X, y, w, b, l2, tolerance, costs, dJ_dw)
        converged = bool(np.all(gap <= tolerance * J))
        if converged or step >= iterations:
            history = np.array(costs), np.array(gradient_norms)
            return Descent(w, b, *history, converged=converged)
        gradient = np.concatenate([dJ_dw, dJ_db[np.newaxis]])
        theta_new = ahead - C_inverse.T @ (C_inverse @ gradient)
        uphill = (gradient * (theta_new - theta)).sum(axis=0) > 0
        t_new = (1 + np.sqrt(1 + 4 * t**2)) / 2
        momentum = np.where(uphill, 0, (t - 1) / t_new)
        t = np.where(uphill, 1, t_new)
        ahead = theta_new + momentum * (theta_new - theta)
        theta = theta_new


def gap_to_minimum(
    X: NDArray,
    y: NDArray,
    w: NDArray,
    b: NDArray,
    l2: float,
    tolerance: float,
    costs: list[np.ndarray],
    dJ_dw: NDArray,
) -> np.ndarray:
    """How far J may be above its minimum: proved with l2 > 0, where it counts, else estimated.

    With l2 > 0 a gap within the tolerance is an `optimality_gap`; a larger one is rough. With
    l2 = 0 it is how far J, the last of ``costs``, moved within the last ten steps.
    """
    if l2 == 0:
        return np.ptp(costs[-11:], axis=0) if len(costs) > 10 else np.full_like(costs[-1], np.inf)
    # The gap, but for what a better bias would gain: free, so it is asked at every step.
    gap = np.square(dJ_dw).sum(axis=0) / (2 * l2)
    if np.all(gap <= tolerance * costs[-1]):
        gap = optimality_gap(X, y, w, b, l2)
    return gap


def optimality_gap(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike, l2: float) -> np.ndarray:
    """A proved bound on how far the cost lies above its minimum.

    Each loss is convex in its score, so it lies above every one of its tangents. Put a tangent in
    the place of each loss: J becomes a parabola in w that lies below J everywhere, so its lowest
    point lies below the minimum of J. Touch the losses where their predictions are p_i, with
    sum(p - y) = 0 so that the bias drops out, and the lowest point is

        mean of the entropies -(p log p + (1 - p) log(1 - p))  -  ||X^T (p - y) / m||^2 / (2 l2).

    With p = y_hat at the best bias the gap between J and this is ||dJ/dw||^2 / (2 l2).

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        l2: price of the squared weights, more than 0: without it there may be no minimum.

    Returns:
        J(w, b) minus the lower bound, in nats: scalar or (K,), right to the rounding of X's type.

    Raises:
        ValueError: l2 is not more than 0.

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
        >>> descent = accelerated_descent(X, y, l2=0.1, tolerance=1e-6)
        >>> bool(optimality_gap(X, y, descent.w, descent.b, l2=0.1) <= 1e-6)
        True
    """
    if not l2 > 0:
        raise ValueError(f"l2: must be more than 0 for a bound to exist, not {l2}")
    X, y = as_floating(X), np.asarray(y)
    z = score_in_blocks(X, w, b)
    # Shrink the larger side, the y_hat or the 1 - y_hat, until it has the share that y has.
    says_yes, share = sigmoid(z).mean(axis=0, dtype=np.float64), y.mean(axis=0, dtype=np.float64)
    high = says_yes > share
    shrink = np.where(high, share, 1 - share) / np.where(high, says_yes, 1 - says_yes)
    slope, gap = np.zeros(np.shape(w)), penalty(w, l2)
    for start in range(0, len(X), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        y_hat = sigmoid(z[rows]).astype(np.float64)
        p = np.where(high, y_hat * shrink, 1 - (1 - y_hat) * shrink)
        slope += X[rows].T @ (p - y[rows]).astype(X.dtype) / len(X)  # the product runs in one type
        gap += (loss(z[rows], y[rows]) - entropy(p)).sum(axis=0) / len(X)
    return gap + penalty(slope, 1 / l2)


def score_in_blocks(X: NDArray, w: ArrayLike, b: ArrayLike) -> NDArray:
    """The scores of all examples, in X's type. One large product would need large buffers."""
    w, b = np.asarray(w, dtype=X.dtype), np.asarray(b, dtype=X.dtype)
    starts = range(0, len(X), BLOCK_ROWS)
    return np.concatenate([score(X[start : start + BLOCK_ROWS], w, b) for start in starts])


def entropy(p: np.ndarray) -> np.ndarray:
    """The expected surprise at a yes/no event of probability p, in nats; 0 where p is 0 or 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * np.log(p), 0) + np.where(p < 1, (1 - p) * np.log1p(-p), 0)
    return -terms
