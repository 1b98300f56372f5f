"""Chapter 13. Newton's method: the true curvature, and the last digits of the minimum.

The bound B puts 1/4 in the place of every y_hat (1 - y_hat), which is right where y_hat is 1/2.
Near the minimum most predictions are close to 0 or 1, and the Hessian H is far below B:

    H = X~^T diag(y_hat (1 - y_hat)) X~ / m + l2 diag(1, ..., 1, 0)

Newton's method is the step of `acceleration` with H for B. Near the minimum it squares the error at
every step. But H differs per digit and per point, and one of all examples takes as long as hundreds
of gradients. So:

* Start near the minimum of a few examples, drawn at random.
* There, build each H, from a sample of examples: the larger y_hat (1 - y_hat), the likelier drawn.
* Let the steps correct it, as L-BFGS does: if a step s has changed the gradient by t, then H s
  should be t.

A poor H makes the path longer, never wrong: the gradient and the cost are those of all examples,
and a step is taken only where it lowers the cost (a line search). Without a penalty nothing is
drawn: a direction in which only a few examples differ could have no curvature at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.acceleration import accelerated_descent, inverse_cholesky
from logreg_edu.curvature import curvature_bound, row_space
from logreg_edu.gap import score_in_blocks
from logreg_edu.hypothesis import sigmoid, with_ones
from logreg_edu.iteration import Descent, Point, Progress, Proof, check_problem, evaluate
from logreg_edu.parallel import in_threads, one_blas_thread, row_blocks
from logreg_edu.quasi_newton import (
    Walk,
    descend_if_there_is_a_minimum,
    lbfgs_step,
    separating_descent,
    take_or_leave,
)

ROWS_PER_WEIGHT = 5  # this many examples for each weight tell enough of the curvature
START_STEPS = 50  # at most, of accelerated descent, on the examples drawn for the start
REBUILD = 15  # steps after which each H is built anew, at the point reached
GRAIN = 1e-6  # of the mean curvature: added in all directions, since H may be flat in one
MEMORY = 3  # steps that correct H


@one_blas_thread()
def newton_descent(
    X: ArrayLike,
    y: ArrayLike,
    l2: float = 0.0,
    iterations: int = 200,
    tolerance: float = 1e-5,
    progress: Progress | None = None,
    seed: int = 0,
) -> Descent:
    """Train one model, or K at once, by Newton's method with curvatures from a sample.

    Args:
        X: (m, n) examples. Beside them, K matrices of (n + 1)^2 float64 are kept.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        l2: strength of the penalty.
        iterations: the maximum number of steps on all examples; those of the start are not counted.
        tolerance: how far J may stay above its minimum, as a fraction of J; see
            `accelerated_descent`.
        progress: called before every step, and at the end, with (iteration, J).
        seed: draws the examples, with l2 > 0: the same seed, the same result.

    Returns:
        The weights and the record of the descent from the start on. The start is up to 50 steps
        of `accelerated_descent` on the few examples, or with l2 = 0 on all;
        `Descent.start_iterations` counts them, ``iterations`` and the histories do not. J never
        rises, except by its rounding; it stays where a step was not taken.

    Raises:
        ValueError: an argument that no descent can start with.

    References:
        R. H. Byrd et al. (2011), On the use of stochastic Hessian information in optimization
        methods for machine learning (the sample). D. C. Liu and J. Nocedal (1989), On the limited
        memory BFGS method for large scale optimization (the corrections).

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
        >>> descent = newton_descent(X, y, tolerance=1e-9)
        >>> descent.converged, descent.w.round(2), descent.b.round(2)
        (True, array([0.91]), np.float64(-1.36))
    """
    X, Y, models = check_problem(X, y, l2, iterations, tolerance)
    rng = np.random.default_rng(seed)
    if l2:
        start, V = start_from_a_sample(X, Y, l2, rng), None
    else:
        # All examples are used, and H is inverted where they lead: in the row space.
        start = accelerated_descent(X, Y, l2, START_STEPS)
        if np.any(start.separable):
            found = separating_descent(
                X, Y, np.asarray(start.separable), models, iterations, progress
            )
            return replace(found, start_iterations=start.start_iterations + start.iterations)
        V = row_space(X, curvature_bound(X))
        # Where the curvature may be nearly 0, the digits of float32 are too few.
        X, Y = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    step = NewtonStep(X, Y, l2, V, rng)
    proof = Proof(X, Y, l2, tolerance, V)
    at = evaluate(X, Y, np.vstack([start.w, start.b]), l2)
    descent = descend_if_there_is_a_minimum(proof, at, step, models, iterations, progress)
    return replace(descent, start_iterations=start.iterations + descent.start_iterations)


def start_from_a_sample(
    X: np.ndarray, Y: np.ndarray, l2: float, rng: np.random.Generator
) -> Descent:
    """The models of a few examples: near the minimum, in a fraction of the time.

    Not every tenth example: files are sorted, or take turns between two sources. So they are drawn
    at random, and the first "yes" and the first "no" of each model make sure that both are there.
    """
    m = len(X)
    drawn = rng.choice(m, sample_size(X), replace=False)
    rows = np.unique(np.concatenate([drawn, Y.argmax(axis=0), Y.argmin(axis=0)]))
    # The same l2 m, so that the prior stays the same (chapter 10): the penalty grows.
    return accelerated_descent(X[rows], Y[rows], l2 * m / len(rows), START_STEPS)


def sample_size(X: np.ndarray) -> int:
    """How many examples to draw: enough for the number of weights."""
    m, n = X.shape
    return min(m, ROWS_PER_WEIGHT * (n + 1))


@dataclass
class NewtonStep:
    """Newton's step, from curvatures that are built every REBUILD steps and corrected in between.

    Attributes:
        X: (m, n) examples.
        Y: (m, K) labels 0 or 1.
        l2: strength of the penalty.
        V: (n + 1, r) the coordinates of `row_space`, or None where there is a penalty.
        rng: draws the examples.
        roots: of each model, R with H^-1 = R R^T.
        walked: the last steps.
        length: of each model's next step, in Newton steps.
    """

    X: np.ndarray
    Y: np.ndarray
    l2: float
    V: np.ndarray | None
    rng: np.random.Generator
    roots: list[np.ndarray] = field(default_factory=list)
    walked: Walk = field(default_factory=list)
    length: np.ndarray | float = 1.0

    def __call__(self, at: Point, iteration: int) -> Point:
        """The next point: the full step, or half the last one if that was not taken."""
        if iteration % REBUILD == 0:
            self.build(at)
        step = lbfgs_step(at.gradient, self.walked, self.uncorrected)
        theta = at.theta - self.length * step
        # A step that is much too long overflows; it is not taken.
        with np.errstate(over="ignore", invalid="ignore"):
            to = evaluate(self.X, self.Y, theta, self.l2)
            to, taken = take_or_leave(at, to)
        self.length = np.where(taken, 1, self.length / 2)
        s, t = to.theta - at.theta, to.gradient - at.gradient
        self.walked = [*self.walked, (s, t)][-MEMORY:]
        return to

    def build(self, at: Point) -> None:
        """Build the curvature of each model at this point, and forget the steps before it."""
        Y_hat = sigmoid(score_in_blocks(self.X, at.w, at.b))
        doubts = (Y_hat * (1 - Y_hat)).T  # (K, m), 0 to 1/4
        self.walked = []
        self.roots.clear()  # the old ones first: they are large
        if self.V is None:
            X, l2 = self.X, self.l2
            drawn = [draw(X, doubt, self.rng) for doubt in doubts]

            def of_sample(sample: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
                return inverse_root(X, *sample, l2)

            self.roots += in_threads(of_sample, drawn)
        else:
            V = self.V
            self.roots += in_threads(
                lambda doubt: inverse_root_in_row_space(self.X, doubt, V),
                list(doubts),
            )

    def uncorrected(self, gradient: np.ndarray) -> np.ndarray:
        """H^-1 gradient, a model at a time."""
        columns = zip(self.roots, gradient.T, strict=True)
        steps = [R @ (R.T @ g.astype(R.dtype)) for R, g in columns]
        return np.column_stack(steps)


def draw(
    X: np.ndarray, doubt: np.ndarray, rng: np.random.Generator, count: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Draw about ``count`` examples for the Hessian of a model: the undecided ones are likelier.

    Returns:
        (rows, weight): drawn with probability c, an example counts 1/c times, so the expected
        Hessian is the exact one.
    """
    m, count = len(X), count or sample_size(X)
    doubt = np.maximum(doubt, np.finfo(X.dtype).eps)  # y_hat may have rounded to 1
    chance = np.minimum(1, count * doubt / doubt.sum())
    rows = np.flatnonzero(rng.random(m) < chance)
    return rows, doubt[rows] / chance[rows] / m


