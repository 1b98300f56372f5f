"""The losses, with the reason for each."""

import numpy as np

# -log P, with P = 1/4.
loss_of_a_quarter = np.log(4)

# -log P, with P = 1/2: one bit, which is 0.693 nats.
loss_of_not_knowing = np.log(2)

# sigmoid(40.0) has rounded to 1, so the formula takes -log(0).
textbook_loss_at_40 = np.inf

# y_hat cannot come closer to 1 than 1e-15: -log(1e-15), whether the score is 40 or 400.
clipped_loss_at_400 = -np.log(1e-15)

# When z changes a little, y_hat stays at the clip, and so the loss does not change.
clipped_slope_at_400 = 0.0
