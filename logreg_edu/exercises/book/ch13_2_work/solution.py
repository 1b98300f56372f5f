"""Gain and work of Newton's method, with the reason for each number."""

# The derivative is 6 (w - 2), the second derivative 6: of a parabola, one step finds the bottom.
after_one_step = 10 - 6 * (10 - 2) / 6

# 1e-2, 1e-4, 1e-8, 1e-16.
steps_to_the_last_digit = 3

# 100 times 100 entries, each a sum of 1,000 products.
multiplications_for_H = 1000 * 100**2

# The factor 1,000 cancels.
evaluations_for_H = 1000 * 100**2 / (2 * 1000 * 100)

# It stands for four of its kind, so that the expected sum is the full one.
counts_for = 1 / 0.25

# H s = t.
curvature_from_a_step = 2 / 0.5
