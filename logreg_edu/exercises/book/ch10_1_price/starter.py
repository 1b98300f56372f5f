import numpy as np


def with_price(J, dJ_dw, dJ_db, w, b, l2, m):
    """The cost and its gradient with the L2 penalty, from those without."""
    return None  # your lines here; not all that is given is needed


if __name__ == "__main__":
    # Weights 3 and -4, l2 = 0.1: the cost rises by 1.25, the gradient changes by 0.3 and -0.4.
    dJ_dw, w = np.array([0.0, 0.0]), np.array([3.0, -4.0])
    print(with_price(0.5, dJ_dw, 0.25, w, b=2.0, l2=0.1, m=50))
