"""The learning rate below which every step surely descends."""

import numpy as np


def rate_limit(X, l2):
    """The number 2/L: every learning rate below it surely descends."""
    m, n = X.shape
    X_tilde = np.column_stack([X, np.ones(m)])  # (m, n + 1) the bias stands on a pixel of 1
    E = np.diag([1.0] * n + [0.0])  # the bias has no price
    B = X_tilde.T @ X_tilde / (4 * m) + l2 * E  # one quarter for every doubt
    return 2 / np.linalg.eigvalsh(B)[-1]  # they come in order, the largest last
