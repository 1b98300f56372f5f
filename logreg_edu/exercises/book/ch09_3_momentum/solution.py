"""Nesterov's momentum."""

import numpy as np


def momentum_walk(H, theta, alpha, steps):
    """The point after this many steps with momentum, in the valley J = theta . H theta / 2."""
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * (H @ ahead)  # from the point ahead, with the gradient there
        t_new = (1 + np.sqrt(1 + 4 * t**2)) / 2
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new  # only now: the line above needs the old ones
    return theta
