import numpy as np

# A model has the mean loss 0.2 on 500 pictures. What is the sum of the losses?
sum_of_the_losses = None

# Each of the 500 pictures is put into the data a second time. What is the mean loss now?
mean_of_all_pictures_twice = None

# Descent on the mean goes well with the rate 0.5. Another program goes down the sum of the losses
# of these 500 pictures. Which rate makes it take the same steps?
rate_for_the_sum = None

# The mean loss is 0.2 again: which probability does this model typically give to the truth?
typical_probability = None

# Your cost is the mean loss plus a penalty with l2 = 0.01. The other program adds its penalty to
# the sum of the 500 losses, with the same half in it. Which l2 does it need for the same minimum?
l2_beside_the_sum = None

# What does l2 = 0.1 add to the cost of a model with w = (3, -4) and b = 10?
price_of_the_weights = None
