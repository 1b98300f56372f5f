"""Features that are fitted on training digits alone."""

import numpy as np


def features(X, train, test, count):
    """Features of the training rows and of the test rows: (m_train, count), (m_test, count)."""
    X_train = X[train]
    mean = X_train.mean(axis=0)
    patches = X_train[:count] - mean
    Z_train, Z_test = (np.maximum(0, (X[rows] - mean) @ patches.T) for rows in (train, test))
    # Both by the same numbers, or a feature would mean something else in the test.
    centre, spread = Z_train.mean(axis=0), Z_train.std(axis=0) + 0.001
    return (Z_train - centre) / spread, (Z_test - centre) / spread
