"""The weights as pictures, with zero in the colour of the paper."""

import numpy as np


def pictures(W, rows, columns):
    """The weights of each model as a picture: [k] is that of model k."""
    return W.T.reshape(-1, rows, columns)  # a model is a column of W; reshape reads rows


def scaled(P):
    """The same pictures in -1 to 1, on one scale for all models: 0 says nothing, and stays 0."""
    limit = np.abs(P).max()  # the strongest weight, whichever side it is on
    return P / limit if limit else P
