# A cost is a parabola, J(w) = 3 (w - 2)^2 + 1. You are at w = 10. Where does one step of Newton's
# method lead?
after_one_step = None

# Near a minimum each step squares the error. It is 1e-2 now. After how many steps is it 1e-16?
steps_to_the_last_digit = None

# X has 1,000 examples and 100 columns, the column of ones among them. How many multiplications does
# the matrix product X^T (D X) take, if D X is there already and every entry is computed?
multiplications_for_H = None

# One evaluation of cost and gradient takes about 2 * 1,000 * 100. How many evaluations is that
# product worth?
evaluations_for_H = None

# An example is drawn for H with probability 1/4. How many times must it count when it is drawn?
counts_for = None

# There is one parameter. A step of s = 0.5 has changed the derivative by t = 2. Which curvature
# does that show?
curvature_from_a_step = None
