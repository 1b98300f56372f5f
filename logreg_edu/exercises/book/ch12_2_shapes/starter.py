import numpy as np

# A network reads pictures of 784 pixels. It has 32 hidden units, with the sigmoid, and then a
# softmax over ten digits. It sees X (400, 784). The names are those of the chapter.

# How many parameters does it have, all weights and biases?
parameters = None

# Which shape has A, what the hidden units say?
shape_of_A = None

# Which shape has the slope of the cost in W_1?
shape_of_dJ_dW_1 = None

# All parameters are 0, and l2 is 0. What is the cost, in nats an example?
cost_at_zero = None

# For one example a hidden unit says A = 0.9, and the message comes back: the slope of J in that A
# is 2. What is the slope of J in its Z_1?
slope_in_z_1 = None

# Someone leaves out the sigmoid. How many parameters has the one layer that can do as much?
parameters_without_bend = None

# With its sigmoid, the network is trained from zeros. How many different hidden units has it then?
different_units = None
