"""Chapter 4, exercise 3: what a convex cost allows between two models, and beyond them."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task

J_u, J_v = 0.9, 0.3  # the costs of two models
slope, distance = -0.4, 1.5
level = 0.2  # the cost where the gradient is zero

TASKS = [
    Task(
        "halfway_at_most",
        truth=(J_u + J_v) / 2,
        others=[0.6, 3 / 5],
        mistakes=[
            Mistake("the higher end", J_u).says(
                "It is never above that, true; but convexity promises more. Where is the chord"
                " halfway between its ends?"
            ),
            Mistake("the lower end", J_v).says(
                "It may be that low, or lower. How high may it be? Draw the chord between the two."
            ),
            Mistake("the sum", J_u + J_v).says(
                "Higher than both ends, halfway between them? Each of the two has a factor in the"
                " inequality: which one, halfway?"
            ),
        ],
    ),
    Task(
        "a_quarter_of_the_way_at_most",
        truth=0.75 * J_u + 0.25 * J_v,
        others=[0.75, 3 / 4],
        mistakes=[
            Mistake("the ends exchanged", 0.25 * J_u + 0.75 * J_v).says(
                "That is a quarter of the way from v to u. After a quarter of the way from u, which"
                " of the two is nearer, and so weighs more?"
            ),
            Mistake("halfway", (J_u + J_v) / 2).says(
                "That is the height of the chord in its middle. Which rho belongs to a quarter of"
                " the way?"
            ),
            Mistake("one end alone", 0.75 * J_u, also=[0.25 * J_v]).says(
                "That is one of the two terms. What does the other model add?"
            ),
        ],
    ),
    Task(
        "at_least",
        truth=J_u + slope * distance,
        others=[0.3, 0.9 - 0.6],
        mistakes=[
            Mistake("uphill", J_u - slope * distance).says(
                "The derivative is negative: in which direction does the tangent go?"
            ),
            Mistake("without the distance", J_u + slope).says(
                "That is where the tangent is after a distance of 1. How far do you go?"
            ),
            Mistake("the change alone", slope * distance, also=[-slope * distance]).says(
                "That is how far the tangent falls. From which height does it start?"
            ),
        ],
    ),
    Task(
        "lowest_of_all",
        truth=level,
        others=[0.2, 1 / 5],
        mistakes=[
            Mistake("zero", 0.0).says(
                "No cost is below 0, but this one need not come so low. The graph lies above every"
                " tangent: what is the tangent where the gradient is zero?"
            ),
            Mistake("one half for everything", np.log(2), also=[0.69]).says(
                "log 2 is the cost of a model that says one half to everything. Does the tangent at"
                " the model given here know about that one?"
            ),
            Mistake("the model v", J_v).says(
                "v has the cost 0.3, and this model has 0.2 already. Could there be a deeper valley"
                " somewhere else? Draw the tangent where the gradient is zero."
            ),
        ],
    ),
    Task(
        "curvature_of_one_loss",
        truth=0.9 * (1 - 0.9),
        others=[0.09, 0.9 - 0.81],
        mistakes=[
            Mistake("the first derivative", 0.1, also=[-0.1]).says(
                "y_hat - y is the first derivative in the score. What is the derivative of that?"
            ),
            Mistake("the largest", 0.25).says(
                "One quarter is the largest curvature, at y_hat = 1/2. This model is surer."
            ),
            Mistake("the square", 0.81, also=[0.01]).says(
                "Two factors, but they are not the same. The derivative of the sigmoid is y_hat"
                " times what?"
            ),
        ],
    ),
    Task(
        "curvature_along_the_line",
        truth=0.09 * (3 - 1) ** 2,
        others=[0.36, 0.9 * 0.1 * 4],
        mistakes=[
            Mistake("not squared", 0.18).says(
                "The chain rule gives the factor by which the score changes once for the first"
                " derivative. How often for the second?"
            ),
            Mistake("in the score", 0.09).says(
                "That is the curvature in the score. One unit along the line changes the score by"
                " how much?"
            ),
            Mistake("each pixel alone", 0.09 * (3**2 + 1**2)).says(
                "You square 3 and -1 and add the squares. The score changes by their sum: add"
                " first, then square."
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="halfway between two models",
    kind="predict",
    goal="Say what convexity promises about the cost at points where nobody has computed it.",
    shapes="six numbers",
    minutes=10,
    section="Convex: one valley",
    hints=[
        "A convex function lies on or below each of its chords, and on or above each of its"
        " tangents. Draw one, and read off its height.",
        "f((1 - rho) t_1 + rho t_2) <= (1 - rho) f(t_1) + rho f(t_2), and"
        " f(t) >= f(t_0) + f'(t_0) (t - t_0). The second derivative of a loss is y_hat (1 - y_hat)"
        " in its score, and that times the square of the change of the score along a line.",
        "(0.9 + ...) / 2; 0.75 * ... + 0.25 * ...; 0.9 + ... * 1.5; ...; 0.9 * (1 - ...);"
        " 0.9 * 0.1 * (...)**2",
        "(0.9 + 0.3) / 2; 0.75 * 0.9 + 0.25 * 0.3; 0.9 - 0.4 * 1.5; 0.2; 0.9 * 0.1;"
        " 0.9 * 0.1 * (3 - 1)**2",
    ],
    further="Two people train the same model on the same examples and reach the same lowest cost."
    " What is the cost of the model halfway between theirs?",
    tasks=TASKS,
)
