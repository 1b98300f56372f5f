import numpy as np

# A model says 90 %. What is its score, a natural logarithm?
score_of_ninety_percent = None

# The odds of a 0 are 1 to 3. Then some ink multiplies the odds by 6.
# What is the probability of a 0 now?
probability_after = None

# A model of two pixels has the weights w = (6, -8) and the bias b = 1.
# The first pixel is 0.1.
# For which value of the second pixel is the model undecided?
x2_on_the_boundary = None

# How far from the boundary of this model is the empty picture, (0, 0)?
distance_of_the_empty_picture = None

# Another model says 80 % about a picture.
# All its weights and its bias are doubled.
# What does it say about the same picture now? (a number from 0 to 1)
probability_of_the_doubled_model = None
