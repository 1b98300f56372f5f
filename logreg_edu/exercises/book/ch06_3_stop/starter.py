import numpy as np

# The cost is J = 2 * theta**2. You stand at theta = 3 and take one step with the rate 0.1.
# Where do you arrive?
theta_after_one_step = None

# With which rate would one step from theta = 3 have led to the bottom, theta = 0?
rate_to_the_bottom = None

# And with which rate do you jump from 3 to -3, back to 3, and so on for ever?
rate_of_the_endless_jump = None

# For some examples the rates below 2/L = 3 are guaranteed to descend. Now each example is in the
# data ten times. Below which number are they guaranteed to descend?
limit_with_ten_copies = None

# A program stops as soon as a step lowers the cost by less than 1e-6. The gradient has the length
# 0.02, which is far from 0, but the rate is very small, 0.0001. By how much, to a good
# approximation, does the next step lower the cost? (And what does the program do?)
fall_of_the_cost = None

# The penalty has l2 = 0.01, the bias is at its best, and dJ/dw has the length 0.03. How far is the
# cost above its minimum, at most?
most_above_the_minimum = None

# The same gradient, but without a penalty, l2 = 0. Which bound on that distance does the
# chapter prove now? (np.inf is allowed, too.)
most_above_without_a_price = None
