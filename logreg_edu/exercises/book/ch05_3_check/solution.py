"""The slopes of any function, measured."""

import numpy as np


def central_difference(J, theta, h):
    """The slope of J in each parameter at theta, by a step h to either side."""
    slopes = np.zeros(theta.shape)  # not zeros_like: theta may hold whole numbers
    for j in np.ndindex(theta.shape):  # every place, in a row or a table
        step = np.zeros(theta.shape)  # all others are held still
        step[j] = h
        slopes[j] = (J(theta + step) - J(theta - step)) / (2 * h)
    return slopes
