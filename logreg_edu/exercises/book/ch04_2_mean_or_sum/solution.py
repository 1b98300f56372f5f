"""Mean and sum, with the reason for each number."""

import numpy as np

# The mean is the sum divided by 500.
sum_of_the_losses = 500 * 0.2

# Twice the sum, divided by twice as many.
mean_of_all_pictures_twice = 0.2

# The slopes of the sum are 500 times as steep, so the rate has to be 500 times smaller.
rate_for_the_sum = 0.5 / 500

# The mean loss is minus the logarithm of the geometric mean of what the truth gets.
typical_probability = np.exp(-0.2)

# The sum of the losses is 500 times their mean, and the penalty must grow as much.
l2_beside_the_sum = 0.01 * 500

# Half of l2 times the sum of the squares. The bias is not penalised.
price_of_the_weights = 0.1 / 2 * (3**2 + 4**2)
