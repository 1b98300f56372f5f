"""A score taken apart, and put together again with one pixel less."""

import numpy as np

from logreg_edu import sigmoid


def addition(x, w, b):
    """What the pixels say for it, what they say against it (below 0), and the score."""
    votes = x * w  # (n,), in nats
    return np.maximum(votes, 0).sum(), np.minimum(votes, 0).sum(), votes.sum() + b


def without_each(x, w, b):
    """The probability of yes if one pixel is erased: one number for each pixel."""
    # The score loses the contribution of the pixel; the pixel's weight may be far larger.
    return sigmoid(x @ w + b - x * w)
