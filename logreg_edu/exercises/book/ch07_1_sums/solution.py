"""Seven models side by side, with the reason for each number."""

import numpy as np

# A row for each pixel, a column for each model.
shape_of_W = (64, 7)

# Each model has 64 weights and a bias. The number of pictures does not matter.
numbers_to_learn = 7 * (64 + 1)

# All scores are 0, so each model says one half.
sum_at_the_start = 7 * 0.5

# A model that does not know pays log 2, and there are seven that do not know.
costs_at_the_start = 7 * np.log(2)

# Each of them may be nearly sure of its "yes": they do not hear one another.
most_that_a_sum_can_be = 7

# The bias has no price, so at the minimum the errors of each model cancel.
mean_probability_of_C = 6 / 50

# The surest, even if it says "rather not": -0.5 is the largest score.
letter_named = 2

# Both probabilities have rounded to 1, and of two that are tied argmax takes the first.
letter_named_by_probabilities = 0
