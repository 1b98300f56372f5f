"""A Hessian from a sample, right on average."""

import numpy as np


def sampled_hessian(X, d, c, rows):
    """The Hessian of the mean loss, estimated from the examples that were drawn."""
    X_tilde = np.column_stack([X[rows], np.ones(len(rows))])
    factors = d[rows] / c[rows]  # drawn with probability c, an example counts 1 / c times
    return (X_tilde.T * factors) @ X_tilde / len(X)  # the mean is over all m examples
