import numpy as np

# A one-vs-all classifier for 7 letters, with 64 pixels per picture, is trained on 50 pictures.
# Which shape does W have, with all its weights? (A tuple, as NumPy prints it.)
shape_of_W = None

# How many numbers does the classifier learn, weights and biases together?
numbers_to_learn = None

# At the start W and b are zero. What is the sum of the seven probabilities of one picture?
sum_at_the_start = None

# And the sum of the seven costs, without a penalty, in nats?
costs_at_the_start = None

# After the training: which number can the sum of the seven probabilities of one picture come close
# to, but never reach?
most_that_a_sum_can_be = None

# The letter C is on 6 of the 50 pictures. At the minimum, with a penalty on the weights: what is
# the mean of the probability of C over the 50 pictures?
mean_probability_of_C = None

# Three of the seven scores of a picture are -1, -2 and -0.5, for the letters 0, 1 and 2; all others
# are far below. Which letter does one-vs-all name, as a number?
letter_named = None

# In float64, the scores for the letters 0 and 1 are 40 and 50, all others are below 0. Which letter
# does np.argmax name if it is given the probabilities, as sigmoid computes them?
letter_named_by_probabilities = None
