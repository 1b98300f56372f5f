"""Score, odds, probability and boundary, with the reason for each."""

import numpy as np

# The odds are 0.9 to 0.1, that is 9, and the score is their logarithm.
score_of_ninety_percent = np.log(9)

# Evidence multiplies odds: 6 times 1/3 is 2, and odds of 2 are 2 of 3.
probability_after = 2 / (1 + 2)

# Undecided is a score of 0: 6 * 0.1 - 8 * x2 + 1 = 0.
x2_on_the_boundary = (6 * 0.1 + 1) / 8

# The score there is b = 1: the signed distance times the length of w,
# sqrt(36 + 64) = 10.
distance_of_the_empty_picture = 1 / 10

# The score doubles, so the odds of 4 are squared.
probability_of_the_doubled_model = 4**2 / (1 + 4**2)
