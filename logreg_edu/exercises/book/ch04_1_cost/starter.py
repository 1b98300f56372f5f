import numpy as np

from logreg_edu import loss, score  # from chapters 2 and 3: loss(z, y), score(X, w, b)


def cost(X, y, w, b, l2):
    """The cost: the mean loss of the examples, and the penalty on the weights."""
    return None  # your lines here


if __name__ == "__main__":
    # At zeros, every answer is one half, which costs log 2 = 0.693.
    X, y = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1, 0])
    print(score(X, np.zeros(2), 0.0), loss(np.zeros(2), y), cost(X, y, np.zeros(2), 0.0, 0.1))
