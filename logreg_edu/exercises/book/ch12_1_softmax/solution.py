"""The softmax of scores of any size, and the gradient it sends back."""

import numpy as np


def softmax(Z):
    """The probabilities of K classes, for the scores in each row."""
    # Only differences within a row count, so its largest score may be subtracted: then no
    # exponential is above 1, and the sum is at least 1.
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))  # (m, K) - (m, 1)
    return powers / powers.sum(axis=1, keepdims=True)


def message(Z, Y):
    """The upstream gradient: dJ/dZ, where the cost J is the mean of the losses."""
    return (softmax(Z) - Y) / len(Z)  # what was said minus what is true
