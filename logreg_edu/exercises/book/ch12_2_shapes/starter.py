import numpy as np

# A network reads pictures of 784 pixels. It has 32 hidden units, with the sigmoid, and then a
# softmax over ten digits. It sees X (400, 784). The names are those of the chapter.

# How many parameters does it have, all weights and biases?
parameters = None

# Which shape does A have, the output of the hidden units?
shape_of_A = None

# Which shape does dJ/dW_1 have, the gradient with respect to W_1?
shape_of_dJ_dW_1 = None

# All parameters are 0, and l2 is 0. What is the cost, in nats per example?
cost_at_zero = None

# For one example a hidden unit says A = 0.9, and the upstream gradient comes back: the derivative
# of J with respect to that A is 2. What is the derivative of J with respect to its Z_1?
slope_in_z_1 = None

# Someone leaves out the sigmoid. Then one layer can do as much: how many parameters does it have?
parameters_without_bend = None

# With its sigmoid, the network is trained from zeros. How many different hidden units does it have
# then?
different_units = None
