import numpy as np


def score(X, w, b):
    """The score of every example: one number per model."""
    n = X.shape[1]
    W = w.reshape(n, -1)  # one model per column, even if there is only one
    return X @ W + b


if __name__ == "__main__":
    X, w, y = np.ones((3, 2)), np.array([1.0, 2.0]), np.array([0, 1, 0])
    z = score(X, w, 0.5)
    # Three examples, three scores, three labels: how many differences?
    print("z", z.shape, "y", y.shape, "z - y", (z - y).shape)
