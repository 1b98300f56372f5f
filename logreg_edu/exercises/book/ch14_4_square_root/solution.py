"""Why the square root, with the reason for each number."""

# Between two strokes that both say "there is a stroke", a linear score sees this factor.
bold_over_faint = 0.64 / 0.04

# 0.8 / 0.2: the root of the factor.
bold_over_faint_of_roots = (0.64 / 0.04) ** 0.5

# The weight is 2 / 0.64. The faint stroke hardly counts.
faint_contribution = 2 * 0.04 / 0.64

# The weight is 2 / 0.8. Now it counts a quarter of the bold one.
faint_contribution_of_root = 2 * 0.2 / 0.8

# The derivative of sqrt(u) is 1 / (2 sqrt(u)). It is small where means are large ...
spread_of_bold_roots = 0.08 / (2 * 0.8)

# ... and large where they are small: the roots vary equally.
spread_of_faint_roots = 0.02 / (2 * 0.2)

# sqrt(1/4).
root_of_the_mean = 0.5

# (1 + 0 + 0 + 0) / 4: one strong response in four pixels would count less.
mean_of_the_roots = 0.25
