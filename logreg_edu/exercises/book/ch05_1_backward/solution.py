"""Backward propagation, for one model or K."""


def backward(X, y, y_hat, w, l2):
    """The gradient of the cost, (dJ_dw, dJ_db), for one model or K."""
    error = y_hat - y  # (m,) or (m, K), the derivative of each loss with respect to its score
    dJ_dw = X.T @ error / len(X) + l2 * w  # (n, m) @ (m, K): a pixel collects from all examples
    return dJ_dw, error.mean(axis=0)  # the bias has a pixel of 1, and no penalty
