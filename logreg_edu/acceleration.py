"""Chapter 9. The round bowl: the same minimum, far sooner, and no learning rate to choose.

Plain descent must keep its steps short for the direction in which J may curve most, and so it
crawls along those in which J hardly curves. Two changes cure that:

* Preconditioning: measure distances with the matrix B of chapter 6. The step becomes
  theta <- theta - B^-1 gradient, with theta = (w, b). No curvature exceeds B, so this step is
  guaranteed to descend; and measured with B, the curvatures of J usually differ less. B does not
  depend on the labels: it serves all ten digits.
* Momentum: start each step not from where the last one ended but a little ahead, in its direction.
  When the gradient says that this leads uphill, drop the momentum and begin anew (a restart).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.curvature import curvature_bound, rough_curvature_bound, row_space
from logreg_edu.gap import one_sided
from logreg_edu.iteration import Descent, Point, Progress, Proof, check_problem, evaluate
from logreg_edu.parallel import one_blas_thread
from logreg_edu.quasi_newton import descend_if_there_is_a_minimum, separating_descent


@dataclass
class AcceleratedStep:
    """A step of the curvature bound, and from there a little ahead: the points are those ahead.

    Attributes:
        X: (m, n) examples.
        Y: (m, K) labels 0 or 1.
        l2: strength of the penalty.
        V: (n + 1, r) coordinates in which B is the identity.
        theta: (n + 1, K) where the last step led.
        t: (K,) sets the momentum of each model; 1 is none.
    """

    X: np.ndarray
    Y: np.ndarray
    l2: float
    V: np.ndarray
    theta: np.ndarray
    t: np.ndarray

    def __call__(self, ahead: Point, iteration: int) -> Point:
        """The next point."""
        gradient = np.asarray(ahead.gradient, dtype=self.V.dtype)
        theta = ahead.theta - self.V @ (self.V.T @ gradient)
        uphill = (ahead.gradient * (theta - self.theta)).sum(axis=0) > 0
        t = (1 + np.sqrt(1 + 4 * self.t**2)) / 2
        momentum = np.where(uphill, 0, (self.t - 1) / t)
        theta_ahead = theta + momentum * (theta - self.theta)
        self.theta, self.t = theta, np.where(uphill, 1, t)
        return evaluate(self.X, self.Y, theta_ahead, self.l2)


@one_blas_thread()
def accelerated_descent(
    X: ArrayLike,
    y: ArrayLike,
    l2: float = 0.0,
    iterations: int = 1000,
    tolerance: float = 1e-3,
    progress: Progress | None = None,
) -> Descent:
    """Train one model, or K at once: accelerated descent in the metric of the curvature bound.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        l2: strength of the penalty.
        iterations: the maximum number of steps; where the examples turn out to be separable, as
            many again from zero (`Descent.start_iterations` has the first).
        tolerance: how far J may stay above its minimum, as a fraction of J. It is proved that J is
            that close before the descent is said to have converged (`logreg_edu.gap`). Without a
            penalty there may be no minimum: then the descent says that the examples are separable.
        progress: called before every step, and at the end, with (iteration, J).

    Returns:
        The weights and the record of the descent. Both belong to the points ahead, where J and its
        gradient are computed.

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
    X, Y, models = check_problem(X, y, l2, iterations, tolerance)
    rest = models, iterations, progress
    # In the coordinates of V the matrix B is the identity: B^-1 = V V^T.
    if l2:
        V = inverse_cholesky(rough_curvature_bound(X, l2))
        V = np.asarray(V, dtype=X.dtype)  # the gradient is no more exact
    else:
        unbounded = one_sided(X, Y)
        if unbounded.any():
            return separating_descent(X, Y, unbounded, *rest)
        V = row_space(X, curvature_bound(X))
        # The curvature may be nearly 0, too little for float32.
        X = np.asarray(X, dtype=np.float64)
        Y = np.asarray(Y, dtype=np.float64)
    start = evaluate(X, Y, np.zeros((X.shape[1] + 1, Y.shape[1])), l2)
    t = np.ones(Y.shape[1])
    step = AcceleratedStep(X, Y, l2, V, theta=start.theta, t=t)
    proof = Proof(X, Y, l2, tolerance, None if l2 else V)
    return descend_if_there_is_a_minimum(proof, start, step, *rest)


def inverse_cholesky(B: np.ndarray) -> NDArray[np.float64]:
    """V = C^-T with B = C C^T, so that B^-1 = V V^T: `row_space` in less time, with a penalty."""
    # A little is added to the diagonal, since beside columns 1e10 times as large a penalty may be
    # lost in rounding.
    C = np.linalg.cholesky(B + 1e-12 * np.diag(B.diagonal()))
    return inverse_of_lower(C).T


def inverse_of_lower(C: np.ndarray) -> NDArray[np.float64]:
    """The inverse of a lower triangular matrix, by halves: a sixth of the work of `inv`.

    Examples:
        >>> inverse_of_lower(np.array([[2.0, 0.0], [3.0, 1.0]]))
        array([[ 0.5,  0. ],
               [-1.5,  1. ]])
    """
    n = len(C)
    if n <= 64:  # the halves of smaller ones take longer
        return np.linalg.inv(C)
    first, last = slice(n // 2), slice(n // 2, n)
    inverse = np.zeros_like(C)
    inverse[first, first] = inverse_of_lower(C[first, first])
    inverse[last, last] = inverse_of_lower(C[last, last])
    inverse[last, first] = -inverse[last, last] @ (C[last, first] @ inverse[first, first])
    return inverse
