import numpy as np

from logreg_edu import cost_and_gradient, gradient_descent


def descend(X, y, w, b, alpha, l2, iterations):
    """Walk down from (w, b): (w, b, costs) after so many steps.

    costs has the cost before each step and, last, where the walk ends.
    """
    return None  # your lines here


if __name__ == "__main__":
    X, y = np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 1])
    library = gradient_descent(X, y, alpha=0.5, l2=0.1, iterations=3)
    print("yours  ", descend(X, y, np.zeros(1), 0.0, alpha=0.5, l2=0.1, iterations=3))
    print("library", (library.w, library.b, library.cost_history))
