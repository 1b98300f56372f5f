import numpy as np

from logreg_edu import central_difference, cost, score, sigmoid


def hessian(X, w, b, l2):
    """The curvatures of the cost in every pair of parameters, the bias last."""
    X_tilde = np.column_stack([X, np.ones(len(X))])  # the bias has a pixel that is always 1
    y_hat = sigmoid(score(X, w, b))
    d = y_hat * (1 - y_hat)  # (m,) the second derivative of each loss in its score
    curved = d[:, np.newaxis] * X_tilde
    H = curved.T @ curved / len(X)
    return H + l2 * np.diag([1] * len(w) + [0])  # the bias is not penalised


if __name__ == "__main__":
    X, y, w, l2 = np.array([[2.0], [1.0]]), np.array([1, 0]), np.array([0.5]), 0.1

    def slope(b):  # the derivative of the cost in the bias
        return central_difference(lambda b: cost(X, y, w, b, l2), b, h=1e-3)

    print("curvature in the bias: formula", hessian(X, w, 0.0, l2)[1, 1],
          "measured", central_difference(slope, 0.0, h=1e-3))  # fmt: skip
