# The mean response of a cell is 0.04 for a faint stroke and 0.64 for a bold one.
# How many times as large is the bold one?
bold_over_faint = None

# Take the square root of both. How many times as large is the bold one now?
bold_over_faint_of_roots = None

# A model gives the mean response a weight, such that the bold stroke contributes 2 nats.
# How many nats does the faint stroke contribute?
faint_contribution = None

# Another model gives the root of the mean a weight, such that the bold stroke contributes 2 nats.
# How many nats does the faint stroke contribute there?
faint_contribution_of_root = None

# Among bold strokes, the mean response varies by about 0.08 around 0.64. About how much does its
# root vary? Use the derivative of the square root at 0.64.
spread_of_bold_roots = None

# Among faint strokes, it varies by about 0.02 around 0.04. About how much does its root vary, with
# the derivative at 0.04? Compare the two.
spread_of_faint_roots = None

# A cell has four pixels that count equally; their responses are 1, 0, 0, 0. What is its feature,
# the square root of their mean?
root_of_the_mean = None

# What would it be if the root were taken before the mean?
mean_of_the_roots = None
