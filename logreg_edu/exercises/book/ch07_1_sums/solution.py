"""Seven models side by side, with the reason for each number."""

import numpy as np

# A row for each pixel, a column for each model.
shape_of_W = (64, 7)

# Each model has 64 weights and a bias. The number of pictures does not matter.
numbers_to_learn = 7 * (64 + 1)

# All scores are 0, so each model says one half.
sum_at_the_start = 7 * 0.5

# One half costs log 2, and seven models say one half.
costs_at_the_start = 7 * np.log(2)

# Each of them may be nearly sure of its "yes": none hears another.
most_that_a_sum_can_be = 7

# The bias has no penalty, so at the minimum the errors of each model cancel.
mean_probability_of_C = 6 / 50

# The surest, even if it says "rather not": -0.5 is the largest score.
letter_named = 2

# Both probabilities have rounded to 1, and in a tie argmax takes the first.
letter_named_by_probabilities = 0
