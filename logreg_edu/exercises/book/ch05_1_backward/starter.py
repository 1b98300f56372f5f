import numpy as np

from logreg_edu import sigmoid


def backward(X, y, y_hat, w, l2):
    """The gradient of the cost, (dJ_dw, dJ_db), for one model or K."""
    return None  # your lines here


if __name__ == "__main__":
    # Two pixels, one example: 0.6002 and 0.3001 for the weights, 0.7503 for the bias.
    X, y, w = np.array([[0.8, 0.4]]), np.array([0]), np.array([2.0, -1.0])
    print(backward(X, y, sigmoid(X @ w - 0.1), w, 0.0))
