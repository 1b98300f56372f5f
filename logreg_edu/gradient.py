"""Chapter 5. Forward and backward propagation: the cost J and its gradient dJ/dw, dJ/db.

    forward    z = X w + b  ->  y_hat = sigmoid(z)  ->  J
    backward   dJ/dz = (y_hat - y) / m  ->  dJ/dw = X^T (y_hat - y) / m,  dJ/db = sum(y_hat - y) / m

Each example contributes its loss divided by m. By the chain rule the derivative of a loss with
respect to its score is that of the loss with respect to y_hat, times that of the sigmoid:

    (y_hat - y) / (y_hat (1 - y_hat))   times   y_hat (1 - y_hat)   =   y_hat - y

That is the error, and no division by a tiny number is left.
The student notebook that this project grew out of prints dJ/db = (1/m) Y^T Y_hat. That is never
negative, so it pushes the bias down for ever; `gradient_check` catches it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.cost import mean_loss, penalty
from logreg_edu.hypothesis import score, sigmoid


def forward(
    X: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike, l2: float = 0.0
) -> tuple[np.ndarray, NDArray[np.floating]]:
    """Forward propagation: from the pixels to the cost.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        l2: strength of the penalty.

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
    """Backward propagation: from the errors to the gradient.

    dJ/dw = X^T (y_hat - y) / m + l2 w,   dJ/db = sum(y_hat - y) / m

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        y_hat: the predictions that `forward` returned, the shape of y.
        w: (n,) weights, or (n, K).
        l2: strength of the penalty.

    Returns:
        (dJ_dw, dJ_db): the shapes of w and of b.

    Examples:
        >>> X, y = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1.0, 0.0])
        >>> backward(X, y, y_hat=np.array([0.5, 0.75]), w=np.zeros(2))
        (array([-0.25,  0.75]), np.float64(0.125))
    """
    X = np.asarray(X)
    error = np.asarray(y_hat) - y  # m times dJ/dz
    # The shapes: (n, m) @ (m, K) -> (n, K)
    dJ_dw = X.T @ error / len(X) + l2 * np.asarray(w)
    dJ_db = error.mean(axis=0, dtype=np.float64)
    return dJ_dw, dJ_db


def cost_and_gradient(
    X: ArrayLike, y: ArrayLike, w: ArrayLike, b: ArrayLike, l2: float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Forward and backward: the cost and its gradient.

    Args:
        X: (m, n) examples.
        y: (m,) labels 0 or 1, or one-hot Y (m, K).
        w: (n,) weights, or (n, K).
        b: scalar bias, or (K,).
        l2: strength of the penalty.

    Returns:
        (J, dJ_dw, dJ_db): scalar or (K,), the shape of w, the shape of b.

    Examples:
        >>> X, y = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1, 0])
        >>> cost_and_gradient(X, y, w=np.zeros(2), b=0.0)
        (np.float64(0.6931471805599453), array([-0.25,  0.5 ]), np.float64(0.0))
    """
    J, y_hat = forward(X, y, w, b, l2)
    dJ_dw, dJ_db = backward(X, y, y_hat, w, l2)
    return J, dJ_dw, dJ_db
