"""Chapter 2. The hypothesis: from a score z to a probability y_hat.

    z     = x . w + b                 the score: evidence for "yes" minus evidence for "no"
    y_hat = sigmoid(z) = 1 / (1 + e^-z)

The score is the logarithm of the odds, z = log(y_hat / (1 - y_hat)): evidence that adds w to the
score multiplies the odds by e^w. The bias b is the log-odds of an empty picture, x = 0. It does not
say how common "yes" is: pixels without ink are evidence, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.checks import as_floating


def sigmoid(z: ArrayLike) -> NDArray[np.floating]:
    """The probability that belongs to a score.

    sigmoid(z) = 1 / (1 + e^-z) = e^z / (1 + e^z)

    The two forms are equal on paper. In a computer the first overflows for very negative z, and the
    second for very positive z. Each is accurate where its exponential is at most 1. In both cases
    this is e^-|z|, and the sign of z chooses the numerator.

    Args:
        z: scores, of any shape and size, -1e308, 1e308 and infinity among them.

    Returns:
        Probabilities 0 to 1, the shape and floating-point type of z (float64 if z holds integers),
        within 4 units in the last place of the exact value.

    Examples:
        >>> sigmoid([-1000.0, 0.0, 1000.0])
        array([0. , 0.5, 1. ])
        >>> sigmoid(-40.0)          # 1 - sigmoid(40.0) would be 0
        np.float64(4.248354255291589e-18)
    """
    z = as_floating(z)
    with np.errstate(under="ignore"):  # e^-1000 may become 0
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, e) / (1 + e)


def score(X: ArrayLike, w: ArrayLike, b: ArrayLike) -> NDArray[np.floating]:
    """Score every example: one number for one model, K numbers for K models.

    z = X w + b

    Where X is float32 and w is float64, NumPy converts all of X to float64 for the product. To
    avoid that, convert w, which is smaller.

    Args:
        X: (m, n) examples, or (n,) for a single one.
        w: (n,) weights, or (n, K), one model per column.
        b: scalar bias, or (K,).

    Returns:
        z (m,) or Z (m, K), without the leading m for a single example.

    Examples:
        >>> score([[1.0, 2.0], [3.0, 4.0]], w=[10.0, 1.0], b=0.5)
        array([12.5, 34.5])
    """
    return np.asarray(X) @ np.asarray(w) + b


def with_ones(X: NDArray) -> NDArray:
    """X~ = [X 1] (m, n + 1): a column of ones, so that X~ theta = X w + b with theta = (w, b).

    Args:
        X: (m, n) examples.

    Returns:
        A copy with one column more, in the type of X.

    Examples:
        >>> with_ones(np.array([[2.0, 3.0], [4.0, 5.0]]))
        array([[2., 3., 1.],
               [4., 5., 1.]])
    """
    return np.column_stack([X, np.ones(len(X), X.dtype)])


def probability(X: ArrayLike, w: ArrayLike, b: ArrayLike) -> NDArray[np.floating]:
    """Predict the probability of "yes" for every example.

    y_hat = sigmoid(X w + b)

    Args:
        X: (m, n) examples, or (n,) for a single one.
        w: (n,) weights, or (n, K), one model per column.
        b: scalar bias, or (K,).

    Returns:
        y_hat (m,) or Y_hat (m, K), without the leading m for a single example. The K numbers of a
        row answer K separate questions, so they need not add up to 1.

    Examples:
        >>> probability([0.0, 1.0], w=[5.0, 2.0], b=-2.0)
        np.float64(0.5)
    """
    return sigmoid(score(X, w, b))
