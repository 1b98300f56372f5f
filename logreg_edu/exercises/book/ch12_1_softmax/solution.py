"""The softmax of scores of any size, and the message it sends back."""

import numpy as np


def softmax(Z):
    """The probabilities of K classes, for the scores in each row."""
    # Only differences within a row count, so its largest score may be taken off: then no power is
    # above 1, and the sum is at least 1.
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))  # (m, K) - (m, 1)
    return powers / powers.sum(axis=1, keepdims=True)


def message(Z, Y):
    """The slope of the cost, the mean of the losses, in each score."""
    return (softmax(Z) - Y) / len(Z)  # what was said minus what is true
