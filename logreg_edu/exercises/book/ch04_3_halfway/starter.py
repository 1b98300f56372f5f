# The cost J is convex. The model u has the cost 0.9, the model v the cost 0.3.
# Halfway between them, how high can the cost be at most?
halfway_at_most = None

# And a quarter of the way from u to v?
a_quarter_of_the_way_at_most = None

# At u, the derivative of J in some direction is -0.4. You go 1.5 in this direction.
# How high is the cost there at least?
at_least = None

# At another model the gradient is zero, and the cost is 0.2. What is the lowest cost that any
# choice of weights and bias has on these examples?
lowest_of_all = None

# The truth is yes, and a model says 0.9. What is the second derivative of the loss with respect to
# the score?
curvature_of_one_loss = None

# The same example has two pixels, x = (3, -1). You go along the line w + t (1, 1), and
# the bias stays as it is. What is the second derivative of this one loss with respect to t, where
# the model says 0.9?
curvature_along_the_line = None
