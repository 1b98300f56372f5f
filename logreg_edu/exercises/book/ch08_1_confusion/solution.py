"""The confusion matrix: one count for each example."""

import numpy as np


def confusion_matrix(true, predicted, K):
    """The counts C (K, K): C[k, h] digits are a k and were called an h."""
    C = np.zeros((K, K), dtype=int)  # K rows, also for a digit that does not occur
    for k, h in zip(true, predicted, strict=True):
        C[k, h] += 1  # row: what it is; column: what it was called
    return C
