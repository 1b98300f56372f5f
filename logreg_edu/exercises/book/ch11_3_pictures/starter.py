import numpy as np


def pictures(W, rows, columns):
    """The weights of each model as a picture: [k] is that of model k."""
    return W.reshape(-1, rows, columns)


def scaled(P):
    """The same pictures in -1 to 1, on one scale for all models: 0 says nothing, and stays 0."""
    return (P - P.min()) / (P.max() - P.min())


if __name__ == "__main__":
    # Two models of four pixels. The first likes the left column, the second dislikes the top row.
    W = np.array([[2.0, -4.0], [0.0, -4.0], [2.0, 0.0], [0.0, 0.0]])
    print(scaled(pictures(W, 2, 2)))
