"""The cost of one model, or of K at once."""

import numpy as np

from logreg_edu import loss, score


def cost(X, y, w, b, l2):
    """The cost: the mean loss of the examples, and the penalty on the weights."""
    losses = loss(score(X, w, b), y)  # (m,) or (m, K), computed from the scores: never NaN
    # Down the rows, so that each of K models keeps its own cost. The bias is not penalised.
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)
