"""Chapter 4. The cost J(w, b): the mean loss, and a penalty on large weights.

    J(w, b) = (1/m) sum_i loss(z_i, y_i)  +  (l2/2) ||w||^2

A mean, not a sum: then neither J nor a good learning rate is scaled by the number of examples.
The bias is not penalised: a penalty on it would push the prediction for an empty picture towards
one half. J is convex (every point where its gradient is 0 is a minimum), because each loss is a
convex function of its score, and the score is linear in w and b.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from logreg_edu.checks import check_not_negative
from logreg_edu.hypothesis import score
from logreg_edu.loss import loss


def cost(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike, l2: float = 0.0) -> np.ndarray:
    """The cost of one model, or of K models at once.

    J = mean(loss) + (l2/2) ||w||^2, for each column of w on its own

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        l2: strength of the penalty, at least 0.

    Returns:
        J in nats per example: a scalar, or (K,).

    Raises:
        ValueError: a label is neither 0 nor 1, or l2 is not 0 or more.

    Examples:
        >>> X = np.array([[0.0, 1.0], [2.0, 0.0], [1.0, 1.0]])
        >>> cost(X, y=[0, 1, 1], w=[0.0, 0.0], b=0.0)      # every answer is one half: log 2
        np.float64(0.6931471805599453)
        >>> cost(X, y=[0, 1, 1], w=[3.0, -4.0], b=0.0, l2=0.1)
        np.float64(1.6946291001912543)
    """
    return mean_loss(score(X, w, b), y) + penalty(w, l2)


def mean_loss(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The mean over the m examples of the losses of the scores z (m,) or Z (m, K): scalar or (K,).

    The sum is computed in float64 even if the losses are float32: NumPy adds the columns of (m, K)
    row after row, and 60,000 small numbers added in float32 lose the digits that tell whether a
    step still lowers the cost.
    """
    return loss(z, y).mean(axis=0, dtype=np.float64)


def penalty(w: ArrayLike, l2: float) -> np.ndarray:
    """The penalty (l2/2) ||w||^2 of each column of weights: scalar or (K,)."""
    check_not_negative(l2=l2)
    return (l2 / 2) * np.square(w, dtype=np.float64).sum(axis=0)
