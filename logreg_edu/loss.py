"""Chapter 3. The loss of one example: -log of the probability that was given to the truth.

    textbook      loss = -(y log(y_hat) + (1 - y) log(1 - y_hat))
    what we run   loss = log(1 + e^-s)      with s = z if y = 1 and s = -z if y = 0

On paper they are the same function. The textbook form goes through y_hat, and there the score is
lost: from z = 36.74 on (16.64 in float32) y_hat rounds to 1, and log(1 - y_hat) is log(0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.checks import as_floating


def loss(z: ArrayLike, y: ArrayLike) -> NDArray[np.floating]:
    """The loss of every example, also called log loss, computed from its score.

    loss = -log sigmoid(s) = log(1 + e^-s),   s = z where y = 1, s = -z where y = 0

    Args:
        z: scores (m,) or (m, K), in nats.
        y: labels, 0 or 1, of the same shape, or one for all.

    Returns:
        The losses in nats, the shape and floating-point type of z, within 4 units in the last
        place of the exact value. Near 0 for a sure and right answer, near the size of z for a
        sure and wrong one, and log 2 = 0.693 for a probability of one half.

    Raises:
        ValueError: a label is neither 0 nor 1, or y has another shape than z.

    Examples:
        >>> loss(z=[0.0, 40.0, 1e308], y=[1, 0, 0])
        array([6.93147181e-001, 4.00000000e+001, 1.00000000e+308])
    """
    z, y = as_floating(z), np.asarray(y)
    if y.shape not in (z.shape, ()) or not ((y == 0) | (y == 1)).all():
        shape = f"in the shape of the scores, {z.shape}"
        raise ValueError(f"y: must be 0 or 1, {shape}")
    s = np.where(y == 1, z, -z)  # the score in favour of the truth
    with np.errstate(under="ignore"):
        # log(1 + e^-s), with an exponential that is never above 1: for
        # s < 0, -s is taken out of the logarithm. The form that is often
        # seen, logaddexp(0, z) - y * z, subtracts two nearly equal numbers
        # where a yes has a high score: at z = 30 it is 1.3 % off, from 33.3
        # on it is 0.
        return np.log1p(np.exp(-np.abs(s))) - np.minimum(s, 0)


def textbook_loss(y_hat: ArrayLike, y: ArrayLike) -> NDArray[np.floating]:
    """The loss as books print it: for comparison, not for use.

    loss = -(y log(y_hat) + (1 - y) log(1 - y_hat))

    Args:
        y_hat: predicted probabilities (m,) or (m, K).
        y: labels, 0 or 1, of the same shape.

    Returns:
        The losses in nats: inf or NaN where y_hat has rounded to 0 or 1, with a warning of NumPy.

    Examples:
        >>> textbook_loss(y_hat=0.5, y=1)
        np.float64(0.6931471805599453)
        >>> from logreg_edu.hypothesis import sigmoid
        >>> with np.errstate(divide="ignore"):      # log(1 - y_hat) is log(0)
        ...     textbook_loss(sigmoid(37.0), y=0)
        np.float64(inf)
    """
    y_hat, y = as_floating(y_hat), np.asarray(y)
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
