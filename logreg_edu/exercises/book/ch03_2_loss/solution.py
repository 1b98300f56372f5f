"""The loss from the score, exact for every score."""

import numpy as np


def loss(z, y):
    """The loss of every example: -log of the probability that its score z gives to the truth y."""
    s = np.where(y == 1, z, -z)  # (m,) the score in favour of the truth
    # log(1 + e^-s), with the exponential kept at most 1: for s < 0, -s is taken out of the log.
    return np.log1p(np.exp(-np.abs(s))) - np.minimum(s, 0)
