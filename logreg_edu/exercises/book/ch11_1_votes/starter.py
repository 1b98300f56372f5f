import numpy as np

# A model that looks at five pixels, and a picture: 1 is full ink, 0 is paper.
w = np.array([2.0, -1.5, -3.0, 0.4, -0.5])
b = -0.6
x = np.array([0.5, 0.2, 0.0, 0.5, 1.0])

# What is the score of x?
score_of_x = None

# Which pixel speaks most against it, in this picture? (Its index.)
speaks_most_against = None

# Pixel 0 is erased: paper, where ink was. What is the score now?
score_without_pixel_0 = None

# Back to x. Pixel 2, which is paper, gets full ink. By which factor are the odds multiplied?
odds_factor_of_pixel_2 = None

# Another pixel is blank in every training picture, and its weight does not start at 0 but at 1.
# What is the weight after two steps of descent, with alpha = 0.2 and l2 = 0.5?
blank_after_two_steps = None

# Two pixels have the same ink in every picture, and their weights add up to 0.8.
# Which weight does each of them have where the penalty is smallest?
weight_of_a_twin = None
