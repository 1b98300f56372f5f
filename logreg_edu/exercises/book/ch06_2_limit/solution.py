"""The limit below which every learning rate is guaranteed to descend."""

import numpy as np


def rate_limit(X, l2):
    """The number 2/L: every learning rate below it is guaranteed to descend."""
    m, n = X.shape
    X_tilde = np.column_stack([X, np.ones(m)])  # (m, n + 1): a pixel of 1 for the bias
    E = np.diag([1.0] * n + [0.0])  # the bias has no penalty
    B = X_tilde.T @ X_tilde / (4 * m) + l2 * E  # 1/4 for each y_hat (1 - y_hat)
    return 2 / np.linalg.eigvalsh(B)[-1]  # sorted, the largest last
