"""Chapter 13, continued: curvature learned from the steps, and what to do without a minimum.

A step s that changes the gradient by t tells something about the Hessian H: that H s is about t.
The last few steps together correct a first guess of H^-1. This is L-BFGS, a quasi-Newton method;
it needs no matrix.

That is also the method where the examples are separable and there is no penalty. There is no
minimum then, and many planes serve the training examples equally well. A step that knows the
curvature of all directions leads to a bad one: it makes as much of the faintest pixel as of the
strongest. From zero, and with a plain first guess, L-BFGS leads, like gradient descent, to a plane
with short weights, which serves other digits well, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from logreg_edu.curvature import curvature_bound, row_space
from logreg_edu.gap import one_sided, separates
from logreg_edu.iteration import Descent, Point, Progress, Proof, descend, evaluate

MEMORY = 10  # steps that are remembered
STEEP = 0.3  # a step that leaves more than this share of the slope was too short
Walk = list[tuple[np.ndarray, np.ndarray]]  # of each step: s, what theta changed by; t, gradient


def lbfgs_step(
    gradient: np.ndarray, walked: Walk, first_guess: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """H^-1 gradient, with a guess of H^-1 corrected by the steps taken, so that it maps t to s.

    H^-1  <-  (1 - s t^T / s^T t)  H^-1  (1 - t s^T / s^T t)  +  s s^T / s^T t

    The two loops of L-BFGS form no matrix. From the last step to the first, its share of t is taken
    out of the gradient; what is left gets the first guess; from the first step to the last, the
    share of s is put back. The result points downhill, since s^T t > 0 in a valley.

    Args:
        gradient: (n + 1, K), a column for each model.
        walked: the steps that correct, the last one last.
        first_guess: gives H^-1 gradient before any correction.

    Returns:
        H^-1 gradient, (n + 1, K).

    References:
        D. C. Liu and J. Nocedal (1989), On the limited memory BFGS method for large scale
        optimization, Mathematical Programming 45, 503-528.
    """
    shares = []
    for s, t in reversed(walked):
        share = _per_curvature(s, t) * (s * gradient).sum(axis=0)
        gradient = gradient - share * t
        shares.append(share)
    step = first_guess(gradient)
    for (s, t), share in zip(walked, reversed(shares), strict=True):
        put_back = _per_curvature(s, t) * (t * step).sum(axis=0)
        step = step + (share - put_back) * s
    return step


def _per_curvature(s: np.ndarray, t: np.ndarray) -> np.ndarray:
    """1 / s^T t of each model; 0 where nothing was learned, since the step was not taken."""
    s_t = (s * t).sum(axis=0)
    return np.divide(1, s_t, out=np.zeros_like(s_t), where=s_t > np.finfo(np.float64).tiny)


def take_or_leave(at: Point, to: Point) -> tuple[Point, np.ndarray]:
    """Go where the cost is lower; each model takes the step, or leaves it, by itself.

    J is convex: if it still falls at the end of a step, it has fallen all the way. So near the
    minimum the slopes tell, where the costs differ by their rounding alone.

    Returns:
        (the point, (K,) whether the step was taken).
    """
    taken = (to.J < at.J) | ((to.gradient * (to.theta - at.theta)).sum(axis=0) <= 0)
    chosen = Point(
        np.where(taken, to.theta, at.theta),
        np.where(taken, to.J, at.J),
        np.where(taken, to.gradient, at.gradient),
    )
    return chosen, taken


def descend_if_there_is_a_minimum(
    proof: Proof,
    start: Point,
    step: Callable[[Point, int], Point],
    models: tuple[int, ...],
    iterations: int,
    progress: Progress | None,
) -> Descent:
    """`descend` until the proof succeeds; if the examples are separable, start anew for them.

    Args:
        proof: of the minimum, or of there being none.
        start: where to begin; for this and the rest see `descend`.
        step: gives the next point.
        models: (K,), or () for a single model.
        iterations: at most this many steps.
        progress: called before every step, and at the end, with (iteration, J).
    """

    def stop(at: Point, iteration: int) -> bool:
        if proof(at, proof.rough_gap(at)):
            return True
        if proof.V is not None and is_time_to_look(iteration, iterations):
            proof.separable |= separates(proof.X, proof.Y, at.theta)
        return bool(proof.separable.any())

    descent = descend(start, step, stop, models, iterations, progress)
    if not proof.separable.any():
        return descent
    found = separating_descent(proof.X, proof.Y, proof.separable, models, iterations, progress)
    return replace(found, start_iterations=descent.iterations)


@dataclass
class SeparatingStep:
    """Towards a plane that separates, and from there on outwards.

    Once all examples are on their right sides, the longer the weights, the lower the cost. So they
    are doubled until it is 0 to all digits, those of all models together, so that their scores can
    still be compared.

    Attributes:
        X: (m, n) examples.
        Y: (m, K) labels 0 or 1.
        size: (n + 1, 1) the first guess of H, a diagonal, up to a factor.
        scale: (K,) the factor of its inverse, for each model.
    """

    X: np.ndarray
    Y: np.ndarray
    size: np.ndarray
    scale: np.ndarray
    walked: Walk = field(default_factory=list)
    length: np.ndarray | float = 1.0  # of each model's next step

    def __call__(self, at: Point, iteration: int) -> Point:
        """The next point."""
        if np.all(len(self.X) * at.J < np.log(2)):
            # All losses together are below log 2, so each one is: no example is on a wrong side.
            if at.J.max() <= np.finfo(np.float64).eps:
                return at
            return evaluate(self.X, self.Y, 2 * at.theta, 0.0)
        step = lbfgs_step(at.gradient, self.walked, lambda g: self.scale * g / self.size)
        # A step that is much too long overflows; it is not taken.
        with np.errstate(over="ignore", invalid="ignore"):
            to = evaluate(self.X, self.Y, at.theta - self.length * step, 0.0)
            chosen, taken = take_or_leave(at, to)
            slope, slope_there = ((p.gradient * step).sum(axis=0) for p in (at, to))
        self.remember(at, chosen)
        too_short = slope_there > STEEP * slope
        self.length = np.where(taken, np.where(too_short, 2 * self.length, 1), self.length / 2)
        return chosen

    def remember(self, at: Point, to: Point) -> None:
        """Learn from the step that was taken, or was not: then s and t are 0."""
        s, t = to.theta - at.theta, to.gradient - at.gradient
        self.walked = [*self.walked, (s, t)][-MEMORY:]
        s_t, t_t = (s * t).sum(axis=0), (t * t / self.size).sum(axis=0)
        learned = (s_t > 0) & (t_t > 0)
        self.scale = np.where(learned, s_t / np.where(learned, t_t, 1), self.scale)


def separating_descent(
    X: np.ndarray,
    Y: np.ndarray,
    separable: np.ndarray,
    models: tuple[int, ...],
    iterations: int,
    progress: Progress | None = None,
) -> Descent:
    """Train without a penalty where a plane separates the examples of some model.

    Args:
        X: (m, n) examples.
        Y: (m, K) labels 0 or 1.
        separable: (K,) of which models that is known.
        models: (K,), or () for a single model.
        iterations: the number of steps: there is no minimum to stop at.
        progress: called before every step, and at the end, with (iteration, J).

    Returns:
        The descent, from zero. Never converged.

    References:
        D. Soudry et al. (2018), The implicit bias of gradient descent on separable data, Journal
        of Machine Learning Research 19, 1-57.
    """
    start, step = towards_a_plane(X, Y)
    descent = descend(start, step, lambda at, iteration: False, models, iterations, progress)
    B = curvature_bound(X)
    V = row_space(X, B)
    theta = np.vstack([descent.w.reshape(-1, Y.shape[1]), descent.b])
    theta = V @ (V.T @ (B @ theta))  # projected to the row space: the scores are the same
    return replace(
        descent,
        w=theta[:-1].reshape(-1, *models),
        b=theta[-1].reshape(models)[()],
        separable=(separable | separates(X, Y, theta)).reshape(models)[()],
    )


def is_separable(X: np.ndarray, Y: np.ndarray, iterations: int) -> np.ndarray:
    """Whether a plane separates the examples of each model: (K,). False: not found so.

    Args:
        X: (m, n) examples.
        Y: (m, K) labels 0 or 1.
        iterations: at most this many steps are taken to look for the plane.
    """
    found = one_sided(X, Y)

    def all_found(at: Point, iteration: int) -> bool:
        nonlocal found
        if is_time_to_look(iteration, iterations):
            found |= separates(X, Y, at.theta)
        return bool(found.all())

    if not found.all():
        descend(*towards_a_plane(X, Y), all_found, found.shape, iterations)
    return found


def is_time_to_look(iteration: int, iterations: int) -> bool:
    """Whether to look if the examples are apart: after 0, 1, 2, 4, 8 ... steps, and at the end."""
    return iteration & (iteration - 1) == 0 or iteration >= iterations


def towards_a_plane(X: np.ndarray, Y: np.ndarray) -> tuple[Point, SeparatingStep]:
    """The start, at zero, and the step of `separating_descent`."""
    # The sizes of the columns: the diagonal of the curvature bound.
    diagonal = np.append(np.einsum("ij,ij->j", X, X, dtype=np.float64), len(X)) / (4 * len(X))
    # The units of the columns should not matter much, so H is guessed to be like this diagonal.
    # But what is faint in all examples shall not count as much as what is strong: hence the median.
    size = (diagonal + np.median(diagonal[diagonal > 0]))[:, np.newaxis]
    # With this scale the first step is guaranteed to lower J.
    safe = 1 / float((diagonal / size[:, 0]).sum())
    start = evaluate(X, Y, np.zeros((len(size), Y.shape[1])), 0.0)
    return start, SeparatingStep(X, Y, size, np.full(Y.shape[1], safe))
