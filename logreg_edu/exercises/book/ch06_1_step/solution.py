"""One step of gradient descent."""

from logreg_edu import cost_and_gradient


def step(X, y, w, b, alpha, l2):
    """One step of gradient descent: the new (w, b)."""
    # The whole gradient first, at the old point; dJ_dw contains the penalty.
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
    return w - alpha * dJ_dw, b - alpha * dJ_db
