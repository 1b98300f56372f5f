"""Chapter 9, continued. The true curvature: the last digits of the minimum in a dozen steps.

The bound B takes every y_hat (1 - y_hat) for 1/4. That is so for an example that the model knows
nothing of. Near the minimum most examples are settled, and the curvature is far below the bound:

    H = X~^T diag(y_hat (1 - y_hat)) X~ / m + l2 diag(1, ..., 1, 0)

Newton's method is the step of `acceleration` with H for B, and goes nearly straight to the bottom.
But H differs by digit and place, and ten from all examples cost more than the whole descent. So:

* Start where a few examples, drawn at random, have about their minimum.
* There, build each H, and from the examples that matter to it: those in doubt.
* Let the walk correct it: if a step s has changed the gradient by t, then H s should be t.

A poor H makes the walk longer, never wrong: the gradient and the cost are those of all examples,
and a step is taken only where it lowers the cost.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.acceleration import accelerated_descent, gap_to_minimum, score_in_blocks
from logreg_edu.cost import check_not_negative
from logreg_edu.descent import Descent, gradient_norm
from logreg_edu.digits import check_examples
from logreg_edu.gradient import BLOCK_ROWS, cost_and_gradient
from logreg_edu.hypothesis import sigmoid

ROWS_PER_WEIGHT = 5  # so many examples a weight tell enough of the curvature
START_STEPS = 50  # of accelerated descent, on the examples drawn for the start
REBUILD = 15  # steps after which each H is built anew, where the walk has come to
MEMORY = 3  # so many of the last steps correct H
Walk = list[tuple[np.ndarray, np.ndarray]]  # of each step: s, what theta changed by; t, gradient


def newton_descent(
    X: ArrayLike,
    y: ArrayLike,
    l2: float = 0.0,
    iterations: int = 200,
    tolerance: float = 1e-5,
    progress: Callable[[int, np.ndarray], None] | None = None,
    seed: int = 0,
) -> Descent:
    """Train one model, or K at once, by Newton's method with curvatures from a sample.

    Args:
        X: (m, n) examples. Beside them, K matrices of (n + 1)^2 float64 are kept.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        l2: price of the squared weights.
        iterations: at most so many steps.
        tolerance: how far J may stay above its minimum, as a share of J; see `accelerated_descent`.
        progress: called before every step, and at the end, with (iteration, J).
        seed: draws the examples: the same seed, the same result.

    Returns:
        The weights and the record of the way, from the start that the few examples gave. J never
        rises, but for its rounding; it stays where a step was not taken.

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
    X, y = check_examples(X, y)
    check_not_negative(l2=l2, iterations=iterations, tolerance=tolerance)
    (m, n), models = X.shape, y.shape[1:]  # models: (K,), or () for a single one
    Y = y.reshape(m, -1)
    rng = np.random.default_rng(seed)

    # Not every tenth: files are sorted, or take turns between two sources. The first "yes" and the
    # first "no" of each model make sure that both are there.
    count = min(m, ROWS_PER_WEIGHT * (n + 1))
    drawn = rng.choice(m, count, replace=False)
    rows = np.unique(np.concatenate([drawn, Y.argmax(axis=0), Y.argmin(axis=0)]))
    # The fewer the examples, the higher the price of weights: else they are learned by heart.
    start = accelerated_descent(X[rows], Y[rows], l2 * m / len(rows), START_STEPS)

    theta = trial = np.vstack([start.w, start.b])  # (n + 1, K): w, and below it b
    J, gradient = np.full(theta.shape[1], np.inf), np.zeros_like(theta)
    length = np.ones_like(J)  # of each model's next step, in Newton steps
    H_inverses: list[np.ndarray] = []
    walked: Walk = []
    costs: list[np.ndarray] = []
    gradient_norms: list[np.ndarray] = []
    while True:
        with np.errstate(over="ignore", invalid="ignore"):  # a step too far is not taken
            J_trial, dJ_dw, dJ_db = cost_and_gradient(X, Y, trial[:n], trial[n], l2)
            gradient_trial = np.vstack([dJ_dw, dJ_db])
            # In a valley, what still falls on arrival has fallen all the way: near the minimum
            # the slopes tell, where the costs differ by their rounding alone.
            falling = (gradient_trial * (trial - theta)).sum(axis=0) <= 0
        lower = (J_trial < J) | falling  # each model takes or leaves the step by itself
        trial = np.where(lower, trial, theta)
        gradient_trial = np.where(lower, gradient_trial, gradient)
        walked = [*walked, (trial - theta, gradient_trial - gradient)][-MEMORY:]
        theta, gradient, J = trial, gradient_trial, np.where(lower, J_trial, J)
        length = np.where(lower, 1, length / 2)

        costs.append(J)
        gradient_norms.append(gradient_norm(gradient[:n], gradient[n]))
        step = len(costs) - 1
        if progress:
            progress(step, J.reshape(models)[()])
        gap = gap_to_minimum(X, Y, theta[:n], theta[n], l2, tolerance, costs, gradient[:n])
        converged = bool(np.all(gap <= tolerance * J))
        if converged or step >= iterations:
            w, b = theta[:n].reshape(n, *models), theta[n].reshape(models)[()]
            Js, norms = (np.reshape(h, (-1, *models)) for h in (costs, gradient_norms))
            return Descent(w, b, Js, norms, converged, start_iterations=start.iterations)

        if step % REBUILD == 0:
            Y_hat = sigmoid(score_in_blocks(X, theta[:n], theta[n]))
            doubts = (Y_hat * (1 - Y_hat)).T  # (K, m), 0 to 1/4
            H_inverses.clear()  # the old ones first: they are large
            H_inverses += [inverse_curvature(X, doubt, l2, count, rng) for doubt in doubts]
            walked = []
        trial = theta - length * newton_step(gradient, H_inverses, walked)


