"""Newton's step with a simple line search."""

import numpy as np

from logreg_edu import cost, cost_and_gradient, sigmoid


def damped_step(X, y, theta, l2):
    """The point after Newton's step, which is halved until the cost does not rise."""
    m, n = X.shape
    J, dJ_dw, dJ_db = cost_and_gradient(X, y, theta[:-1], theta[-1], l2)
    X_tilde = np.column_stack([X, np.ones(m)])
    y_hat = sigmoid(X_tilde @ theta)
    H = (X_tilde.T * (y_hat * (1 - y_hat))) @ X_tilde / m + l2 * np.diag([1.0] * n + [0.0])
    step = np.linalg.solve(H, np.append(dJ_dw, dJ_db))  # H step = gradient
    while cost(X, y, (theta - step)[:-1], (theta - step)[-1], l2) > J:
        step = step / 2  # along a downhill direction, a step that is short enough goes down
    return theta - step
