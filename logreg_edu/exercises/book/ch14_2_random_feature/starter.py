import numpy as np


def random_features(X, R, c, mean):
    """max(0, (x - mean) R + c) of each picture: (m, K)."""
    return None


def layer(R, c, mean):
    """(W_1, b_1), with which max(0, X W_1 + b_1) gives the same features."""
    return None


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X = rng.random((5, 4))  # five pictures of four pixels
    R, c = rng.normal(0, 0.1, (4, 3)), rng.normal(0, 0.3, 3)  # three features, drawn
    print(random_features(X, R, c, X.mean(axis=0)))
