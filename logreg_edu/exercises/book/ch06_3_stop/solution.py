"""Rates and gaps, with the reason for each number."""

import numpy as np

# The slope is 4 * theta = 12, a tenth of it is 1.2.
theta_after_one_step = 3 - 0.1 * 4 * 3

# Each step multiplies theta by 1 - alpha * L, with the curvature L = 4: 0 for alpha = 1/L.
rate_to_the_bottom = 1 / 4

# And -1 for alpha = 2/L.
rate_of_the_endless_jump = 2 / 4

# The cost is a mean, and ten copies of all examples leave a mean as it is.
limit_with_ten_copies = 3.0

# The slope along the step is the length of the gradient, the step is alpha times that length. The
# fall is below 1e-6, so the program stops: because the steps are short, not because it has arrived.
fall_of_the_cost = 0.0001 * 0.02**2

# The square of the gradient, divided by 2 * l2.
most_above_the_minimum = 0.03**2 / (2 * 0.01)

# Divided by zero: a short gradient alone proves nothing.
most_above_without_a_price = np.inf
