"""Chapters 6 and 13: how far the cost is above its minimum, and whether it has one.

A short gradient alone proves little. A number below the whole cost proves more: the minimum lies
between that number and the cost here. Each loss is convex in its score, so it lies on or above each
of its tangents. Put a tangent in the place of each loss, touching where the prediction is p_i. If
the p_i - y_i add up to zero, the bias drops out, and what is left is a parabola in w:

    J(w, b)  >=  mean h(p)  +  g_p . w  +  (l2/2) ||w||^2,        g_p = X^T (p - y) / m,

with the entropy h(p) = -(p log p + (1 - p) log(1 - p)). With a penalty its lowest point is
mean h(p) - ||g_p||^2 / (2 l2), a lower bound on J; J minus that bound is the duality gap. Without a
penalty the parabola is a plane and has no lowest point unless g_p = 0; then the bound is mean h(p).

Without a penalty J itself may have no minimum. The examples are separable if some plane has
examples on their right sides and none on its wrong side (some may lie on it). Move across it,
towards the right, and J keeps falling. Otherwise there is a minimum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.checks import as_floating
from logreg_edu.cost import penalty
from logreg_edu.hypothesis import score, sigmoid, with_ones
from logreg_edu.loss import loss
from logreg_edu.parallel import in_threads, row_blocks, sum_over_rows

Blocks = Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]

MARGIN = 0.01  # the part of a probability that Newton's step must leave: more than rounding
FLAT = 1e-9  # a share of the largest curvature: flatter may be flat, and what is left rounding
SLIGHT = 1e-12  # a movement beside another: less may be rounding


def optimality_gap(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike, l2: float) -> np.ndarray:
    """The duality gap: a proved bound on how far the cost lies above its minimum, with a penalty.

    gap = J(w, b) - mean h(p) + ||X^T (p - y) / m||^2 / (2 l2)

    The p_i are the predictions y_hat, changed a little so that sum(p - y) = 0. At the best bias
    nothing needs to be changed, and the gap is ||dJ/dw||^2 / (2 l2).

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        l2: strength of the penalty, more than 0: see `gap_without_penalty`.

    Returns:
        J(w, b) minus the lower bound, in nats: scalar or (K,), right to the rounding of X's type.

    Raises:
        ValueError: l2 is not more than 0.

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
        >>> optimality_gap(X, y, w=np.array([0.0]), b=0.0, l2=0.25).round(3)
        np.float64(0.125)
    """
    if not l2 > 0:
        raise ValueError(f"l2: must be more than 0 for a bound, not {l2}")
    X, y = as_floating(X), np.asarray(y)
    z = score_in_blocks(X, w, b)
    # Shrink the larger side, y_hat or 1 - y_hat, to the share that y has.
    says_yes = sigmoid(z).mean(axis=0, dtype=np.float64)
    share = y.mean(axis=0, dtype=np.float64)
    high = says_yes > share
    wanted = np.where(high, share, 1 - share)
    shrink = wanted / np.where(high, says_yes, 1 - says_yes)

    def of_block(rows: slice) -> tuple[np.ndarray, np.ndarray]:
        y_hat = sigmoid(z[rows]).astype(np.float64)
        p = np.where(high, y_hat * shrink, 1 - (1 - y_hat) * shrink)
        error = (p - y[rows]).astype(X.dtype)  # one type in the product
        slope = X[rows].T @ error
        gap = (loss(z[rows], y[rows]) - entropy(p)).sum(axis=0)
        return slope / np.float64(len(X)), gap / len(X)

    slope, gap = sum_over_rows(of_block, len(X))
    with np.errstate(over="ignore"):  # a tiny penalty proves nothing
        square = np.square(slope).sum(axis=0)
        return gap + penalty(w, l2) + square / (2 * l2)


def gap_without_penalty(
    X: np.ndarray, Y: np.ndarray, theta: np.ndarray, V: np.ndarray
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A bound on the gap without a penalty, and the proof that there is, or is not, a minimum.

    gap = J(w, b) - mean h(p)

    The p_i are what Newton's step makes of the predictions, to first order:

        p = y_hat + d (x~ . step)  with  d = y_hat (1 - y_hat):  X~^T (p - y) / m = g + H step = 0.

    If all of them are between 0 and 1, the bound holds. And then the examples are not separable: in
    the direction v of a separating plane every (p_i - y_i) x~_i . v would be 0 or less, and not all
    of them 0, but they add up to 0.

    If the examples are separable, there is no such p: the step takes all of its error from some
    example. So look where those examples can go while the others stay in place (`leads_out`).

    Args:
        X: (m, n) examples.
        Y: (m, K) labels 0 or 1.
        theta: (n + 1, K) weights, and below them the biases.
        V: (n + 1, r), the coordinates of `row_space`.

    Returns:
        (gap, separable), each (K,): the gap in nats, infinite where it is not proved, and whether
        the examples are found to be separable. Where neither is so, the question is open. The
        second is as sure as float64 allows: no example moves to its wrong side by more than SLIGHT
        of what others move to their right side.

    References:
        A. Albert and J. A. Anderson (1984), On the existence of maximum likelihood estimates in
        logistic regression models, Biometrika 71, 1-10.
    """
    (m, K), r = Y.shape, V.shape[1]

    def blocks() -> Blocks:
        for rows in row_blocks(m):
            X_block = with_ones(X[rows].astype(np.float64))
            sign = sides(Y[rows])
            yield X_block @ V, sign, sign * (X_block @ theta)

    place, gradient, H = np.zeros((r, K)), np.zeros((r, K)), np.zeros((K, r, r))
    for A, sign, s in blocks():
        error = sigmoid(-s)  # 1 - the probability of the truth, which does not round to 0
        place += A.T @ (sign * s) / (4 * m)  # theta in the coordinates of V
        gradient -= A.T @ (sign * error) / m
        for k, doubt in enumerate((error * (1 - error)).T):
            H[k] += (A.T * doubt) @ A / m
    # In the coordinates of V no curvature exceeds 1. One of nearly 0 is lost in the rounding.
    flat = np.array([np.linalg.eigvalsh(H_k)[0] < FLAT for H_k in H])
    H += np.where(flat, FLAT, 0)[:, np.newaxis, np.newaxis] * np.eye(r)
    step = -np.linalg.solve(H, gradient.T[..., np.newaxis])[..., 0].T

    gap, inside = np.zeros(K), ~flat
    for A, sign, s in blocks():
        change, error, right = sign * (A @ step), sigmoid(-s), sigmoid(s)
        new_error, new_right = error * (1 - right * change), right * (1 + error * change)
        inside &= ((new_error > MARGIN * error) & (new_right > MARGIN * right)).all(axis=0)
        gap += (loss(s, 1) - entropy(np.clip(new_error, 0, 1))).sum(axis=0) / m
    separable = [not inside[k] and leads_out(blocks, k, place[:, k], step[:, k]) for k in range(K)]
    return np.where(inside, gap, np.inf), np.array(separable)


