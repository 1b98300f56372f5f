"""The cost of one model, or of K at once."""

import numpy as np

from logreg_edu import loss, score


def cost(X, y, w, b, l2):
    """The cost: the mean loss of the examples, and the price of the weights."""
    losses = loss(score(X, w, b), y)  # (m,) or (m, K), computed from the scores: never NaN
    # Down the rows, so that each of K models keeps a cost of its own. The bias has no price.
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)
