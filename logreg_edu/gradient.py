"""Chapter 5. Forward and backward propagation: the cost J and its slopes dJ/dw, dJ/db.

    forward    z = X w + b  ->  y_hat = sigmoid(z)  ->  J
    backward   dJ/dz = (y_hat - y) / m  ->  dJ/dw = X^T (y_hat - y) / m,  dJ/db = sum(y_hat - y) / m

The chain rule gives dJ/dz as (slope of the loss in y_hat) times (slope of the sigmoid in z):

    (y_hat - y) / (y_hat (1 - y_hat))   times   y_hat (1 - y_hat)   =   y_hat - y

so the slope of the loss in the score is the error, and the division by a tiny number is gone.
The student notebook that this project grew out of prints dJ/db = (1/m) Y^T Y_hat. That is never
negative, so it pushes the bias down for ever; `gradient_check` catches it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.cost import mean_loss, penalty
from logreg_edu.hypothesis import as_floating, score, sigmoid

# Rows of X that are worked on together: 1024 x 784 float32 are 3 MB, which stay in the cache
# between the product that goes forward and the one that comes back.
BLOCK_ROWS = 1024


def forward(
    X: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike, l2: float = 0.0
) -> tuple[np.ndarray, NDArray[np.floating]]:
    """Forward propagation: from the pixels to the cost.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        l2: price of the squared weights.

    Returns:
        (J, y_hat): the cost, scalar or (K,), and the predictions (m,) or (m, K).
    """
    z = score(X, w, b)  # (m,) or (m, K)
    y_hat = sigmoid(z)
    J = mean_loss(z, y)  # from z, not from y_hat: chapter 3
    if l2:
        J = J + penalty(w, l2)
    return J, y_hat


def backward(
    X: ArrayLike, y: ArrayLike, y_hat: ArrayLike, w: ArrayLike, l2: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Backward propagation: from the errors to the slopes.

    dJ/dw = X^T (y_hat - y) / m + l2 w,   dJ/db = sum(y_hat - y) / m

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        y_hat: the predictions that `forward` returned, the shape of y.
        w: (n,) weights, or (n, K).
        l2: price of the squared weights.

    Returns:
        (dJ_dw, dJ_db): the shapes of w and of b.

    Examples:
        >>> X, y = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1.0, 0.0])
        >>> backward(X, y, y_hat=np.array([0.5, 0.75]), w=np.zeros(2))
        (array([-0.25,  0.75]), np.float64(0.125))
    """
    X = np.asarray(X)
    error = np.asarray(y_hat) - y  # dJ/dz, but for the 1/m
    dJ_dw = X.T @ error / len(X) + l2 * np.asarray(w)  # (n, m) @ (m, K) -> (n, K)
    dJ_db = error.mean(axis=0, dtype=np.float64)
    return dJ_dw, dJ_db


def cost_and_gradient(
    X: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike, l2: float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Forward and backward in one walk over X: the cost and its gradient.

    A block of rows goes forward and straight back while it is still in the processor's cache;
    the mean over all rows is the mean of the blocks, each weighted by its share of the rows.

    Args:
        X: (m, n) examples, float32 or float64: the products run in this type, the means over
            blocks in float64.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        l2: price of the squared weights.

    Returns:
        (J, dJ_dw, dJ_db) in float64: scalar or (K,), the shape of w, the shape of b.

    Examples:
        >>> X, y = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1, 0])
        >>> cost_and_gradient(X, y, w=np.zeros(2), b=0.0)
        (np.float64(0.6931471805599453), array([-0.25,  0.5 ]), np.float64(0.0))
    """
    X = as_floating(X)
    y, w_X, b_X = (np.asarray(a, dtype=X.dtype) for a in (y, w, b))  # the products run in one type
    J = penalty(w, l2)
    dJ_dw = l2 * np.asarray(w, dtype=np.float64)
    dJ_db = np.zeros_like(b, dtype=np.float64)
    for start in range(0, len(X), BLOCK_ROWS):
        X_block, y_block = X[start : start + BLOCK_ROWS], y[start : start + BLOCK_ROWS]
        share = len(X_block) / len(X)
        J_block, y_hat = forward(X_block, y_block, w_X, b_X)
        dJ_dw_block, dJ_db_block = backward(X_block, y_block, y_hat, w_X)
        J += share * J_block
        dJ_dw += share * dJ_dw_block
        dJ_db = dJ_db + share * dJ_db_block
    return J, dJ_dw, dJ_db
