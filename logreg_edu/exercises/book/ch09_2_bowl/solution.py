"""One step with the other ruler: no learning rate, and surely downhill."""

import numpy as np

from logreg_edu import sigmoid


def bowl_step(X, y, theta, l2):
    """The place after one step theta - B^-1 gradient; theta is w, and below it b."""
    m, n = X.shape
    X_tilde = np.column_stack([X, np.ones(m)])  # (m, n + 1) the bias stands on a pixel of 1
    E = np.diag([1.0] * n + [0.0])  # the bias has no price
    gradient = X_tilde.T @ (sigmoid(X_tilde @ theta) - y) / m + l2 * E @ theta  # as theta is
    B = X_tilde.T @ X_tilde / (4 * m) + l2 * E  # (n + 1, n + 1) one quarter for every doubt
    return theta - np.linalg.solve(B, gradient)
