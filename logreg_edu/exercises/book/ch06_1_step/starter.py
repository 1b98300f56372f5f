import numpy as np

from logreg_edu import cost_and_gradient, gradient_descent


def step(X, y, w, b, alpha, l2):
    """One step of gradient descent: the new (w, b)."""
    _, _, dJ_db = cost_and_gradient(X, y, w, b, l2)
    b = b - alpha * dJ_db
    _, dJ_dw, _ = cost_and_gradient(X, y, w, b, l2)
    w = w - alpha * dJ_dw
    return w, b


if __name__ == "__main__":
    X, y = np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 1])
    library = gradient_descent(X, y, alpha=0.5, l2=0.1, iterations=1)
    print("yours  ", *step(X, y, np.zeros(1), 0.0, alpha=0.5, l2=0.1))
    print("library", library.w, library.b)
