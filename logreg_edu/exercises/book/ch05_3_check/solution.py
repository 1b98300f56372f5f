"""The gradient of any function, measured."""

import numpy as np


def central_difference(J, theta, h):
    """The slope of J in each parameter at theta, by a step h to either side."""
    slopes = np.zeros(theta.shape)  # not zeros_like: theta may hold integers
    for j in np.ndindex(theta.shape):  # every index, in a list or a matrix
        step = np.zeros(theta.shape)  # all others are held fixed
        step[j] = h
        slopes[j] = (J(theta + step) - J(theta - step)) / (2 * h)
    return slopes
