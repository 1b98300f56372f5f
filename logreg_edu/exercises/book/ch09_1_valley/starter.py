# A valley of two numbers, J(u, v) = (5 u^2 + 6 u v + 5 v^2) / 2. Its curvature is, everywhere,
#
#     [5 3]
#     [3 5]

# What is its condition number? Multiply the matrix by (1, 1) and by (1, -1), and see.
condition_number = None

# With which learning rate does plain descent converge fastest in the end?
best_rate = None

# With that rate, by which factor does each step multiply the distance from the bottom?
# (A positive number.)
factor = None

# After how many steps is the distance certainly at most a thousandth of what it was?
steps = None

# Now multiply all curvatures by 100, and take the best rate for that. How many steps?
steps_in_steep_valley = None

# Back to the first valley. Now only its largest curvature becomes 100 times as large. About how
# many times as many steps does plain descent with its best rate need for the same thousandth?
times_as_many_steps = None

# The first valley again, with the other ruler: theta - B^-1 gradient, where B is the matrix above.
# After how many steps is it at the bottom?
steps_with_the_other_ruler = None
