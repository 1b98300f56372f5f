"""The strength of a penalty in other words, with the reason for each."""

# C = 1 / (l2 m).
c_of_it = 1 / (0.01 * 200)

# l2 = 1 / (C m), and C is 1 by default.
l2_of_the_default = 1 / (1 * 50_000)

# `alpha` multiplies half the squares, beside a mean of losses: it is l2 itself.
alpha_of_it = 0.01

# l2 m is what to keep: 0.002 * 1000 = 2, over 4000.
l2_for_four_times_as_many = 0.002 * 1000 / 4000

# l2 m = 1 / tau^2, so tau is one over the root of 25.
tau = (1 / 25) ** 0.5

# h / (h + l2) = 0.3 / 0.4 of 2.
held_weight = 0.3 / (0.3 + 0.1) * 2

# The bias has no penalty, so the mean prediction is the fraction of "yes".
answer_without_evidence = 0.2
