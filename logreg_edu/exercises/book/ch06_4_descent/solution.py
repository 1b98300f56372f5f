"""Gradient descent, and what it records."""

import numpy as np

from logreg_edu import cost_and_gradient


def descend(X, y, w, b, alpha, l2, iterations):
    """Descend from (w, b): return (w, b, costs) after this number of steps.

    costs has the cost before each step and, last, the cost at the end.
    """
    costs = []
    for _ in range(iterations):
        J, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)  # again at each point
        costs.append(J)
        w = w - alpha * dJ_dw  # not -=, which would change the caller's array
        b = b - alpha * dJ_db
    J, _, _ = cost_and_gradient(X, y, w, b, l2)
    costs.append(J)  # one more than there are steps
    return w, b, np.array(costs)
