import numpy as np

# Of the 10,000 test digits of MNIST, 892 are a 5. A model says "not a 5" to every picture.
# What is its accuracy?
accuracy_of_always_no = None

# In another test, always "no" has the accuracy 0.90, and a model 0.96.
# Which fraction of the errors of "no" does the model avoid?
share_of_errors_avoided = None

# A model's true accuracy is 0.9. What is the standard error of its accuracy measured on 400 digits?
standard_error = None

# How many digits would make that half as large?
digits_for_half_of_it = None

# A model gets 50 of 50 test digits right. What is the lower end of Wilson's 95 % interval
# (c = 1.96) for its true accuracy? Two decimals are enough; 1.96 squared is about 3.84.
lower_end = None

# A thousand models guess blindly among ten digits. The best is right for 19 of 100 test digits.
# Which accuracy do you expect of this winner on many new digits?
winner_on_new_digits = None
