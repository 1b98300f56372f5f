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
        rtol=1e-6,  # float32 will do
        others=[0.6, 3 / 5],
        mistakes=[
            Mistake("the higher end", J_u).says(
                "It is never above that, true; but convexity promises more. Where is the chord"
                " halfway between its ends?"
            ),
            Mistake("the lower end", J_v).says(
                "It may be that low, or lower. How high may it be? Draw the chord between the two."
            ),
            Mistake("half of one end", J_u / 2).says(
                "That is half of one of the two costs. What does the other one add?"
            ),
            Mistake("the root of the product", np.sqrt(J_u * J_v), also=[0.52]).says(
                "That is the geometric mean. The chord is a straight line: how high is it halfway?"
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
        rtol=1e-6,
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
            Mistake("the higher end", J_u).says(
                "It is never above that, true; but a quarter of the way the chord is lower already."
                " By how much?"
            ),
            Mistake("the lower end", J_v).says(
                "It may be that low, or lower. How high may it be? Draw the chord between the two."
            ),
            Mistake("a third of the way", (2 * J_u + J_v) / 3).says(
                "That is a third of the way: you give u twice the weight of v. Which weights add up"
                " to 1 and belong to a quarter?"
            ),
            Mistake("the fall alone", (J_u - J_v) / 4).says(
                "That is how far the chord falls on this quarter. From which height does it start?"
            ),
            Mistake("one end alone", 0.75 * J_u, also=[0.25 * J_v]).says(
                "That is one of the two terms. What does the other model add?"
            ),
        ],
    ),
    Task(
        "at_least",
        truth=J_u + slope * distance,
        rtol=1e-6,
        others=[0.3, 0.9 - 0.6],
        mistakes=[
            Mistake("uphill", J_u - slope * distance).says(
                "The derivative is negative: in which direction does the tangent go?"
            ),
            Mistake("no cost is negative", 0.0).says(
                "No cost is below 0, true; but convexity promises more. How high is the tangent at"
                " u after 1.5?"
            ),
            Mistake("from the model v", J_v + slope * distance).says(
                "You start at the cost of v. At which model is the derivative given?"
            ),
            Mistake("divided by the distance", J_u + slope / distance, also=[0.63, 0.633]).says(
                "You divide by the distance. How far does a line with the derivative -0.4 fall if"
                " you go on for 1.5?"
            ),
            Mistake("where it started", J_u).says(
                "That is the cost at u. How high is the tangent after 1.5?"
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
        rtol=1e-6,
        others=[0.2, 1 / 5],
        mistakes=[
            Mistake("zero", 0.0).says(
                "No cost is below 0, but this one need not go that low. The graph lies above every"
                " tangent: what is the tangent where the gradient is zero?"
            ),
            Mistake("no lowest cost", -np.inf).says(
                "A cost is a mean of losses, and no loss is negative. Draw the tangent where the"
                " gradient is zero: can the graph be below it?"
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
        rtol=1e-6,
        others=[0.09, 0.9 - 0.81],
        mistakes=[
            Mistake("the first derivative", 0.1, also=[-0.1]).says(
                "y_hat - y is the first derivative with respect to the score. What is the"
                " derivative of that?"
            ),
            Mistake("the probability", 0.9).says(
                "0.9 is y_hat itself. Its derivative with respect to the score has two factors:"
                " what is the other one?"
            ),
            Mistake("twice", 0.18).says(
                "That is twice too much. The second derivative of a loss is the derivative of"
                " y_hat - y: is there a 2 in it?"
            ),
            Mistake("a negative curvature", -0.09).says(
                "The absolute value is right. A loss curves upwards: which sign does its second"
                " derivative have?"
            ),
            Mistake("in y_hat", 1 / 0.81, also=[1.23, 1.235]).says(
                "That is the second derivative of -log(y_hat) with respect to y_hat. What is it"
                " with respect to the score?"
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
        rtol=1e-6,
        others=[0.36, 0.9 * 0.1 * 4],
        mistakes=[
            Mistake("not squared", 0.18).says(
                "The chain rule gives the factor by which the score changes once for the first"
                " derivative. How often for the second?"
            ),
            Mistake("the squared change alone", 4.0, also=[2.0]).says(
                "That is how the score changes along the line, or its square. What is it multiplied"
                " by?"
            ),
            Mistake("the bias, too", 0.81).says(
                "3 - 1 + 1 is 3: you let the bias change as well. What does the line say about it?"
            ),
            Mistake("the sizes of the pixels", 1.44).says(
                "3 + 1 is 4: you add the absolute values of the pixels. Which sign does the second"
                " one have?"
            ),
            Mistake("the first derivative", -0.2, also=[0.2, -0.1, 0.1]).says(
                "Is that a first derivative? The second one is always positive or 0, and has the"
                " change of the score twice."
            ),
            Mistake("in the score", 0.09).says(
                "That is the second derivative with respect to the score. One unit along the line"
                " changes the score by how much?"
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
