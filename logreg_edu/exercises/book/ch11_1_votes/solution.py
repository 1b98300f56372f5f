"""The votes of five pixels, with the reason for each answer."""

import numpy as np

w = np.array([2.0, -1.5, -3.0, 0.4, -0.5])
b = -0.6
x = np.array([0.5, 0.2, 0.0, 0.5, 1.0])

# The contributions are 1, -0.3, 0, 0.2, -0.5: together 0.4, and the bias is -0.6.
score_of_x = x @ w + b

# Pixel 2 has the strongest weight, and no ink.
speaks_most_against = np.argmin(x * w)

# The contribution goes, not the weight.
score_without_pixel_0 = score_of_x - x[0] * w[0]

# The score loses 3; it is the logarithm of the odds.
odds_factor_of_pixel_2 = np.exp(w[2])

# The errors have no effect on a blank pixel. The penalty is left: each step is a factor.
blank_after_two_steps = (1 - 0.2 * 0.5) ** 2

# Only the sum reaches a score; the penalty is smallest where it is shared evenly.
weight_of_a_twin = 0.8 / 2
