"""Random ReLU features, and the same as a layer of a network."""

import numpy as np


def random_features(X, R, c, mean):
    """max(0, (x - mean) R + c) of each picture: (m, K)."""
    return np.maximum(0, (X - mean) @ R + c)


def layer(R, c, mean):
    """(W_1, b_1), with which max(0, X W_1 + b_1) gives the same features."""
    return R, c - mean @ R  # (x - mean) R + c = x R + (c - mean R)