def inverse_curvature(
    X: np.ndarray, doubt: np.ndarray, l2: float, count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """H^-1 of one model, from about ``count`` examples: the more in doubt, the likelier drawn.

    Drawn with chance c, an example stands for 1/c of its kind: so the expected H is the exact one.
    """
    m, n = X.shape
    rounding = np.finfo(X.dtype).eps
    doubt = np.maximum(doubt, rounding)  # y_hat may have rounded to 1, but nothing is certain
    chance = np.minimum(1, count * doubt / doubt.sum())
    rows = np.flatnonzero(rng.random(m) < chance)
    weight = np.sqrt(doubt[rows] / chance[rows] / m).astype(X.dtype)[:, np.newaxis]
    H = np.zeros((n + 1, n + 1))
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(rows), BLOCK_ROWS):
            block = slice(start, start + BLOCK_ROWS)
            X_block = np.hstack([X[rows[block]] * weight[block], weight[block]])
            H += X_block.T @ X_block
    if not np.isfinite(H).all():
        raise ValueError("X: its squares overflow; scale the examples, to 0-1 for pixels")
    H[range(n), range(n)] += l2
    # As in `acceleration`, a grain keeps H from being singular, here also after rounding.
    diagonal = H.diagonal()
    H[range(n + 1), range(n + 1)] += np.where(diagonal > 0, (n + 1) * rounding * diagonal, 1)
    return inverse_by_halves(H)


def inverse_by_halves(H: np.ndarray) -> NDArray[np.float64]:
    """H^-1 of a symmetric H, by elimination: in halves it takes half the time of NumPy's `inv`."""
    if len(H) < 100:
        return np.linalg.inv(H)
    half = len(H) // 2
    A, B, D = H[:half, :half], H[:half, half:], H[half:, half:]
    A_inverse = inverse_by_halves(A)
    C = A_inverse @ B
    S_inverse = inverse_by_halves(D - B.T @ C)
    E = C @ S_inverse
    return np.block([[A_inverse + E @ C.T, -E], [-E.T, S_inverse]])


def newton_step(gradient: np.ndarray, H_inverses: list[np.ndarray], walked: Walk) -> np.ndarray:
    """H^-1 gradient, with each H^-1 corrected by the steps walked: asked for t, it answers s.

    H^-1  <-  (1 - s t^T / s^T t)  H^-1  (1 - t s^T / s^T t)  +  s s^T / s^T t

    From right to left: take its share of t out of the gradient, ask the H^-1 of before, and put the
    share of s back. It points downhill, since s^T t > 0 in a valley.
    """
    if not walked:
        return np.stack([H_inverses[k] @ g for k, g in enumerate(gradient.T)], axis=1)
    *earlier, (s, t) = walked
    s_t = (s * t).sum(axis=0)
    per_s_t = np.divide(1, s_t, out=np.zeros_like(s_t), where=s_t > 0)  # 0: nothing learned
    share = per_s_t * (s * gradient).sum(axis=0)
    step = newton_step(gradient - share * t, H_inverses, earlier)
    return step + (share - per_s_t * (t * step).sum(axis=0)) * s
