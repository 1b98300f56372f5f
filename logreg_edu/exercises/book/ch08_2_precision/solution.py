"""Precision and recall of every class."""

import numpy as np


def precision_recall(C):
    """The precision and the recall of every class, from counts C: rows true, columns called."""
    right = np.diag(C)
    with np.errstate(invalid="ignore"):  # 0/0 is NaN: no digits, no fraction
        precision = right / C.sum(axis=0)  # down the columns: all that was called k
        recall = right / C.sum(axis=1)  # along the rows: all that is a k
    return precision, recall
