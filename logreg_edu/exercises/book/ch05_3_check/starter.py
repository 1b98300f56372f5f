import numpy as np


def central_difference(J, theta, h):
    """The slope of J in each parameter at theta, by a step h to either side."""
    return None  # your lines here


if __name__ == "__main__":
    # J = theta_0^2 + 3 theta_1 has the slopes 2 theta_0 = 10, and 3.
    print(central_difference(lambda t: t[0] ** 2 + 3 * t[1], np.array([5.0, 1.0]), 1e-5))
