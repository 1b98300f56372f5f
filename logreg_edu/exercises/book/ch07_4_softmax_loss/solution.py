"""The loss of softmax from the scores, exact for every score."""

import numpy as np


def softmax_loss(Z, labels):
    """The loss of each example: -log of the probability that softmax gives to its label."""
    # log(e^z_1 + ... + e^z_K) - z_t, with the largest score taken out of the logarithm: then no
    # exponential exceeds 1, and one of them is 1, so the sum can neither overflow nor vanish.
    z_max = Z.max(axis=1, keepdims=True)  # (m, 1)
    log_of_sum = z_max[:, 0] + np.log(np.exp(Z - z_max).sum(axis=1))
    return log_of_sum - Z[range(len(Z)), labels]
