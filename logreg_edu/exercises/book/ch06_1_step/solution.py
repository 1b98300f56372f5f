"""One step of gradient descent."""

from logreg_edu import cost_and_gradient


def step(X, y, w, b, alpha, l2):
    """One step of gradient descent: the new (w, b)."""
    # Both slopes first, at the old place; the price is in dJ_dw already.
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
    return w - alpha * dJ_dw, b - alpha * dJ_db
