"""One step with the other ruler: no learning rate, and guaranteed to descend."""

import numpy as np

from logreg_edu import sigmoid


def bowl_step(X, y, theta, l2):
    """The point after one step theta - B^-1 gradient; theta is w, and below it b."""
    m, n = X.shape
    X_tilde = np.column_stack([X, np.ones(m)])  # (m, n + 1) the bias multiplies 1
    E = np.diag([1.0] * n + [0.0])  # the bias has no penalty
    gradient = X_tilde.T @ (sigmoid(X_tilde @ theta) - y) / m + l2 * E @ theta  # as theta is
    B = X_tilde.T @ X_tilde / (4 * m) + l2 * E  # (n + 1, n + 1) 1/4 for y_hat (1 - y_hat)
    return theta - np.linalg.solve(B, gradient)
