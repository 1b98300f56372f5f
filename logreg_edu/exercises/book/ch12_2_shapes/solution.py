"""The shapes and numbers of a network, with the reason for each."""

import numpy as np

# A weight for each pair of input and output, a bias for each output; two layers.
parameters = 784 * 32 + 32 + 32 * 10 + 10

# (400, 784) @ (784, 32): a row for each example, a column for each unit.
shape_of_A = (400, 32)

# A gradient has the same shape as the array it belongs to.
shape_of_dJ_dW_1 = (784, 32)

# All scores are 0, so each digit gets 1/10, whichever is the right one.
cost_at_zero = np.log(10)

# Times the derivative of the sigmoid, A (1 - A).
slope_in_z_1 = 2 * 0.9 * (1 - 0.9)

# X W_1 W_2 + ... is X times one matrix (784, 10), with ten biases.
parameters_without_bend = 784 * 10 + 10

# They start alike and get the same gradients, so they stay alike.
different_units = 1
