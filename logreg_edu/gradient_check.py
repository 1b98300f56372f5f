"""Chapter 5, continued. The gradient check: is the formula the gradient of the cost?

A derivative can be measured without any calculus: step a little to either side and look.

    dJ/dtheta_j  ~  (J(theta + h e_j) - J(theta - h e_j)) / (2 h)        error of order h^2

It takes two evaluations for each parameter, far too slow to learn with, and it shares nothing with
the formula that it checks but the cost. That makes it a good check: it shows whether a gradient
belongs to the cost as it is coded, not whether that cost is the right one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray


def central_difference(
    J: Callable[[NDArray[np.float64]], float], theta: ArrayLike, h: float = 1e-5
) -> NDArray[np.float64]:
    """Measure the gradient of any scalar function.

    Args:
        J: the function; it gets an array of the shape of theta and returns a number.
        theta: the point at which to measure, any shape.
        h: half the distance between the two points. Truncation grows as h^2, rounding as eps / h;
            for a cost of ordinary size the sum is smallest near the cube root of eps, 6e-6.

    Returns:
        The measured slopes, the shape of theta.

    Examples:
        >>> central_difference(lambda t: t[0] ** 2 + 3 * t[1], [5.0, 1.0]).round(6)
        array([10.,  3.])
    """
    theta = np.array(theta, dtype=np.float64)
    slopes = np.empty_like(theta)
    for j in np.ndindex(theta.shape):
        here = theta[j]
        theta[j] = here + h
        J_right = J(theta.copy())
        theta[j] = here - h
        J_left = J(theta.copy())
        theta[j] = here
        slopes[j] = (J_right - J_left) / (2 * h)
    return slopes


def relative_error(a: ArrayLike, b: ArrayLike) -> float:
    """How far apart two gradients are, measured against their size.

    ||a - b|| / max(||a||, ||b||)

    Args:
        a: a gradient, any shape.
        b: another, of the same shape.

    Returns:
        0 where they agree (also where both are zero), 2 where one is minus the other.
        Between a right formula and a measurement in float64 it is usually below 1e-7, and for a
        wrong formula rarely below 1e-2. Near a minimum it says nothing: there the gradient is
        hardly larger than the error of the measurement.

    Raises:
        ValueError: the two have different shapes.

    Examples:
        >>> relative_error([3.0, 4.0], [3.0, 4.0]), relative_error([1.0], [-1.0])
        (0.0, 2.0)
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"a: has shape {a.shape}, b has {b.shape}")
    largest = np.abs([a, b]).max(initial=0)
    if largest == 0:
        return 0.0
    A, B = a / largest, b / largest  # the square of a tiny slope would be 0
    return float(np.linalg.norm(A - B) / max(np.linalg.norm(A), np.linalg.norm(B)))
