import numpy as np

from logreg_edu import one_hot, sigmoid


def slopes_of_all(X, labels, W, b):
    """The gradients of the costs of K models, (dJ_dW, dJ_db), from labels 0 to K - 1."""
    return None  # your lines here


if __name__ == "__main__":
    # Two pictures of two pixels, three models, at the start: each model says one half to all.
    X, labels = np.array([[1.0, 0.0], [0.0, 4.0]]), np.array([2, 0])
    print(slopes_of_all(X, labels, np.zeros((2, 3)), np.zeros(3)))
    # [[ 0.25  0.25 -0.25]
    #  [-1.    1.    1.  ]]  and  [0.   0.5  0. ]
