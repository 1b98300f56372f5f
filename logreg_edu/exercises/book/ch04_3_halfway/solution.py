"""What chords and tangents promise, with the reason for each number."""

# The middle of the chord.
halfway_at_most = (0.9 + 0.3) / 2

# The chord again, at rho = 1/4: the nearer end weighs more.
a_quarter_of_the_way_at_most = 0.75 * 0.9 + 0.25 * 0.3

# The graph lies above the tangent.
at_least = 0.9 - 0.4 * 1.5

# The tangent there is level, and the graph lies above it everywhere.
lowest_of_all = 0.2

# y_hat (1 - y_hat); the truth does not matter.
curvature_of_one_loss = 0.9 * (1 - 0.9)

# Along the line the score changes by 3 - 1 = 2 per unit of t, and that factor comes twice.
curvature_along_the_line = 0.9 * (1 - 0.9) * (3 - 1) ** 2
