# Your model has l2 = 0.01 and was trained on 200 examples.
# Which C makes scikit-learn's LogisticRegression train the same model?
c_of_it = None

# Somebody takes LogisticRegression as it is, on 50,000 examples. Which l2 does that mean here?
l2_of_the_default = None

# And which alpha of SGDClassifier(loss="log_loss") is your l2 = 0.01, on the 200 examples?
alpha_of_it = None

# With 1,000 examples l2 = 0.002 was right. Now there are 4,000, and your belief about the size of
# weights has not changed. Which l2 do you take?
l2_for_four_times_as_many = None

# A model is trained with l2 m = 25. How large is tau, the standard deviation of its prior?
tau = None

# Without a penalty the cost is lowest at the weight 2, along an axis where its curvature is 0.3
# throughout. Where is it lowest with l2 = 0.1?
held_weight = None

# One example in five is a "yes". The penalty is so strong that all weights are practically 0, and
# the bias has none. Which probability of "yes" does the trained model give to every example?
answer_without_evidence = None