def inverse_root(X: np.ndarray, rows: np.ndarray, weight: np.ndarray, l2: float) -> np.ndarray:
    """R, with H^-1 = R R^T of one model, from the examples that were drawn, in the type of X.

    The step that it gives needs no more digits than X has, and ten such matrices are large.
    """
    H = weighted_products(X, rows, weight)
    diagonal = np.einsum("ii->i", H)  # a view: what is done to it is done to H
    diagonal[:-1] += l2
    # A grain keeps H from being singular, also after rounding.
    diagonal *= 1 + len(H) * np.finfo(X.dtype).eps
    return inverse_cholesky(H).astype(X.dtype)


def inverse_root_in_row_space(
    X: np.ndarray, doubt: np.ndarray, V: np.ndarray
) -> NDArray[np.float64]:
    """R, with R R^T = V (V^T H V)^-1 V^T: H^-1 where all examples lead, without a penalty."""
    m = len(X)
    H = weighted_products(X, np.arange(m), doubt / m, V)
    diagonal = np.einsum("ii->i", H)
    diagonal += GRAIN * diagonal.mean()
    return V @ inverse_cholesky(H)


def weighted_products(
    X: np.ndarray, rows: np.ndarray, weight: np.ndarray, V: np.ndarray | None = None
) -> NDArray[np.float64]:
    """X~^T diag(weight) X~ of these rows, with a column of ones in X~; with V, in its coordinates.

    Raises:
        ValueError: the squares of X overflow.
    """
    root = np.sqrt(weight).astype(X.dtype)[:, np.newaxis]
    size = X.shape[1] + 1 if V is None else V.shape[1]
    H = np.zeros((size, size))
    with np.errstate(over="ignore", invalid="ignore"):
        for block in row_blocks(len(rows)):
            X_block = with_ones(X[rows[block]])
            if V is not None:
                X_block = X_block @ V
            X_block *= root[block]
            H += X_block.T @ X_block
    if not np.isfinite(H).all():
        raise ValueError("X: its squares overflow; scale the examples, to 0-1 for pixels")
    return H
