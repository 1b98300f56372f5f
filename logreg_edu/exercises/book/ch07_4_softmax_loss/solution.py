"""The loss of softmax from the scores, exact for every score."""

import numpy as np


def softmax_loss(Z, labels):
    """The loss of each example: -log of the share that softmax gives to its label."""
    # log(e^z_1 + ... + e^z_K) - z_t, with the largest score c taken out of the logarithm: no power
    # exceeds 1, and one of them is 1, so the sum can neither overflow nor vanish.
    c = Z.max(axis=1)  # (m,)
    log_of_sum = c + np.log(np.exp(Z - c[:, np.newaxis]).sum(axis=1))
    return log_of_sum - Z[range(len(Z)), labels]
