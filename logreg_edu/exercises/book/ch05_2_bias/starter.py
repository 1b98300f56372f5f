import numpy as np

from logreg_edu import central_difference, cost, probability


def slope_of_bias(y, y_hat):
    """The slope of the cost in the bias, dJ_db."""
    return y.T @ y_hat / len(y)


if __name__ == "__main__":
    X, y = np.array([[1.0, 0.5], [0.0, 2.0], [0.5, 0.5]]), np.array([1, 0, 1])
    w, b = np.array([0.3, -0.2]), -1.0
    measured = central_difference(lambda b: cost(X, y, w, b), b)
    print("formula", slope_of_bias(y, probability(X, w, b)), "measured", measured)
