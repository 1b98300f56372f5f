"""The sigmoid, with an exponential that is never above 1."""

import numpy as np


def sigmoid(z):
    """The probability that belongs to each score."""
    e = np.exp(-np.abs(z))  # e^-z where z >= 0, e^z where z < 0
    return np.where(z >= 0, 1, e) / (1 + e)
