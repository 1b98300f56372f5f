"""Chapter 6. How strongly can J curve? A matrix that bounds its curvature everywhere.

The Hessian of the mean loss is X~^T diag(y_hat (1 - y_hat)) X~ / m, with a column of ones for the
bias in X~ = [X 1], and y_hat (1 - y_hat) is at most 1/4. So the curvature of J in any direction s
is at most s . B s, and at most L ||s||^2, with

    B = (1/4) X~^T X~ / m + l2 diag(1, ..., 1, 0),      L = its largest eigenvalue.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from logreg_edu.checks import check_not_negative
from logreg_edu.hypothesis import with_ones
from logreg_edu.parallel import sum_over_rows

RANK = 1e-13  # of the largest eigenvalue: what is smaller is rounding


def curvature_bound(X: ArrayLike, l2: float = 0.0) -> NDArray[np.float64]:
    """The matrix B that bounds the curvature of J in every direction, whatever w, b and y.

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
    # In float64 the square of a float32 is exact, however tiny the pixel.
    return _bound(np.asarray(X), l2, np.float64)


def rough_curvature_bound(X: np.ndarray, l2: float) -> NDArray[np.float64]:
    """`curvature_bound`, with products in the type of X: in float32 in less time.

    Of 60,000 x 3,200 features it takes 4.1 seconds instead of 6.8. What rounding may take away is
    added to the diagonal: relative to sqrt(B_ii B_jj) the n x n rounding errors are a few times as
    large as that of a single number, eps, and a matrix of numbers of that size and of either sign
    curves by about 2 sqrt(n) times as much.

    Args:
        X: (m, n) examples, float32 or float64.
        l2: strength of the penalty.

    Returns:
        (n + 1, n + 1), float64.

    Raises:
        ValueError: the squares of X overflow.
    """
    B = _bound(X, l2, X.dtype)
    B[np.diag_indices_from(B)] *= 1 + 4 * np.sqrt(len(B)) * np.finfo(X.dtype).eps
    return B


def _bound(X: np.ndarray, l2: float, dtype: DTypeLike) -> NDArray[np.float64]:
    """The matrix B, as a sum over blocks of rows in float64, of products in another type."""
    m, n = X.shape

    def of_block(rows: slice) -> list[np.ndarray]:
        X_block = np.asarray(X[rows], dtype=dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            products = X_block.T @ X_block
            return [np.asarray(products, np.float64), X_block.sum(axis=0, dtype=np.float64)]

    B = np.zeros((n + 1, n + 1))
    B[:n, :n], B[n, :n] = sum_over_rows(of_block, m, parts=2)  # few, since each has a B of its own
    if not np.isfinite(B).all():
        raise ValueError("X: its squares overflow; scale the examples, to 0-1 for pixels")
    B[:n, n] = B[n, :n]
    B[n, n] = m
    B /= 4 * m
    B[range(n), range(n)] += l2  # not the bias
    return B


def row_space(X: np.ndarray, B: np.ndarray) -> NDArray[np.float64]:
    """Coordinates for what the examples can tell apart, in which B is the identity.

    V^T B V = 1, and V V^T B is the projection to the row space of X~. Pixels may be blank, equal in
    every picture or sums of others: then w can change without any score that changes. Along such a
    direction the gradient is 0, but for its rounding, and B has no inverse; V V^T, in its place,
    leads nowhere along it. So a descent from 0 ends, of all minima, at the one nearest to 0.

    Args:
        X: (m, n) examples.
        B: (n + 1, n + 1) their matrix of `curvature_bound`, with l2 = 0.

    Returns:
        V (n + 1, r), with r the rank of X~ to the rounding of the type of X.
    """
    # What is small is told by the shape of B alone, not by the units of its columns.
    diagonal = B.diagonal()
    unit = 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1))[:, np.newaxis]
    sizes, directions = np.linalg.eigh(unit * B * unit.T)
    seen = sizes > RANK * sizes[-1]
    V, unseen = unit * directions[:, seen] / np.sqrt(sizes[seen]), unit * directions[:, ~seen]
    if X.dtype == np.float64 and unseen.size:
        # B has the squares of X, and so only half of its digits. In float64 X itself may still tell
        # apart what B does not: a column of years is nearly a multiple of the column of ones.
        faint, unseen = _seen_by_X(X, V, unseen)
        V = np.hstack([V, faint])
    if unseen.size:
        # Along the others B is 0: take that part out of V, for the shortest weights.
        for _ in range(2):  # the second time takes away the rounding of the first
            V = V - unseen @ np.linalg.lstsq(unseen, V, rcond=1e-8)[0]
        V[diagonal == 0] = 0  # blank pixels
    return V


def _seen_by_X(
    X: np.ndarray, V: np.ndarray, unseen: np.ndarray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Which of the directions that B does not see the examples do, as (more of V, the rest)."""

    def products(rows: slice) -> list[np.ndarray]:
        X1 = with_ones(X[rows])
        return [part.T @ (X1 @ unseen) / (4 * len(X)) for part in (X1 @ V, X1 @ unseen)]

    for _ in range(2):  # what V has already is taken out, twice for the rounding
        shared, own = sum_over_rows(products, len(X), parts=4)
        unseen = unseen - V @ shared
    sizes, directions = np.linalg.eigh(own)
    seen = sizes > (len(V) * np.finfo(np.float64).eps) ** 2
    return unseen @ directions[:, seen] / np.sqrt(sizes[seen]), unseen @ directions[:, ~seen]


def largest_curvature(X: ArrayLike, l2: float = 0.0) -> float:
    """The number L: over a distance d the gradient of J changes by at most L d.

    L = largest eigenvalue of B; learning rates below 2/L are guaranteed to descend.

    Args:
        X: (m, n) examples.
        l2: strength of the penalty.

    Returns:
        L, more than 0.
    """
    return float(np.linalg.eigvalsh(curvature_bound(X, l2))[-1])
