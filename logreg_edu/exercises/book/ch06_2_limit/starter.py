import numpy as np


def rate_limit(X, l2):
    """The number 2/L: every learning rate below it is guaranteed to descend."""
    return None  # your lines here


if __name__ == "__main__":
    # Three examples of one pixel. B has 2/3 and 1/4 on its diagonal and 0 elsewhere: 2/L is 3.
    print(rate_limit(np.array([[-2.0], [0.0], [2.0]]), l2=0.0))