def leads_out(blocks: Callable[[], Blocks], k: int, place: np.ndarray, step: np.ndarray) -> bool:
    """Whether a direction moves examples of model k to their sides and leaves all others in place.

    Args:
        blocks: gives, block by block, the examples A (rows, r) in the coordinates of V, the signs
            of their labels (rows, K) and their scores s in favour of the truth (rows, K).
        k: number of the model.
        place: (r,) theta in the coordinates of V.
        step: (r,) Newton's step from there.
    """
    others = np.zeros((len(step), len(step)))
    for A, sign, s in blocks():
        # Those that may move have hardly an error left, or lose much of it in this step: 0.5 nats.
        stays = A[(sign[:, k] * (A @ step) <= 0.5) & (sigmoid(-s[:, k]) > FLAT)]
        others += stays.T @ stays
    sizes, directions = np.linalg.eigh(others)
    free = directions[:, sizes < FLAT * len(step)]  # along these the others do not move
    direction = free @ (free.T @ (place + step))
    moved = np.concatenate([sign[:, k] * (A @ direction) for A, sign, _ in blocks()])
    # Some example moves, by more than what rounding leaves of `direction`, and none the wrong way.
    return bool(moved.max() > 0.1 and moved.min() > -SLIGHT * moved.max())


def one_sided(X: np.ndarray, Y: np.ndarray) -> NDArray[np.bool_]:
    """Whether a single column shows that the examples are separable: (K,).

    It does where all examples but those at its smallest value, or at its largest, have the same
    label. So it is with a pixel that only one picture has inked: its weight can grow for ever.
    """
    bounds = X.min(axis=0), X.max(axis=0)
    majority, count = np.zeros((2, X.shape[1], Y.shape[1])), np.zeros((2, X.shape[1], 1))
    for rows in row_blocks(len(X)):
        sign = sides(Y[rows]).astype(np.float32)
        for i, bound in enumerate(bounds):
            off = (X[rows] != bound).astype(np.float32)
            majority[i] += off.T @ sign
            count[i, :, 0] += off.sum(axis=0)
    return ((np.abs(majority) == count) & (count > 0)).any(axis=(0, 1))


def separates(X: np.ndarray, Y: np.ndarray, theta: np.ndarray) -> NDArray[np.bool_]:
    """Whether the plane x . w + b = 0 has all examples on their right side: (K,).

    A score that its own rounding could turn is on neither side.
    """
    apart = np.ones(Y.shape[1], dtype=bool)
    for rows in row_blocks(len(X)):
        X1 = with_ones(X[rows].astype(np.float64))
        rounding = len(theta) * 1e-15 * (np.abs(X1) @ np.abs(theta))
        apart &= (sides(Y[rows]) * (X1 @ theta) > rounding).all(axis=0)
    return apart


def sides(Y: np.ndarray) -> NDArray[np.float64]:
    """The side of a plane that each label asks for: 1 for the label 1, -1 for the label 0."""
    return np.where(Y == 1, 1.0, -1.0)


def score_in_blocks(X: NDArray, w: ArrayLike, b: ArrayLike) -> NDArray:
    """The scores of all examples, in X's type. One large product would need large buffers."""
    w, b = np.ascontiguousarray(w, dtype=X.dtype), np.asarray(b, dtype=X.dtype)
    return np.concatenate(in_threads(lambda rows: score(X[rows], w, b), list(row_blocks(len(X)))))


def entropy(p: np.ndarray) -> np.ndarray:
    """The expected loss of a yes/no event of probability p, in nats; 0 where p is 0 or 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * np.log(p), 0) + np.where(p < 1, (1 - p) * np.log1p(-p), 0)
    return -terms
