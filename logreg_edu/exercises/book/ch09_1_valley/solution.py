"""The valley in numbers, with the reason for each."""

import numpy as np

# Along (1, 1) the matrix multiplies by 8, along (1, -1) by 2: these are its eigenvalues.
condition_number = 8 / 2

# Both factors, 1 - 2 alpha and 1 - 8 alpha, have the same size there.
best_rate = 2 / (2 + 8)

# 1 - 0.2 * 2 = 0.6 along the valley; across it is 1 - 0.2 * 8 = -0.6.
factor = (4 - 1) / (4 + 1)

# 0.6^13 is 0.0013, and 0.6^14 is 0.0008.
steps = np.ceil(np.log(1000) / -np.log(0.6))

# The best rate is a hundredth of what it was, and the factors are what they were.
steps_in_steep_valley = steps

# The number of steps grows like the condition number.
times_as_many_steps = 100

# On the map of the other ruler this valley is round: one step to the bottom.
steps_with_the_other_ruler = 1
