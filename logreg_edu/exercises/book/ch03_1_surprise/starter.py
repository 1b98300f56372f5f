import numpy as np

# The truth is "yes", and the model gave it a probability of one quarter. What is the loss, in nats?
loss_of_a_quarter = None

# A model says one half. What does it pay, in nats, whatever the truth is?
loss_of_not_knowing = None

# The truth is "no" (y = 0), the score is 40. What does the textbook formula,
# -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) with y_hat = sigmoid(40.0), give in float64?
textbook_loss_at_40 = None

# The truth is "no", the score is 400, and y_hat is clipped to lie between 1e-15 and 1 - 1e-15.
# What does the textbook formula give now?
clipped_loss_at_400 = None

# And what is the derivative of this clipped loss with respect to the score, at 400?
clipped_slope_at_400 = None
