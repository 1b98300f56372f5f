"""A network with one hidden layer, forward and backward."""

import numpy as np

from logreg_edu import sigmoid


def softmax(Z):
    """As in exercise 1."""
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def forward_pass(X, W_1, b_1, W_2, b_2):
    """The outputs of the hidden units, and the probabilities of the K digits."""
    A = sigmoid(X @ W_1 + b_1)  # without it, two layers would be one
    return A, softmax(A @ W_2 + b_2)


def backward_pass(X, Y, A, Y_hat, W_1, W_2, l2):
    """The gradients of the cost with respect to W_1, b_1, W_2 and b_2."""
    dJ_dZ = (Y_hat - Y) / len(X)  # (m, K)
    dJ_dA = dJ_dZ @ W_2.T  # (m, K) @ (K, q)
    dJ_dZ_1 = dJ_dA * A * (1 - A)  # (m, q), through the sigmoid, number by number
    dJ_dW_1 = X.T @ dJ_dZ_1 + l2 * W_1
    dJ_dW_2 = A.T @ dJ_dZ + l2 * W_2
    return dJ_dW_1, dJ_dZ_1.sum(axis=0), dJ_dW_2, dJ_dZ.sum(axis=0)
